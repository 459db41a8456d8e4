"""Pictures that staff send: looked at, made smaller, written anew.

Only pixels go on: what the file held besides (place, camera, thumbnails, code) stays behind.
"""

import struct
from hashlib import sha256
from io import BytesIO
from typing import IO, NamedTuple

from PIL import Image, ImageOps

from webapp.words import plural

FORMATS = ("PNG", "JPEG", "WEBP")
HEAVIEST = 8 * 1024 * 1024
"""Bytes that may be sent."""
PIXELS = 20_000_000
SMALL_BYTES, LARGE_BYTES = 12_000, 200_000
SMALL_WIDTHS, LARGE_WIDTHS = (640, 560, 480, 400, 320, 240, 160, 80), (1600, 1280, 960, 640, 320)
QUALITIES = (80, 65, 50, 35)
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error)
Image.MAX_IMAGE_PIXELS = PIXELS


class PictureError(Exception):
    """A picture that cannot be taken; the message says why, in French."""


class Prepared(NamedTuple):
    """`width` and `height` in pixels are those of `small`; both files are WebP."""

    name: str
    width: int
    height: int
    small: bytes
    large: bytes


def prepare(source: IO[bytes]) -> Prepared:
    """The two files of a picture; raises PictureError. A large file of ours gives the same two:
    what was taken away comes back as it was."""
    data = source.read(HEAVIEST + 1)
    picture = _pixels(data)
    large = data if _is_bare(data, picture) else _written(picture, LARGE_WIDTHS, LARGE_BYTES)[0]
    small, (width, height) = _written(_pixels(large), SMALL_WIDTHS, SMALL_BYTES)
    name = sha256(small + large).hexdigest()[:20]
    return Prepared(name, width, height, small, large)


def _is_bare(data: bytes, picture: Image.Image) -> bool:
    """True for a WebP file as we write it: small enough, its pixels and not a byte more."""
    if len(data) > LARGE_BYTES or max(picture.size) > LARGE_WIDTHS[0] or data[12:16] != b"VP8 ":
        return False
    riff, size, webp, _, pixels = struct.unpack("<4sI4s4sI", data[:20])
    return (riff, webp) == (b"RIFF", b"WEBP") and size + 8 == len(data) == 20 + pixels + pixels % 2


def _pixels(data: bytes) -> Image.Image:
    """Upright, opaque, without anything else."""
    if not data:
        raise PictureError("Choisissez une image.")
    if len(data) > HEAVIEST:
        raise PictureError("Cette image pèse plus de 8\u00a0Mo\u00a0: réduisez-la d’abord.")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as found:
            if found.width * found.height > PIXELS:
                raise PictureError(_too_large())
            found.draft("RGB", (LARGE_WIDTHS[0], LARGE_WIDTHS[0]))
            upright = ImageOps.exif_transpose(found).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(_too_large()) from None
    except BROKEN:
        expected = "Ce fichier n’est pas une image PNG, JPEG ou WebP, ou il est abîmé."
        raise PictureError(expected) from None
    ground = Image.new("RGB", upright.size, "white")
    ground.paste(upright, mask=upright.getchannel("A"))
    return ground


def _too_large() -> str:
    millions = plural(PIXELS // 1_000_000, "million")
    return f"Cette image a plus de {millions} de pixels\u00a0: réduisez-la d’abord."


def _written(
    picture: Image.Image, widths: tuple[int, ...], most: int
) -> tuple[bytes, tuple[int, int]]:
    """The widest and finest file that weighs at most `most` bytes, and its size in pixels."""
    for width in dict.fromkeys(min(each, max(picture.size)) for each in widths):
        reduced = picture.copy()
        reduced.thumbnail((width, width), Image.Resampling.LANCZOS)
        encode = reduced.save
        for quality in QUALITIES:
            file = BytesIO()
            encode(file, "WEBP", quality=quality, method=4)
            if file.tell() <= most:
                return file.getvalue(), reduced.size
    raise PictureError("Cette image a trop de détails pour être montrée\u00a0: simplifiez-la.")

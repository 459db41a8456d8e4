"""Files sent by a browser, one by one or zipped, as one archive that can do no harm."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from webapp.staff.imports.problems import shortened

HEAVIEST = 20 * 1024 * 1024
"""Bytes that may be sent."""
LARGEST, MOST = 100 * 1024 * 1024, 300
"""Bytes that files may be once unzipped, all together; how many they may be."""
BLOCK = 64 * 1024


class IntakeError(Exception):
    """What was sent cannot be taken; the message says why, in French."""


def packed(sent: Iterable[tuple[str, bytes]]) -> tuple[list[str], bytes]:
    """The names of the files and their archive; raises IntakeError."""
    found: dict[str, bytes] = {}
    for name, body in _opened(sent):
        if name in found:
            raise IntakeError(f"Le fichier «\u00a0{shortened(name)}\u00a0» est là deux fois.")
        found[name] = _as_utf8(name, body)
        if len(found) > MOST:
            raise IntakeError(f"{MOST}\u00a0fichiers au plus.")
    if not found:
        raise IntakeError("Choisissez au moins un fichier.")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in found.items():
            archive.writestr(name, body)
    return sorted(found), file.getvalue()


def unpack(archive: bytes, folder: Path) -> None:
    """The files of an archive of ours, into an empty folder."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        files.extractall(folder)


def _opened(sent: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Each file, those of a zip one by one; whatever the folders that hold them."""
    left = LARGEST
    for name, body in sent:
        zipped = name.lower().endswith(".zip")
        for inner, content in _unzipped(name, body, left) if zipped else [(name, body)]:
            left -= len(content)
            short = PurePosixPath(inner.replace("\\", "/")).name
            if short and not short.startswith(".") and "__MACOSX" not in inner:
                yield short, content


def _unzipped(name: str, body: bytes, left: int) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for info in archive.infolist()[: MOST + 1]:
                if info.is_dir():
                    continue
                content = _read(archive, info, left)
                left -= len(content)
                yield info.filename, content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        told = f"L’archive «\u00a0{shortened(name)}\u00a0» ne s’ouvre pas."
        raise IntakeError(told) from None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    """No more than `left` bytes, whatever the archive says of itself."""
    content = bytearray()
    with archive.open(info) as file:
        while block := file.read(BLOCK):
            content += block
            if len(content) > left:
                raise IntakeError("Ces fichiers sont trop gros une fois décompressés.")
    return bytes(content)


def _as_utf8(name: str, body: bytes) -> bytes:
    """A table that a spreadsheet wrote as Windows-1252, in UTF-8; whatever else as it is."""
    if not name.lower().endswith(".csv") or b"\0" in body:
        return body
    try:
        body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace").encode()
    return body

"""The colour of a structure: what may be read on it and with it (WCAG 2, AA: 4.5 to 1).

One colour is chosen; that of the dark scheme has the same hue, lighter.
"""

import colorsys
import re
from collections.abc import Callable, Iterable

PAPER, WHITE = "#f4f6f4", "#ffffff"
GROUNDS = (PAPER, WHITE)
NIGHT = "#1d2528"
"""The lighter ground of the dark scheme: what reads on it reads on the darker one."""
ENOUGH = 4.5
LIT = 7.0
HEX = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """« #1b4965 »."""
    return bool(HEX.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str) -> bool:
    """True if links of this colour read on our paper, and white letters on it."""
    return all(contrast(colour, ground) >= ENOUGH for ground in GROUNDS)


def nearest(colour: str) -> str:
    """The colour itself, or the lightest of its hue that is readable."""
    return _first(colour, range(100, -1, -1), is_readable)


def lit(colour: str) -> str:
    """The same hue for the dark scheme."""
    return _first(colour, range(101), lambda found: contrast(found, NIGHT) >= LIT)


def sheet(colour: str) -> str:
    """The style sheet of a readable colour; paper stays black on white."""
    return f"@media screen{{:root{{--town:{colour};--town-on:#fff;--town-lit:{lit(colour)}}}}}\n"


def _first(colour: str, lightnesses: Iterable[int], fits: Callable[[str], bool]) -> str:
    """The colour, or the first lightness (per cent) of its hue that fits."""
    if fits(colour):
        return colour
    hue, _, saturation = colorsys.rgb_to_hls(*(each / 255 for each in _rgb(colour)))
    tried = (_hex(colorsys.hls_to_rgb(hue, each / 100, saturation)) for each in lightnesses)
    return next(found for found in tried if fits(found))


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(each * 255):02x}" for each in channels)


def _luminance(colour: str) -> float:
    channels = (each / 255 for each in _rgb(colour))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)

"""Addresses for the eye of a phone."""

from markupsafe import Markup


def qr(text: str, name: str) -> Markup:
    """The QR code of a text as an `<svg>`, called `name` for who does not see it."""
    import segno  # pages of families do without

    # A light ground of its own: a phone reads it in the dark scheme too.
    drawn = segno.make(text, micro=False).svg_inline(
        scale=4, light="#fff", svgclass="qr", lineclass=None, title=name, unit=None
    )
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - segno escapes

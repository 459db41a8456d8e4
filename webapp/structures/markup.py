"""What staff write, in Markdown, as HTML that can do no harm.

Two walls: the parser knows no HTML, and what it makes passes through a list of what is allowed.
Pictures are the structure's own, by their code: `![](image:code)`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markupsafe import Markup, escape

from webapp.structures.queries import Picture
from webapp.words import typeset

LONGEST = 10_000
SHOWN = 20_000
"""Bytes of pictures that a page shows at once; those beyond are links. A first visit stays below
50 KB whatever staff publish."""
TAGS = {"a", "img", "p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code",
        "h2", "h3", "h4", "h5", "h6"}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height", "loading"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}
OURS = re.compile(r"image:([A-Za-z0-9_.-]{1,40})")
ADDRESS = re.compile(r"/images/[0-9a-f]{20}\.webp")


class Album:
    """The pictures of one page, counted as its texts show them: `album.html(text, level)`."""

    def __init__(self, pictures: Iterable[Picture]) -> None:
        self._known = {(p.structure, p.code): p for p in pictures}
        self._left = SHOWN
        self._shown: set[str] = set()

    def html(self, structure: int, text: str, level: int) -> Markup:
        """A text of a structure; its headings start at `level` (2 to 6)."""
        made = _PARSER.render(text[:LONGEST], {"album": self, "structure": structure, "up": level})
        safe = nh3.clean(
            made,
            tags=TAGS,
            attributes=ATTRIBUTES,
            attribute_filter=_own_pictures,
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer",
        )
        return Markup(safe)  # noqa: S704 - this is what cleaning is for

    def picture(self, structure: int, code: str, alt: str) -> Markup:
        """A picture with a link to its large version; beyond what a page may weigh, the link."""
        found = self._known.get((structure, code))
        if found is None:
            return escape(alt)
        large = f"/images/{found.name}-grande.webp"
        if found.name not in self._shown:
            if found.bytes > self._left:
                text = alt or found.alt
                return Markup('<a href="{}">Voir l’image\u00a0: {}</a>').format(large, text)
            self._left -= found.bytes
            self._shown.add(found.name)
        return Markup(
            '<a href="{}"><img src="/images/{}.webp" alt="{}" width="{}" height="{}"'
            ' loading="lazy"></a>'
        ).format(large, found.name, alt or found.alt, found.width, found.height)


def letter(text: str) -> Markup:
    """The text of a mail: no pictures, headings below its title."""
    return Album([]).html(0, text, 2)


def unknown_pictures(text: str, known: Iterable[str]) -> list[str]:
    """Codes that a text names and that do not exist."""
    return sorted(set(OURS.findall(text)) - set(known))


def _own_pictures(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if ADDRESS.fullmatch(value) else None
    return value


def _image(tokens: Sequence[Any], at: int, _: Any, env: dict[str, Any]) -> str:
    found = OURS.fullmatch(str(tokens[at].attrGet("src") or ""))
    if not found:
        return str(escape(tokens[at].content))
    return str(env["album"].picture(env["structure"], found[1], tokens[at].content))


def _french(state: StateCore) -> None:
    """Typography, and headings that continue those of the page."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + state.env['up'] - 1)}"
        for child in token.children or ():
            if child.type in ("text", "image"):
                child.content = _typeset(child.content)


def _typeset(text: str) -> str:
    return typeset(text.replace("'", "’").replace("...", "…"))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 12})
    parser.disable("hr")
    parser.core.ruler.push("french", _french)
    parser.renderer.rules["image"] = _image  # type: ignore[attr-defined]
    return parser


_PARSER = _parser()

"""A page as tests read it, and what every page must be whatever it says."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import lxml.html
from werkzeug.test import TestResponse

from tests.support.typography import faults

READ_ATTRIBUTES = ("title", "alt", "aria-label", "aria-description", "placeholder")
FIELDS = ".//input[not(@type='hidden')] | .//select | .//textarea"
SUBMITS = ".//button[not(@type) or @type='submit'] | .//input[@type='submit']"
UNREAD = ("script", "style", "code", "pre", "textarea")


class Page:
    """The parsed answer: `page.h1`, `page.text`, `page.all(xpath)`, `page.one(xpath)`,
    `page.id(id)`, `page.form(action)`, `page.status`, `page.html`, `page.response`."""

    def __init__(self, response: TestResponse, *, fragment: bool = False) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.fragment = fragment
        self.doc = (
            lxml.html.fragment_fromstring(self.html, create_parent="div")
            if fragment
            else lxml.html.document_fromstring(self.html)
        )

    @property
    def h1(self) -> str:
        return squeezed(self.one("//h1").text_content())

    @property
    def text(self) -> str:
        """All that is read, white space squeezed (no-break spaces are kept)."""
        return squeezed(" ".join(_texts(self.doc)))

    def all(self, xpath: str) -> list[Any]:
        return list(self.doc.xpath(xpath))

    def one(self, xpath: str) -> Any:
        """The only element there; fails if there is none or more than one."""
        found = self.all(xpath)
        where = self.response.request.path
        assert len(found) == 1, f"{len(found)} × {xpath} in {where}:\n{self.text[:1500]}"
        return found[0]

    def id(self, name: str) -> Any:
        return self.one(f"//*[@id='{name}']")

    def form(self, action: str) -> Any:
        """The first form that posts to `action`; the first that gets there if none posts."""
        forms = self.all(f"//form[@action='{action}'][@method='post']")
        forms = forms or self.all(f"//form[@action='{action}']")
        assert forms, f"no form to {action}; there are: {self.all('//form/@action')}"
        return forms[0]

    def check(self) -> None:
        """Fail, naming every fault, unless the page is well made."""
        found = [*_whole(self)] if not self.fragment else []
        found += [*_ids(self), *_forms(self), *_inline(self), *_typography(self)]
        where = self.response.request.path
        assert not found, f"{where} ({self.status}):\n- " + "\n- ".join(found)


def squeezed(text: str) -> str:
    """Runs of plain white space as one space; U+00A0 and U+202F stay."""
    return " ".join(part for part in text.replace("\n", " ").replace("\t", " ").split(" ") if part)


def _texts(element: Any) -> Iterator[str]:
    if element.tag in UNREAD or not isinstance(element.tag, str):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _whole(page: Page) -> Iterator[str]:
    headings = [squeezed(h.text_content()) for h in page.all("//h1")]
    title = squeezed(page.doc.findtext(".//title") or "")
    if not page.html.lstrip().lower().startswith("<!doctype html>"):
        yield "no <!doctype html>"
    if page.doc.get("lang") != "fr":
        yield "<html> without lang=fr"
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one: {headings}"
    elif headings[0] not in title:
        yield f"title “{title}” does not contain the h1 “{headings[0]}”"
    if page.all("//@hx-get | //@hx-post") and not page.all("//script[contains(@src, 'htmx')]"):
        yield "hx- attributes without htmx"


def _ids(page: Page) -> Iterator[str]:
    counted = Counter(page.all("//@id"))
    yield from (f"id {name!r} {times} times" for name, times in counted.items() if times > 1)
    for label in page.all("//label[@for]"):
        if not page.fragment and label.get("for") not in counted:
            yield f"label for {label.get('for')!r}, which is not there"


def _forms(page: Page) -> Iterator[str]:
    for form in page.all("//form"):
        name = f"form to {form.get('action')!r}"
        if not form.get("action") or form.get("method", "").lower() not in ("get", "post"):
            yield f"{name} without action or method"
        tokens = [value for value in form.xpath(".//input[@name='csrf_token']/@value") if value]
        # A token of ours is nobody else's business: a form to a bank carries none.
        expected = 0 if form.get("action", "").startswith("http") else 1
        if form.get("method", "").lower() == "post" and len(tokens) != expected:
            yield f"{name} with {len(tokens)} csrf_token instead of {expected}"
        if form.xpath(FIELDS) and not form.xpath(SUBMITS):
            yield f"{name} without a submit button"


def _inline(page: Page) -> Iterator[str]:
    if page.all("//script[not(@src)] | //style"):
        yield "inline script or style: forbidden by the Content-Security-Policy"
    for element in page.all("//*[@*]"):
        for name, value in element.attrib.items():
            if name == "style" or name.startswith(("on", "hx-on")):
                yield f"attribute {name} on <{element.tag}>: forbidden by the CSP"
            if name in ("src", "href", "action") and value.lower().startswith("javascript:"):
                yield f"{name}={value!r} on <{element.tag}>"
    for source in page.all("//@src | //link/@href"):
        if not source.startswith("/") or source.startswith("//"):
            yield f"{source} is not served by us"


def _typography(page: Page) -> Iterator[str]:
    for element in page.doc.iter():
        if isinstance(element.tag, str) and element.tag not in UNREAD:
            for name in READ_ATTRIBUTES:
                yield from faults(element.get(name, ""))
    for piece in _blocks(page.doc):
        yield from faults(piece)


INLINE = {
    "a",
    "abbr",
    "b",
    "button",
    "em",
    "i",
    "kbd",
    "mark",
    "small",
    "span",
    "strong",
    "sup",
    "sub",
    "time",
    "label",
}


def _blocks(element: Any) -> Iterator[str]:
    """The text of each block as a reader sees it: a word and its colon may be in two elements."""
    pieces: list[str] = []

    def walk(node: Any) -> Iterator[str]:
        if not isinstance(node.tag, str) or node.tag in UNREAD:
            return
        block = node.tag not in INLINE
        if block and pieces:
            yield _flush(pieces)
        pieces.append(node.text or "")
        for child in node:
            yield from walk(child)
            pieces.append(child.tail or "")
        if block:
            yield _flush(pieces)

    yield from walk(element)


def _flush(pieces: list[str]) -> str:
    text = squeezed("".join(pieces))
    pieces.clear()
    return text

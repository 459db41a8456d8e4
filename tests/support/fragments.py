"""A fragment is the same node of the full page, byte for byte."""

import re

PARTIAL = re.compile(
    r"<hx-partial\b(?P<attributes>[^>]*)>(?P<inner>.*?)</hx-partial>", re.DOTALL | re.IGNORECASE
)
TARGET = re.compile(r"""hx-target=["']#(?P<id>[^"']+)["']""")


def partials(fragment_html: str) -> dict[str, str]:
    """What an answer to htmx puts where: id of the target → inner HTML."""
    found: dict[str, str] = {}
    for match in PARTIAL.finditer(fragment_html):
        target = TARGET.search(match["attributes"])
        assert target, f'<hx-partial> without hx-target="#…":{match["attributes"]}'
        found[target["id"]] = match["inner"]
    return found


def assert_fragment_in_page(page_html: str, fragment_html: str, id: str) -> None:
    """Fail unless the part of an answer for `id` stands verbatim in the page fetched afterwards,
    exactly once, at the node of that id."""
    parts = partials(fragment_html)
    assert id in parts, f"the answer has nothing for #{id}; it has {sorted(parts)}"
    node = parts[id].strip("\n")
    assert node.strip(), f"the part for #{id} is empty"
    times = page_html.count(node)
    assert times == 1, f"{times} times in the page instead of once:\n{node}\n{near(page_html, id)}"
    start = page_html.index(node)
    opening = page_html.rfind(f'id="{id}"', 0, start + len(node))
    assert opening != -1, f"the page has no #{id} around or in it"


def near(page_html: str, id: str) -> str:
    """What the page has at `id`, for the message."""
    at = page_html.find(f'id="{id}"')
    return (
        f"the page has no #{id}" if at < 0 else f"the page has:\n{page_html[at - 100 : at + 900]}"
    )

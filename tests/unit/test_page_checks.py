"""What the test client refuses in a page, and what the fragment's harness refuses."""

import pytest
from flask import Flask, Response

from tests.support.client import HTMX, Client
from tests.support.fragments import assert_fragment_in_page

GOOD = """<!doctype html><html lang="fr"><head><title>Bonjour – Ville</title></head><body>
<h1>Bonjour</h1><form method="post" action="/x"><input type="hidden" name="csrf_token" value="a">
<label for="n">Nom</label><input id="n" name="n"><button>Envoyer</button></form>
<p>Jusqu’au lundi 30&nbsp;: <b>14,85&nbsp;€</b></p></body></html>"""

BAD = {
    "no doctype": ("<!doctype html>", ""),
    "no language": (' lang="fr"', ""),
    "two h1": ("<p>", "<h1>Autre</h1><p>"),
    "no h1": ("h1>", "h2>"),
    "a title of its own": ("Bonjour – Ville", "Ville"),
    "an id twice": ("<p>", '<p id="n">'),
    "a label for nothing": ('for="n"', 'for="m"'),
    "a form without action": (' action="/x"', ""),
    "a form without method": (' method="post"', ""),
    "a POST without token": ("csrf_token", "token"),
    "a token that is empty": ('value="a"', 'value=""'),
    "a form that nothing sends": ("<button>Envoyer</button>", ""),
    "an inline script": ("<p>", "<script>1</script><p>"),
    "an inline style": ("<p>", "<style>p {}</style><p>"),
    "a style attribute": ("<p>", '<p style="color: red">'),
    "a handler": ("<p>", '<p onclick="x()">'),
    "a handler of htmx": ("<p>", '<p hx-on:click="x()">'),
    "an address that is a script": ("<p>", '<p><a href="javascript:x()">x</a>'),
    "a script of another host": ("<p>", '<script src="https://ailleurs.fr/x.js"></script><p>'),
    "a font of another host": ("<p>", '<link href="//ailleurs.fr/x.css"><p>'),
    "a straight apostrophe": ("Jusqu’au", "Jusqu'au"),
    "a plain space before a colon": ("30&nbsp;:", "30 :"),
    "a colon stuck to an element": ("30&nbsp;:", "<b>30</b>:"),
    "a price that may break": ("85&nbsp;€", "85 €"),
    "a title that is read": ("<p>", '<p title="Jusqu\'au">'),
}


def _client(html: str) -> Client:
    app = Flask("pages")
    app.test_client_class = Client
    app.add_url_rule("/", view_func=lambda: Response(html, mimetype="text/html"))
    client = app.test_client()
    assert isinstance(client, Client)
    return client


def test_a_good_page_passes() -> None:
    assert _client(GOOD).page("/").h1 == "Bonjour"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_page_fails(name: str) -> None:
    old, new = BAD[name]
    assert old in GOOD
    with pytest.raises(AssertionError):
        _client(GOOD.replace(old, new)).get("/")


def test_a_fragment_needs_no_head_but_the_rest() -> None:
    piece = "<hx-partial hx-target='#a' hx-swap='outerHTML'><p id='a'>Oui</p></hx-partial>"
    _client(piece).get("/", headers=HTMX)
    with pytest.raises(AssertionError, match="a"):
        _client(piece * 2).get("/", headers=HTMX)
    with pytest.raises(AssertionError, match="doctype"):
        _client(piece).get("/")


NODE = '<td id="a">1</td>'
ANSWER = f'<hx-partial hx-target="#a" hx-swap="outerHTML">{NODE}</hx-partial>'


def test_the_same_node_passes() -> None:
    assert_fragment_in_page(f"<tr>{NODE}</tr>", ANSWER, "a")
    inner = ANSWER.replace(NODE, "<b>1</b>").replace("outer", "inner")
    assert_fragment_in_page('<p id="a"><b>1</b></p>', inner, "a")


@pytest.mark.parametrize(
    ("page", "id"),
    [
        ('<tr><td id="a">2</td></tr>', "a"),
        ('<tr><td  id="a">1</td></tr>', "a"),
        (f"<tr>{NODE}{NODE}</tr>", "a"),
        (f"<tr>{NODE}</tr>", "b"),
        ("", "a"),
    ],
)
def test_another_node_fails(page: str, id: str) -> None:
    with pytest.raises(AssertionError):
        assert_fragment_in_page(page, ANSWER, id)

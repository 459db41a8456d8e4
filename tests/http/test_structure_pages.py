"""What staff write of a structure: information, news, pictures, colours."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from tests.support.client import Client
from tests.support.pages import Page
from tests.town import Town
from tests.world import PASSWORD, a_structure, an_account
from webapp.audit.models import AuditEvent
from webapp.families.models import Membership
from webapp.structures import colours
from webapp.structures.markup import SHOWN
from webapp.structures.models import News, Picture, Structure
from webapp.structures.pictures import SMALL_BYTES

New = Callable[[str], Client]
DESCRIBE, NEWS, PICTURES = "/admin/structure", "/admin/actualites", "/admin/images"


def _file(kind: str = "PNG", size: tuple[int, int] = (800, 600), **more: object) -> BytesIO:
    found = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(found, kind, **more)
    found.seek(0)
    return found


def _send(
    client: Client, file: BytesIO, alt: str = "Affiche du carnaval", name: str = "a.png"
) -> Page:
    client.page(PICTURES)
    if _upload(client, file, alt, name) == 303:
        return client.page(PICTURES)
    assert client.last is not None
    return client.last


def _upload(client: Client, file: BytesIO, alt: str = "x", name: str = "a.png") -> int:
    """The status. Werkzeug's client leaves open what it has sent."""
    data = {"csrf_token": client.token(), "fichier": (file, name), "texte": alt}
    answer = client.post(PICTURES, data=data)
    answer.request.environ["wsgi.input"].close()
    return answer.status_code


def _save(client: Client, page: Page, status: int = 200, **fields: str) -> Page:
    form = page.one("//main//form")
    return client.submit(form, status=status, press=("faire", "enregistrer"), **fields)


def _describe(client: Client, status: int = 200, **fields: str) -> Page:
    return _save(client, client.page(DESCRIBE), status, **fields)


def _write(client: Client, body: str, status: int = 200, **fields: str) -> Page:
    fields = {"titre": "Titre", "texte": body, **fields}
    return _save(client, client.page(f"{NEWS}/nouvelle"), status, **fields)


def test_a_presentation_is_written_previewed_and_read(
    town: Town, agent: Client, client: Client, new_client: New
) -> None:
    text = "# Bienvenue\n\nLa **cantine** :\n\n- midi\n- soir\n\n[Menus](https://menus.example)"
    form = agent.page(DESCRIBE).one("//main//form")
    page = agent.submit(form, press=("faire", "apercu"), presentation=text)
    assert page.id("apercu").xpath(".//strong")[0].text == "cantine"
    assert page.id("presentation").text.strip() == text, "what was typed is kept"
    assert "Bienvenue" not in client.page("/connexion").text, "a preview publishes nothing"
    _describe(agent, presentation=text, horaires="Du lundi au vendredi")
    for page in (client.page("/connexion"), new_client("martin").page("/")):
        assert page.one("//h3[.='Bienvenue']") is not None
        assert len(page.all("//div[@class='text']//li")) == 2
        assert page.one("//a[@href='https://menus.example']").get("rel") == "noopener noreferrer"
        assert "</strong>&nbsp;:" in page.html
        assert "Du lundi au vendredi" in page.text
    event = AuditEvent.get(AuditEvent.action == "structure.changed")
    assert "horaires" in event.after


HARM = {
    "script": "<script>alert(1)</script>",
    "handler": '<img src="x" onerror="alert(1)">',
    "javascript link": "[lien](javascript:alert(1))",
    "encoded link": "[lien](java&#115;cript:alert(1))",
    "data link": "[lien](data:text/html;base64,PHNjcmlwdD4=)",
    "autolink": "<javascript:alert(1)>",
    "foreign picture": "![x](https://mouchard.example/x.png)",
    "data picture": "![x](data:image/png;base64,AAAA)",
    "our own address": "![x](/deconnexion)",
    "picture of another": "![x](/images/aaaaaaaaaaaaaaaaaaaa.webp)",
    "frame": "<iframe src=//x></iframe>",
    "quoted title": '[a](https://x.example "t\\" onclick=alert(1)")',
    "svg": "<svg/onload=alert(1)>",
}


@pytest.mark.parametrize("kind", HARM)
def test_what_would_harm_is_left_out(town: Town, client: Client, kind: str) -> None:
    News.create(structure=town.structure, code="n", title="Titre", body=f"Avant {HARM[kind]} fin")
    page = client.page("/connexion")
    inside = "//article//*"
    assert not page.all("//article//script | //article//iframe | //article//img | //article//svg")
    assert not page.all(f"{inside}/@*[starts-with(name(), 'on') or name() = 'style']")
    links = page.all("//article//a/@href")
    assert all(link.startswith("https://x.example") for link in links), links


def test_a_huge_text_is_refused_and_a_deep_one_is_harmless(
    town: Town, agent: Client, client: Client
) -> None:
    page = _describe(agent, 422, presentation="x" * 10_001)
    assert "10\u202f000\u00a0caractères au plus" in page.text
    News.create(structure=town.structure, code="n", title="T", body="> " * 4000 + "[" * 2000)
    assert client.get("/connexion").status_code == 200


def test_bad_input_is_told_at_its_place_and_kept(town: Town, agent: Client) -> None:
    fields = {"nom": "", "mail": "personne", "couleur": "rouge", "presentation": "Texte gardé"}
    page = _describe(agent, 422, **fields)
    for field in ("nom", "mail", "couleur"):
        assert page.id(f"{field}-err").text
    assert page.id("presentation").text.strip() == "Texte gardé"
    assert Structure.get().name == "CarteVille"


def test_two_who_edit_the_same_page(town: Town, agent: Client, new_client: New) -> None:
    an_account("autre", role="admin")
    first = agent.page(DESCRIBE)
    _describe(new_client("autre"), presentation="Écrit par l’autre")
    said = _save(agent, first, 409, presentation="Écrit par moi")
    assert said.one("//*[@role='alert']") is not None
    assert "Écrit par l’autre" in said.id("present").text
    assert "Écrit par moi" in said.id("presentation").text
    assert Structure.get().presentation == "Écrit par l’autre"
    _save(agent, said)
    assert Structure.get().presentation == "Écrit par moi"


def test_news_are_written_changed_and_deleted(town: Town, agent: Client, client: Client) -> None:
    _write(agent, "Un **texte**")
    assert "Un texte" in client.page("/connexion").text
    found = News.get()
    _save(agent, agent.page(f"{NEWS}/{found.id}"), titre="Autre titre")
    assert News.get().title == "Autre titre"
    sure = agent.page(f"{NEWS}/{found.id}/supprimer")
    assert News.select().count() == 1, "asking deletes nothing"
    form = sure.one("//main//form")
    agent.submit(form)
    agent.submit(form)
    assert not News.select().count()
    assert [e.action for e in AuditEvent.select() if "news" in e.action] == [
        "news.created",
        "news.changed",
        "news.deleted",
    ]


def test_news_changed_meanwhile_are_neither_overwritten_nor_deleted(
    town: Town, agent: Client
) -> None:
    _write(agent, "Texte")
    number = News.get().id
    stale, sure = agent.page(f"{NEWS}/{number}"), agent.page(f"{NEWS}/{number}/supprimer")
    _save(agent, agent.page(f"{NEWS}/{number}"), texte="Le présent")
    _save(agent, stale, 409, texte="Le passé")
    agent.submit(sure.one("//main//form"), status=409)
    assert News.get().body == "Le présent"


def test_news_sent_twice_are_written_once(town: Town, agent: Client) -> None:
    page = agent.page(f"{NEWS}/nouvelle")
    for _ in range(2):
        _save(agent, page, titre="Une fois", texte="Texte")
    assert News.select().count() == 1


def test_dates_that_run_backwards_and_an_unknown_picture_are_refused(
    town: Town, agent: Client
) -> None:
    page = _write(agent, "![](image:inconnue)", 422, du="2026-12-10", au="2026-12-01")
    assert "La fin vient avant le début" in page.text
    assert "Aucune image ne porte ce nom\u00a0: inconnue" in page.text
    assert not News.select().count()


def test_a_picture_is_written_anew(town: Town, agent: Client, client: Client) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Appareil espion"
    page = _send(agent, _file("JPEG", (3000, 2000), exif=exif), name="photo.jpg")
    assert "![](image:affiche-du-carnaval)" in page.one("//code").text
    found = Picture.get()
    assert len(found.small) <= SMALL_BYTES
    for address in (f"/images/{found.name}.webp", f"/images/{found.name}-grande.webp"):
        served = client.get(address)
        assert served.mimetype == "image/webp"
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in served.headers["Cache-Control"]
        assert b"espion" not in served.data
        with Image.open(BytesIO(served.data)) as image:
            assert image.format == "WEBP" and not image.getexif()
    _write(agent, "![](image:affiche-du-carnaval)")
    shown = client.page("/connexion").one("//article//img")
    assert shown.get("alt") == "Affiche du carnaval"
    assert shown.get("src") == f"/images/{found.name}.webp"


def test_the_same_picture_sent_twice_is_kept_once(town: Town, agent: Client) -> None:
    data = _file().getvalue()
    for _ in range(2):
        _send(agent, BytesIO(data))
    assert Picture.select().count() == 1


def _bomb() -> bytes:
    found = BytesIO()
    Image.new("1", (6000, 6000)).save(found, "PNG")
    return found.getvalue()


WRONG = {
    "rubbish": b"n'importe quoi",
    "empty": b"",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "cut short": _file().getvalue()[:2000],
    "bomb": _bomb(),
    "page": b"<html><script>alert(1)</script>",
    "heavy": b"\x89PNG\r\n\x1a\n" + bytes(8 * 1024 * 1024),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_picture_is_refused(town: Town, agent: Client, kind: str) -> None:
    page = _send(agent, BytesIO(WRONG[kind]))
    assert page.status == 422 and page.id("fichier-err").text
    assert page.id("texte").get("value") == "Affiche du carnaval"
    assert not Picture.select().count()


def test_a_picture_needs_words(town: Town, agent: Client) -> None:
    assert _send(agent, _file(), alt=" ").id("texte-err").text
    assert not Picture.select().count()


def test_only_staff_may_send_much(town: Town, agent: Client, martin: Client) -> None:
    assert _upload(agent, BytesIO(b"x" * 9 * 1024 * 1024)) == 413
    assert _upload(martin, _file("BMP")) == 413


def test_a_page_shows_so_many_pictures_and_links_to_the_others(
    town: Town, agent: Client, client: Client
) -> None:
    codes = []
    for number in range(4):
        _send(agent, _file(), alt=f"Image {number}")
        codes.append(f"![](image:image-{number})")
    _write(agent, "\n\n".join(codes))
    page = client.page("/connexion")
    names = [src[8:-5] for src in page.all("//article//img/@src")]
    shown = [len(Picture.get(Picture.name == name).small) for name in names]
    assert shown and sum(shown) <= SHOWN
    assert len(page.all("//article//a[starts-with(., 'Voir l’image')]")) == 4 - len(shown)


def test_a_picture_that_is_used_is_deleted_with_a_warning(
    town: Town, agent: Client, client: Client
) -> None:
    _send(agent, _file())
    _write(agent, "![](image:affiche-du-carnaval)")
    sure = agent.page(f"{PICTURES}/{Picture.get().id}/supprimer")
    assert "montrée dans «\u00a0Titre\u00a0»" in sure.text
    agent.submit(sure.one("//main//form"))
    assert not Picture.select().count()
    assert not client.page("/connexion").all("//article//img")


def test_the_picture_of_another_structure_is_not_shown(town: Town, client: Client) -> None:
    other = a_structure("autre", "Autre-Ville", position=1)
    Picture.create(structure=other, code="x", alt="Ailleurs", name="a" * 20, width=1, height=1,
                   small=b"x", large=b"x")  # fmt: skip
    News.create(structure=town.structure, code="n", title="T", body="![Vue](image:x)")
    page = client.page("/connexion")
    assert "Vue" in page.text and not page.all("//article//img")


def test_a_colour_that_does_not_read_is_refused_and_the_nearest_is_offered(
    town: Town, agent: Client, client: Client
) -> None:
    page = _describe(agent, 422, couleur="#ffcc00")
    near = colours.nearest("#ffcc00")
    assert near in page.text
    assert not Structure.get().accent
    page = agent.submit(page.one("//main//form"), press=("faire", near))
    assert page.id("couleur").get("value") == near
    _save(agent, page)
    assert Structure.get().accent == near
    for shown in (client.page("/connexion"), agent.page(DESCRIBE)):
        assert shown.all(f"//link[@href='/couleurs/{near[1:]}.css']")
    sheet = client.get(f"/couleurs/{near[1:]}.css")
    assert sheet.mimetype == "text/css" and "immutable" in sheet.headers["Cache-Control"]
    assert len(sheet.data) < 150 and near in sheet.text


@pytest.mark.parametrize("accent", ["ffcc00", "zzzzzz", "1b4965;}", "1B4965", "1b496"])
def test_there_is_no_sheet_of_another_colour(client: Client, town: Town, accent: str) -> None:
    assert client.get(f"/couleurs/{accent}.css").status_code == 404


def test_without_a_colour_nothing_more_is_loaded(town: Town, client: Client) -> None:
    assert len(client.page("/connexion").all("//link[@rel='stylesheet']")) == 1


def test_a_structure_has_its_own_door(town: Town, client: Client) -> None:
    other = a_structure("autre", "Autre-Ville", position=1)
    Structure.update(slug="autre-ville", presentation="Chez nous").where(
        Structure.id == other.id
    ).execute()
    Membership.create(family=town.martin, structure=other)
    page = client.page("/s/autre-ville/")
    assert "Chez nous" in page.text and "CarteVille" not in page.text
    form = page.form("/s/autre-ville/")
    page = client.submit(form, identifiant="martin", mot_de_passe=PASSWORD)
    assert page.one("//header//b").text == "Autre-Ville"


def test_an_unknown_door_is_not_found(town: Town, client: Client) -> None:
    for path in ("/s/ailleurs/", "/s/%00/", "/s/'/", "/s/MAIRIE/"):
        assert client.page(path, 404).h1 == "Page introuvable"
    assert client.page(f"/s/{town.structure.code.lower()}/").h1 == "Connexion"


def test_the_structure_chosen_is_remembered_on_other_devices(
    town: Town, martin: Client, new_client: New
) -> None:
    other = a_structure("autre", "Autre-Ville", position=1)
    Membership.create(family=town.martin, structure=other)
    form = martin.page("/structures").form("/structures")
    martin.submit(form, press=("structure", "autre"))
    assert new_client("martin").page("/").one("//header//b").text == "Autre-Ville"
    Membership.delete().where(Membership.structure == other).execute()
    assert martin.page("/").one("//header//b").text == "CarteVille"


def test_a_secretary_writes_news_and_not_the_structure(town: Town, new_client: New) -> None:
    an_account("secretaire", role="secretary")
    assert new_client("secretaire").get(NEWS).status_code == 200
    assert new_client("secretaire").get(DESCRIBE).status_code == 403

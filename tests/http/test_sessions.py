"""A log-in that expires in the middle: nothing lost, nothing done twice."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.http.booking import address, click, everything, lines, movements, wanted
from tests.support.client import HTMX, Client
from tests.support.clocks import Clock
from tests.support.pages import Page
from tests.town import Town
from tests.world import PASSWORD
from webapp.booking.models import Movement


def _log_in_again(client: Client, page: Page) -> Page:
    return client.submit(
        page.one("//form[@method='post']"), identifiant="martin", mot_de_passe=PASSWORD
    )


def _suite(location: str) -> str:
    return parse_qs(urlsplit(location).query)["suite"][0]


def test_after_twelve_hours_without_a_visit_one_logs_in_again(clock: Clock, martin: Client) -> None:
    for _ in range(2):
        clock.forward(hours=11, minutes=59)
        assert martin.page("/").h1 == "Accueil"
    clock.forward(hours=12, minutes=1)
    assert martin.page("/").h1 == "Connexion"


@pytest.mark.parametrize("forgotten", ["expired", "cookie gone"])
def test_a_click_leads_to_the_log_in_page_and_back_to_the_day(
    town: Town, clock: Clock, martin: Client, forgotten: str
) -> None:
    click(martin, town, town.matin)
    token = martin.token()
    if forgotten == "expired":
        clock.forward(hours=13)
    else:
        martin.delete_cookie("session")
    came = address(town, town.matin)
    fields = {"csrf_token": token, **wanted(town, town.matin, day=town.days[1])}
    headers = {**HTMX, "HX-Current-URL": f"http://localhost{came}"}
    before = everything()
    response = martin.post("/reservations", data=fields, headers=headers)
    target = response.headers["HX-Redirect"]
    assert _suite(target) == came and everything() == before
    page = martin.page(target)
    assert "Vous avez été déconnecté. Vos demandes sont gardées" in page.text
    page = _log_in_again(martin, page)
    assert page.response.request.full_path == came
    assert "1\u00a0demande" in page.id("panier").text_content()


@pytest.mark.parametrize(
    ("path", "came"),
    [("/reservations", "/reservations?activite=toutes"), ("/panier/valider", "/panier"),
     ("/panier/abandonner", "/panier"), ("/panier/attente", "/panier"),
     ("/suivi/retirer", "/suivi?etat=non-transmis")],
)  # fmt: skip
def test_without_javascript_too(town: Town, martin: Client, path: str, came: str) -> None:
    click(martin, town, town.matin)
    martin.delete_cookie("session")
    before = everything()
    response = martin.post(
        path, data={"csrf_token": "old"}, headers={"Referer": f"http://localhost{came}"}
    )
    assert response.status_code == 303 and _suite(response.location) == came
    page = _log_in_again(martin, martin.page(response.location))
    assert page.response.request.full_path.rstrip("?") == came and everything() == before


def test_validating_after_the_log_in_has_expired(town: Town, clock: Clock, martin: Client) -> None:
    click(martin, town, town.matin)
    form = martin.page("/panier").form("/panier/valider")
    clock.forward(hours=13)
    data = dict(form.form_values())
    response = martin.post(
        "/panier/valider", data=data, headers={"Referer": "http://localhost/panier"}
    )
    assert movements() == []
    page = _log_in_again(martin, martin.page(response.location))
    assert page.h1 == "Vos demandes"
    assert martin.submit(page.form("/panier/valider")).h1 == "Demandes enregistrées"
    assert Movement.select().count() == 1


@pytest.mark.parametrize(
    "referer", ["https://mal.example/", "//[", "http://localhost//mal.example"]
)
def test_a_strange_referer_leads_home(town: Town, client: Client, referer: str) -> None:
    response = client.post("/panier/valider", headers={"Referer": referer})
    assert response.status_code == 303
    page = client.submit(
        client.page(response.location).one("//form[@method='post']"),
        identifiant="martin", mot_de_passe=PASSWORD,
    )  # fmt: skip
    assert page.h1 == "Accueil"


@pytest.mark.parametrize("current", ["", "http://[", "https://mal.example/x", "x" * 5000])
def test_a_strange_current_page_of_htmx_leads_home(client: Client, current: str) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": current}
    response = client.get("/reservations", headers=headers)
    assert _suite(response.headers["HX-Redirect"]).startswith("/")
    assert "mal.example" not in response.headers["HX-Redirect"]


def test_a_page_from_before_the_log_in_says_so(town: Town, martin: Client) -> None:
    """The form of a tab opened in another session."""
    before = everything()
    response = martin.post("/reservations", data={"csrf_token": "old", **wanted(town, town.matin)})
    assert response.status_code == 400 and everything() == before
    assert martin.last is not None and martin.last.h1 == "Page trop ancienne"


def test_the_cart_survives_the_server_s_restart_and_a_new_session(
    town: Town, martin: Client
) -> None:
    """It is rows and a cookie of its own, not the session."""
    click(martin, town, town.matin)
    martin.delete_cookie("session")
    martin.log_in("martin")
    assert "1\u00a0demande" in martin.page("/reservations").id("panier").text_content()
    assert len(lines()) == 1


@pytest.mark.parametrize("value", ["", "x", "a" * 500, "../../etc/passwd", "é" * 16, "-" * 20])
def test_a_cart_cookie_that_is_none_is_replaced(town: Town, martin: Client, value: str) -> None:
    martin.set_cookie("panier", value)
    click(martin, town, town.matin)
    cookie = martin.get_cookie("panier")
    assert cookie is not None and cookie.value != value and cookie.http_only
    assert "1\u00a0demande" in martin.page("/reservations").id("panier").text_content()


def test_personal_pages_are_not_kept_by_anybody(martin: Client) -> None:
    for path in ("/", "/reservations", "/panier", "/suivi"):
        assert martin.get(path).headers["Cache-Control"] == "no-store"


def test_a_phone_that_changes_network_stays_logged_in(town: Town, martin: Client) -> None:
    """Wi-Fi, then the street, and another name of its browser after an update."""
    click(martin, town, town.matin)
    martin.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    martin.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 16) Firefox/200"
    assert martin.page("/").h1 == "Accueil"
    assert martin.submit(martin.page("/panier").form("/panier/valider")).h1 == (
        "Demandes enregistrées"
    )

"""Getting in and out."""

import re

import pytest
from argon2 import PasswordHasher

from tests.http.booking import click, lines
from tests.support.client import Client
from tests.support.engines import statements
from tests.support.pages import Page
from tests.town import Town
from tests.world import PASSWORD, an_account
from webapp.accounts import passwords
from webapp.accounts.models import Account


def _try(client: Client, login: str, password: str, status: int = 422) -> Page:
    form = client.page("/connexion").form("/connexion")
    return client.submit(form, status, identifiant=login, mot_de_passe=password)


def test_one_arrives_at_home_with_the_name_next_to_the_button(town: Town, client: Client) -> None:
    page = client.log_in("martin")
    assert page.h1 == "Accueil" and page.response.request.path == "/"
    assert "Camille Martin" in page.form("/deconnexion").text_content()
    assert Account.get(Account.login == "martin").last_login is not None


@pytest.mark.parametrize("login", ["MARTIN", " martin ", "Mar tin", "mártin"])
def test_case_spaces_and_accents_of_the_login_are_forgiven(
    town: Town, client: Client, login: str
) -> None:
    assert _try(client, login, PASSWORD, 200).h1 == "Accueil"


@pytest.mark.parametrize("password", [PASSWORD.upper(), PASSWORD + " ", "x", PASSWORD[:-1]])
def test_a_wrong_password_is_said_in_french(town: Town, client: Client, password: str) -> None:
    page = _try(client, "martin", password)
    assert "Identifiant ou mot de passe inconnu. Vérifiez les deux." in page.text
    field = page.id("mot_de_passe")
    assert field.get("aria-invalid") == "true" and not field.get("value")
    assert page.id(field.get("aria-describedby")).text_content().startswith("Identifiant ou")
    assert page.id("identifiant").get("value") == "martin"


@pytest.mark.parametrize(("login", "password"), [("", ""), ("martin", ""), ("", PASSWORD)])
def test_what_is_missing_is_asked_for(
    town: Town, client: Client, login: str, password: str
) -> None:
    page = _try(client, login, password)
    assert ("Saisissez votre identifiant." in page.text) == (not login)
    assert ("Saisissez votre mot de passe." in page.text) == (not password)


def _anonymous(page: Page, login: str) -> str:
    return re.sub(rf'value="({login}|[^"]{{40,}})"', "", page.html)


def test_who_has_an_account_cannot_be_told_from_who_has_not(town: Town, client: Client) -> None:
    an_account("parti", town.martin, active=False)
    Account.create(login="neuf", first_name="A", last_name="B")
    answers, queries = set(), set()
    for login in ("martin", "inconnu", "parti", "neuf", "agent"):
        form = client.page("/connexion").form("/connexion")
        with statements() as seen:
            page = client.submit(form, 422, identifiant=login, mot_de_passe="faux")
        answers.add(_anonymous(page, login))
        queries.add(tuple(seen))
    assert len(answers) == 1 and len(queries) == 1


@pytest.mark.parametrize("login", ["parti", "neuf"])
def test_a_closed_account_or_one_without_password_lets_nobody_in(
    town: Town, client: Client, login: str
) -> None:
    an_account("parti", town.martin, active=False)
    Account.create(login="neuf", first_name="A", last_name="B")
    for password in (PASSWORD, ""):
        _try(client, login, password)


def test_an_account_closed_meanwhile_is_out_at_once(town: Town, martin: Client) -> None:
    Account.update(active=False).where(Account.login == "martin").execute()
    assert martin.page("/reservations").h1 == "Connexion"


def test_somebody_logged_in_does_not_see_the_log_in_page(martin: Client) -> None:
    assert martin.page("/connexion").h1 == "Accueil"


@pytest.mark.parametrize("back", ["/suivi", "/reservations?enfant=1&activite=toutes", "/panier"])
def test_one_comes_back_to_the_page_one_wanted(town: Town, client: Client, back: str) -> None:
    page = client.page(back.replace("enfant=1", f"enfant={town.lea.id}"))
    assert page.h1 == "Connexion"
    arrived = client.submit(
        page.one("//form[@method='post']"), identifiant="martin", mot_de_passe=PASSWORD
    )
    assert arrived.response.request.full_path.rstrip("?") == back.replace("=1", f"={town.lea.id}")


@pytest.mark.parametrize(
    "target",
    ["https://mal.example/", "//mal.example", "///mal.example", "\\\\mal.example", "/\\mal.example",
     "javascript:alert(1)", "mal.example", "http:mal", "//[", "http://[::1", "/\t/mal.example",
     "/\r\n/mal.example", "\x00", "/%00", ""],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(town: Town, client: Client, target: str) -> None:
    token = client.token()
    response = client.post(
        "/connexion", query_string={"suite": target},
        data={"csrf_token": token, "identifiant": "martin", "mot_de_passe": PASSWORD},
    )  # fmt: skip
    assert response.status_code == 303
    assert response.location.startswith("/") and "mal.example" not in response.location


def test_the_page_keeps_where_one_wanted_to_go_after_a_mistake(town: Town, client: Client) -> None:
    page = client.page("/suivi")
    page = client.submit(
        page.one("//form[@method='post']"), 422, identifiant="martin", mot_de_passe="faux"
    )
    arrived = client.submit(
        page.one("//form[@method='post']"), identifiant="martin", mot_de_passe=PASSWORD
    )
    assert arrived.response.request.path == "/suivi"


def test_logging_out_closes_the_pages_and_keeps_the_cart(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    page = martin.submit(martin.page("/").form("/deconnexion"))
    assert page.h1 == "Connexion"
    assert martin.page("/panier").h1 == "Connexion"
    assert len(lines()) == 1


def test_logging_out_is_a_post(martin: Client) -> None:
    assert martin.get("/deconnexion").status_code == 405
    assert martin.page("/").h1 == "Accueil"


def test_staff_arrive_at_their_own_page(agent: Client) -> None:
    assert agent.page("/").h1 == agent.page("/admin").h1


def test_an_account_without_a_family_is_told_so(town: Town, client: Client) -> None:
    an_account("seul")
    Account.update(role="family").where(Account.login == "seul").execute()
    assert client.log_in("seul").h1 == "Accueil"
    assert "Aucun enfant n’est rattaché à votre compte." in client.page("/reservations").text
    assert client.page("/suivi").status == client.page("/panier").status == 200
    for path, fields in (("/suivi/retirer", {"toutes": "1"}), ("/panier/valider", {}),
                         ("/panier/attente", {"want": "2026-12-04:1:waiting"}),
                         ("/reservations", {"want": "2026-12-04:1:booked"})):  # fmt: skip
        assert client.send(path, **fields).status_code in (303, 400, 404), path


@pytest.mark.parametrize("password", ["", "x", "nobody has this password"])
def test_no_password_opens_an_account_that_has_none(password: str) -> None:
    assert not passwords.matches("", password)


def test_a_password_of_former_parameters_is_hashed_anew_as_it_is_used(
    town: Town, client: Client
) -> None:
    former = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    Account.update(password_hash=former).where(Account.login == "martin").execute()
    client.page("/connexion")
    assert client.send("/connexion", identifiant="martin", mot_de_passe="faux").status_code == 422
    assert Account.get(Account.login == "martin").password_hash == former
    assert client.log_in("martin").h1 == "Accueil"
    kept = Account.get(Account.login == "martin").password_hash
    assert kept != former and not passwords.is_outdated(kept)
    client.log_out()
    assert client.log_in("martin").h1 == "Accueil"


@pytest.mark.parametrize(("stays", "kept"), [("1", True), ("", False)])
def test_a_browser_forgets_as_it_closes_who_does_not_stay_logged_in(
    town: Town, client: Client, stays: str, kept: bool
) -> None:
    """A computer of the library is closed more often than one logs out of it."""
    form = client.page("/connexion").form("/connexion")
    client.submit(form, identifiant="martin", mot_de_passe=PASSWORD, rester=stays)
    cookie = client.get_cookie("session")
    assert cookie is not None and (cookie.expires is not None) == kept
    client.page("/profil")
    client.send("/profil/mails", choix="mails")  # what the cookie holds changes, not how long
    cookie = client.get_cookie("session")
    assert cookie is not None and (cookie.expires is not None) == kept

"""Accounts of families handed out by the staff, and their letters."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.client import Client
from tests.support.engines import statements
from tests.support.pages import Page
from tests.town import Town
from tests.world import NOW, a_family, an_account
from webapp.accounts.models import Account, AccountFamily
from webapp.database import rows
from webapp.staff.operations.accounts import named_login

pytestmark = pytest.mark.both_engines


@pytest.fixture
def homes(town: Town) -> list[int]:
    """Three families that nobody can log in for."""
    names = ("DUPONT", "ÉLOI-PÉREZ", "DUPONT")
    return [a_family(n, town.structure).id for n in names[:2]] + [
        a_family(f"{names[2]}-bis", town.structure).id
    ]


def told(page: Page) -> dict[str, str]:
    """Identifiant → password, as the letters say."""
    logins = page.all("//*[@data-login]/@data-login")
    secrets = page.all("//*[@data-secret='password']")
    return {
        str(login): str(found.text_content()) for login, found in zip(logins, secrets, strict=True)
    }


def create(agent: Client, family: int, first: str = "Zoé", last: str = "D’ALMEIDA Pérez") -> Page:
    page = agent.page(f"/admin/comptes/nouveau?famille={family}")
    return agent.submit(page.one("//main//form"), prenom=first, nom=last, civilite="Mme")


def actions() -> list[str]:
    return [
        a for (a,) in rows("SELECT action FROM audit_event ORDER BY id") if a != "staff.entered"
    ]


def test_an_account_is_created_with_its_letter(town: Town, agent: Client, client: Client) -> None:
    page = agent.page("/admin/comptes/nouveau", query_string={"q": town.martin.name[:4]})
    page = agent.page(page.one("//main//ul//a/@href"))
    page = agent.submit(
        page.one("//main//form"), prenom="Zoé", nom="D’ALMEIDA Pérez", mail="zoe@exemple.fr"
    )
    [(login, password)] = told(page).items()
    assert login == "zoe.dalmeida-perez"
    assert page.one("//*[contains(@class, 'letter')]//svg[@role='img']") is not None
    assert "https://familles.carteville.example/connexion" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    entered = client.log_in(login, password)
    assert entered.h1 == "Choisir un mot de passe"
    assert client.page("/reservations").status == 200
    assert actions() == ["account.created"]
    assert password not in repr(rows("SELECT * FROM account") + rows("SELECT * FROM audit_event"))


def test_the_same_person_twice_is_one_account(town: Town, agent: Client) -> None:
    create(agent, town.martin.id)
    page = agent.page(f"/admin/comptes/nouveau?famille={town.martin.id}")
    page = agent.submit(
        page.one("//main//form"), 422, prenom="zoé", nom="D’Almeida Pérez", civilite="Mme"
    )
    assert "Un compte existe déjà à ce nom" in page.text
    assert page.one("//input[@name='prenom']/@value") == "zoé"
    assert Account.select().where(Account.first_name == "Zoé").count() == 1


def test_namesakes_have_identifiants_of_their_own(town: Town, agent: Client) -> None:
    first = told(create(agent, town.martin.id))
    second = told(create(agent, town.benali.id))
    assert list(first) == ["zoe.dalmeida-perez"]
    assert list(second) == ["zoe.dalmeida-perez2"]


@pytest.mark.parametrize(
    ("first", "last", "login"),
    [("Léa", "Martin", "lea.martin"), ("Jean Luc", "Le Goff", "jean-luc.le-goff"),
     ("", "ŒUVRARD", "uvrard"), ("Ægir", "Ño", "gir.no"), ("李", "王", "compte")],
)  # fmt: skip
def test_identifiants_are_readable(first: str, last: str, login: str) -> None:
    assert named_login(first, last) == login


def test_what_is_missing_is_told_where_it_stands(town: Town, agent: Client) -> None:
    page = agent.page(f"/admin/comptes/nouveau?famille={town.martin.id}")
    page = agent.submit(page.one("//main//form"), 422, prenom="", nom="Martin", mail="x")
    assert "Saisissez le prénom." in page.one("//*[@id='prenom-err']").text_content()
    assert "Une adresse mail est attendue" in page.one("//*[@id='mail-err']").text_content()
    assert page.one("//input[@name='nom']/@value") == "Martin"


def test_letters_for_all_who_have_none(
    homes: list[int], town: Town, agent: Client, client: Client
) -> None:
    page = agent.page("/admin/comptes/lettres")
    assert "3\u00a0familles n’ont pas de compte" in page.text
    page = agent.submit(page.form("/admin/comptes/lettres"))
    given = told(page)
    assert set(given) == {"dupont", "dupont-bis", "eloi-perez"}
    assert len(set(given.values())) == 3
    assert client.log_in("dupont", given["dupont"]).h1 == "Choisir un mot de passe"
    assert "Toutes les familles ont un compte" in agent.page("/admin/comptes/lettres").text
    assert actions() == ["account.created"] * 3


def test_letters_for_accounts_that_have_never_had_a_password(
    town: Town, agent: Client, client: Client
) -> None:
    """As an import leaves them; not for one whose owner has shut it, nor for who has entered."""
    for login in ("importe-un", "importe-deux"):
        an_account(login, town.martin)
    Account.update(password_hash="").where(Account.login != "agent").execute()
    Account.update(last_login=NOW).where(Account.login << ["martin", "benali"]).execute()
    page = agent.page("/admin/comptes/lettres")
    assert "2\u00a0comptes n’ont jamais eu de mot de passe" in page.text
    form = page.form("/admin/comptes/lettres")
    given = told(agent.submit(form))
    assert set(given) == {"importe-un", "importe-deux"}
    assert client.log_in("importe-un", given["importe-un"]).h1 == "Choisir un mot de passe"
    page = agent.submit(form)
    assert told(page) == {} and "rien n’a été fait deux fois" in page.text
    again = told(agent.submit(page.form("/admin/comptes/lettres/refaire")))
    assert set(again) == {"importe-deux"} and again["importe-deux"] != given["importe-deux"]
    assert "jamais eu" not in agent.page("/admin/comptes/lettres").text


def test_a_double_click_or_a_reload_makes_nothing_twice(homes: list[int], agent: Client) -> None:
    form = agent.page("/admin/comptes/lettres").form("/admin/comptes/lettres")
    first = told(agent.submit(form))
    page = agent.submit(form)
    assert told(page) == {}
    assert "rien n’a été fait deux fois" in page.text
    assert AccountFamily.select().where(AccountFamily.family.in_(homes)).count() == 3
    again = told(agent.submit(page.form("/admin/comptes/lettres/refaire")))
    assert set(again) == set(first)
    assert not set(again.values()) & set(first.values())


def test_a_jam_is_mended_for_who_has_not_entered_yet(
    homes: list[int], agent: Client, client: Client
) -> None:
    form = agent.page("/admin/comptes/lettres").form("/admin/comptes/lettres")
    page = agent.submit(form)
    first = told(page)
    client.log_in("dupont", first["dupont"])
    again = told(agent.submit(page.form("/admin/comptes/lettres/refaire")))
    assert set(again) == {"dupont-bis", "eloi-perez"}
    other = client.application.test_client()
    page = other.page("/connexion")
    fields = {"identifiant": "eloi-perez", "mot_de_passe": first["eloi-perez"]}
    other.submit(page.form("/connexion"), 422, **fields)
    assert other.log_in("eloi-perez", again["eloi-perez"]).h1 == "Choisir un mot de passe"


def test_a_hundred_at_a_time(homes: list[int], agent: Client) -> None:
    too_many = " ".join(map(str, range(1, 102)))
    assert agent.send("/admin/comptes/lettres", familles=too_many).status_code == 400
    assert agent.send("/admin/comptes/lettres", familles="x").status_code in (400, 404)
    assert Account.select().where(Account.login == "dupont").count() == 0


def test_accounts_are_found(town: Town, homes: list[int], agent: Client) -> None:
    create(agent, homes[1], "Zoé", "Éloi-Pérez")
    for asked in ("zoe", "éloi", "ELOI", "Zoé éloi", "eloi-perez", "ÉLOI-PÉREZ"):
        page = agent.page("/admin/comptes", query_string={"q": asked})
        assert "zoe.eloi-perez" in page.text, asked
        assert page.all("//tbody/tr") and "benali" not in page.text, asked
    assert "Aucun compte" in agent.page("/admin/comptes", query_string={"q": "%"}).text


def test_the_list_takes_few_statements_whatever_its_size(town: Town, agent: Client) -> None:
    for number in range(120):
        an_account(f"parent{number}", town.martin)
    with statements() as seen:
        page = agent.page("/admin/comptes")
    assert len(seen) <= 8
    assert len(page.all("//tbody/tr")) == 50
    assert agent.page("/admin/comptes?page=3").all("//tbody/tr")


def test_an_account_is_closed_at_once_and_opened_again(
    town: Town, agent: Client, martin: Client
) -> None:
    number = Account.get(login="martin").id
    page = agent.page(f"/admin/comptes/{number}")
    form = page.form(f"/admin/comptes/{number}/acces")
    for _ in range(2):
        page = agent.submit(form, press=("actif", "non"))
    assert martin.page("/").h1 == "Connexion"
    page = agent.submit(page.form(f"/admin/comptes/{number}/acces"), press=("actif", "oui"))
    assert martin.log_in("martin").h1 == "Accueil"
    assert actions() == ["account.closed", "account.opened"]


def test_a_new_letter_ends_what_was(
    town: Town, agent: Client, martin: Client, client: Client
) -> None:
    number = Account.get(login="martin").id
    page = agent.page(f"/admin/comptes/{number}")
    page = agent.submit(
        page.form(f"/admin/comptes/{number}/mot-de-passe"), press=("faire", "lettre")
    )
    password = told(page)["martin"]
    assert martin.page("/").h1 == "Connexion"
    assert client.log_in("martin", password).h1 == "Choisir un mot de passe"
    assert actions() == ["account.password"]


def test_a_secretary_gets_no_password_of_an_administrator(
    town: Town, new_client: Callable[[str], Client]
) -> None:
    """Nor any way round: an account of staff is not one of families."""
    an_account("jeanne", role="secretary")
    jeanne = new_client("jeanne")
    number = town.agent.id
    before = rows("SELECT * FROM account ORDER BY id")
    for path in ("mot-de-passe", "acces"):
        answer = jeanne.send(f"/admin/comptes/{number}/{path}", actif="non")
        assert answer.status_code == 404
        assert jeanne.send(f"/admin/agents/{number}/{path}", actif="non").status_code == 403
    assert jeanne.get(f"/admin/comptes/{number}").status_code == 404
    assert jeanne.send("/admin/comptes/lettres/refaire", comptes=str(number)).status_code == 303
    assert rows("SELECT * FROM account ORDER BY id") == before


def test_letters_need_no_javascript_and_forget_themselves(
    app: Flask, homes: list[int], agent: Client
) -> None:
    form = agent.page("/admin/comptes/lettres").form("/admin/comptes/lettres")
    given = told(agent.submit(form))
    for table in ("account", "audit_event", "outbox_mail", "access_link", "login_session"):
        kept = repr(rows(f"SELECT * FROM {table}"))
        assert not [password for password in given.values() if password in kept]

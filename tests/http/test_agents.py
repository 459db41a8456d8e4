"""Accounts of colleagues: roles, passwords, phones; the last administrator stays."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.http.test_accounts import told
from tests.support.client import Client
from tests.support.phones import enrol
from tests.town import Town
from tests.world import an_account
from webapp.accounts.models import Account
from webapp.database import rows

pytestmark = pytest.mark.both_engines


def test_a_colleague_is_added_with_a_letter(town: Town, agent: Client, client: Client) -> None:
    page = agent.page("/admin/agents")
    page = agent.submit(
        page.one("//main//form"), prenom="Paul", nom="Petit", civilite="M.", role="animator"
    )
    [(login, password)] = told(page).items()
    assert login == "paul.petit"
    assert client.log_in(login, password).h1 == "Choisir un mot de passe"
    assert client.page("/admin").h1 == "Choisir un mot de passe"
    agent.page("/admin/agents")
    page = agent.page("/admin/agents")
    page = agent.submit(page.one("//main//form"), 422, prenom="Paul", nom="PETIT", role="admin")
    assert "Un agent de ce nom a déjà un compte" in page.text


def test_a_role_that_is_none_is_refused(agent: Client) -> None:
    page = agent.page("/admin/agents")
    for role in ("family", "maire", ""):
        agent.send("/admin/agents", prenom="Paul", nom="Petit", role=role)
        assert agent.last is not None and agent.last.status == 422
    assert page.h1 == "Agents"
    assert Account.select().where(Account.last_name == "Petit").count() == 0


def test_a_role_changes_and_its_pages_with_it(
    town: Town, agent: Client, new_client: Callable[[str], Client]
) -> None:
    number = an_account("jeanne", role="secretary").id
    jeanne = new_client("jeanne")
    page = agent.page(f"/admin/agents/{number}")
    page = agent.submit(page.form(f"/admin/agents/{number}/role"), role="animator")
    assert "animateur" in page.one("//*[@role='status']").text_content()
    assert jeanne.page("/admin").h1 == "Connexion"
    jeanne.log_in("jeanne")
    assert jeanne.get("/admin/comptes").status_code == 403
    [(before, after)] = rows("SELECT before, after FROM audit_event WHERE action = 'account.role'")
    assert "secrétaire" in before and "animateur" in after


def test_of_two_administrators_the_second_is_told(
    town: Town, agent: Client, new_client: Callable[[str], Client]
) -> None:
    an_account("claire", role="admin")
    number = an_account("jeanne", role="secretary").id
    claire = new_client("claire")
    forms = [
             c.page(f"/admin/agents/{number}").form(f"/admin/agents/{number}/role")
             for c in (agent, claire)]  # fmt: skip
    agent.submit(forms[0], role="animator")
    page = claire.submit(forms[1], role="cashier")
    assert "Quelqu’un d’autre a changé ce rôle" in page.text
    assert Account.get_by_id(number).role == "animator"


@pytest.mark.parametrize("how", ["role", "acces"])
def test_the_last_administrator_stays(town: Town, agent: Client, how: str) -> None:
    number = town.agent.id
    an_account("partie", role="admin", active=False)
    fields = {"vu": "admin", "role": "cashier", "actif": "non"}
    assert agent.send(f"/admin/agents/{number}/{how}", **fields).status_code == 303
    page = agent.page(f"/admin/agents/{number}")
    assert "C’est le dernier administrateur" in page.text
    kept = Account.get_by_id(number)
    assert kept.active and kept.role == "admin"


def test_a_colleague_is_let_out_and_in(
    town: Town, agent: Client, new_client: Callable[[str], Client]
) -> None:
    number = an_account("jeanne", role="secretary").id
    jeanne = new_client("jeanne")
    page = agent.page(f"/admin/agents/{number}")
    page = agent.submit(page.form(f"/admin/agents/{number}/acces"), press=("actif", "non"))
    assert jeanne.page("/admin").h1 == "Connexion"
    agent.submit(page.form(f"/admin/agents/{number}/acces"), press=("actif", "oui"))
    assert jeanne.log_in("jeanne").h1 == "Accueil"


def test_a_lost_phone_is_forgotten_by_an_administrator(
    app: Flask, town: Town, agent: Client, client: Client
) -> None:
    app.config["SECOND_FACTOR"] = True
    number = an_account("jeanne", role="secretary").id
    enrol(client, "jeanne")
    page = agent.page(f"/admin/agents/{number}")
    page = agent.submit(page.form(f"/admin/agents/{number}/telephone"), press=("faire", "oublier"))
    assert "Son téléphone est oublié" in page.text
    assert client.page("/admin").h1 == "Connexion"
    assert client.log_in("jeanne").h1 == "Enregistrer votre téléphone"
    logged = rows("SELECT actor, label FROM audit_event WHERE action = 'second.reset'")
    assert logged == [("Camille Agent", "jeanne")]


def test_a_new_letter_for_a_colleague(town: Town, agent: Client, client: Client) -> None:
    number = an_account("jeanne", role="secretary").id
    page = agent.page(f"/admin/agents/{number}")
    page = agent.submit(
        page.form(f"/admin/agents/{number}/mot-de-passe"), press=("faire", "lettre")
    )
    assert client.log_in("jeanne", told(page)["jeanne"]).h1 == "Choisir un mot de passe"


def test_accounts_of_families_are_not_colleagues(town: Town, agent: Client) -> None:
    number = Account.get(login="martin").id
    assert agent.get(f"/admin/agents/{number}").status_code == 404
    for path in ("role", "acces", "mot-de-passe", "telephone"):
        answer = agent.send(f"/admin/agents/{number}/{path}", vu="admin", role="admin", actif="non")
        assert answer.status_code == 404
    assert Account.get_by_id(number).role == "family"

"""« Voir comme cette famille »: staff see a family's pages, change nothing, and it is logged."""

from collections.abc import Callable

from flask import Flask

from tests.architecture.test_access import address, routes
from tests.support.client import Client
from tests.support.engines import statements
from tests.town import Town
from tests.world import a_booking, a_family, an_account
from webapp.database import row

LOGGED = "SELECT action, family_id FROM audit_event ORDER BY id DESC LIMIT 1"
ITS_OWN = {"/profil", "/profil/modifier", "/profil/correction", "/profil/mot-de-passe"}


def look(agent: Client, family: int) -> None:
    sheet = agent.page(f"/admin/familles/{family}")
    agent.submit(sheet.form(f"/admin/familles/{family}/voir"), press=_button(sheet))


def _button(sheet: object) -> tuple[str, str]:
    button = sheet.one("//button[contains(., 'Voir comme cette famille')]")  # type: ignore[attr-defined]
    return "structure", button.get("value")


def test_staff_see_what_the_family_sees(agent: Client, town: Town) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.journee, town.days[0]))
    look(agent, town.martin.id)
    assert row(LOGGED) == ("family.looked_at", town.martin.id)
    month = town.days[0].isoformat()[:7]
    page = agent.page(f"/reservations?enfant={town.lea.id}&activite={town.journee.id}&mois={month}")
    assert page.all("//*[@data-state='booked']") and "Léa" in page.text
    assert f"Vue de la famille {town.martin.name}" in page.text
    assert "Profil" not in page.one("//nav[@aria-label='Menu principal']").text_content()


def test_its_own_pages_stay_open_in_another_tab_and_one_leaves(agent: Client, town: Town) -> None:
    look(agent, town.martin.id)
    assert "Vue de la famille" not in agent.page("/admin").text
    home = agent.page("/")
    back = agent.submit(home.form("/admin/familles/quitter"))
    assert back.one("//h1").text_content() == f"Famille {town.martin.name}"
    assert agent.get("/reservations").status_code == 404
    agent.submit(agent.page("/admin/familles").form("/admin/familles"), q="mar")


def test_nothing_can_be_changed(app: Flask, agent: Client, town: Town) -> None:
    look(agent, town.martin.id)
    tried = 0
    for rule, access in routes(app, "POST"):
        if access == "family":
            path = address(rule)
            with statements() as seen:
                answer = agent.send(path)
            assert answer.status_code == 403, path
            assert "Lecture seule" in answer.get_data(as_text=True)
            assert not [said for said in seen if _writes(said)], path
            tried += 1
    assert tried > 10
    clicked = agent.send("/reservations", htmx=True)
    assert clicked.status_code == 204 and clicked.headers["HX-Redirect"] == "/"
    assert "sans pouvoir rien y changer" in agent.page("/reservations").text


def test_looking_writes_nothing(app: Flask, agent: Client, town: Town) -> None:
    look(agent, town.martin.id)
    for rule, access in routes(app, "GET"):
        if access == "family" and "<" not in rule.rule:
            with statements() as seen:
                answer = agent.get(rule.rule)
            assert answer.status_code == 403 if rule.rule in ITS_OWN else 302, rule.rule
            assert not [said for said in seen if _writes(said)], rule.rule


def _writes(statement: str) -> bool:
    return statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))


def test_another_log_in_does_not_look(
    agent: Client, town: Town, new_client: Callable[[str], Client]
) -> None:
    look(agent, town.martin.id)
    agent.log_out()
    agent.log_in("agent")
    assert agent.get("/reservations").status_code == 404
    an_account("jeanne", role="animator")
    other = new_client("jeanne")
    assert other.send(f"/admin/familles/{town.martin.id}/voir").status_code == 403


def test_only_what_exists_is_looked_at(agent: Client, town: Town) -> None:
    assert agent.send("/admin/familles/999999/voir", structure="1").status_code == 404
    alone = a_family("Seule", town.structure)
    assert agent.send(f"/admin/familles/{alone.id}/voir", structure="999").status_code == 404
    look(agent, alone.id)
    assert agent.page("/reservations").one("//h1") is not None

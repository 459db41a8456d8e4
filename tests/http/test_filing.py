"""« Fiche » of a child, of a family: changed in the office, logged, never by two at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_booking, an_account
from webapp.activities.models import Enrolment
from webapp.audit.models import AuditEvent
from webapp.families.models import Child, Family, Quotient

pytestmark = pytest.mark.both_engines


def child_page(town: Town) -> str:
    return f"/admin/enfants/{town.lea.id}"


def family_page(town: Town) -> str:
    return f"/admin/familles/{town.martin.id}/fiche"


def enrolments(town: Town) -> list[tuple[int, str, str]]:
    found = Enrolment.select().where(Enrolment.child == town.lea).order_by(Enrolment.id)
    return [(e.activity_id, str(e.first_day), str(e.last_day)) for e in found]


def adding(page: Page) -> object:
    return page.one("//form[@aria-label='Inscrire']")


def test_what_must_be_known_of_a_child(agent: Client, town: Town) -> None:
    page = agent.page(child_page(town))
    typed = {"nom": "  Le   Goff ", "sante": "ventoline", "menu": "sans porc", "photo": "oui"}
    done = agent.submit(page.form(child_page(town)), **typed)
    assert "La fiche est enregistrée." in done.text
    lea = Child.get_by_id(town.lea.id)
    assert (lea.last_name, lea.health, lea.menu, lea.photo) == (
        "Le Goff", "ventoline", "sans porc", True,
    )  # fmt: skip
    event = AuditEvent.get(AuditEvent.action == "child.changed")
    assert event.family_id == town.martin.id
    assert '"Santé": "ventoline"' in event.after and "ventoline" not in event.before
    assert "Le Goff" in agent.page("/admin/familles?q=goff").text
    history = agent.page(f"/admin/familles/{town.martin.id}/histoire").one("//tbody/tr")
    assert "Fiche d’un enfant modifiée" in history.text_content()
    assert "Santé\u00a0: ventoline" in history.text_content()
    assert "Rien n’a changé" in agent.submit(done.form(child_page(town))).text
    assert AuditEvent.select().where(AuditEvent.action == "child.changed").count() == 1


def test_of_two_secretaries_the_second_is_told(
    town: Town, new_client: Callable[[str], Client]
) -> None:
    for name in ("anne", "bruno"):
        an_account(name, role="secretary")
    anne, bruno = new_client("anne"), new_client("bruno")
    forms = [client.page(child_page(town)).form(child_page(town)) for client in (anne, bruno)]
    anne.submit(forms[0], sante="arachide")
    told = bruno.submit(forms[1], 409, menu="végétarien")
    assert "Quelqu’un d’autre vient de modifier" in told.text
    lea = Child.get_by_id(town.lea.id)
    assert (lea.health, lea.menu) == ("arachide", "")
    bruno.submit(told.form(child_page(town)), menu="végétarien")
    lea = Child.get_by_id(town.lea.id)
    assert (lea.health, lea.menu) == ("arachide", "végétarien")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"prenom": ""}, "À remplir."),
        ({"naissance": "31/02/2020"}, "Attendu"),
        ({"naissance": "2027-01-01"}, "pas encore venu"),
        ({"naissance": "1950-01-01"}, "plus de 25\u00a0ans"),
        ({"categories": "habitant"}, "Attendu"),
        ({"sante": "x" * 299}, "Attendu"),
    ],
)
def test_what_cannot_be_is_told_where_it_stands(
    agent: Client, town: Town, typed: dict[str, str], said: str
) -> None:
    page = agent.page(child_page(town))
    told = agent.submit(page.form(child_page(town)), 422, menu="kept", **typed)
    [name] = typed
    assert said in told.id(f"{name}-err").text_content()
    assert told.id("menu").get("value") == "kept"
    assert Child.get_by_id(town.lea.id).menu == ""


def test_enrolled_moved_and_taken_back(agent: Client, town: Town, clock: Clock) -> None:
    Enrolment.delete().where(Enrolment.child == town.lea).execute()
    day, choice = town.days[0], {"activite": str(town.journee.id)}
    page = agent.page(child_page(town))
    agent.submit(adding(page), **choice, du=str(day), au=str(day + timedelta(30)))
    first = (town.journee.id, str(day), str(day + timedelta(30)))
    assert enrolments(town) == [first]
    page = agent.submit(adding(page), 422, **choice, du=str(day), au=str(day + timedelta(9)))
    assert "déjà inscrit" in page.id("du-err").text_content()
    page = agent.submit(adding(page), 422, **choice, du=str(day), au=str(day - timedelta(1)))
    assert "avant le premier" in page.id("au-err").text_content()
    a_booking(town.lea, town.martin, town.open_day(town.journee))
    form = page.one("//form[.//input[@name='inscription']]")
    told = agent.submit(form, du=str(day + timedelta(1)), au=str(day + timedelta(30)))
    assert "1\u00a0réservation à venir reste sans inscription" in told.text
    ending = f"{child_page(town)}/inscriptions/retirer"
    assert form.xpath(".//button/@formaction") == [ending]
    assert agent.send(ending, inscription="1x").status_code == 404
    number = form.xpath(".//input[@name='inscription']/@value")[0]
    for said in ("L’inscription est retirée.", "déjà retirée"):
        agent.send(ending, inscription=number)
        assert said in agent.page(child_page(town)).text
    assert enrolments(town) == []
    log = [e.after for e in AuditEvent.select().where(AuditEvent.action == "enrolment.changed")]
    assert len(log) == 3 and log[-1] == ""


def test_a_child_is_enrolled_in_what_its_structures_offer(agent: Client, town: Town) -> None:
    before = enrolments(town)
    wanted = {"du": "2026-12-01", "au": "2026-12-31"}
    path = f"{child_page(town)}/inscriptions"
    assert agent.send(path, activite="999", **wanted).status_code == 404
    assert agent.send(path, inscription="999", **wanted).status_code == 404
    assert agent.send(path, **wanted).status_code == 422
    assert enrolments(town) == before


def test_a_household_and_its_quotients(agent: Client, town: Town) -> None:
    path = family_page(town)
    page = agent.page(path)
    agent.submit(page.form(path), nom="Martin-Durand", habitant="")
    martin = Family.get_by_id(town.martin.id)
    assert (martin.name, martin.resident) == ("Martin-Durand", False)
    Quotient.delete().execute()
    adding = page.one("//form[@aria-label='Ajouter un quotient']")
    for value in ("656,20", "700"):
        agent.submit(adding, declare_le="2026-10-01", valeur=value)
    [kept] = Quotient.select()
    assert (str(kept.declared_on), kept.hundredths) == ("2026-10-01", 70000)
    told = agent.submit(adding, 422, declare_le="2036-10-01", valeur="cher")
    assert "Attendu" in told.id("valeur-err").text_content()
    assert "trop loin" in told.id("declare_le-err").text_content()
    agent.send(f"/admin/familles/{town.martin.id}/quotients/retirer", jour="2026-10-01")
    assert Quotient.select().count() == 0
    events = AuditEvent.select().where(AuditEvent.action == "quotient.changed")
    assert [bool(e.before) for e in events.order_by(AuditEvent.id)] == [False, True, True]

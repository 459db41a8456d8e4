"""A family that comes to the office, its child, its account: known and booking at once."""

from collections.abc import Callable

import pytest

from tests.support.client import Client
from tests.town import Town
from tests.world import a_structure, an_account
from webapp.audit.models import AuditEvent
from webapp.families.models import Child, Custody, Family, Membership

pytestmark = pytest.mark.both_engines
NEW = "/admin/familles/nouvelle"


def children(family: int) -> list[str]:
    found = Child.select().join(Custody).where(Custody.family == family).order_by(Child.id)
    return [child.first_name for child in found]


def test_from_the_counter_to_the_first_enrolment(agent: Client, town: Town) -> None:
    page = agent.page("/admin/familles")
    page = agent.page(page.one("//a[.='Nouvelle famille']").get("href"))
    told = agent.submit(page.form(NEW), nom="  Ruiz ", adresse="3 rue Haute", habitant="")
    assert told.h1 == "Famille Ruiz"
    ruiz = Family.get(Family.name == "Ruiz")
    assert (ruiz.resident, ruiz.code[0]) == (False, "M")
    assert [m.structure_id for m in Membership.select().where(Membership.family == ruiz)] == [
        town.structure.id
    ]
    assert "Ruiz" in agent.page("/admin/familles?q=ruiz").text
    path = told.one("//a[.='Ajouter un enfant']").get("href")
    page = agent.page(path)
    assert page.id("nom").get("value") == "Ruiz"
    told = agent.submit(page.form(path), prenom="Zoé", naissance="2019-05-06", sante="asthme")
    assert "Inscrivez-le à ses activités" in told.text
    assert children(ruiz.id) == ["Zoé"]
    assert town.journee.name in told.text
    actions = [e.action for e in AuditEvent.select().where(AuditEvent.family_id == ruiz.id)]
    assert {"family.opened", "child.added"} <= set(actions)


def test_who_is_known_already_is_told_and_made_only_if_wanted(agent: Client, town: Town) -> None:
    lea, path = Child.get_by_id(town.lea.id), f"/admin/familles/{town.benali.id}/enfants/nouveau"
    same = {"prenom": lea.first_name, "nom": lea.last_name, "naissance": str(lea.birth_day)}
    told = agent.submit(agent.page(path).form(path), 409, **same)
    assert "Déjà connu" in told.text and town.martin.name in told.text
    assert Child.select().where(Child.first_name == lea.first_name).count() == 1
    agent.submit(told.form(path), press=("doublon", "1"))
    assert Child.select().where(Child.first_name == lea.first_name).count() == 2
    martin = {"nom": town.martin.name, "adresse": Family.get_by_id(town.martin.id).address}
    told = agent.submit(agent.page(NEW).form(NEW), 409, **martin)
    assert f"n° {town.martin.code}" in told.text


def test_what_is_missing_is_told(agent: Client, town: Town) -> None:
    before = Family.select().count()
    told = agent.submit(agent.page(NEW).form(NEW), 422, nom="", structures=[])
    assert told.id("nom-err").text_content() == "À remplir."
    assert "au moins une structure" in told.id("structures-err").text_content()
    assert agent.send(NEW, nom="Ruiz", structures="999").status_code == 404
    path = f"/admin/familles/{town.martin.id}/enfants/nouveau"
    told = agent.submit(agent.page(path).form(path), 422, prenom="Zoé")
    assert told.id("naissance-err").text_content() == "À remplir."
    assert told.id("prenom").get("value") == "Zoé"
    assert agent.send("/admin/familles/999/enfants/nouveau").status_code == 404
    assert Family.select().count() == before


def test_codes_of_imports_are_left_alone(agent: Client, town: Town) -> None:
    a_structure("autre", "Autre-Ville")
    following = Family.select().order_by(Family.id.desc()).get().id + 1
    Family.update(code=f"M{following:05d}").where(Family.id == town.martin.id).execute()
    agent.submit(agent.page(NEW).form(NEW), nom="Ruiz")
    assert Family.get(Family.name == "Ruiz").code == f"M{following + 1:05d}"


def test_a_cashier_opens_no_file(town: Town, new_client: Callable[[str], Client]) -> None:
    an_account("caisse", role="cashier")
    client = new_client("caisse")
    assert "Nouvelle famille" not in client.page("/admin/familles").text
    assert client.get(NEW).status_code == 403

"""« Réglages »: what each does today, two at once, what is amiss."""

from collections.abc import Callable

import pytest

from tests.support.client import Client
from tests.support.engines import statements
from tests.town import Town
from tests.world import a_structure, an_account, money
from webapp.audit.models import AuditEvent
from webapp.structures.models import Structure

pytestmark = pytest.mark.both_engines


def test_what_is_set_holds_at_once(agent: Client, town: Town, martin: Client) -> None:
    money(town.martin, town.matin.wallet, -1500)
    page = agent.page("/admin/reglages")
    assert "1\u00a0famille ne peut pas réserver" in page.text
    said = agent.submit(page.form("/admin/reglages"), autorise="20,00", nuit="3h15", mois="6")
    assert "enregistrés" in said.text and "0\u00a0famille ne peut" in said.text
    found = Structure.get_by_id(town.structure.id)
    assert (found.debit_limit, found.night_at, found.history_months) == (2000, "03:15", 6)
    assert "débiteur" not in martin.page("/reservations").text
    event = AuditEvent.get(AuditEvent.action == "settings.changed")
    assert "débit autorisé (centimes)" in event.before and "2000" in event.after
    assert "Rien n’a changé" in agent.submit(said.form("/admin/reglages")).text


def test_of_two_the_second_is_told(agent: Client, town: Town) -> None:
    first = agent.page("/admin/reglages").form("/admin/reglages")
    second = agent.page("/admin/reglages").form("/admin/reglages")
    agent.submit(first, mois="3")
    told = agent.submit(second, 409, mois="12")
    assert "Rien n’a été écrasé" in told.text and told.id("mois").get("value") == "12"
    assert Structure.get_by_id(town.structure.id).history_months == 3
    agent.submit(told.form("/admin/reglages"))
    assert Structure.get_by_id(town.structure.id).history_months == 12


def test_what_is_amiss_is_told_at_its_place(agent: Client, town: Town) -> None:
    a_structure("autre", "Autre-Ville")
    form = agent.page("/admin/reglages").form("/admin/reglages")
    for name, value in (
        ("nuit", "25:00"), ("autorise", "vingt"), ("mois", "25"), ("mois", "-1"),
        ("debit", "x"), ("adresse", "é/.."), ("adresse", "autre"), ("mairie", []),
    ):  # fmt: skip
        page = agent.submit(form, 422, **{name: value})
        assert page.id(f"{name}-err").text_content(), name
    assert Structure.get_by_id(town.structure.id).version == 1


def test_for_administrators_only(
    agent: Client, town: Town, new_client: Callable[[str], Client]
) -> None:
    an_account("jeanne", role="secretary")
    assert new_client("jeanne").get("/admin/reglages").status_code == 403
    with statements() as seen:
        agent.page("/admin/reglages")
    assert len(seen) <= 10, seen

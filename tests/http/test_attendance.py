"""Ticking who is there: the state wanted, twice is once; a child more in two taps."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.jobs.nights import pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_booking, an_account, open_days, terms
from webapp.activities.models import Activity, OpenDay
from webapp.attendance.models import Attendance
from webapp.audit.models import AuditEvent
from webapp.billing.models import Absence, Consumption
from webapp.billing.verification import differences
from webapp.families.models import Child
from webapp.families.operations import index

pytestmark = pytest.mark.both_engines


@pytest.fixture
def today(town: Town, clock: Clock) -> OpenDay:
    """« Journée » runs today."""
    return open_days(town.journee, [clock.now.date()])[0]


def tick(agent: Client, opened: OpenDay, child: Child, state: str) -> Page:
    """As htmx sends it."""
    return agent.fragment("/admin/pointage", **asked(opened, child, state))


def asked(opened: OpenDay, child: Child, state: str) -> dict[str, object]:
    structure = opened.activity.structure_id
    return {
        "structure": structure, "seance": opened.id, "pointage": f"{child.id}:{state}"
    }  # fmt: skip


def ticked() -> list[tuple[str, bool, bool]]:
    found = Attendance.select().order_by(Attendance.id)
    return [(t.state, t.arrived_at is not None, t.left_at is not None) for t in found]


def charged() -> list[tuple[str, str, int]]:
    found = Consumption.select().order_by(Consumption.id)
    return [(c.kind, c.label, c.cents) for c in found]


def test_a_child_arrives_and_leaves(
    agent: Client, town: Town, today: OpenDay, clock: Clock
) -> None:
    a_booking(town.lea, town.martin, today)
    tick(agent, today, town.lea, "present")
    first = Attendance.get().arrived_at
    clock.forward(minutes=20)
    tick(agent, today, town.lea, "present")
    assert (Attendance.get().arrived_at, ticked()) == (first, [("present", True, False)])
    part = tick(agent, today, town.lea, "left")
    assert "1\u00a0parti" in part.text and "Arrivé à" in part.text
    assert ticked() == [("left", True, True)]
    tick(agent, today, town.lea, "")
    assert ticked() == [("", False, False)]


def test_without_javascript_it_comes_back_to_the_child(
    agent: Client, town: Town, today: OpenDay
) -> None:
    a_booking(town.lea, town.martin, today)
    form = agent.page("/admin/listes").form("/admin/pointage")
    fields = dict(form.form_values()) | {"pointage": f"{town.lea.id}:absent"}
    answer = agent.send("/admin/pointage", **fields)
    assert answer.status_code == 303
    assert answer.location.endswith(f"#t{today.id}-{town.lea.id}")
    page = agent.page(answer.location.partition("#")[0])
    [button] = page.all("//button[@aria-pressed='true']")
    assert button.text_content() == "Absent, Martin Léa"
    assert "1\u00a0absent" in page.text


def test_a_child_more_in_two_taps(agent: Client, town: Town, today: OpenDay, clock: Clock) -> None:
    a_booking(town.lea, town.martin, today)
    page = agent.page("/admin/listes")
    add = agent.page(page.one("//a[starts-with(., 'Un enfant de plus')]").get("href"))
    assert {b.text for b in add.all("//li//button")} >= {"Benali Inès"}
    assert "Martin Léa" not in add.text
    form = add.form("/admin/pointage")
    fields = dict(form.form_values()) | {"pointage": f"{town.ines.id}:present"}
    answer = agent.send("/admin/pointage", **fields)
    listed = agent.page(answer.location.partition("#")[0])
    row = listed.one(f"//tr[@data-child='{town.ines.id}']")
    assert "Sans réservation" in row.text_content() and "présent sans réservation" in listed.text
    [one] = Attendance.select()
    assert one.family_id == town.benali.id
    clock.forward(days=1)
    pass_night(town, clock.now)
    assert ("presence", "Journée, présence sans réservation", 1485) in charged()
    assert not differences(town.structure.id)


def test_somebody_whom_nobody_enrolled_is_found_by_name(
    agent: Client, town: Town, today: OpenDay
) -> None:
    index()
    path = f"/admin/pointage/ajouter?structure={town.structure.id}&seance={today.id}"
    assert "Benali Inès" in agent.page(f"{path}&q=ines").text
    assert "Aucun enfant connu" in agent.page(f"{path}&q=zorro").text


def test_the_price_is_the_one_of_who_did_not_book(
    agent: Client, town: Town, today: OpenDay, clock: Clock
) -> None:
    """Ticked by mistake, and put right the day after: the bill follows."""
    rule = [{"pour": "sans réservation", "montant": "20,00"}, {"montant": "14,85"}]
    Activity.update(terms=terms(prix={"tarif": rule})).where(
        Activity.id == town.journee.id
    ).execute()
    tick(agent, today, town.tom, "present")
    clock.forward(days=1)
    for _ in range(2):
        pass_night(town, clock.now)
    assert charged() == [("presence", "Journée, présence sans réservation", 2000)]
    agent.log_in("agent")
    agent.send("/admin/pointage", **asked(today, town.tom, ""))
    for _ in range(2):
        pass_night(town, clock.now)
    assert charged()[1:] == [("presence", "Journée, pointage corrigé", -2000)]
    assert AuditEvent.get(AuditEvent.action == "attendance.changed").family_id == town.martin.id
    assert not differences(town.structure.id)


@pytest.mark.parametrize(
    ("rules", "added"),
    [
        ({}, 0),
        ({"absence": {"prevenir": "le jour même à 9h", "forfait": "2,99"}}, 299 - 1485),
        (
            {"prix": {"tarif": [{"pour": "absent", "montant": "20,00"}, {"montant": "14,85"}]}},
            2000 - 1485,
        ),
    ],
)
def test_who_was_expected_and_did_not_come(
    agent: Client, town: Town, today: OpenDay, clock: Clock, rules: dict[str, object], added: int
) -> None:
    Activity.update(terms=terms(**rules)).where(Activity.id == town.journee.id).execute()
    a_booking(town.lea, town.martin, today)
    told = a_booking(town.tom, town.martin, today)
    Absence.create(
        family=town.martin, booking=told, reason="maladie",
        told_at=int(clock.now.timestamp()), credit=0,
    )  # fmt: skip
    for child in (town.lea, town.tom):
        tick(agent, today, child, "absent")
    clock.forward(days=1)
    pass_night(town, clock.now)
    presences = [line for line in charged() if line[0] == "presence"]
    assert presences == ([("presence", "Journée, absence non annoncée", added)] if added else [])


def test_who_came_was_not_absent(agent: Client, town: Town, today: OpenDay, clock: Clock) -> None:
    """The absence that a parent declared gives nothing back."""
    rules = terms(absence={"motifs": "maladie"})
    Activity.update(terms=rules).where(Activity.id == town.journee.id).execute()
    booking = a_booking(town.lea, town.martin, today)
    Absence.create(
        family=town.martin, booking=booking, reason="maladie",
        told_at=int(clock.now.timestamp()), credit=0,
    )  # fmt: skip
    tick(agent, today, town.lea, "present")
    for _ in range(12):
        clock.forward(days=1)
        pass_night(town, clock.now)
    assert [kind for kind, _, _ in charged()] == ["booking"]


def test_what_cannot_be_ticked(
    agent: Client, town: Town, today: OpenDay, clock: Clock, new_client: Callable[[str], Client]
) -> None:
    form = asked(today, town.lea, "present")
    ahead = town.open_day(town.journee)
    early = agent.send("/admin/pointage", **form | {"seance": ahead.id})
    assert early.status_code == 409 and "ne se pointe pas" in early.get_data(as_text=True)
    for wrong in ({"seance": 999}, {"pointage": "999:present"}, {"pointage": "x:present"}):
        assert agent.send("/admin/pointage", **form | wrong).status_code == 404
    assert agent.send("/admin/pointage", **form | {"pointage": "1:asleep"}).status_code == 400
    an_account("caisse", role="cashier")
    assert new_client("caisse").send("/admin/pointage", **form).status_code == 403
    clock.forward(days=40)
    agent.log_in("agent")
    assert agent.send("/admin/pointage", **form).status_code == 409
    assert not Attendance.select().count()
    assert today.day + timedelta(40) == clock.now.date()


def test_ten_statements_whoever_is_ticked(agent: Client, town: Town, today: OpenDay) -> None:
    for child in (town.lea, town.tom, town.ines):
        a_booking(child, town.martin, today)
        tick(agent, today, child, "present")
    with statements() as seen:
        agent.page("/admin/listes")
    assert len(seen) <= 10, seen

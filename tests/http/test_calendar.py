"""The calendar of one activity: the states of the days, the months, what is said around them."""

from datetime import date, timedelta

import pytest

from tests.http.booking import calendar, cell, shows
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import (
    a_booking,
    a_child,
    a_movement,
    a_supplement,
    enrol,
)
from webapp.activities.models import CounterDay, Enrolment, OpenDay, Period
from webapp.families.models import Custody
from webapp.structures.models import Holiday, Structure


def test_the_five_states_can_be_told_by_people_and_by_tests(town: Town, martin: Client) -> None:
    free, booked, _, full = town.days[:4]
    a_booking(town.lea, town.martin, town.open_day(town.matin, booked))
    a_booking(town.lea, town.martin, town.open_day(town.matin, town.days[4]))
    OpenDay.update(capacity=1, taken=1).where(
        OpenDay.activity == town.journee, OpenDay.day == full
    ).execute()
    page = calendar(martin, town, town.matin)
    assert shows(page, free) == ("open", "")
    assert shows(page, booked) == ("booked", "")
    assert shows(calendar(martin, town, town.journee), full) == ("full", "")
    assert shows(page, date(2026, 12, 1)) == ("closed", "")
    assert cell(page, free).get("data-activity") == str(town.matin.id)
    assert "libre" in cell(page, free).text_content()
    assert "réservé" in cell(page, booked).text_content()
    assert not cell(page, date(2026, 12, 1)).xpath(".//button")


def test_booked_and_too_late_is_locked(town: Town, martin: Client) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin, town.late))
    page = calendar(martin, town, town.matin, town.late)
    assert shows(page, town.late) == ("locked", "")
    assert "trop tard" in cell(page, town.late).text_content()


def test_free_and_too_late_cannot_be_touched(town: Town, martin: Client) -> None:
    page = calendar(martin, town, town.matin, town.late)
    assert shows(page, town.late) == ("closed", "")
    assert "trop tard" in cell(page, town.late).text_content()
    assert not cell(page, town.late).xpath(".//button")


def test_a_rank_is_shown_to_whoever_waits(town: Town, martin: Client) -> None:
    open_day = town.open_day(town.matin)
    a_booking(town.ines, town.benali, open_day, "waiting")
    a_booking(town.lea, town.martin, open_day, "waiting")
    page = calendar(martin, town, town.matin)
    assert shows(page, town.days[0]) == ("full", "")
    assert "rang\u00a02" in cell(page, town.days[0]).text_content()


def test_a_shared_counter_fills_every_activity_that_draws_on_it(town: Town, martin: Client) -> None:
    CounterDay.update(capacity=7, taken=7).where(CounterDay.day == town.days[0]).execute()
    for activity in (town.journee, town.repas):
        assert shows(calendar(martin, town, activity), town.days[0]) == ("full", "")
    assert shows(calendar(martin, town, town.matin), town.days[0]) == ("open", "")


def test_what_is_asked_to_be_cancelled_and_not_transmitted(town: Town, martin: Client) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin))
    a_movement(booking, "cancel")
    assert shows(calendar(martin, town, town.matin), town.days[0]) == ("open", "")


def test_each_child_has_its_own(town: Town, martin: Client) -> None:
    a_booking(town.tom, town.martin, town.open_day(town.matin))
    assert shows(calendar(martin, town, town.matin), town.days[0]) == ("open", "")
    page = calendar(martin, town, town.matin, child=town.tom)
    assert page.h1 == "Réservations de Tom"
    assert shows(page, town.days[0]) == ("booked", "")


def test_the_other_household_s_booking_and_weeks(town: Town, martin: Client) -> None:
    shared = a_child("Noé", town.martin, town.benali)
    enrol(shared, town.matin)
    a_booking(shared, town.benali, town.open_day(town.matin))
    page = calendar(martin, town, town.matin, child=shared)
    assert shows(page, town.days[0]) == ("closed", "")
    assert "autre foyer" in cell(page, town.days[0]).text_content()
    Custody.update(pattern="odd").where(
        Custody.child == shared, Custody.family == town.martin
    ).execute()
    page = calendar(martin, town, town.matin, child=shared)
    even = [day for day in town.days if day.isocalendar().week % 2 == 0]
    odd = [day for day in town.days[1:] if day.isocalendar().week % 2]
    assert {shows(page, day)[0] for day in even} == {"closed"}
    assert {shows(page, day)[0] for day in odd} == {"open"}


def test_days_outside_the_enrolment_are_not_open(town: Town, martin: Client) -> None:
    Enrolment.update(last_day=town.days[3]).where(Enrolment.child == town.lea).execute()
    page = calendar(martin, town, town.matin)
    assert [shows(page, day)[0] for day in town.days[2:6]] == ["open", "open", "closed", "closed"]


def test_holidays_are_marked(town: Town, martin: Client) -> None:
    for kind, name, day in (("public", "Noël", date(2026, 12, 25)),
                            ("closure", "Travaux", date(2026, 12, 24))):  # fmt: skip
        Holiday.create(structure=town.structure, kind=kind, name=name, first_day=day, last_day=day)
    Holiday.create(structure=town.structure, kind="school", name="Vacances de Noël",
                   first_day=date(2026, 12, 19), last_day=date(2027, 1, 3))  # fmt: skip
    Structure.update(revision=2).execute()
    page = calendar(martin, town, town.matin)
    assert "férié" in cell(page, date(2026, 12, 25)).text_content()
    assert "Noël" in cell(page, date(2026, 12, 25)).text_content()
    assert "Travaux" in cell(page, date(2026, 12, 24)).text_content()
    assert "Vacances de Noël du samedi 19 décembre au dimanche 3 janvier" in page.text


def test_a_closed_period_leaves_the_calendar_and_says_where_it_is(
    town: Town, clock: Clock, martin: Client
) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    Period.update(closes_at=clock.now).execute()
    page = calendar(martin, town, town.matin)
    assert {shows(page, day) for day in town.days} == {("closed", "")}
    assert "Hiver\u00a0: les réservations sont closes." in page.text
    assert page.one("//p[contains(., 'Hiver')]/a").get("href") == "/suivi"
    assert "Hiver" not in calendar(martin, town, town.matin, child=town.tom).text
    assert "Hiver" in calendar(martin, town, "toutes").text


def test_a_period_not_yet_open_cannot_be_touched(town: Town, clock: Clock, martin: Client) -> None:
    Period.update(opens_at=clock.now + timedelta(1)).execute()
    assert shows(calendar(martin, town, town.matin), town.days[0]) == ("closed", "")


def test_the_deadline_is_said_in_words_and_on_each_day(town: Town, martin: Client) -> None:
    page = calendar(martin, town, town.matin)
    assert "Réservable jusqu’au lundi 30 novembre à 23\u00a0h\u00a059" in page.text
    first = cell(page, town.days[0]).text_content()
    assert "jusqu’au lun. 30 nov., 23\u00a0h\u00a059" in first
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    assert "Modifiable jusqu’au lundi 30" in calendar(martin, town, town.matin).text


def test_the_price_is_that_of_the_activity(town: Town, martin: Client) -> None:
    assert "14,85\u00a0€" in calendar(martin, town, town.matin).text
    assert "4,20\u00a0€" in calendar(martin, town, town.repas).text


def test_stars_mark_the_days_with_supplements(town: Town, martin: Client) -> None:
    a_supplement(town.open_day(town.matin))
    page = calendar(martin, town, town.matin)
    assert "suppléments possibles" in cell(page, town.days[0]).text_content()
    assert "suppléments possibles" not in cell(page, town.days[1]).text_content()


def test_a_child_without_activity_and_a_family_without_child(
    town: Town, martin: Client, benali: Client
) -> None:
    Enrolment.delete().where(Enrolment.child == town.tom).execute()
    assert "n’est inscrit à aucune activité" in martin.page(
        f"/reservations?enfant={town.tom.id}"
    ).text  # fmt: skip
    Custody.delete().where(Custody.family == town.benali).execute()
    assert "Aucun enfant n’est rattaché" in benali.page("/reservations").text


@pytest.mark.parametrize(
    "address",
    ["jour=20261209", "jour=2026-W50-3", "jour=2026-12-9", "mois=202612", "mois=2026-W50"],
)
def test_days_and_months_have_one_spelling(martin: Client, town: Town, address: str) -> None:
    """What is kept of a page, and compared with another, is written as the calendar writes it."""
    path = f"/reservations?enfant={town.lea.id}&activite={town.matin.id}&{address}"
    assert martin.get(path).status_code == 404

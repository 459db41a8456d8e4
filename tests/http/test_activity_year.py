"""The year of an activity: days open and close in bulk, seen before and taken back after."""

from datetime import date
from typing import Any

import pytest

from tests.jobs.nights import assert_seats_are_true, pass_night, state_of
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_booking, a_supplement
from webapp.activities.models import Activity, CounterDay, OpenDay, Supplement
from webapp.audit.models import AuditEvent
from webapp.booking.models import Booking
from webapp.database import rows
from webapp.structures.models import Holiday

pytestmark = pytest.mark.both_engines


def path(activity: Activity, more: str = "") -> str:
    return f"/admin/activites/{activity.id}/calendrier{more}"


def brush(act: str, first: date, last: date, *days: int, **more: Any) -> dict[str, Any]:
    """The fields of the form; Monday to Friday unless `days` are told."""
    weekdays = [str(day) for day in days or range(5)]
    span = {"du": first.isoformat(), "au": last.isoformat(), "annee": "2026"}
    return {"faire": act, **span, "jour": weekdays, "saison": "", "places": "", **more}


def told(client: Client) -> Page:
    """The last page that was answered."""
    assert client.last is not None
    return client.last


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def days_of(activity: Activity) -> set[date]:
    return {each.day for each in OpenDay.select().where(OpenDay.activity == activity)}


def test_days_open_with_their_counter_and_are_taken_back(agent: Client, town: Town) -> None:
    before = days_of(town.journee)
    CounterDay.delete().where(CounterDay.day == town.days[0]).execute()
    first, last = date(2027, 2, 1), date(2027, 2, 12)
    with statements() as seen:
        page = agent.page(path(town.journee), query_string=brush("ouvrir", first, last, 0, 2))
    assert len(seen) <= 10
    assert "4 jours changeraient" in plain(page.text)
    assert "sans période : 4" in plain(page.text)  # its other days are in one
    assert days_of(town.journee) == before
    done = agent.submit(page.form(path(town.journee)))
    assert "C’est fait : 4 jours." in plain(done.text)
    added = days_of(town.journee) - before
    assert added == {date(2027, 2, 1), date(2027, 2, 3), date(2027, 2, 8), date(2027, 2, 10)}
    counted = CounterDay.select().where(CounterDay.day.in_(added))
    assert [each.capacity for each in counted] == [100] * 4
    assert AuditEvent.get(AuditEvent.action == "calendar.changed").label == town.journee.name
    a_booking(town.lea, town.martin, town.open_day(town.journee, date(2027, 2, 3)))
    undo = done.form(path(town.journee, "/reprendre"))
    assert "Sauf 1 jour" in plain(agent.submit(undo).text)
    assert days_of(town.journee) == before | {date(2027, 2, 3)}
    assert "déjà repris" in agent.submit(undo).text


def test_a_day_that_has_bookings_is_left_to_an_exceptional_closure(
    agent: Client, town: Town
) -> None:
    kept = town.open_day(town.matin)
    booked = a_booking(town.lea, town.martin, kept, state="cancelled")
    a_supplement(town.open_day(town.matin, town.days[1]))
    before = days_of(town.matin)
    span = (town.days[0], town.days[3])
    page = agent.page(path(town.matin), query_string=brush("fermer", *span))
    assert "1 jour reste ouvert" in plain(page.text)
    closure = agent.page(page.one("//a[text()='fermeture exceptionnelle']").get("href"))
    assert closure.id("du").get("value") == str(town.days[0])
    done = agent.submit(page.form(path(town.matin)))
    assert days_of(town.matin) == before - set(town.days[1:4])
    assert Booking.get_by_id(booked.id).open_day_id == kept.id
    agent.submit(done.form(path(town.matin, "/reprendre")))
    assert days_of(town.matin) == before
    assert Supplement.get().open_day.day == town.days[1]
    assert town.open_day(town.matin, town.days[1]).period == town.period


def test_a_new_day_goes_to_the_period_of_the_others(agent: Client, town: Town) -> None:
    day = town.days[4]
    OpenDay.delete().where(OpenDay.activity == town.matin, OpenDay.day == day).execute()
    asked = brush("ouvrir", day, day)
    page = agent.page(path(town.matin), query_string=asked)
    assert f"{town.period.name} : 1" in plain(page.text)
    agent.submit(page.form(path(town.matin)))
    assert town.open_day(town.matin, day).period == town.period


def test_places_of_many_days(agent: Client, town: Town) -> None:
    kept = town.open_day(town.matin)
    a_booking(town.lea, town.martin, kept)
    a_booking(town.tom, town.martin, kept)
    asked = brush("places", town.days[0], town.days[-1], places="1")
    done = agent.submit(agent.page(path(town.matin), query_string=asked).form(path(town.matin)))
    assert OpenDay.get_by_id(kept.id).capacity == 2
    assert town.open_day(town.matin, town.days[1]).capacity == 1
    agent.submit(done.form(path(town.matin, "/reprendre")))
    assert town.open_day(town.matin, town.days[1]).capacity is None


def test_more_places_go_to_those_who_wait_for_them_first(
    agent: Client, town: Town, clock: Clock, benali: Client
) -> None:
    """Two wait for a full day that gets two more places: by night they have them, nobody before."""
    full = town.open_day(town.matin)
    OpenDay.update(capacity=0).where(OpenDay.id == full.id).execute()
    waits = [a_booking(each, town.martin, full, "waiting") for each in (town.lea, town.tom)]
    asked = brush("places", full.day, full.day, places="2")
    done = agent.submit(agent.page(path(town.matin), query_string=asked).form(path(town.matin)))
    calendar = f"/reservations?enfant={town.ines.id}&activite={town.matin.id}"
    square = benali.page(calendar).one(f"//*[@data-date='{full.day}']")
    assert square.get("data-state") == "full"
    agent.submit(done.form(path(town.matin, "/reprendre")))
    seats = rows("SELECT capacity, taken, released FROM open_day WHERE id = ?", full.id)
    assert seats == [(0, 0, 0)]
    agent.submit(agent.page(path(town.matin), query_string=asked).form(path(town.matin)))
    pass_night(town, clock.now)
    assert [state_of(each) for each in waits] == ["booked", "booked"]
    assert_seats_are_true()


def test_sent_twice_it_is_done_once_and_a_colleague_is_not_overwritten(
    agent: Client, town: Town
) -> None:
    asked = brush("ouvrir", date(2027, 2, 1), date(2027, 2, 5))
    form = agent.page(path(town.matin), query_string=asked).form(path(town.matin))
    other = agent.page(
        path(town.matin), query_string=brush("fermer", town.days[0], town.days[0])
    ).form(path(town.matin))
    agent.submit(form)
    assert "Rien à changer" in agent.submit(form).text
    assert "Quelqu’un d’autre a changé" in agent.submit(other, status=409).text
    assert town.days[0] in days_of(town.matin)


def test_a_day_booked_meanwhile_stays(agent: Client, town: Town) -> None:
    asked = brush("fermer", town.days[0], town.days[1])
    form = agent.page(path(town.matin), query_string=asked).form(path(town.matin))
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    page = agent.submit(form, status=409)
    assert "Des jours ont changé entre-temps" in page.text
    assert town.days[1] in days_of(town.matin)
    agent.submit(page.form(path(town.matin)))
    assert town.days[1] not in days_of(town.matin)


def test_a_year_is_copied_once(agent: Client, town: Town) -> None:
    for first, last in (("2026-12-19", "2027-01-03"), ("2027-12-18", "2028-01-02")):
        Holiday.create(
            structure=town.structure, kind="school", name="Noël", first_day=first, last_day=last
        )
    wednesdays = brush("ouvrir", date(2026, 12, 1), date(2027, 8, 31), 2, saison="classe")
    agent.submit(agent.page(path(town.repas), query_string=wednesdays).form(path(town.repas)))
    here = path(town.repas, "/copier")
    page = agent.page(here, query_string={"annee": "2026"})
    done = agent.submit(page.form(here))
    copied = {day for day in days_of(town.repas) if day > date(2027, 8, 31)}
    assert {day.weekday() for day in copied} == {2}
    assert date(2027, 12, 22) not in copied
    assert len(copied) == 51
    assert "Copie de l’année 2026-2027" in done.text
    again = agent.page(here, query_string={"annee": "2026"})
    assert "il ne reste rien à copier" in again.text
    agent.submit(page.form(here))
    assert {day for day in days_of(town.repas) if day > date(2027, 8, 31)} == copied


def test_all_activities_are_copied_at_once_or_none(agent: Client, town: Town) -> None:
    every_day = brush("ouvrir", date(2026, 12, 1), date(2027, 8, 31), 1)
    for activity in (town.matin, town.repas):
        page = agent.page(path(activity), query_string=every_day)
        agent.submit(page.form(path(activity)))
    with statements() as seen:
        page = agent.page("/admin/activites/copier", query_string={"annee": "2026"})
    assert len(seen) <= 10
    form = page.form("/admin/activites/copier")
    OpenDay.create(activity=town.repas, day=date(2027, 9, 7))
    agent.submit(form, status=409)
    assert max(days_of(town.matin)) < date(2027, 9, 1)
    done = agent.submit(told(agent).form("/admin/activites/copier"))
    assert "de 2 activités" in plain(done.text)
    assert len([day for day in days_of(town.matin) if day > date(2027, 8, 31)]) == 52
    assert days_of(town.matin) >= {date(2027, 9, 7)} <= days_of(town.repas)
    again = agent.page("/admin/activites/copier", query_string={"annee": "2026"})
    assert "Il n’y a rien à copier." in again.text


def test_a_year_whose_holidays_are_unknown_is_not_copied(agent: Client, town: Town) -> None:
    first, last = date(2026, 12, 19), date(2027, 1, 3)
    Holiday.create(
        structure=town.structure, kind="school", name="Noël", first_day=first, last_day=last
    )
    page = agent.page(path(town.repas, "/copier"), query_string={"annee": "2026"})
    assert "Il manque : Noël." in plain(page.text)


def test_what_is_wrong_is_told_beside_it(agent: Client, town: Town) -> None:
    good = brush("ouvrir", date(2027, 2, 1), date(2027, 2, 5))
    for field, value, told in (
        ("du", "demain", "Une date est attendue."),
        ("au", "2026-01-01", "avant le premier"),
        ("places", "dix", "Un nombre de places"),
        ("jour", [], "au moins un jour"),
    ):
        page = agent.page(path(town.matin), query_string=good | {field: value}, status=422)
        assert told in str(page.id(f"{field}-err").text_content())
        assert agent.send(path(town.matin), **good | {field: value}).status_code == 422
    for rubbish in ({"faire": "x"}, {"saison": "x"}, {"annee": "9999"}, {"jour": ["9"]}):
        assert agent.get(path(town.matin), query_string=good | rubbish).status_code == 404

"""Supplements of an activity, offered, changed and withdrawn on many days at once."""

from typing import Any

import pytest

from tests.support.client import Client
from tests.town import Town
from tests.world import a_booking, a_supplement
from webapp.activities.models import Activity, Supplement
from webapp.booking.models import Booking

pytestmark = pytest.mark.both_engines


def path(activity: Activity) -> str:
    return f"/admin/activites/{activity.id}/supplements"


def asked(town: Town, **more: Any) -> dict[str, Any]:
    span = {"du": town.days[0].isoformat(), "au": town.days[4].isoformat(), "annee": "2026"}
    what = {"faire": "proposer", "nom": "Piscine", "prix": "3,50", "places": "12"}
    return {**what, **span, "jour": "0 1 2 3 4", "saison": "", **more}


def offered() -> list[tuple[str, int, int | None]]:
    return [(each.name, each.cents, each.capacity) for each in Supplement.select()]


def test_it_is_offered_then_changed_and_what_is_booked_keeps_its_price(
    agent: Client, town: Town
) -> None:
    there = a_supplement(town.open_day(town.matin), cents=300, capacity=1)
    Supplement.update(taken=1).execute()
    day = town.open_day(town.matin)
    booked = a_booking(town.lea, town.martin, day, supplement=there)
    page = agent.page(path(town.matin), query_string=asked(town))
    assert "4\u00a0jours l’offriraient en plus" in page.text
    assert "1\u00a0jour l’offre déjà et changerait" in page.text
    done = agent.submit(page.form(path(town.matin)))
    assert "C’est fait\u00a0: 5\u00a0jours." in done.text
    assert offered() == [("Piscine", 350, 12)] * 5
    assert Booking.get_by_id(booked.id).cents == 1485
    assert "Rien ne changerait" in agent.page(path(town.matin), query_string=asked(town)).text
    less = agent.page(path(town.matin), query_string=asked(town, places="0"))
    agent.submit(less.form(path(town.matin)))
    assert Supplement.get_by_id(there.id).capacity == 1


def test_it_is_withdrawn_where_nobody_has_it_and_comes_back(agent: Client, town: Town) -> None:
    first, second = (a_supplement(town.open_day(town.matin, day)) for day in town.days[:2])
    a_booking(town.lea, town.martin, first.open_day, supplement=first, state="cancelled")
    page = agent.page(path(town.matin), query_string=asked(town, faire="retirer"))
    assert "1\u00a0jour le garde" in page.text
    agent.submit(page.form(path(town.matin)))
    assert [each.id for each in Supplement.select()] == [first.id]
    year = f"/admin/activites/{town.matin.id}/calendrier"
    agent.submit(agent.page(year).form(f"{year}/reprendre"))
    days = {each.open_day.day for each in Supplement.select()}
    assert days == {first.open_day.day, second.open_day.day}


def test_what_is_offered_is_taken_back_but_where_somebody_has_it(agent: Client, town: Town) -> None:
    there = a_supplement(town.open_day(town.matin), cents=300)
    page = agent.page(path(town.matin), query_string=asked(town))
    agent.submit(page.form(path(town.matin)))
    kept = Supplement.get(Supplement.open_day == town.open_day(town.matin, town.days[1]))
    a_booking(town.lea, town.martin, kept.open_day, supplement=kept)
    year = f"/admin/activites/{town.matin.id}/calendrier"
    back = agent.submit(agent.page(year).form(f"{year}/reprendre"))
    assert "Sauf 1\u00a0jour" in back.text
    assert {each.id for each in Supplement.select()} == {there.id, kept.id}
    assert Supplement.get_by_id(there.id).cents == 300


def test_what_is_wrong_is_told_beside_it(agent: Client, town: Town) -> None:
    for field, fields in (
        ("nom", {"nom": " "}),
        ("nom", {"nom": "x" * 121}),
        ("nom", {"nom": "Poney", "faire": "retirer"}),
        ("prix", {"prix": "cher"}),
        ("places", {"places": "-1"}),
    ):
        page = agent.page(path(town.matin), query_string=asked(town, **fields), status=422)
        assert page.id(f"{field}-err").text_content()
        assert agent.send(path(town.matin), **asked(town, **fields)).status_code == 422
    assert offered() == []
    free = agent.page(path(town.matin), query_string=asked(town, prix="0"))
    agent.submit(free.form(path(town.matin)))
    assert offered() == [("Piscine", 0, 12)] * 5

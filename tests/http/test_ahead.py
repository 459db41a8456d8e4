"""« À ne pas manquer », on the home page: the deadlines and openings that concern this family."""

from datetime import datetime

import pytest

from tests.http.booking import click
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.support.pages import squeezed
from tests.town import Town
from tests.world import PARIS, a_booking, a_child, an_activity, enrol, open_days, weekdays
from webapp.activities.models import Period

pytestmark = pytest.mark.both_engines
MONDAY = "à réserver jusqu’au lundi 30 novembre à 23 h 59, pour le vendredi 4 décembre"


def _told(client: Client) -> list[str]:
    lines = client.page("/").all("//*[@id='a-venir']//li")
    return [squeezed(line.text_content()).replace("\u00a0", " ") for line in lines]


def test_the_next_limit_of_each_activity_is_told(town: Town, martin: Client) -> None:
    names = ("Matin", "Journée", "Restauration")
    assert _told(martin) == [f"{name} : {MONDAY}" for name in names]
    [link, *_] = martin.page("/").all("//*[@id='a-venir']//a")
    assert martin.page(link.get("href")).h1 == "Réservations de Léa"


def test_what_is_booked_or_in_the_cart_needs_no_reminder(town: Town, martin: Client) -> None:
    """Nor what excludes it: Tom is there in the morning, Léa asks for the whole day."""
    a_booking(town.tom, town.martin, town.open_day(town.matin))
    click(martin, town, town.journee, child=town.lea)
    later = MONDAY.replace("lundi 30 novembre", "jeudi 3 décembre").replace("vendredi 4", "lundi 7")
    assert _told(martin) == [
        f"Restauration : {MONDAY} (Tom)", f"Matin : {later}", f"Journée : {later}",
    ]  # fmt: skip


def test_only_what_one_s_own_children_may_book(
    town: Town, martin: Client, benali: Client, clock: Clock
) -> None:
    club = an_activity("Judo", town.matin.wallet, "evening")
    open_days(club, town.days)
    enrol(town.ines, club)
    assert any(line.startswith("Judo") for line in _told(benali))
    assert not any(line.startswith("Judo") for line in _told(martin))
    assert not any("Inès" in line for line in _told(martin))


def test_nothing_is_said_of_limits_that_are_far_or_gone(
    town: Town, martin: Client, clock: Clock
) -> None:
    clock.to(datetime(2026, 12, 14, 9, tzinfo=PARIS))
    martin.log_in("martin")
    assert not martin.page("/").all("//*[@id='a-venir']")


def test_what_opens_is_told_with_its_hour(town: Town, martin: Client, clock: Clock) -> None:
    opens = datetime(2026, 12, 1, 8, 30, tzinfo=PARIS)
    Period.update(opens_at=opens).where(Period.id == town.period).execute()
    assert _told(martin) == [
        "Hiver : les réservations ouvrent le mardi 1er décembre à 8 h 30 pour vous"
    ]
    clock.to(opens)
    martin.log_in("martin")
    assert not any("ouvrent" in line for line in _told(martin))


def test_four_children_and_ten_activities_stay_short_and_quick(
    town: Town, martin: Client, clock: Clock
) -> None:
    """The nearest five; as many statements as for two children."""
    martin.page("/")  # what processes keep in memory is read once
    with statements() as few:
        martin.page("/")
    children = [town.lea, town.tom, a_child("Zoé", town.martin), a_child("Hugo", town.martin)]
    for number in range(10):
        club = an_activity(f"Atelier {number}", town.matin.wallet, f"slot{number}", position=9)
        open_days(club, weekdays(town.days[0], 30), town.period)
        for child in children:
            enrol(child, club)
    with statements() as many:
        page = martin.page("/")
    assert len(page.all("//*[@id='a-venir']//li")) == 5
    assert len(many) == len(few) <= 8

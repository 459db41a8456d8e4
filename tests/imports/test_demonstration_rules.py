"""CarteVille shows rules: quotients and brackets, others' prices, windows, limits, late meals."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.imports.states import calendar_of
from tests.support.engines import Database
from webapp.activities.models import Activity, OpenDay
from webapp.activities.people import people
from webapp.activities.rules import timetable as times
from webapp.activities.rules.admission import window
from webapp.activities.rules.terms import parse
from webapp.activities.rules.when import Context
from webapp.activities.trials.running import Count, run
from webapp.booking.models import Booking
from webapp.database import rows
from webapp.families.models import Child, Family
from webapp.staff.demonstration.opening import calendar_around, make_opening
from webapp.staff.demonstration.town import make_town, write_town
from webapp.staff.imports.operations import import_folder

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 10, 5)
"""After a month that has five Wednesdays in term."""

EVERY_MONTH = [date(2025 + n // 12, n % 12 + 1, 1 + 3 * n % 28) for n in range(24)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town")
    write_town(path, TODAY, seed=2026)
    return path


@pytest.fixture
def now(folder: Path, db: Database) -> datetime:
    """A moment of a town that has been imported."""
    found = datetime.combine(TODAY, time(10), PARIS)
    import_folder(folder, found)
    return found


def test_the_cases_of_its_rules_pass(folder: Path) -> None:
    *_, count = run([folder])
    assert isinstance(count, Count)
    assert count.passed >= 10
    assert count.failed == 0


def test_a_second_import_changes_nothing(folder: Path, now: datetime) -> None:
    assert all(plan.is_empty for plan in import_folder(folder, now))


def test_all_bookings_cost_what_the_rules_ask(now: datetime) -> None:
    """The generator and the import, each in its own way, find the same."""
    assert Booking.select().where(Booking.price_rule.startswith("Prix convenu")).count() == 0
    assert rows(PRICES_APART) == []
    cents = {name: dict(rows(CENTS_OF, name)) for name in ("restauration", "mercredi-journee")}
    assert set(cents["restauration"]) == {100, 190, 285, 145, 400}
    assert set(cents["mercredi-journee"]) >= {1100, 1200, 1300, 1400, 1500, 1600, 1800}


CENTS_OF = """
SELECT b.cents, COUNT(*) FROM booking b JOIN open_day od ON od.id = b.open_day_id
JOIN activity a ON a.id = od.activity_id WHERE a.code = ? AND b.supplement_id IS NULL GROUP BY 1
"""
# Days consumed at another price than that of the booking and its supplements.
PRICES_APART = """
SELECT child_id, day, activity_id, cents FROM consumption
EXCEPT SELECT b.child_id, b.day, od.activity_id, SUM(b.cents)
FROM booking b JOIN open_day od ON od.id = b.open_day_id GROUP BY 1, 2, 3
"""


def test_what_each_named_family_pays_for_a_meal(now: datetime) -> None:
    meals = Activity.get(Activity.code == "restauration")
    terms = parse(meals.terms)
    paid = {}
    for code in ("F001", "F002", "F003"):
        child = people(Family.get(Family.code == code).id)
        quotes = [terms.quote(c.facts(now.date(), meals.id, terms)) for c in child.values()]
        paid[code] = {quote.cents for quote in quotes if quote}
    assert paid == {"F001": {285}, "F002": {400}, "F003": {100}}


def test_a_meal_in_term_may_still_be_had_late(now: datetime) -> None:
    meals = Activity.get(Activity.code == "restauration")
    terms, calendar = parse(meals.terms), calendar_of(meals.structure)
    monday = date(2026, 11, 30)
    codes = [
        terms.times(monday, calendar)
        .timing(times.BOOK, datetime.combine(monday - timedelta(ago), time(9), PARIS))
        .code
        for ago in (4, 3, 1, 0)
    ]
    assert codes == ["", times.SURCHARGED, times.SURCHARGED, times.REFUSED]


def test_anae_shows_a_meal_that_costs_more_by_now(now: datetime) -> None:
    """A Monday: Thursday's meal is booked for her sister alone."""
    thursday = TODAY + timedelta(3)
    meals = Booking.select().join(OpenDay).join(Activity).where(Activity.code == "restauration")
    booked = {b.child.first_name for b in meals.where(Booking.day == thursday)
              if b.family.code == "F001"}  # fmt: skip
    assert booked == {"Lilou"}


def test_the_coming_holidays_are_residents_first(now: datetime) -> None:
    """Others wait for a day that comes before they begin."""
    activity = Activity.get(Activity.code == "alsh612-journee")
    terms, calendar = parse(activity.terms), calendar_of(activity.structure)
    first, last = terms.windows[0].served or (date.min, date.min)
    served = [od.day for od in _days(activity) if first <= od.day <= last]
    assert served
    resident, outsider = frozenset({"habitant"}), frozenset({"exterieur"})
    for day in served:
        assert not window(terms.windows, resident, day, now, Context(calendar)).code
        told = window(terms.windows, outsider, day, now, Context(calendar))
        assert told.code == "not_yet"
        assert told.at is not None and now < told.at < now + timedelta(10)


def _days(activity: Activity) -> Iterator[OpenDay]:
    yield from OpenDay.select().where(OpenDay.activity == activity)


def test_nobody_has_more_wednesdays_than_may_be(now: datetime) -> None:
    assert max(count for (count,) in rows(WEDNESDAYS)) == 4


WEDNESDAYS = """
SELECT COUNT(*) FROM booking b JOIN open_day od ON od.id = b.open_day_id
JOIN activity a ON a.id = od.activity_id WHERE a.code = 'mercredi-journee'
  AND b.supplement_id IS NULL AND b.state = 'booked'
GROUP BY b.child_id, SUBSTR(b.day, 1, 7)
"""


def test_everybody_is_known(now: datetime) -> None:
    assert Child.select().where((Child.school == "") | (Child.school_class == "")).count() == 0
    assert {c.school_class for c in Child.select()} >= {"PS", "MS", "GS", "CP", "CM2", "6e"}
    [(told,)] = rows("SELECT COUNT(DISTINCT family_id) FROM quotient")
    [(changed,)] = rows("SELECT COUNT(*) FROM quotient")
    assert 250 < told < 290
    assert changed > told + 20
    assert Family.select().where(Family.categories != "").count() > 2
    assert Child.select().where(Child.categories == "PAI").count() > 5


@pytest.mark.parametrize("today", EVERY_MONTH, ids=str)
def test_on_any_day_some_holidays_are_residents_first(today: date) -> None:
    opening = make_opening(calendar_around(today), today)
    first = opening.first_residents
    assert first.opens.date() < today < first.everybody.date() < first.span.first
    periods = [
        p for p in opening.periods if (p.first, p.last) == (first.span.first, first.span.last)
    ]
    assert [(p.opens, p.opens < p.closes) for p in periods] == [(first.opens, True)] * 2


@pytest.mark.parametrize("today", [date(2026, 11, 27), date(2027, 6, 20)], ids=str)
def test_nobody_else_has_booked_them(today: date) -> None:
    town = make_town(today, seed=2026)
    span = town.opening.first_residents.span
    residents = {family.code: family.resident for family in town.people.families}
    booked = [b for b in town.register.bookings if b.day in span and b.key[1].startswith("alsh")]
    assert booked
    assert all(residents[b.child.family_of(b.day)] for b in booked)


@pytest.mark.parametrize("today", EVERY_MONTH[::3], ids=str)
def test_the_duponts_may_still_book_the_wednesday_of_the_scenes(today: date) -> None:
    town = make_town(today, seed=2026)
    free, key = town.scenes.free, ("mairie", "mercredi-journee")
    if free in town.calendar.wednesdays:
        for child in town.people.dupont.children:
            assert town.register.may(child, key, free)

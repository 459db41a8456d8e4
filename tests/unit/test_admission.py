"""Who may come, when booking opens for them, and how many days they may have."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from webapp.activities.rules import terms as term_rules
from webapp.activities.rules.admission import (
    Opening,
    Quota,
    Window,
    public,
    quotas,
    read_window,
    service_days,
    span_of,
    window,
)
from webapp.activities.rules.decision import Ask, opened
from webapp.activities.rules.facts import Facts, audience
from webapp.activities.rules.reading import Range, RuleError, Table, words_of
from webapp.activities.rules.when import Context, service
from webapp.activities.trials.towns import read_calendar
from webapp.structures.rules import TownCalendar

TOWN = read_calendar(Table({"zone": "C", "mairie": "lundi mardi mercredi vendredi"}, ""))
SECOND = timedelta(seconds=1)
DAY = date(2027, 1, 13)


def _facts(categories: str = "", **more: Any) -> Facts:
    return Facts(frozenset(words_of(categories, "") if categories else ()), **more)


@pytest.mark.parametrize(
    ("pour", "categories", "fits"),
    [
        ("habitant", "", True),
        ("habitant", "extérieur", False),
        ("extérieur", "Extérieurs", True),
        ("extérieur", "", False),
        ("habitant, PAI", "pai", True),
        ("habitant, PAI", "", False),
        ("habitant, PAI", "extérieur, PAI", False),
        ("sauf extérieur", "CCAS", True),
        ("sauf extérieur", "extérieur, CCAS", False),
        ("PAI, sauf extérieur", "PAI", True),
        ("PAI, sauf extérieur", "", False),
        ("PAI, sauf extérieur", "PAI, extérieur", False),
        ("Besoin de garde", "besoins de garde", True),
    ],
)
def test_who_is_meant(pour: str, categories: str, fits: bool) -> None:
    assert audience(pour, "pour").fits(_facts(categories).all_categories) is fits


@pytest.mark.parametrize("value", ["", " , ", 3, ["habitant", 3], None])
def test_nobody_is_meant_by_what_is_no_word(value: object) -> None:
    with pytest.raises(RuleError, match="pour\u00a0: des mots sont attendus"):
        audience(value, "pour")


@pytest.mark.parametrize(
    ("stated", "facts", "refused"),
    [
        ({}, _facts(), ""),
        ({"pour": "habitant"}, _facts("extérieur"), "category"),
        ({"pour": "habitant"}, _facts(), ""),
        ({"ages": "3-11"}, _facts(age=2), "age"),
        ({"ages": "3-11"}, _facts(age=3), ""),
        ({"ages": "3-11"}, _facts(age=11), ""),
        ({"ages": "3-11"}, _facts(age=12), "age"),
        ({"ages": "3-11 ans"}, _facts(age=11), ""),
        ({"ages": "3 à 11"}, _facts(age=11), ""),
        ({"ages": "3+"}, _facts(age=17), ""),
        ({"ages": "3 et plus"}, _facts(age=17), ""),
        ({"ages": "3+"}, _facts(age=2), "age"),
        ({"ages": "6"}, _facts(age=6), ""),
        ({"ages": 6}, _facts(age=7), "age"),
        ({"ages": "3-11"}, _facts(), "age"),  # what is not known is refused
        ({"classes": "CP CE1 CE2"}, _facts(school_class="ce1"), ""),
        ({"classes": "CP, CE1, CE2"}, _facts(school_class="CE2"), ""),
        ({"classes": ["CP", "CE1"]}, _facts(school_class="CE1"), ""),
        ({"classes": "CP CE1 CE2"}, _facts(school_class="CM1"), "class"),
        ({"classes": "CP CE1 CE2"}, _facts(), "class"),
        ({"ecoles": ["Marie Curie", "Jean Moulin"]}, _facts(school="marie  curie"), ""),
        ({"ecoles": "Marie Curie, Jean Moulin"}, _facts(school="Jean Moulin"), ""),
        ({"ecoles": ["Marie Curie"]}, _facts(school="Jean Moulin"), "school"),
        ({"ecoles": ["Marie Curie"]}, _facts(), "school"),
        ({"pour": "PAI", "ages": "3-11"}, _facts(age=2), "category"),  # in this order
    ],
)
def test_whom_an_activity_is_for(stated: dict[str, Any], facts: Facts, refused: str) -> None:
    assert public(Table(stated, "public")).refuses(facts) == refused


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ({"ages": "petits"}, "public.ages"),
        ({"ages": "11-3"}, "public.ages"),
        ({"ages": 3.5}, "public.ages"),
        ({"classes": 3}, "public.classes"),
        ({"ecoles": ""}, "public.ecoles"),
        ({"age": "3-11"}, "public.age"),
    ],
)
def test_a_public_that_is_malformed_is_refused_by_its_place(
    stated: dict[str, Any], place: str
) -> None:
    with pytest.raises(RuleError) as refused:
        public(Table(stated, "public"))
    assert str(refused.value).startswith(f"{place}\u00a0: ")


RESIDENTS = {"pour": "habitant", "du": "2026-09-12 8h30", "au": "2026-10-01"}
ALL = {"du": "2026-09-26", "sinon": "jour ouvré suivant"}  # a Saturday


def _windows(*stated: dict[str, Any]) -> tuple[Window, ...]:
    return tuple(read_window(Table(each, "fenetre[1]")) for each in stated)


def _utc(local: str, calendar: TownCalendar = TOWN) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=calendar.zone).astimezone(UTC)


def _open(when: str | datetime, categories: str = "", day: date = DAY, *stated: Any) -> Opening:
    now = _utc(when) if isinstance(when, str) else when
    known = _facts(categories).all_categories
    return window(_windows(*(stated or (RESIDENTS, ALL))), known, day, now, Context(TOWN))


def test_without_a_window_booking_is_always_open() -> None:
    assert window(
        (), _facts().all_categories, DAY, _utc("2020-01-01T00:00"), Context(TOWN)
    ) == Opening("")


def test_a_window_opens_and_closes_to_the_second() -> None:
    opens, closes = _utc("2026-09-12T08:30"), _utc("2026-10-02T00:00")
    only = (DAY, RESIDENTS)
    assert _open(opens - SECOND, "", *only) == Opening("not_yet", opens)
    assert _open(opens, "", *only) == Opening("")
    assert _open(closes - SECOND, "", *only) == Opening("")
    assert _open(closes, "", *only) == Opening("window_over")


def test_each_category_has_its_window() -> None:
    shifted = _utc("2026-09-28T00:00")
    assert _open("2026-09-20T12:00") == Opening("")
    assert _open("2026-09-20T12:00", "extérieur") == Opening("not_yet", shifted)
    assert _open(shifted, "extérieur") == Opening("")
    assert _open("2026-11-01T12:00") == Opening("")  # that for all has no end
    assert _open("2026-09-20T12:00", "extérieur", DAY, RESIDENTS) == Opening("not_for_you")


def test_between_two_windows_the_next_opening_is_told() -> None:
    first = {"du": "2026-09-01", "au": "2026-09-05 12h"}
    second, third = {"du": "2026-11-02 9h", "au": "2026-11-06"}, {"du": "2026-12-01"}
    stated = (DAY, third, second, first)
    assert _open("2026-09-05T11:59", "", *stated) == Opening("")
    opening = Opening("not_yet", _utc("2026-11-02T09:00"))  # winter time
    assert _open("2026-09-05T12:00", "", *stated) == opening
    assert _open("2026-11-07T00:00", "", *stated).at == _utc("2026-12-01T00:00")


def test_a_window_may_be_about_some_days_served() -> None:
    winter = {"du": "2026-12-01", "au": "2026-12-15", "jours_servis": "2027-02-06 au 2027-02-21"}
    spring = {"du": "2027-02-01", "jours_servis": "2027-04-03 au 2027-04-18"}
    when = "2027-01-05T12:00"
    assert _open(when, "", date(2027, 2, 6), winter, spring) == Opening("window_over")
    assert _open(when, "", date(2027, 2, 21), winter, spring) == Opening("window_over")
    assert _open(when, "", date(2027, 4, 3), winter, spring).code == "not_yet"
    assert _open(when, "", date(2027, 2, 22), winter, spring) == Opening("")  # about other days


@pytest.mark.parametrize(
    ("stated", "opens"),
    [
        ({"du": "2026-09-12"}, "2026-09-12T00:00"),
        ({"du": "2026-09-12 midi"}, "2026-09-12T12:00"),
        ({"du": "2026-09-12 minuit"}, "2026-09-13T00:00"),
        ({"du": "12/09/2026 à 8h30"}, "2026-09-12T08:30"),
        ({"du": "2026-09-12T08:30:00"}, "2026-09-12T08:30"),
        ({"du": date(2026, 9, 12)}, "2026-09-12T00:00"),
        ({"du": "2026-09-26 8h", "sinon": "jour ouvré précédent"}, "2026-09-25T08:00"),
        ({"du": "2026-09-26 8h", "sinon": "Jour ouvré suivant"}, "2026-09-28T08:00"),
        ({"du": "2026-09-28", "sinon": "jour ouvré suivant"}, "2026-09-28T00:00"),
        ({"du": "2027-01-01", "sinon": "jour ouvré suivant"}, "2027-01-04T00:00"),
        ({"du": "2026-09-24", "sinon": "jour de mairie suivant"}, "2026-09-25T00:00"),
        ({"du": "2026-09-24", "sinon": "jour de mairie précédent"}, "2026-09-23T00:00"),
        ({"du": "2027-03-28 9h"}, "2027-03-28T09:00"),
    ],
)
def test_when_a_window_opens(stated: dict[str, Any], opens: str) -> None:
    assert _windows(stated)[0].opens(Context(TOWN)) == _utc(opens)


def test_a_window_may_move_to_a_day_of_service() -> None:
    window = {"du": "2027-01-09", "sinon": "jour de service suivant"}
    terms = term_rules.read(Table({"service": "mardi", "fenetre": [window]}, ""))
    now = _utc("2027-01-11T12:00")  # the activity runs on Tuesdays: it opens on the 12th
    found = opened(terms, Ask("reserver", date(2027, 1, 19), now, terms.context(TOWN)))
    assert found is not None and found.limit == _utc("2027-01-12T00:00")


@pytest.mark.parametrize(
    ("until", "closes"),
    [
        ("2026-10-01", "2026-10-02T00:00"),
        ("2026-10-01 23h59", "2026-10-02T00:00"),
        ("2026-10-01 minuit", "2026-10-02T00:00"),
        ("2026-10-01 18h", "2026-10-01T18:00"),
        ("2026-10-31", "2026-11-01T00:00"),
        (date(2026, 10, 1), "2026-10-02T00:00"),
        ("2026-10-01 0h", "2026-10-01T00:00"),
    ],
)  # fmt: skip
def test_when_a_window_closes(until: object, closes: str) -> None:
    found = _windows({"du": "2026-09-01", "au": until})[0].closes(TOWN)
    assert found == _utc(closes)


def test_a_window_is_on_the_clock_of_the_town() -> None:
    island = read_calendar(Table({"fuseau": "Indian/Reunion", "feries": "La Réunion"}, ""))
    found = _windows({"du": "2026-12-20 9h", "sinon": "jour ouvré suivant"})[0].opens(
        Context(island)
    )
    assert found == datetime(2026, 12, 21, 5, tzinfo=UTC)  # 20 December: abolition, a Sunday


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ({}, "fenetre[1].du"),
        ({"du": "septembre"}, "fenetre[1].du"),
        ({"du": "2026-09-12 8h75"}, "fenetre[1].du"),
        ({"du": "2026-09-12", "au": "2026-09-11"}, "fenetre[1].au"),
        ({"du": "2026-09-12 9h", "au": "2026-09-12 9h"}, "fenetre[1].au"),
        ({"du": "2026-09-12", "sinon": "lundi"}, "fenetre[1].sinon"),
        ({"du": "2026-09-12", "jours_servis": "hiver"}, "fenetre[1].jours_servis"),
        ({"du": "2026-09-12", "jusqu’au": "2026-09-11"}, "fenetre[1].jusqu’au"),
    ],
)
def test_a_window_that_is_malformed_is_refused_by_its_place(
    stated: dict[str, Any], place: str
) -> None:
    with pytest.raises(RuleError) as refused:
        _windows(stated)
    assert str(refused.value).startswith(f"{place}\u00a0: ")


@pytest.mark.parametrize(
    ("text", "quota", "held"),
    [
        ("au plus 3", Quota((Range(0, 3),)), {0, 1, 2, 3}),
        ("Au moins 2", Quota((Range(2, None),)), {2, 3, 4, 5, 6}),
        ("2 à 4", Quota((Range(2, 4),)), {2, 3, 4}),
        ("2-4", Quota((Range(2, 4),)), {2, 3, 4}),
        ("2, 3 ou 5", Quota((Range(2, 2), Range(3, 3), Range(5, 5))), {2, 3, 5}),
        ("4", Quota((Range(4, 4),)), {4}),
        (4, Quota((Range(4, 4),)), {4}),
        ("complète", Quota((), whole=True), set()),
    ],
)
def test_how_many_days(text: object, quota: Quota, held: set[int]) -> None:
    found = quotas(Table({"semaine": text}, "limites"))["semaine"]
    assert found == quota
    assert {n for n in range(7) if found.holds(n)} == held
    assert found.most == (max(held) if held and max(held) < 6 else None)
    assert found.least == min(held, default=0)


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ({"semaine": "beaucoup"}, "limites.semaine"),
        ({"semaine": ""}, "limites.semaine"),
        ({"mois": "au plus trois"}, "limites.mois"),
        ({"annee": True}, "limites.annee"),
        ({"jour": "au plus 3"}, "limites.jour"),
        ({"famille": "au plus 3"}, "limites.famille"),
    ],
)
def test_a_quota_that_is_malformed_is_refused_by_its_place(
    stated: dict[str, Any], place: str
) -> None:
    with pytest.raises(RuleError) as refused:
        quotas(Table(stated, "limites"))
    assert str(refused.value).startswith(f"{place}\u00a0: ")


HOLIDAYS = Context(TOWN, service("lundi à vendredi pendant les vacances", ""))
PERIODS = HOLIDAYS._replace(periods=((date(2027, 2, 8), date(2027, 2, 12)),))


@pytest.mark.parametrize(
    ("key", "day", "context", "first", "last"),
    [
        ("semaine", "2027-01-03", HOLIDAYS, "2026-12-28", "2027-01-03"),
        ("famille_semaine", "2027-01-04", HOLIDAYS, "2027-01-04", "2027-01-10"),
        ("mois", "2028-02-29", HOLIDAYS, "2028-02-01", "2028-02-29"),
        ("mois", "2026-12-31", HOLIDAYS, "2026-12-01", "2026-12-31"),
        ("annee", "2027-08-31", HOLIDAYS, "2026-09-01", "2027-08-31"),
        ("famille_annee", "2027-09-01", HOLIDAYS, "2027-09-01", "2028-08-31"),
        ("periode", "2027-02-10", HOLIDAYS, "2027-02-06", "2027-02-21"),
        ("periode", "2027-02-10", PERIODS, "2027-02-08", "2027-02-12"),
        ("periode", "2027-01-13", PERIODS, "2027-01-13", "2027-01-13"),
    ],
)
def test_in_which_days_a_quota_counts(
    key: str, day: str, context: Context, first: str, last: str
) -> None:
    found = span_of(key, date.fromisoformat(day), context)
    assert found == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("key", "day", "count"),
    [
        ("semaine", "2026-12-22", 4),  # Christmas is a Friday
        ("semaine", "2026-12-29", 4),
        ("periode", "2026-12-22", 8),
        ("mois", "2026-12-22", 8),
        ("semaine", "2027-02-10", 5),
        ("semaine", "2027-01-13", 0),
    ],
)
def test_how_many_days_an_activity_runs(key: str, day: str, count: int) -> None:
    assert service_days(key, date.fromisoformat(day), HOLIDAYS) == count

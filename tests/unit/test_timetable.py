"""The deadlines of an activity: by weekday, with their exceptions, and what holds after them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from webapp.activities.rules import terms as term_rules
from webapp.activities.rules.deadlines import ALWAYS, NEVER
from webapp.activities.rules.reading import RuleError, Table
from webapp.activities.rules.terms import Terms
from webapp.activities.rules.timetable import BOOK, CANCEL, SUPPLEMENT, Timing
from webapp.activities.trials.towns import read_calendar

TOWN = read_calendar(Table({"zone": "C", "fermetures": ["2027-05-07"]}, "calendrier"))
SCHOOL = {"service": "lundi mardi jeudi vendredi hors vacances"}
SECOND = timedelta(seconds=1)
DATES = {"monday": "2027-01-11", "tuesday": "2027-01-12", "wednesday": "2027-01-13",
         "thursday": "2027-01-14", "friday": "2027-01-15"}  # fmt: skip


def _terms(**stated: Any) -> Terms:
    return term_rules.read(Table({**SCHOOL, **stated}, "activite.cantine"))


def _first(terms: Terms, day: str, action: str = BOOK, *categories: str) -> str:
    """The first instant too late, on the town's clock."""
    served = date.fromisoformat(day)
    found = terms.times(served, TOWN, frozenset(categories)).limits[action].first
    if found in (ALWAYS, NEVER):
        return "always" if found == ALWAYS else "never"
    return f"{found.astimezone(TOWN.zone):%Y-%m-%d %H:%M}"


def _timing(terms: Terms, day: str, action: str, when: str) -> Timing:
    now = datetime.fromisoformat(when).replace(tzinfo=TOWN.zone).astimezone(UTC)
    return terms.times(date.fromisoformat(day), TOWN).timing(action, now)


BY_WEEKDAY = {"lundi mardi": "vendredi précédent à 9h", "jeudi vendredi": "mardi précédent à 9h"}


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ("monday", "2027-01-08 09:00"),
        ("tuesday", "2027-01-08 09:00"),
        ("wednesday", "never"),  # no sentence: not bookable
        ("thursday", "2027-01-12 09:00"),
        ("friday", "2027-01-12 09:00"),
    ],
)
def test_each_weekday_has_its_own_limit(day: str, first: str) -> None:
    assert _first(_terms(reserver=BY_WEEKDAY), DATES[day]) == first


@pytest.mark.parametrize("order", [1, -1])
def test_others_are_the_days_that_are_not_said(order: int) -> None:
    stated = {"lundi": "jeudi précédent à 10h", "autres": "la veille à 10h"}
    terms = _terms(reserver=dict(list(stated.items())[::order]))
    assert _first(terms, DATES["monday"]) == "2027-01-07 10:00"
    assert _first(terms, DATES["wednesday"]) == "2027-01-12 10:00"


def test_a_day_without_sentence_cannot_be_booked_even_dearer() -> None:
    """« Un jour sans phrase n’est pas réservable. »"""
    terms = _terms(reserver=BY_WEEKDAY, reserver_apres="majoré", majoration="50 %")
    for action in (BOOK, SUPPLEMENT):
        found = _timing(terms, DATES["wednesday"], action, "2026-12-01T09:00")
        assert found == Timing("late", NEVER)
    assert _timing(terms, DATES["tuesday"], BOOK, "2027-01-11T09:00").code == "surcharge"


def test_a_day_never_bookable_in_time_may_be_booked_dearer() -> None:
    terms = _terms(reserver="jamais", reserver_apres="sur demande")
    assert _timing(terms, DATES["tuesday"], BOOK, "2027-01-11T09:00") == Timing("ask", NEVER)


def test_cancelling_and_supplements_follow_booking() -> None:
    for more in ({}, {"annuler": "comme réserver", "supplement": "Comme  reserver"}):
        terms = _terms(reserver="2 jours avant", **more)
        found = {_first(terms, DATES["tuesday"], a) for a in (BOOK, CANCEL, SUPPLEMENT)}
        assert found == {"2027-01-11 00:00"}


def test_each_may_have_its_own_limit() -> None:
    terms = _terms(reserver="2 jours avant", annuler="la veille à 9h", supplement="8 jours avant")
    found = [_first(terms, DATES["tuesday"], a) for a in (BOOK, CANCEL, SUPPLEMENT)]
    assert found == ["2027-01-11 00:00", "2027-01-11 09:00", "2027-01-05 00:00"]


def test_without_a_deadline_there_is_no_limit() -> None:
    terms = _terms()
    for action in (BOOK, CANCEL, SUPPLEMENT):
        assert _first(terms, DATES["tuesday"], action) == "always"
        assert _timing(terms, DATES["tuesday"], action, "2027-06-01T09:00") == Timing("", ALWAYS)


def test_a_supplement_may_follow_cancelling() -> None:
    terms = _terms(reserver="2 jours avant", annuler="la veille", supplement="comme annuler")
    assert _first(terms, DATES["tuesday"], SUPPLEMENT) == "2027-01-12 00:00"
    terms = _terms(reserver="2 jours avant", supplement="comme annuler")
    assert _first(terms, DATES["tuesday"], SUPPLEMENT) == "2027-01-11 00:00"


@pytest.mark.parametrize(("key", "follows"), [("annuler", True), ("reserver", False)])
def test_and_the_exceptions_of_cancelling(key: str, follows: bool) -> None:
    terms = _terms(
        reserver="2 jours avant", annuler="la veille", supplement="comme annuler",
        exception=[{"quand": "2027-01-12", key: "8 jours avant"}])  # fmt: skip
    day = "05" if follows else "12"
    assert _first(terms, "2027-01-12", SUPPLEMENT) == f"2027-01-{day} 00:00"


EXCEPTIONS: dict[str, list[tuple[str, str]]] = {
    "lundi férié": [  # Easter Monday is 2027-03-29
        ("2027-03-30", "2027-03-25 15:00"),
        ("2027-04-01", "2027-03-25 15:00"),
        ("2027-03-26", "2027-03-23 09:00"),
        ("2027-04-05", "2027-04-02 09:00"),
    ],
    "jeudi férié": [("2027-05-04", "2027-04-29 15:00"), ("2027-04-29", "2027-04-27 09:00")],
    "veille fériée": [("2027-03-30", "2027-03-25 15:00"), ("2027-04-01", "2027-03-30 09:00")],
    "lendemain férié": [("2027-05-05", "2027-04-29 15:00"), ("2027-05-04", "2027-04-30 09:00")],
    "semaine avec férié": [("2027-05-10", "2027-05-07 09:00"), ("2027-05-03", "2027-04-29 15:00")],
    "vacances": [("2027-02-09", "2027-02-04 15:00"), ("2027-02-02", "2027-01-29 09:00")],
    "hors vacances": [("2027-02-09", "2027-02-05 09:00"), ("2027-02-02", "2027-01-28 15:00")],
    "rentrée": [("2027-01-04", "2026-12-31 15:00"), ("2027-01-05", "2027-01-01 09:00")],
    "2027-01-12": [("2027-01-12", "2027-01-07 15:00"), ("2027-01-11", "2027-01-08 09:00")],
    "12/01/2027 14/01/2027": [
        ("2027-01-12", "2027-01-07 15:00"),
        ("2027-01-14", "2027-01-07 15:00"),
        ("2027-01-11", "2027-01-08 09:00"),
    ],
    "2027-05-03 au 2027-05-07": [
        ("2027-05-03", "2027-04-29 15:00"),
        ("2027-05-07", "2027-05-06 15:00"),
        ("2027-05-10", "2027-05-07 09:00"),
    ],
    "du 03/05/2027 au 04/05/2027": [("2027-05-04", "2027-04-29 15:00")],
}


@pytest.mark.parametrize(
    ("when", "day", "first"),
    [(when, *case) for when, cases in EXCEPTIONS.items() for case in cases],
)
def test_exceptions_replace_the_deadline_of_some_days(when: str, day: str, first: str) -> None:
    usual = {**BY_WEEKDAY, "mercredi": "vendredi précédent à 9h"}
    exception = {"quand": when, "reserver": "jeudi précédent à 15h"}
    assert _first(_terms(reserver=usual, exception=[exception]), day) == first


def test_an_exception_may_be_for_some_weekdays_only() -> None:
    exception = {"quand": "lundi férié", "jours": "mardi mercredi", "reserver": "jamais"}
    terms = _terms(reserver="la veille", exception=[exception])
    assert _first(terms, "2027-03-30") == "never"
    assert _first(terms, "2027-04-01") == "2027-04-01 00:00"


def test_the_first_exception_that_fits_counts() -> None:
    easter = {"quand": "2027-03-30", "reserver": "le 24/03/2027 à 9h"}
    week = {"quand": "semaine avec férié", "reserver": "5 jours avant à 9h", "annuler": "jamais"}
    both = _terms(reserver="la veille", exception=[easter, week])
    reverse = _terms(reserver="la veille", exception=[week, easter])
    assert _first(both, "2027-03-30") == "2027-03-24 09:00"
    assert _first(both, "2027-04-01") == "2027-03-27 09:00"
    assert _first(reverse, "2027-03-30") == "2027-03-25 09:00"
    assert _first(reverse, "2027-03-30", CANCEL) == "never"
    assert _first(reverse, "2027-01-12", CANCEL) == "2027-01-12 00:00"


def test_like_booking_takes_the_exceptions_too() -> None:
    exception = {"quand": "lundi férié", "reserver": "jeudi précédent à 15h"}
    for more in ({}, {"annuler": "comme réserver"}):
        terms = _terms(reserver="la veille", exception=[exception], **more)
        for action in (CANCEL, SUPPLEMENT):
            assert _first(terms, "2027-03-30", action) == "2027-03-25 15:00"
    own = _terms(reserver="la veille", annuler="la veille", exception=[exception])
    assert _first(own, "2027-03-30", CANCEL) == "2027-03-30 00:00"


def test_an_exception_may_say_like_booking() -> None:
    exception = {"quand": "lundi férié", "reserver": "3 jours avant", "annuler": "comme réserver"}
    terms = _terms(reserver="la veille", annuler="jamais", exception=[exception])
    assert _first(terms, "2027-03-30", CANCEL) == "2027-03-28 00:00"
    assert _first(terms, "2027-01-12", CANCEL) == "never"


def test_an_exception_may_be_for_some_families() -> None:
    exception = {"pour": "semaine complète", "reserver": "8 jours avant à 9h"}
    terms = _terms(reserver="la veille à 9h", exception=[exception])
    assert terms.timetable.by_category
    assert terms.personal
    assert _first(terms, DATES["tuesday"]) == "2027-01-11 09:00"
    assert _first(terms, DATES["tuesday"], BOOK, "semaine complete") == "2027-01-04 09:00"


def test_an_exception_may_be_by_weekday_and_leave_the_others_as_they_are() -> None:
    exception = {"quand": "lundi férié", "reserver": {"mardi": "jeudi précédent à 15h"}}
    terms = _terms(reserver="la veille à 9h", exception=[exception])
    assert _first(terms, "2027-03-30") == "2027-03-25 15:00"
    assert _first(terms, "2027-04-01") == "2027-03-31 09:00"


def _at(terms: Terms, limit: str, action: str) -> tuple[str, str, str]:
    """The codes one second before, at, and one second after an instant."""
    at = datetime.fromisoformat(limit).replace(tzinfo=TOWN.zone).astimezone(UTC)
    times = terms.times(date(2027, 1, 12), TOWN)
    before, on, after = (times.timing(action, at + n * SECOND).code for n in (-1, 0, 1))
    return before, on, after


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("vendredi précédent à 9h", "2027-01-08T09:00"),
        ("la veille", "2027-01-12T00:00"),
        ("la veille à 23h59", "2027-01-12T00:00"),
        ("48 heures avant 8h30", "2027-01-10T08:30"),
    ],
)
@pytest.mark.parametrize("action", [BOOK, CANCEL, SUPPLEMENT])
def test_one_second_before_is_in_time_and_the_limit_is_too_late(
    text: str, limit: str, action: str
) -> None:
    assert _at(_terms(reserver=text), limit, action) == ("", "late", "late")


@pytest.mark.parametrize(
    ("after", "action", "code"),
    [
        ({"reserver_apres": "refusé"}, BOOK, "late"),
        ({"reserver_apres": "Majoré"}, BOOK, "surcharge"),
        ({"reserver_apres": "sur demande"}, BOOK, "ask"),
        ({"reserver_apres": "selon places"}, BOOK, "if_places"),
        ({"reserver_apres": "majoré"}, SUPPLEMENT, "surcharge"),
        ({"reserver_apres": "majoré"}, CANCEL, "late"),
        ({"annuler_apres": "facturé"}, CANCEL, "charged"),
        ({"annuler_apres": "sur demande"}, CANCEL, "ask"),
        ({"annuler_apres": "facturé"}, BOOK, "late"),
    ],
)
def test_what_holds_after_the_limit(after: dict[str, str], action: str, code: str) -> None:
    terms = _terms(reserver="vendredi précédent à 9h", **after)
    assert _at(terms, "2027-01-08T09:00", action) == ("", code, code)


def test_a_second_limit_ends_what_holds_after_the_first() -> None:
    terms = _terms(
        reserver="vendredi précédent à 9h", reserver_apres="majoré",
        reserver_dernier="la veille à 9h", annuler_apres="facturé",
        annuler_dernier="le jour même à 7h",
    )  # fmt: skip
    assert _at(terms, "2027-01-08T09:00", BOOK) == ("", "surcharge", "surcharge")
    assert _at(terms, "2027-01-11T09:00", BOOK) == ("surcharge", "late", "late")
    assert _at(terms, "2027-01-11T09:00", SUPPLEMENT) == ("surcharge", "late", "late")
    assert _at(terms, "2027-01-12T07:00", CANCEL) == ("charged", "late", "late")
    limits = terms.times(date(2027, 1, 12), TOWN).limits
    assert limits[BOOK].final == datetime(2027, 1, 11, 8, tzinfo=UTC)
    assert limits[CANCEL].final == datetime(2027, 1, 12, 6, tzinfo=UTC)


def test_a_second_limit_before_the_first_changes_nothing_before_it() -> None:
    terms = _terms(reserver="la veille", reserver_apres="majoré", reserver_dernier="3 jours avant")
    assert _at(terms, "2027-01-12T00:00", BOOK) == ("", "late", "late")
    late = _timing(terms, "2027-01-12", BOOK, "2027-01-12T09:00")
    assert late.limit == datetime(2027, 1, 11, 23, tzinfo=UTC), "the one that was told before"


def test_the_last_instant_of_all_follows_what_holds_after() -> None:
    refused, forever = _terms(reserver="la veille"), _terms(
        reserver="la veille", reserver_apres="selon places"
    )  # fmt: skip
    limits = [t.times(date(2027, 1, 12), TOWN).limits[BOOK] for t in (refused, forever)]
    assert [each.final for each in limits] == [limits[0].first, ALWAYS]


def test_never_but_charged_may_always_be_cancelled() -> None:
    terms = _terms(reserver="la veille", annuler="jamais", annuler_apres="facturé")
    for when in ("2026-01-01T09:00", "2027-01-12T12:00"):
        assert _timing(terms, DATES["tuesday"], CANCEL, when) == Timing("charged", NEVER)


def test_booking_opens_some_days_before() -> None:
    terms = _terms(reserver="la veille", reserver_des="42 jours avant")  # 1 December, 0 h
    assert _at(terms, "2026-12-01T00:00", BOOK) == ("too_early", "", "")
    assert _at(terms, "2026-12-01T00:00", CANCEL) == ("", "", "")
    noon = _terms(reserver="la veille", reserver_des="42 jours avant à midi")
    assert _at(noon, "2026-12-01T12:00", BOOK) == ("too_early", "", "")
    early = _timing(noon, DATES["tuesday"], BOOK, "2026-11-01T09:00")
    assert early == Timing("too_early", datetime(2026, 12, 1, 11, tzinfo=UTC))


def test_an_exception_may_open_earlier() -> None:
    exception = {"quand": "2027-01-12", "reserver_des": "toujours"}
    terms = _terms(reserver="la veille", reserver_des="7 jours avant", exception=[exception])
    assert _timing(terms, "2027-01-12", BOOK, "2026-01-01T09:00").code == ""
    assert _timing(terms, "2027-01-11", BOOK, "2026-01-01T09:00").code == "too_early"


@pytest.mark.parametrize(
    ("stated", "place", "expected"),
    [
        ({"reserver": {"lundi": "la veille", "lundi mardi": "jamais"}}, "reserver.lundi mardi",
         "lundi est dit deux fois"),
        ({"reserver": {"lindi": "la veille"}}, "reserver.lindi", "jour de la semaine"),
        ({"reserver": {"lundi": 3}}, "reserver.lundi", "une phrase est attendue"),
        ({"reserver": {"lundi": "bientôt"}}, "reserver.lundi", "un délai est attendu"),
        ({"reserver": 2}, "reserver", "une phrase est attendue"),
        ({"reserver": "comme annuler", "annuler": "la veille"}, "reserver", "est attendu"),
        ({"annuler": "comme moi", "reserver": "la veille"}, "annuler", "comme reserver"),
        ({"reserver_apres": "gratuit"}, "reserver_apres", "refusé, majoré"),
        ({"annuler_apres": "majoré"}, "annuler_apres", "refusé, facturé, sur demande"),
        ({"exception": {}}, "exception", "une liste est attendue"),
        ({"exception": [{"reserver": "la veille"}]}, "exception[1].quand", "manque"),
        ({"exception": [{"quand": "vacances"}]}, "exception[1]", "un délai est attendu"),
        ({"exception": [{"quand": "Noël", "reserver": "la veille"}]}, "exception[1].quand",
         "des dates sont attendus"),
        ({"exception": [{"quand": "vacances", "reserver": "la veille", "prix": "2"}]},
         "exception[1].prix", "n’est pas connu ici"),
        ({"exception": [{"quand": "2027-05-07 au 2027-05-03", "reserver": "jamais"}]},
         "exception[1].quand", "une fin après le début"),
        ({"exception": [{"quand": "vacances", "jours": "lindi", "reserver": "jamais"}]},
         "exception[1].jours", "jour de la semaine"),
    ],
)  # fmt: skip
def test_what_is_malformed_is_refused_by_its_place(
    stated: dict[str, Any], place: str, expected: str
) -> None:
    with pytest.raises(RuleError) as refused:
        _terms(**stated)
    message = str(refused.value)
    assert message.startswith(f"activite.cantine.{place}\u00a0: ") and expected in message


@pytest.mark.parametrize(
    "stated",
    [
        {"reserver": "1 jour de service avant"},
        {"reserver": "la veille", "annuler": {"lundi": "1 jour de classe avant"}},
        {"reserver": "la veille, sinon jour de service suivant"},
        {"reserver": "le dernier jour de service du mois précédent"},
        {"exception": [{"quand": "vacances", "reserver": "1 jour de service avant"}]},
    ],
)
def test_days_of_service_need_the_service(stated: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match=r"service.*manque"):
        term_rules.read(Table(stated, ""))
    _terms(**stated)

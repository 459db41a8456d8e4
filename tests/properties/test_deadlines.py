"""Whatever a town writes: what every deadline keeps."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.unit.options import an_option, booked
from webapp.activities.rules import terms as term_rules
from webapp.activities.rules.deadlines import ALWAYS, NEVER, limit, opening, shown
from webapp.activities.rules.decision import Ask, Decision, decide, until
from webapp.activities.rules.reading import Table
from webapp.activities.rules.sentences import sentence
from webapp.activities.rules.terms import Terms
from webapp.activities.rules.timetable import BOOK, CANCEL, SUPPLEMENT
from webapp.activities.rules.when import Context
from webapp.activities.trials.towns import read_calendar
from webapp.booking.rules.day import BOOKED, CLOSED, LOCKED, OPEN, Verdict, judge
from webapp.words import WEEKDAYS

FREELY = settings(max_examples=150, deadline=None, derandomize=True, database=None)
SECOND = timedelta(seconds=1)
TOWNS = [
    read_calendar(Table({"zone": "C", "fermetures": ["2027-05-07"], **more}, ""))
    for more in (
        {},
        {"mairie": "lundi mardi mercredi vendredi", "feries": "Alsace-Moselle"},
        {"fuseau": "Indian/Reunion", "feries": "La Réunion"},
        {"fuseau": "America/Miquelon", "zone": "A"},
    )
]
TOWN = st.sampled_from(TOWNS)
DAY = st.dates(date(2026, 9, 1), date(2028, 6, 30))
MOMENT = st.datetimes(datetime.combine(date(2026, 1, 1), time()),
                      datetime.combine(date(2028, 12, 31), time())).map(
    lambda naive: naive.replace(tzinfo=UTC, microsecond=0)
)  # fmt: skip

WEEKDAY = st.sampled_from(WEEKDAYS)
UNIT = st.sampled_from(
    ["", " calendaires", " ouvrés", " ouvrables", " francs", " de service", " de mairie"]
)
ANCHOR = st.sampled_from(
    ["", " le début de la période", " les vacances", " la semaine", " le mois"]
)
MONTH = st.sampled_from([" du même mois", " du mois précédent", ", 2 mois avant"])
WEEK = st.sampled_from([" de la même semaine", " de la semaine précédente", ", 2 semaines avant"])
RANK = st.sampled_from(["premier", "deuxième", "troisième", "quatrième", "dernier"])
KIND = st.sampled_from(["", " ouvré", " ouvrable", " de service", " de mairie"])
COUNT = st.integers(0, 45)
PLACE = st.one_of(
    st.sampled_from(["la veille", "l’avant-veille", "le jour même", "le 26/01/2027"]),
    st.builds("{} jours{} avant{}".format, COUNT, UNIT, ANCHOR),
    st.builds("{} semaines avant{}".format, st.integers(1, 8), ANCHOR),
    st.builds("{}{}".format, WEEKDAY, WEEK),
    st.builds("{} précédent".format, WEEKDAY),
    st.builds("le {}{}".format, st.integers(1, 31), MONTH),
    st.builds("le dernier jour{}{}".format, KIND, MONTH),
    st.builds("le {} {}{}".format, RANK, WEEKDAY, MONTH),
    st.builds("le {} de la dernière semaine complète{}".format, WEEKDAY, MONTH),
)
HOUR = st.one_of(
    st.just(""),
    st.builds(" à {}h{:02d}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59])),
    st.sampled_from([" à midi", " à minuit", " avant 9h", " à 24h"]),
)
INSTEAD = st.one_of(
    st.just(""),
    st.builds(", sinon jour {} {}".format,
              st.sampled_from(["ouvré", "ouvrable", "de service", "de mairie"]),
              st.sampled_from(["précédent", "suivant"])),
)  # fmt: skip
HOURS = st.builds(
    "{} heures{} avant{}".format,
    st.integers(0, 120), st.sampled_from(["", " ouvrées"]),
    st.sampled_from(["", " 8h30", " midi"]),
)  # fmt: skip
DATED = st.one_of(st.builds("{}{}{}".format, PLACE, HOUR, INSTEAD), HOURS)
SENTENCE = st.one_of(DATED, st.sampled_from(["jamais", "toujours"]))
BY_WEEKDAY = st.builds(lambda one, other: {"mercredi": one, "autres": other}, SENTENCE, SENTENCE)
DEADLINE = st.one_of(SENTENCE, BY_WEEKDAY)
WHEN = st.sampled_from(["lundi férié", "veille fériée", "vacances", "hors vacances", "rentrée"])
PERIODS = ["2027-02-08 au 2027-02-19", "2027-04-05 au 2027-04-16"]
STATED = st.fixed_dictionaries(
    {"service": st.sampled_from(["lundi mardi jeudi vendredi hors vacances", "lundi à vendredi"])},
    optional={
        "reserver": DEADLINE,
        "annuler": st.one_of(DEADLINE, st.just("toujours")),
        "supplement": SENTENCE,
        "reserver_des": DATED,
        "reserver_dernier": SENTENCE,
        "annuler_dernier": SENTENCE,
        "reserver_apres": st.sampled_from(["refusé", "majoré", "sur demande", "selon places"]),
        "annuler_apres": st.sampled_from(["refusé", "facturé", "sur demande"]),
        "periode": st.just(PERIODS),
        "exception": st.lists(
            st.fixed_dictionaries({"quand": WHEN, "reserver": SENTENCE}), max_size=2
        ),
    },
)


def _with_effect(stated: dict[str, Any]) -> dict[str, Any]:
    """What a town would write: nothing that has no effect, a period where one is counted from."""
    kept = dict(stated)
    for last, after in (
        ("reserver_dernier", "reserver_apres"),
        ("annuler_dernier", "annuler_apres"),
    ):
        if kept.get(after, "refusé") == "refusé":
            kept.pop(last, None)
    return kept | ({"periode": PERIODS} if "la période" in str(kept) else {})


STATED = STATED.map(_with_effect)
ACTION = st.sampled_from([BOOK, CANCEL, SUPPLEMENT])


def _context(calendar: Any) -> Context:
    stated = {"service": "lundi mardi jeudi vendredi hors vacances",
              "periode": ["2027-02-08 au 2027-02-19"]}  # fmt: skip
    return term_rules.read(Table(stated, "")).context(calendar)


def _decide(terms: Terms, action: str, day: date, now: datetime, calendar: Any) -> Decision:
    context = terms.context(calendar)
    assume(not terms.periods or context.period(day))
    return decide(terms, Ask(action, day, now, context, served=True))


def _moments(terms: Terms, action: str, day: date, calendar: Any) -> list[datetime]:
    """Around all the instants that count."""
    times = terms.times(day, calendar)
    first, last, _ = times.limits[action]
    known = {at for at in (times.since, first, last) if at not in (None, ALWAYS, NEVER)}
    near = {at + n * SECOND for at in known if at for n in (-1, 0, 1)}
    return sorted(near | {datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)})


@FREELY
@given(DATED, DAY, TOWN)
def test_a_deadline_is_told_as_the_instant_it_is(text: str, day: date, calendar: Any) -> None:
    """What a family reads is the last minute in time, on the clocks of its town."""
    context = _context(calendar)
    found = limit(sentence(text, ""), day, context)
    on, (hours, minutes) = shown(found, context)
    told = calendar.instant(on, time(hours, minutes)).astimezone(UTC)
    assert told in (found, found - timedelta(minutes=1))
    assert (told == found) is ((hours, minutes) != (23, 59))


@FREELY
@given(SENTENCE, DAY, DAY, TOWN)
def test_an_earlier_day_never_has_a_later_limit(
    text: str, one: date, other: date, calendar: Any
) -> None:
    context, asked = _context(calendar), sentence(text, "")
    first, second = sorted((one, other))
    assert limit(asked, first, context) <= limit(asked, second, context)
    assert opening(asked, first, context) <= opening(asked, second, context)


@FREELY
@given(PLACE, HOUR, DAY, TOWN)
def test_an_hour_never_makes_a_limit_later_than_its_day(
    place: str, hour: str, day: date, calendar: Any
) -> None:
    context = _context(calendar)
    with_hour = limit(sentence(place + hour, ""), day, context)
    whole_day = limit(sentence(place, ""), day, context)
    assert whole_day - timedelta(hours=25) <= with_hour <= whole_day


ORDER = {"too_early": 0, "": 1, "surcharge": 2, "charged": 2, "ask": 2, "if_places": 2, "late": 3}


@FREELY
@given(STATED, ACTION, DAY, TOWN, st.lists(MOMENT, max_size=6))
def test_what_is_refused_is_never_accepted_again(
    stated: dict[str, Any], action: str, day: date, calendar: Any, more: list[datetime]
) -> None:
    """Too early, in time, after the limit, too late: time goes one way."""
    terms = term_rules.read(Table(stated, ""))
    times = terms.times(day, calendar)
    moments = sorted({*more, *_moments(terms, action, day, calendar)})
    codes = [times.timing(action, now).code for now in moments]
    stages = [ORDER[code] for code in codes]
    assert stages == sorted(stages), codes
    in_time = {times.timing(action, now).limit for now in moments
               if times.timing(action, now).code == ""}  # fmt: skip
    assert in_time <= {times.limits[action].first}, "the deadline does not move"
    final = times.limits[action].final
    for now, code in zip(moments, codes, strict=True):
        if code != "too_early":
            assert (code == "late") is (now >= final)


@FREELY
@given(STATED, ACTION, DAY, TOWN)
def test_the_answer_agrees_with_the_deadline_shown(
    stated: dict[str, Any], action: str, day: date, calendar: Any
) -> None:
    terms = term_rules.read(Table(stated, ""))
    context = terms.context(calendar)
    for now in _moments(terms, action, day, calendar):
        found = _decide(terms, action, day, now, calendar)
        if found.answer == "accepted" and found.limit:
            before = _decide(terms, action, day, found.limit - SECOND, calendar)
            at = _decide(terms, action, day, found.limit, calendar)
            assert now < found.limit and before == found and at.answer != "accepted"
            assert until(found.limit, context) in found.sentence
        elif found.code == "too_early" and found.limit:
            assert now < found.limit
            assert _decide(terms, action, day, found.limit, calendar).code != "too_early"
        elif found.limit:
            assert now >= found.limit
            assert found.facts["late_seconds"] == (now - found.limit).total_seconds()


@FREELY
@given(STATED, DAY, TOWN)
def test_the_page_and_the_rules_agree(stated: dict[str, Any], day: date, calendar: Any) -> None:
    """`judge` (pages, cart, night) and `decide` (simulator, `rules try`) speak of one deadline."""
    text = term_rules.compose(**stated)
    terms = term_rules.parse(text)
    changes = {"day": day.isoformat(), "terms": text}
    for action, option in ((BOOK, an_option(**changes)), (CANCEL, booked(**changes))):
        for now in _moments(terms, action, day, calendar):
            verdict = judge(option, calendar, int(now.timestamp()))
            decision = _decide(terms, action, day, now, calendar)
            assert verdict.code == decision.code
            if decision.limit:
                assert verdict.limit == decision.limit
            assert _may(verdict) is (decision.answer not in ("refused", "ask"))


def _may(verdict: Verdict) -> bool:
    assert verdict.state in (OPEN, BOOKED, CLOSED, LOCKED)
    return verdict.state in (OPEN, BOOKED)

"""Every form of sentence of docs/rules.md, § 2, with the date that a clerk would tick."""

from datetime import UTC, date, timedelta

import pytest

from webapp.activities.rules.deadlines import ALWAYS, NEVER, limit
from webapp.activities.rules.reading import RuleError, Table
from webapp.activities.rules.sentences import sentence
from webapp.activities.rules.when import Context, service
from webapp.activities.trials.towns import read_calendar

TOWN = read_calendar(
    Table(
        {
            "zone": "C",
            "fermetures": ["2027-05-07"],  # the day after Ascension
            "mairie": "lundi mardi mercredi vendredi",
        },
        "calendrier",
    )
)
CANTEEN = Context(TOWN, service("lundi mardi jeudi vendredi hors vacances", "service"))
WINTER = Context(
    TOWN,
    service("lundi à vendredi pendant les vacances", "service"),
    ((date(2027, 2, 8), date(2027, 2, 19)),),
)


def _last(text: str, served: str, context: Context = CANTEEN) -> str:
    """The last second that is in time, on the town's clock."""
    first = limit(sentence(text, "reserver"), date.fromisoformat(served), context)
    assert first.tzinfo == UTC
    return f"{(first - timedelta(seconds=1)).astimezone(TOWN.zone):%Y-%m-%d %H:%M:%S}"


def _check(text: str, served: str, last: str, context: Context = CANTEEN) -> None:
    """`last` is a day, to its end, or a day and an hour, excluded."""
    day, _, hour = last.partition(" ")
    found = _last(text, served, context)
    if not hour:
        assert found == f"{day} 23:59:59"
        return
    hours, minutes = map(int, hour.split(":"))
    total = hours * 60 + minutes - 1
    assert found == f"{day} {total // 60:02d}:{total % 60:02d}:59"


@pytest.mark.parametrize(
    ("text", "served", "last"),
    [
        ("2 jours avant à 10h", "2027-01-12", "2027-01-10 10:00"),
        ("2 jours avant à 10h", "2027-01-01", "2026-12-30 10:00"),
        ("2 jours calendaires avant", "2027-01-12", "2027-01-10"),
        ("la veille à 18h", "2027-01-12", "2027-01-11 18:00"),
        ("la veille à 18h", "2027-03-30", "2027-03-29 18:00"),  # Easter Monday counts
        ("l’avant-veille", "2027-01-12", "2027-01-10"),
        ("le jour même à 7h", "2027-01-12", "2027-01-12 07:00"),
        ("1 semaine avant", "2027-01-12", "2027-01-05"),
        ("2 semaines avant à midi", "2027-01-12", "2026-12-29 12:00"),
        ("15 jours avant", "2027-01-29", "2027-01-14"),
        ("15 jours francs avant", "2027-01-29", "2027-01-13"),  # neither end counts
        ("1 jour franc avant à 9h", "2027-01-12", "2027-01-10 09:00"),
        ("400 jours avant", "2027-01-12", "2025-12-08"),
        ("le 26/01/2027 à 18h", "2027-02-12", "2027-01-26 18:00"),
        ("le 2027-01-26", "2027-02-12", "2027-01-26"),
    ],
)
def test_days_of_the_calendar(text: str, served: str, last: str) -> None:
    _check(text, served, last)


@pytest.mark.parametrize(
    ("text", "served", "last"),
    [
        ("3 jours ouvrés avant", "2027-01-12", "2027-01-07"),
        ("3 jours ouvrables avant", "2027-01-12", "2027-01-08"),  # Saturday counts
        ("1 jour ouvrable avant à midi", "2027-01-11", "2027-01-09 12:00"),
        ("1 jour ouvré avant", "2027-03-30", "2027-03-26"),  # Easter Monday does not count
        ("2 jours ouvrés avant", "2027-04-01", "2027-03-30"),
        ("3 jours ouvrés avant", "2027-04-01", "2027-03-26"),
        ("1 jour ouvrable avant", "2027-03-30", "2027-03-27"),
        ("1 jour ouvré avant", "2027-01-04", "2026-12-31"),  # New Year’s Day
        ("1 jour ouvré avant", "2027-05-10", "2027-05-07"),  # closed, but no public holiday
        ("2 jours ouvrés avant", "2027-05-10", "2027-05-05"),  # Ascension
        ("1 jour ouvré avant", "2027-03-29", "2027-03-26"),  # a day that is not served itself
        ("0 jour ouvré avant à 9h", "2027-01-12", "2027-01-12 09:00"),
    ],
)
def test_working_days_and_workable_days(text: str, served: str, last: str) -> None:
    _check(text, served, last)


@pytest.mark.parametrize(
    ("text", "served", "last"),
    [
        ("1 jour de service avant à 11h", "2027-01-12", "2027-01-11 11:00"),
        ("1 jour de service avant à 11h", "2027-01-14", "2027-01-12 11:00"),  # no Wednesday
        ("1 jour de service avant", "2027-01-11", "2027-01-08"),
        ("1 jour de service avant", "2027-01-04", "2026-12-18"),  # the first day back
        ("2 jours de service avant", "2027-01-05", "2026-12-18"),
        ("1 jour de service avant", "2027-03-30", "2027-03-26"),  # Easter: Tuesday
        ("2 jours de service avant", "2027-03-30", "2027-03-25"),
        ("2 jours de service avant", "2027-04-01", "2027-03-26"),  # Easter: Thursday
        ("1 jour de service avant", "2027-05-10", "2027-05-04"),  # over the bridge of Ascension
        ("1 jour de service avant", "2027-05-18", "2027-05-14"),  # Whit Monday
        ("1 jour de classe avant", "2027-01-14", "2027-01-12"),
        ("1 jour de mairie avant à 11h", "2027-01-12", "2027-01-11 11:00"),
        ("1 jour de mairie avant", "2027-01-15", "2027-01-13"),  # closed to all on Thursdays
        ("1 jour de mairie avant", "2027-03-30", "2027-03-26"),
        ("1 jour de mairie avant", "2027-01-04", "2026-12-30"),  # open in the holidays
        ("1 jour de mairie avant", "2027-05-10", "2027-05-05"),  # the closure does not count
    ],
)
def test_days_of_service_and_of_the_town_hall(text: str, served: str, last: str) -> None:
    _check(text, served, last)


def test_a_wednesday_counts_where_the_activity_runs_on_wednesdays() -> None:
    every_day = Context(TOWN, service("lundi à vendredi hors vacances", "service"))
    _check("1 jour de service avant", "2027-01-14", "2027-01-13", every_day)
    _check("1 jour de service avant", "2027-02-17", "2027-02-16", WINTER)
    _check("1 jour de service avant", "2027-02-08", "2026-12-31", WINTER)


@pytest.mark.parametrize(
    ("text", "served", "last"),
    [
        ("48 heures avant", "2027-01-12", "2027-01-09"),
        ("48 heures avant 8h30", "2027-01-12", "2027-01-10 08:30"),
        ("48h avant 8h30", "2027-01-12", "2027-01-10 08:30"),
        ("36 heures avant midi", "2027-01-12", "2027-01-10"),
        ("24 heures avant minuit", "2027-01-12", "2027-01-11"),
        ("48 heures ouvrées avant 8h30", "2027-01-12", "2027-01-08 08:30"),
        ("48 heures ouvrées avant 8h30", "2027-01-14", "2027-01-12 08:30"),
        ("24 heures ouvrées avant", "2027-01-12", "2027-01-10"),  # all Monday, then nothing
        ("24 heures ouvrées avant 9h", "2027-03-30", "2027-03-26 09:00"),  # Easter
        ("24 heures ouvrées avant 9h", "2027-01-16", "2027-01-14"),  # a Saturday: all Friday
        ("24 heures ouvrées avant 9h", "2027-01-04", "2026-12-31 09:00"),
    ],
)
def test_hours(text: str, served: str, last: str) -> None:
    _check(text, served, last)


@pytest.mark.parametrize(
    ("text", "served", "last"),
    [
        ("jeudi de la semaine précédente à 9h", "2027-01-11", "2027-01-07 09:00"),
        ("jeudi de la semaine précédente à 9h", "2027-01-12", "2027-01-07 09:00"),
        ("jeudi de la semaine précédente à 9h", "2027-01-17", "2027-01-07 09:00"),
        ("jeudi de la semaine précédente à 9h", "2027-01-18", "2027-01-14 09:00"),
        ("jeudi de la semaine d’avant", "2027-01-04", "2026-12-31"),
        ("jeudi de la même semaine", "2027-01-15", "2027-01-14"),
        ("le lundi de la même semaine à 9h", "2027-01-12", "2027-01-11 09:00"),
        ("jeudi, 2 semaines avant à 9h", "2027-01-12", "2026-12-31 09:00"),
        ("jeudi 2 semaines avant", "2027-01-15", "2026-12-31"),
        ("jeudi précédent à 15h", "2027-01-12", "2027-01-07 15:00"),
        ("jeudi précédent à 15h", "2027-01-14", "2027-01-07 15:00"),
        ("jeudi précédent à 15h", "2027-01-15", "2027-01-14 15:00"),
        ("le vendredi précédent à 9h", "2027-01-04", "2027-01-01 09:00"),
        ("dimanche précédent", "2027-01-11", "2027-01-10"),
    ],
)
def test_weekdays(text: str, served: str, last: str) -> None:
    _check(text, served, last)


@pytest.mark.parametrize(
    ("text", "served", "last"),
    [
        ("le 15 du mois précédent", "2027-02-01", "2027-01-15"),
        ("le 15 du mois précédent", "2027-01-31", "2026-12-15"),
        ("le 15 du mois précédent", "2027-01-01", "2026-12-15"),
        ("le 1er du mois précédent à 9h", "2027-01-12", "2026-12-01 09:00"),
        ("le 5 du même mois à midi", "2027-01-12", "2027-01-05 12:00"),
        ("le 20, 2 mois avant", "2027-01-12", "2026-11-20"),
        ("le 20, 12 mois avant", "2027-01-12", "2026-01-20"),
        ("le 31 du mois précédent", "2027-03-15", "2027-02-28"),  # no 31st: the last day
        ("le 30 du mois précédent", "2028-03-15", "2028-02-29"),
        ("le dernier jour du mois précédent", "2027-03-02", "2027-02-28"),
        ("le dernier jour du mois précédent", "2028-03-31", "2028-02-29"),
        ("le dernier jour du même mois", "2027-12-02", "2027-12-31"),
        ("le dernier jour ouvré du mois précédent", "2027-06-02", "2027-05-31"),
        ("le dernier jour ouvré du mois précédent", "2027-02-10", "2027-01-29"),
        ("le dernier jour ouvré, 2 mois avant à 9h", "2027-03-10", "2027-01-29 09:00"),
        ("le dernier jour ouvrable du mois précédent", "2027-02-10", "2027-01-30"),
        ("le dernier jour de mairie du mois précédent", "2027-10-05", "2027-09-29"),
        ("le dernier jour de service du mois précédent", "2027-01-12", "2026-12-18"),
        ("le dernier vendredi du mois précédent", "2027-02-10", "2027-01-29"),
        ("le dernier vendredi du mois précédent", "2027-01-12", "2026-12-25"),
        ("le premier lundi du même mois", "2027-01-12", "2027-01-04"),
        ("le premier lundi du mois précédent", "2027-01-12", "2026-12-07"),
        ("le deuxième mardi du mois précédent", "2027-01-12", "2026-12-08"),
        ("le troisième mercredi du mois précédent", "2027-01-12", "2026-12-16"),
        ("le quatrième jeudi du mois précédent à 9h", "2027-01-12", "2026-12-24 09:00"),
        ("le dernier vendredi, 2 mois avant", "2027-01-12", "2026-11-27"),
    ],
)
def test_months(text: str, served: str, last: str) -> None:
    _check(text, served, last)


@pytest.mark.parametrize(
    ("weekday", "served", "last"),
    [
        ("vendredi", "2027-01-12", "2026-12-25"),  # 28 December to 3 January is not whole
        ("vendredi", "2027-02-12", "2027-01-29"),  # January ends on a Sunday
        ("vendredi", "2027-05-10", "2027-04-23"),  # April ends on a Friday
        ("lundi", "2027-05-10", "2027-04-19"),
        ("dimanche", "2027-05-10", "2027-04-25"),
        ("dimanche", "2027-02-12", "2027-01-31"),
    ],
)
def test_the_last_whole_week_of_a_month(weekday: str, served: str, last: str) -> None:
    _check(f"le {weekday} de la dernière semaine complète du mois précédent", served, last)


@pytest.mark.parametrize(
    ("text", "served", "last"),
    [
        ("8 jours avant le début de la période", "2027-02-08", "2027-01-31"),
        ("8 jours avant le début de la période", "2027-02-19", "2027-01-31"),
        ("8 jours avant le début de la période", "2027-03-10", "2027-03-02"),  # outside: the day
        ("8 jours avant les vacances", "2027-02-17", "2027-01-29"),
        ("8 jours avant les vacances", "2027-01-02", "2026-12-11"),  # those of last year
        ("2 jours ouvrés avant les vacances à midi", "2027-02-17", "2027-02-04 12:00"),
        ("3 jours avant la semaine", "2027-02-15", "2027-02-12"),
        ("3 jours avant la semaine", "2027-02-21", "2027-02-12"),
        ("5 jours francs avant la semaine", "2027-02-17", "2027-02-09"),
        ("10 jours avant le mois", "2027-02-01", "2027-01-22"),
        ("10 jours avant le mois", "2027-02-28", "2027-01-22"),
        ("1 semaine avant le mois à 9h", "2027-02-17", "2027-01-25 09:00"),
    ],
)
def test_what_one_counts_from(text: str, served: str, last: str) -> None:
    _check(text, served, last, WINTER)


@pytest.mark.parametrize(
    ("text", "served", "last"),
    [
        ("le 15 du mois précédent, sinon jour ouvré précédent", "2026-12-10", "2026-11-13"),
        ("le 15 du mois précédent, sinon jour ouvré suivant", "2026-12-10", "2026-11-16"),
        ("le 15 du mois précédent, sinon jour ouvré précédent", "2027-01-12", "2026-12-15"),
        ("le 15 du mois précédent à 9h, sinon jour ouvré suivant", "2026-12-10", "2026-11-16 9:00"),
        ("le 11 du mois précédent, sinon jour ouvré suivant", "2026-12-10", "2026-11-12"),
        ("le 11 du mois précédent, sinon jour ouvré précédent", "2026-12-10", "2026-11-10"),
        ("le 16 du mois précédent, sinon jour ouvrable suivant", "2027-02-10", "2027-01-16"),
        ("le 17 du mois précédent, sinon jour ouvrable suivant", "2027-02-10", "2027-01-18"),
        ("le 14 du mois précédent, sinon jour de mairie précédent", "2027-02-10", "2027-01-13"),
        ("le 14 du mois précédent, sinon jour de mairie suivant", "2027-02-10", "2027-01-15"),
        ("la veille à 9h, sinon jour de service précédent", "2027-01-14", "2027-01-12 9:00"),
        ("la veille, sinon jour de service précédent", "2027-01-04", "2026-12-18"),
        ("2 jours avant, sinon le jour ouvré suivant", "2027-01-11", "2027-01-11"),
        ("vendredi précédent à 9h, sinon jour ouvré précédent", "2027-01-04", "2026-12-31 9:00"),
    ],
)
def test_a_limit_that_falls_badly(text: str, served: str, last: str) -> None:
    _check(text, served, last)


def test_never_and_always() -> None:
    day = date(2027, 1, 12)
    assert limit(sentence("jamais", ""), day, CANTEEN) == NEVER
    assert limit(sentence("toujours", ""), day, CANTEEN) == ALWAYS


@pytest.mark.parametrize("hour", ["9h30", "9 h 30", "9H30", "09:30", "09h30"])
@pytest.mark.parametrize("way", ["{} à {}", "{} avant {}", "{}, à {}", "{} {}"])
def test_an_hour_may_be_written_in_many_ways(hour: str, way: str) -> None:
    _check(way.format("La  Veille", hour), "2027-01-12", "2027-01-11 09:30")


@pytest.mark.parametrize("hour", ["23h59", "24h", "minuit", "23:59", "24:00"])
def test_the_end_of_a_day_may_be_written_in_many_ways(hour: str) -> None:
    assert _last(f"la veille à {hour}", "2027-01-12") == "2027-01-11 23:59:59"


def test_zero_hours_are_the_start_of_a_day() -> None:
    assert _last("la veille à 0h", "2027-01-12") == "2027-01-10 23:59:59"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "un délai est attendu"),
        ("48 heures", "un délai est attendu"),
        ("-1 jours avant", "un délai est attendu"),
        ("1,5 jour avant", "un délai est attendu"),
        ("le cinquième lundi du mois précédent", "un délai est attendu"),
        ("lundi prochain", "un délai est attendu"),
        ("48 heures avant, sinon jour ouvré précédent", "un délai est attendu"),
        ("la veille, sinon jour ouvré", "un délai est attendu"),
        ("la veille, sinon jour de fête suivant", "un délai est attendu"),
        ("2 jours avant à 25h", "une heure est attendue"),
        ("2 jours avant à 9h60", "une heure est attendue"),
        ("2 jours avant à 24h01", "une heure est attendue"),
        ("401 jours avant", "400 au plus est attendu"),
        ("53 semaines avant", "52 au plus est attendu"),
        ("401 heures avant", "400 au plus est attendu"),
        ("le 0 du mois précédent", "un jour du mois de 1 à 31 est attendu"),
        ("le 32 du mois précédent", "un jour du mois de 1 à 31 est attendu"),
        ("2 jours avant le gouter", "«\u00a0avant la période\u00a0»"),
        ("le 30/02/2027", "un jour est attendu"),
        (2, "une phrase est attendue"),
        (None, "une phrase est attendue"),
        (["la veille"], "une phrase est attendue"),
    ],
)
def test_what_is_no_deadline_is_refused_with_its_place(text: object, expected: str) -> None:
    with pytest.raises(RuleError) as refused:
        sentence(text, "activite.cantine.reserver")
    message = str(refused.value)
    assert message.startswith("activite.cantine.reserver\u00a0: ")
    assert expected in message
    assert text in (None, "") or str(text) in message or "pas «" in message

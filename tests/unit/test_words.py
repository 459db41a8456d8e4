"""French words for money, numbers, days and hours."""

from datetime import UTC, date, datetime

import pytest

from webapp import words

NB, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("cents", "read"),
    [
        (0, f"0,00{NB}€"),
        (5, f"0,05{NB}€"),
        (1485, f"14,85{NB}€"),
        (100, f"1,00{NB}€"),
        (101_485, f"1{THIN}014,85{NB}€"),
        (123_456_789, f"1{THIN}234{THIN}567,89{NB}€"),
        (-1485, f"−{NB}14,85{NB}€"),
        (-5, f"−{NB}0,05{NB}€"),
    ],
)
def test_euros(cents: int, read: str) -> None:
    assert words.euros(cents) == read


@pytest.mark.parametrize(
    ("count", "read"),
    [(0, f"0{NB}demande"), (1, f"1{NB}demande"), (2, f"2{NB}demandes"), (-1, f"-1{NB}demande")],
)
def test_zero_and_one_are_singular(count: int, read: str) -> None:
    assert words.plural(count, "demande") == read


def test_a_plural_that_is_not_an_s() -> None:
    assert words.plural(2, "jour férié", "jours fériés") == f"2{NB}jours fériés"


@pytest.mark.parametrize(
    ("day", "long", "short", "dated"),
    [
        (date(2026, 12, 9), "mercredi 9 décembre", "mer. 9 déc.", "9 décembre 2026"),
        (date(2026, 12, 1), "mardi 1er décembre", "mar. 1er déc.", "1er décembre 2026"),
        (date(2027, 2, 28), "dimanche 28 février", "dim. 28 févr.", "28 février 2027"),
        (date(2027, 8, 2), "lundi 2 août", "lun. 2 août", "2 août 2027"),
    ],
)
def test_days(day: date, long: str, short: str, dated: str) -> None:
    assert (words.long_day(day), words.short_day(day), words.dated(day)) == (long, short, dated)
    assert words.month_name(day).startswith(long.rsplit(maxsplit=1)[-1])


def test_every_weekday_and_month_has_its_name() -> None:
    assert len(set(words.WEEKDAYS)) == 7
    assert len(set(words.MONTHS)) == len(set(words.SHORT_MONTHS)) == 12


@pytest.mark.parametrize(
    ("hours", "minutes", "read"),
    [(9, 0, f"9{NB}h"), (23, 59, f"23{NB}h{NB}59"), (0, 5, f"0{NB}h{NB}05"), (0, 0, f"0{NB}h")],
)
def test_hours(hours: int, minutes: int, read: str) -> None:
    assert words.clock(hours, minutes) == read


@pytest.mark.parametrize(
    ("instant", "read"),
    [
        (datetime(2026, 12, 8, 22, 59, tzinfo=UTC), f"mardi 8 décembre à 23{NB}h{NB}59"),
        (datetime(2026, 12, 8, 23, 0, tzinfo=UTC), f"mercredi 9 décembre à 0{NB}h"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), f"dimanche 29 mars à 3{NB}h"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), f"dimanche 25 octobre à 2{NB}h{NB}30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), f"dimanche 25 octobre à 2{NB}h{NB}30"),
    ],
)
def test_an_instant_is_read_on_the_clocks_of_the_town(instant: datetime, read: str) -> None:
    assert words.moment(instant, "Europe/Paris") == read
    assert words.moment(int(instant.timestamp()), "Europe/Paris") == read


def test_a_stamp_has_its_year() -> None:
    instant = datetime(2026, 11, 27, 1, 14, tzinfo=UTC)
    assert words.stamp(instant, "Europe/Paris") == f"27 novembre 2026 à 2{NB}h{NB}14"
    assert words.stamp(instant, "America/Martinique") == f"26 novembre 2026 à 21{NB}h{NB}14"


@pytest.mark.parametrize(
    ("seconds", "read"),
    [
        (0, f"1{NB}min"),
        (59, f"1{NB}min"),
        (719, f"11{NB}min"),
        (3599, f"59{NB}min"),
        (3600, f"1{NB}h"),
        (11_460, f"3{NB}h{NB}11"),
        (172_799, f"47{NB}h{NB}59"),
        (172_800, f"2{NB}jours"),
        (86_400 * 40 + 5, f"40{NB}jours"),
    ],
)
def test_how_late(seconds: int, read: str) -> None:
    assert words.duration(seconds) == read


@pytest.mark.parametrize(
    ("items", "read"), [(["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_a_list(items: list[str], read: str) -> None:
    assert words.listed(items) == read


def test_first_letters() -> None:
    assert words.capitalised("écrit À la main") == "Écrit À la main"
    assert words.uncapitalised("Écrit À la main") == "écrit À la main"
    assert words.capitalised("") == words.uncapitalised("") == ""


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("2026-11-28T01:00", "la nuit du 27 au 28 novembre"),
        ("2026-11-27T21:00", "la nuit du 27 au 28 novembre"),
        ("2026-12-01T01:00", "la nuit du 30 novembre au 1er décembre"),
        ("2026-12-31T22:30", "la nuit du 31 décembre au 1er janvier"),
    ],
)
def test_a_night_is_told_by_its_two_days(start: str, told: str) -> None:
    instant = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert words.night(instant, "Europe/Paris") == told


@pytest.mark.parametrize("text", ["2026-12-04", "2028-02-29"])
def test_a_day_as_browsers_write_it(text: str) -> None:
    day = words.iso_day(text)
    assert day is not None
    assert day.isoformat() == text


@pytest.mark.parametrize(
    "text",
    ["", "20261204", "2026-W49-5", "2026-12-4", " 2026-12-04", "2026-12-04\n", "٢٠٢٦-12-04",
     "2026-02-29", "2026-13-01", "0000-01-01", "2026-12-04T00:00"],
)  # fmt: skip
def test_other_spellings_of_a_day_are_none(text: str) -> None:
    assert words.iso_day(text) is None

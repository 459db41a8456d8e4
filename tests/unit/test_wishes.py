"""What a click means and whether it may be done, for every situation and every wish."""

import pytest

from tests.support.typography import faults
from tests.unit.options import (
    CALENDAR,
    PRESENT,
    TOO_LATE,
    an_option,
    booked,
    full,
    waiting,
)
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import check, meets, wish_for

SITUATIONS = {
    "free": an_option(),
    "asked": booked(pending="book"),
    "booked": booked(),
    "cancelling": booked(pending="cancel"),
    "waiting": waiting(),
    "wait asked": waiting(pending="wait"),
    "leaving": waiting(pending="leave"),
    "full": full(),
    "full with a list": full(waiting_list=True, queue=3),
    "elsewhere": booked(elsewhere=True),
    "queued elsewhere": waiting(elsewhere=True),
    "other week": an_option(pattern="odd"),
    "not yet": an_option(opens_at=PRESENT + 86_400),
    "over": an_option(closes_at=PRESENT),
    "booked, over": booked(closes_at=PRESENT),
}
# situation → the wish that each wanted state makes: booked, free, waiting
WISHES = {
    "free": ("book", "", "wait"),
    "asked": ("", "cancel", ""),
    "booked": ("", "cancel", ""),
    "cancelling": ("book", "", "wait"),
    "waiting": ("book", "cancel", ""),
    "wait asked": ("book", "cancel", ""),
    "leaving": ("book", "", "wait"),
    "full": ("book", "", "wait"),
    "full with a list": ("book", "", "wait"),
}
# situation → why not, for book, cancel, wait; '' where it may be done
ANSWERS = {
    "free": ("", "not_booked", "free"),
    "asked": ("unchanged", "", "unchanged"),
    "booked": ("unchanged", "", "unchanged"),
    "cancelling": ("", "not_booked", "cancelling"),
    "waiting": ("waiting", "", "waiting"),
    "wait asked": ("waiting", "", "waiting"),
    "leaving": ("leaving", "not_booked", ""),
    "full": ("full", "not_booked", "full"),
    "full with a list": ("full", "not_booked", ""),
    "elsewhere": ("elsewhere", "elsewhere", "elsewhere"),
    "queued elsewhere": ("elsewhere", "elsewhere", "elsewhere"),
    "other week": ("other_week", "not_booked", "other_week"),
    "not yet": ("not_yet", "not_booked", "not_yet"),
    "over": ("period_over", "not_booked", "period_over"),
    "booked, over": ("period_over", "period_over", "period_over"),
}
LATE = {
    "free": ("late", "not_booked", "late"),
    "asked": ("unchanged", "", "unchanged"),
    "booked": ("late", "late", "late"),
    "cancelling": ("", "not_booked", "cancelling"),
    "waiting": ("waiting", "", "waiting"),
    "leaving": ("leaving", "not_booked", ""),
    "full": ("late", "not_booked", "late"),
    "full with a list": ("late", "not_booked", "late"),
}


@pytest.mark.parametrize("situation", WISHES)
def test_the_wish_is_the_difference_with_what_is(situation: str) -> None:
    option = SITUATIONS[situation]
    wanted = tuple(wish_for(option, want) for want in ("booked", "free", "waiting"))
    assert wanted == WISHES[situation]


def _answers(option: Option, now: int) -> tuple[str, ...]:
    found = [check(wish, option, CALENDAR, now) for wish in ("book", "cancel", "wait")]
    return tuple(refusal.code if refusal else "" for refusal in found)


@pytest.mark.parametrize("situation", ANSWERS)
def test_what_may_be_done_in_time(situation: str) -> None:
    assert _answers(SITUATIONS[situation], PRESENT) == ANSWERS[situation]


@pytest.mark.parametrize("situation", LATE)
def test_what_may_be_done_after_the_limit(situation: str) -> None:
    assert _answers(SITUATIONS[situation], TOO_LATE) == LATE[situation]


@pytest.mark.parametrize("now", [PRESENT, TOO_LATE, TOO_LATE + 40 * 86_400])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_refusal_is_a_french_sentence(situation: str, now: int) -> None:
    for wish in ("book", "cancel", "wait"):
        refusal = check(wish, SITUATIONS[situation], CALENDAR, now)
        if refusal:
            assert refusal.sentence[0].isupper() and refusal.sentence.endswith(".")
            assert not faults(refusal.sentence)
            assert "None" not in refusal.sentence


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        (full(), "Complet\u00a0: 10 sur 10."),
        (
            full(waiting_list=True, queue=3),
            "Complet\u00a0: 10 sur 10\u202f; liste d’attente\u00a0: vous seriez au rang 4.",
        ),
        (an_option(counter_left=0), "Complet\u00a0: 20 sur 20."),
        (waiting(), "Vous êtes sur la liste d’attente, au rang 2."),
        (
            an_option(opens_at=int(PRESENT + 4 * 86_400)),
            "Réservable à partir du mardi 1er décembre à 9\u00a0h\u00a030.",
        ),
        (
            an_option(closes_at=int(TOO_LATE) - 8 * 86_400),
            "Réservations closes depuis le vendredi 27 novembre à 23\u00a0h\u00a059.",
        ),
        (booked(elsewhere=True), "Déjà réservé par l’autre foyer."),
        (an_option(pattern="odd"), "Ce jour est celui de l’autre foyer."),
    ],
)
def test_the_reasons_in_words(option: Option, sentence: str) -> None:
    refusal = check("book", option, CALENDAR, max(PRESENT, option.closes_at or 0))
    assert refusal is not None and refusal.sentence == sentence


def test_too_late_says_by_how_much_and_until_when() -> None:
    refusal = check("book", an_option(), CALENDAR, TOO_LATE + 11_460)
    assert refusal is not None
    assert refusal.sentence == (
        "Trop tard de 3\u00a0h\u00a011\u00a0: "
        "réservable jusqu’au samedi 5 décembre à 23\u00a0h\u00a059."
    )
    assert refusal.facts["late_seconds"] == 11_460
    refused = check("cancel", booked(), CALENDAR, TOO_LATE)
    assert refused is not None and "annulable jusqu’au" in refused.sentence


def test_activities_meet_when_they_fill_a_common_part_of_the_day() -> None:
    morning = an_option()
    day = an_option(activity=4, slots="morning noon afternoon")
    evening = an_option(activity=5, slots="evening")
    assert meets(morning, day) and meets(day, morning)
    assert not meets(morning, evening)
    assert not meets(morning, morning), "an activity does not exclude itself"
    assert not meets(morning, day._replace(supplement=9)), "nor do supplements"
    assert not meets(an_option(slots=""), an_option(activity=4, slots=""))

"""Serving the waiting list: the turn, the seats, and those who are passed over."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from webapp.activities.rules.facts import OUTSIDER, audience, with_residence
from webapp.activities.rules.places import Reserve
from webapp.transmission.rules import waiting
from webapp.transmission.rules.waiting import Answer, Candidate, Seat, Slot, serve

NOW = datetime(2026, 11, 27, 1, tzinfo=UTC)
DAY: Seat = ("open_day", 1)
OTHER: Seat = ("open_day", 2)
MEALS: Seat = ("counter_day", 7)


def candidate(booking: int, *seats: Seat, child: int = 0, **more: Any) -> Candidate:
    """A child that waits for one day, unless told otherwise."""
    slots: tuple[Slot, ...] = tuple(
        (child or booking, "2026-12-09", s) for s in ("morning", "noon")
    )
    facts = {"limit": NOW + timedelta(1), "enrolled": True, "with_activity": True, **more}
    return Candidate(booking, seats or (DAY,), slots, **facts)


def outcomes(answers: list[Answer]) -> list[str]:
    return [answer.outcome for answer in answers]


def test_seats_go_in_the_order_of_the_list() -> None:
    answers = serve([candidate(n) for n in (31, 12, 25)], {DAY: 2}, set(), NOW)
    assert answers == [
        Answer(31, "promoted", 1),
        Answer(12, "promoted", 2),
        Answer(25, "full", 3),
    ]


def test_a_day_without_limit_takes_everybody() -> None:
    assert outcomes(serve([candidate(1), candidate(2)], {DAY: None}, set(), NOW)) == 2 * [
        "promoted"
    ]


def test_no_seat_is_given_on_a_day_that_is_overbooked() -> None:
    assert outcomes(serve([candidate(1)], {DAY: -1}, set(), NOW)) == ["full"]


def test_a_shared_counter_must_have_room_too() -> None:
    both = [candidate(1, DAY, MEALS), candidate(2, OTHER, MEALS), candidate(3, OTHER)]
    answers = serve(both, {DAY: 5, OTHER: 5, MEALS: 1}, set(), NOW)
    assert outcomes(answers) == ["promoted", "full", "promoted"]
    assert [answer.rank for answer in answers] == [1, 1, 2]


def test_a_child_whose_day_is_filled_waits_on_and_the_next_is_served() -> None:
    filled: set[Slot] = {(1, "2026-12-09", "noon")}
    answers = serve([candidate(1), candidate(2)], {DAY: 1}, filled, NOW)
    assert outcomes(answers) == ["slots", "promoted"]


def test_a_child_that_waits_for_two_activities_of_a_day_gets_the_first() -> None:
    answers = serve(
        [candidate(1, DAY, child=9), candidate(2, OTHER, child=9)], {DAY: 1, OTHER: 1}, set(), NOW
    )
    assert outcomes(answers) == ["promoted", "slots"]


def test_the_limit_ends_the_wait_at_its_very_second() -> None:
    late, in_time = candidate(1, limit=NOW), candidate(2, limit=NOW + timedelta(seconds=1))
    assert outcomes(serve([late, in_time], {DAY: 1}, set(), NOW)) == ["late", "promoted"]


def test_the_limit_ends_the_wait_also_on_a_day_that_is_full() -> None:
    assert outcomes(serve([candidate(1, limit=NOW)], {DAY: 0}, set(), NOW)) == ["late"]


def test_an_enrolment_that_has_ended_ends_the_wait() -> None:
    answers = serve([candidate(1, enrolled=False), candidate(2)], {DAY: 1}, set(), NOW)
    assert outcomes(answers) == ["enrolment", "promoted"]


def test_a_supplement_without_its_activity_waits_on() -> None:
    answers = serve([candidate(1, with_activity=False), candidate(2)], {DAY: 1}, set(), NOW)
    assert outcomes(answers) == ["activity", "promoted"]


KEPT = Reserve(audience("habitant", ""), 2, None)


def of(booking: int, *categories: str) -> Candidate:
    """Who waits where two seats are kept for residents."""
    words = with_residence(frozenset(categories))
    return candidate(booking, categories=words, reserved=(KEPT,) if OUTSIDER in words else ())


def test_seats_kept_for_residents_are_fewer_when_they_have_taken_some() -> None:
    mixed = [of(1, OUTSIDER), of(2), of(3, OUTSIDER), of(4)]
    assert outcomes(serve(mixed, {DAY: 3}, set(), NOW)) == [
        "promoted", "promoted", "reserved", "promoted"
    ]  # fmt: skip
    taken = {DAY: [(with_residence(frozenset()), 1)]}
    assert outcomes(serve(mixed, {DAY: 3}, set(), NOW, taken)) == [
        "promoted", "promoted", "promoted", "full"
    ]  # fmt: skip


def test_no_seat_is_kept_where_seats_are_without_limit() -> None:
    assert outcomes(serve([of(1, OUTSIDER)], {DAY: None}, set(), NOW)) == ["promoted"]


def test_whom_the_activity_is_not_for_waits_on_and_the_next_is_served() -> None:
    answers = serve([candidate(1, refused="age"), candidate(2)], {DAY: 1}, set(), NOW)
    assert outcomes(answers) == ["age", "promoted"]


@given(
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from([(DAY,), (DAY, MEALS), (OTHER, MEALS)]),
                       st.booleans(), st.booleans()), max_size=30),
    st.tuples(st.integers(-2, 8), st.integers(-2, 8), st.one_of(st.none(), st.integers(-2, 8))),
)  # fmt: skip
def test_whatever_comes_no_seat_is_given_twice_and_nobody_is_overtaken(
    asked: list[tuple[int, tuple[Seat, ...], bool, bool]], stock: tuple[int, int, int | None]
) -> None:
    queue = [
        candidate(n, *seats, child=child, enrolled=enrolled, with_activity=active)
        for n, (child, seats, enrolled, active) in enumerate(asked, 1)
    ]
    before: dict[Seat, int | None] = {DAY: stock[0], OTHER: stock[1], MEALS: stock[2]}
    answers = serve(queue, dict(before), set(), NOW)
    promoted = [c for c, a in zip(queue, answers, strict=True) if a.outcome == "promoted"]
    for seat, left in before.items():
        given_away = sum(seat in c.seats for c in promoted)
        assert left is None or given_away <= max(left, 0)
    slots = [slot for c in promoted for slot in c.slots]
    assert len(slots) == len(set(slots))
    for c, a in zip(queue, answers, strict=True):
        if a.outcome == "full":
            seats = [s for s in c.seats if before[s] is not None]
            ahead = [p for p in promoted if p.booking_id < c.booking_id]
            assert any(sum(s in p.seats for p in ahead) >= (before[s] or 0) for s in seats)


def test_the_words() -> None:
    assert waiting.ended("late", "vendredi 27 novembre à 10\u00a0h") == (
        "Aucune place ne s’est libérée avant la limite de réservation, "
        "vendredi 27 novembre à 10\u00a0h."
    )
    assert waiting.promoted(1) == "Place libérée, rang 1 de la liste d’attente."
    assert waiting.placed(4, 24, 24) == "Complet\u00a0: 24 sur 24, rang 4."
    assert waiting.placed(1, 80, 80, "Repas") == "Complet (Repas)\u00a0: 80 sur 80, rang 1."
    assert waiting.placed(2, 20, 24) == "Rang 2 de la liste d’attente."
    assert waiting.placed(2, 20, None) == "Rang 2 de la liste d’attente."

"""Whoever waits and whoever leaves: what every waiting list keeps."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.activities.rules.facts import audience
from webapp.activities.rules.places import Asker, Places, order, served
from webapp.transmission.rules.waiting import Answer, Candidate, Seat, serve

FREELY = settings(max_examples=200, deadline=None, derandomize=True, database=None)
NOW = datetime(2026, 11, 27, 1, tzinfo=UTC)
CATEGORIES = ["habitant", "besoin de garde", "ccas"]
PLACES = st.builds(
    lambda names: Places(waiting_list=True, priority=tuple(audience(name, "") for name in names)),
    st.lists(st.sampled_from(CATEGORIES), unique=True),
)
ASKERS = st.lists(
    st.tuples(st.integers(0, 20), st.frozensets(st.sampled_from(CATEGORIES))), max_size=12
).map(
    lambda asked: [
        Asker(f"n{n}", NOW + timedelta(minutes=minute), categories)
        for n, (minute, categories) in enumerate(asked)
    ]
)
FREE = st.integers(-3, 14)


@FREELY
@given(PLACES, ASKERS, FREE)
def test_no_more_are_served_than_there_are_seats(
    places: Places, askers: list[Asker], free: int
) -> None:
    ordered, lucky = order(places, askers), served(places, askers, free)
    assert len(lucky) == min(max(free, 0), len(askers))
    assert lucky == ordered[: len(lucky)]
    assert sorted(ordered) == sorted(askers), "everybody waits once"


@FREELY
@given(PLACES, ASKERS, FREE, st.integers(0, 11))
def test_nobody_moves_down_when_somebody_withdraws(
    places: Places, askers: list[Asker], free: int, gone: int
) -> None:
    if not askers:
        return
    leaving = askers[gone % len(askers)]
    others = [asker for asker in askers if asker is not leaving]
    before, after = order(places, askers), order(places, others)
    assert after == [asker for asker in before if asker is not leaving]
    still = served(places, others, free)
    assert all(asker in still for asker in served(places, askers, free) if asker is not leaving)


@FREELY
@given(PLACES, ASKERS)
def test_priority_then_the_instant(places: Places, askers: list[Asker]) -> None:
    """Who comes later, with no better category, never goes before."""
    position = {asker.name: n for n, asker in enumerate(order(places, askers))}
    for one in askers:
        for other in askers:
            ranks = places.rank(one.categories), places.rank(other.categories)
            if ranks[0] < ranks[1] or (ranks[0] == ranks[1] and one.since < other.since):
                assert position[one.name] < position[other.name]


@FREELY
@given(PLACES, ASKERS)
def test_an_order_does_not_depend_on_who_is_asked_first(
    places: Places, askers: list[Asker]
) -> None:
    """But for the same rank at the same instant."""
    forth, back = order(places, askers), order(places, askers[::-1])
    keys = [[(places.rank(a.categories), a.since) for a in found] for found in (forth, back)]
    assert keys[0] == keys[1] == sorted(keys[0])


DAYS: tuple[Seat, ...] = (("open_day", 1), ("open_day", 2))
MEALS: Seat = ("counter_day", 7)
STOCK = st.fixed_dictionaries({seat: st.none() | st.integers(-2, 6) for seat in (*DAYS, MEALS)})
NEEDS = st.sampled_from([(DAYS[0],), (DAYS[1],), (DAYS[0], MEALS), (DAYS[1], MEALS)])


@st.composite
def queues(draw: st.DrawFn, *, simple: bool = False) -> list[Candidate]:
    """Candidates in their turn; `simple`: each its own child, one seat, nothing in the way."""
    found = []
    for n in range(draw(st.integers(0, 10))):
        child = n if simple else draw(st.integers(1, 4))
        seats = (draw(st.sampled_from(DAYS)),) if simple else draw(NEEDS)
        late = draw(st.integers(-1, 3)) if not simple else 3
        enrolled, active = (True, True) if simple else draw(st.tuples(st.booleans(), st.booleans()))
        slots = ((child, f"day {seats[0][1]}", "noon"),)
        limit = NOW + timedelta(seconds=late)
        found.append(Candidate(n, seats, slots, limit, enrolled, active))
    return found


def _serve(queue: list[Candidate], stock: dict[Seat, int | None]) -> dict[int, Answer]:
    return {answer.booking_id: answer for answer in serve(queue, dict(stock), set(), NOW)}


@FREELY
@given(queues(), STOCK)
def test_the_night_never_gives_a_seat_twice(
    queue: list[Candidate], stock: dict[Seat, int | None]
) -> None:
    answers = _serve(queue, stock)
    lucky = [c for c in queue if answers[c.booking_id].outcome == "promoted"]
    for seat, left in stock.items():
        assert left is None or sum(seat in c.seats for c in lucky) <= max(left, 0)
    slots = [slot for c in lucky for slot in c.slots]
    assert len(slots) == len(set(slots))
    assert all(c.limit > NOW and c.enrolled and c.with_activity for c in lucky)
    assert len(answers) == len(queue)


@FREELY
@given(queues(), STOCK, st.integers(0, 9))
def test_the_night_moves_nobody_down_when_somebody_withdraws(
    queue: list[Candidate], stock: dict[Seat, int | None], gone: int
) -> None:
    if not queue:
        return
    leaving = queue[gone % len(queue)]
    before = _serve(queue, stock)
    after = _serve([c for c in queue if c is not leaving], stock)
    for booking, answer in after.items():
        assert answer.rank <= before[booking].rank
        assert before[booking].rank - answer.rank <= 1


@FREELY
@given(queues(simple=True), STOCK, st.integers(0, 9))
def test_the_night_takes_no_seat_from_others_when_somebody_withdraws(
    queue: list[Candidate], stock: dict[Seat, int | None], gone: int
) -> None:
    """Where each needs one seat: a shared counter may go to another day instead."""
    if not queue:
        return
    leaving = queue[gone % len(queue)]
    before = _serve(queue, stock)
    after = _serve([c for c in queue if c is not leaving], stock)
    for booking, answer in after.items():
        if before[booking].outcome == "promoted":
            assert answer.outcome == "promoted"
    for seat in DAYS:
        free = stock[seat]
        waiting = [c for c in queue if c.seats == (seat,)]
        promoted = [c for c in waiting if before[c.booking_id].outcome == "promoted"]
        assert promoted == waiting[: len(waiting) if free is None else max(free, 0)]

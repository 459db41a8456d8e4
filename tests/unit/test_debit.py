"""From which debit on booking is closed, and what is said of it."""

import pytest

from tests.unit.options import CALENDAR, PRESENT, an_option, booked, full, waiting
from webapp.booking.rules.day import judge
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import check
from webapp.wallets.rules import Standing

OWES = {"total": -1245, "lowest": -2000, "debit_scope": "sum", "debit_limit": 0}


@pytest.mark.parametrize(
    ("standing", "debt"),
    [
        (Standing(None, None, "sum", 0), 0),
        (Standing(0, 0, "sum", 0), 0),
        (Standing(-1, -1, "sum", 0), 1),
        (Standing(500, -100, "sum", 0), 0),
        (Standing(500, -100, "any", 0), 100),
        (Standing(-5000, -3000, "any", 0), 3000),
        (Standing(-5000, -3000, "never", 0), 0),
        (Standing(-5000, -3000, "sum", 5000), 0),
        (Standing(-5001, -3000, "sum", 5000), 5001),
        (Standing(-1, -1, "sum", -500), 1),
        (Standing(-1, -1, "", 0), 0),
    ],
)
def test_what_closes_booking(standing: Standing, debt: int) -> None:
    assert standing.debt == debt
    assert bool(standing.reason) == bool(debt)


def test_the_reason_says_how_much_and_what() -> None:
    assert Standing(-1245, -2000, "sum", 0).reason == (
        "Votre compte est débiteur de 12,45\u00a0€\u00a0: réglez-le pour réserver."
    )
    assert Standing(-1245, -2000, "any", 0).reason == (
        "L’un de vos porte-monnaie est débiteur de 20,00\u00a0€\u00a0: réglez-le pour réserver."
    )


@pytest.mark.parametrize("option", [an_option(), full(), full(waiting_list=True)])
def test_nothing_new_is_booked_in_debit(option: Option) -> None:
    owing = option._replace(**OWES)
    verdict = judge(owing, CALENDAR, PRESENT)
    assert (verdict.state, verdict.code) == ("closed", "debit")
    for wish in ("book", "wait"):
        refusal = check(wish, owing, CALENDAR, PRESENT)
        assert refusal is not None and refusal.code == "debit"
        assert "12,45" in refusal.sentence


@pytest.mark.parametrize("option", [booked(), waiting()])
def test_what_is_booked_is_seen_and_cancelled_in_debit(option: Option) -> None:
    owing = option._replace(**OWES)
    assert judge(owing, CALENDAR, PRESENT) == judge(option, CALENDAR, PRESENT)
    assert check("cancel", owing, CALENDAR, PRESENT) is None


def test_a_cancellation_not_transmitted_is_taken_back_in_debit() -> None:
    owing = booked(pending="cancel")._replace(**OWES)
    assert check("book", owing, CALENDAR, PRESENT) is None

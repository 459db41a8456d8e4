"""At night, a seat passes over a family that owes money, which hears of it once."""

import pytest

from tests.jobs.nights import again, pass_night, state_of
from tests.jobs.test_waiting_list import full_day, give_up
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, money
from webapp.booking.models import Booking, Movement
from webapp.mail.models import OutboxMail
from webapp.wallets.models import Wallet

pytestmark = pytest.mark.both_engines
TOLD = (
    "Une place s’est libérée au rang 1, mais votre compte est débiteur de 12,45\u00a0€\u00a0: "
    "elle n’a pas pu vous être attribuée. Vous restez en attente."
)


def test_the_next_in_the_list_has_the_seat(town: Town, clock: Clock) -> None:
    open_day = full_day(town, town.matin)
    purse = Wallet.get(Wallet.code == "loisirs")
    first = a_booking(town.lea, town.martin, open_day, "waiting")
    second = a_booking(town.ines, town.benali, open_day, "waiting")
    money(town.martin, purse, -1245)
    give_up(Booking.get(Booking.state == "booked"))
    pass_night(town, clock.now)
    assert (state_of(first), state_of(second)) == ("waiting", "booked")
    told = Movement.get(Movement.booking == first)
    assert (told.state, told.to_state, told.reason) == ("refused", "waiting", TOLD)
    mail = OutboxMail.get(OutboxMail.context.contains("Place passée au suivant"))
    assert "Une place s’est libérée." in mail.context


def test_it_is_told_once_and_the_seat_is_had_after_the_payment(town: Town, clock: Clock) -> None:
    open_day = full_day(town, town.matin)
    purse = Wallet.get(Wallet.code == "loisirs")
    wait = a_booking(town.lea, town.martin, open_day, "waiting")
    money(town.martin, purse, -1245)
    give_up(Booking.get(Booking.state == "booked"))
    for _ in range(2):
        pass_night(town, clock.now)
    assert Movement.select().where(Movement.booking == wait).count() == 1
    assert again(open_day).taken == 0
    money(town.martin, purse, 1245, kind="payment")
    pass_night(town, clock.now)
    assert state_of(wait) == "booked"

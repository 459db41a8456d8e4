"""The people and the town of the tests, as small functions on the models.

`tests.town` makes the usual ones with them. They write tables directly: what a test observes must
come from operations, what it starts from may not.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from webapp.accounts import passwords
from webapp.accounts.models import Account, AccountFamily
from webapp.activities.models import (
    Activity,
    ActivityCounter,
    Counter,
    CounterDay,
    Enrolment,
    OpenDay,
    Period,
    Supplement,
)
from webapp.booking.models import Booking, BookingSlot, Movement
from webapp.database import write_transaction
from webapp.families.models import Child, Custody, Family, Membership
from webapp.structures.models import Structure
from webapp.wallets.models import CashierOffice, Wallet
from webapp.wallets.operations import Entry, enter

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 27, 9, 30, tzinfo=PARIS)
"""A Friday, at half past nine: the present of every test that does not say otherwise."""

PASSWORD = "deux enfants et un chat"


_numbers = count(1)
UNITS = {"calendar": "jours", "working": "jours ouvrés"}


def sentence(days: int, unit: str, at: str) -> str:
    """A deadline in the words of docs/rules.md."""
    return f"{days} {UNITS[unit]} avant à {at}"


def terms(*, days: int = 4, unit: str = "calendar", at: str = "23:59", cents: int = 1485,
          cancel: str = "comme réserver", **more: Any) -> str:  # fmt: skip
    """The `terms` of an activity; cancelling follows booking unless `cancel` says otherwise;
    `more` are other words of docs/rules.md."""
    price = f"{cents // 100},{cents % 100:02d}"
    stated = {"reserver": sentence(days, unit, at), "annuler": cancel, "prix": price}
    return json.dumps({**stated, **more})


def a_structure(code: str = "carteville", name: str = "CarteVille", **more: Any) -> Structure:
    return Structure.create(code=code, name=name, **more)


def a_family(
    name: str, structure: Structure, *first_names: str, birth: str = "2019-05-14"
) -> Family:
    """A family known to `structure`, with its children."""
    family = Family.create(code=name.lower(), name=name, address="2 rue des Lilas")
    Membership.create(family=family, structure=structure)
    for first_name in first_names:
        a_child(first_name, family, birth=birth)
    return family


def a_child(
    first_name: str, *families: Family, birth: str = "2019-05-14", pattern: str = "always"
) -> Child:
    """A child of one household, or of two that share it."""
    code = f"{families[0].code}-{first_name.lower()}"
    child = Child.create(
        code=code, first_name=first_name, last_name=families[0].name, birth_day=birth
    )
    for family in families:
        Custody.create(child=child, family=family, pattern=pattern)
    return child


@cache
def _hash(password: str) -> str:
    return passwords.hashed(password)


def an_account(
    login: str, family: Family | None = None, *, role: str = "family", **more: Any
) -> Account:
    """An account whose password is `PASSWORD`; of staff if it has no family."""
    values = {"title": "Mme", "first_name": "Camille", "last_name": login.capitalize(),
              "email": f"{login}@exemple.fr", **more}  # fmt: skip
    account = Account.create(login=login, password_hash=_hash(PASSWORD), role=role, **values)
    if family:
        AccountFamily.create(account=account, family=family)
    return account


def an_office(
    structure: Structure, *wallets: Wallet, gateway: str = "payzen", **more: Any
) -> CashierOffice:
    """A cashier's office in test mode that receives the money of `wallets`."""
    shop = {"payzen": "12345678", "payfip": "123456"}[gateway]
    values = {"code": f"regie-{gateway}", "name": "Régie enfance", "mode": "test", "shop": shop}
    office = CashierOffice.create(structure=structure, gateway=gateway, **(values | more))
    for wallet in wallets:
        Wallet.update(office=office).where(Wallet.id == wallet.id).execute()
    return office


def an_activity(
    name: str, wallet: Wallet, slots: str, *, counter: Counter | None = None, **more: Any
) -> Activity:
    """An activity of the wallet's structure; `slots` are words separated by spaces."""
    code = name.lower().replace(" ", "-")
    values = {"short_name": name[:6], "terms": terms(), **more}
    activity = Activity.create(
        structure=wallet.structure, wallet=wallet, code=code, name=name, slots=slots, **values
    )
    if counter:
        ActivityCounter.create(activity=activity, counter=counter)
    return activity


def open_days(
    activity: Activity,
    days: Iterable[date],
    period: Period | None = None,
    capacity: int | None = None,
) -> list[OpenDay]:
    """The activity runs on these days."""
    return [
        OpenDay.create(activity=activity, day=day, period=period, capacity=capacity) for day in days
    ]


def enrol(
    child: Child,
    *activities: Activity,
    first: date = date(2026, 1, 1),
    last: date = date(2028, 12, 31),
) -> None:
    for activity in activities:
        Enrolment.create(child=child, activity=activity, first_day=first, last_day=last)


def a_supplement(
    open_day: OpenDay, name: str = "Piscine", cents: int = 350, capacity: int | None = None
) -> Supplement:
    return Supplement.create(
        open_day=open_day, code=name.lower(), name=name, cents=cents, capacity=capacity
    )


def a_booking(
    child: Child, family: Family, open_day: OpenDay, state: str = "booked", **more: Any
) -> Booking:
    """A booking as validation leaves it: seats taken, parts of the day filled."""
    activity = open_day.activity
    booking = Booking.create(
        structure=activity.structure, family=family, child=child, open_day=open_day,
        day=open_day.day, state=state, cents=1485, created_at=NOW,
        waiting_since=NOW if state == "waiting" else None, **more,
    )  # fmt: skip
    if state == "booked":
        take_seat(open_day)
        for slot in activity.slots.split():
            BookingSlot.create(booking=booking, child=child, day=open_day.day, slot=slot)
    return booking


def take_seat(open_day: OpenDay, seats: int = 1) -> None:
    """Seats gone, on the open day and on each counter of its activity."""
    OpenDay.update(taken=OpenDay.taken + seats).where(OpenDay.id == open_day.id).execute()
    counters = [link.counter_id for link in open_day.activity.counters]
    CounterDay.update(taken=CounterDay.taken + seats).where(
        CounterDay.counter.in_(counters), CounterDay.day == open_day.day
    ).execute()


def a_movement(booking: Booking, kind: str = "book", **more: Any) -> Movement:
    """A request for a booking, « Non transmis » unless told otherwise."""
    values = {"from_state": "", "to_state": "booked", "cents": booking.cents, "requested_at": NOW,
              "author": "Mme Camille Martin", **more}  # fmt: skip
    return Movement.create(
        structure=booking.structure, family=booking.family, child=booking.child,
        booking=booking, day=booking.day, kind=kind, **values,
    )  # fmt: skip


def money(family: Family, wallet: Wallet, cents: int, **more: Any) -> None:
    """An entry of the ledger, a correction unless `more` says otherwise."""
    values = {"kind": "correction", "source": str(next(_numbers)), "label": "Essai", **more}
    with write_transaction():
        enter([Entry(family.id, wallet.id, "2026-11-01", cents, **values)], int(NOW.timestamp()))


def weekdays(first: date, count: int) -> list[date]:
    """`count` days from Monday to Friday, from `first` on."""
    found = (first + timedelta(offset) for offset in range(count * 2 + 7))
    return [day for day in found if day.weekday() < 5][:count]

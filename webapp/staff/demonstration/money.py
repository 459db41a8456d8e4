"""Two months of consumptions, and the payments that follow them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from webapp.staff.demonstration.catalogue import BY_KEY
from webapp.staff.demonstration.people import Family, People
from webapp.staff.demonstration.register import Booking, Register

MEANS = ("CB", "CB", "CB", "chèque", "espèces")
UNPAID = 0.06
AHEAD = 3000


@dataclass(frozen=True)
class Payment:
    family: Family
    structure: str
    wallet: str
    day: date
    cents: int
    means: str
    number: str


def consumed(register: Register) -> list[tuple[Booking, int]]:
    """Past bookings with what they cost, supplements included."""
    extras: dict[tuple[str, date, tuple[str, str]], int] = defaultdict(int)
    past = [b for b in register.bookings if b.day < register.today and not b.waiting]
    for booking in past:
        if booking.extra:
            extras[booking.child.code, booking.day, booking.key] += booking.cents
    return [
        (b, b.cents + extras[b.child.code, b.day, b.key]) for b in past if not b.extra
    ]  # fmt: skip


def paid(
    people: People, consumptions: list[tuple[Booking, int]], today: date, chance: Random
) -> list[Payment]:
    """Most families pay in two goes, rounded up; some forget the second; the Martins nearly all."""
    due: dict[tuple[str, str, str], int] = defaultdict(int)
    for booking, cents in consumptions:
        wallet = BY_KEY[booking.key].wallet
        due[booking.child.family_of(booking.day), booking.key[0], wallet] += cents
    for structure, wallet in {(o.structure, o.wallet): None for o in BY_KEY.values()}:
        for family in people.shown():
            if structure in family.structures:
                due[family.code, structure, wallet] += AHEAD
    families = {family.code: family for family in people.families}
    payments = []
    for (code, structure, wallet), cents in sorted(due.items()):
        for ago, part in _parts(people, families[code], cents, chance):
            day = today - timedelta(ago)
            means = chance.choice(MEANS)
            number = f"{chance.randint(1_000_000, 9_999_999)}" if means == "chèque" else ""
            payments.append(Payment(families[code], structure, wallet, day, part, means, number))
    return payments


def _parts(people: People, family: Family, cents: int, chance: Random) -> list[tuple[int, int]]:
    """(days ago, cents) of each payment."""
    first, last = chance.randint(35, 55), chance.randint(4, 25)
    if family is people.martin:
        return [(first, min(500, cents // 2))] if cents >= 2 else []
    half = -(-cents // 2000) * 1000
    if family is not people.dupont and chance.random() < UNPAID and family not in people.shown():
        return [(first, half)]
    return [(first, half), (last, half + chance.choice((0, 0, 1000, 2000)))]

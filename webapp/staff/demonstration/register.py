"""The bookings of CarteVille: seats, parts of the day, kitchen and rules hold here as in
Marelle."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from webapp.staff.demonstration.asking import Key, Rules
from webapp.staff.demonstration.catalogue import EATING, EXTRAS
from webapp.staff.demonstration.opening import Opening
from webapp.staff.demonstration.people import Child

__all__ = ["Booking", "Key", "Register"]

EXTRA_CENTS = {code: cents for code, _, cents, _ in EXTRAS}


@dataclass(frozen=True)
class Booking:
    key: Key
    day: date
    child: Child
    extra: str
    waiting: bool
    since: datetime
    cents: int


@dataclass
class Register:
    opening: Opening
    rules: Rules
    today: date
    chance: Random
    bookings: list[Booking] = field(default_factory=list)
    # Parts of the day, and supplements, that a child has.
    _filled: set[tuple[str, date, str]] = field(default_factory=set)
    _children: dict[tuple[Key, date], list[Child]] = field(default_factory=dict)
    # Days of an activity that a child has in a month.
    _months: Counter[tuple[str, Key, int, int]] = field(default_factory=Counter)

    def book(self, child: Child, key: Key, day: date) -> bool:
        """Book if the day is open, the child enrolled and free, a seat left, and the rules of the
        activity agree."""
        open_day = self.opening.of(key, day)
        if open_day is None or key not in child.activities or open_day.full:
            return False
        places = {(child.code, day, slot) for slot in open_day.offer.slots.split()}
        kitchen = self.opening.kitchen[day] if key in EATING else None
        if places & self._filled or (kitchen and kitchen.full):
            return False
        if not self.may(child, key, day):
            return False
        self._months[child.code, key, day.year, day.month] += 1
        self._filled |= places
        open_day.taken += 1
        if kitchen:
            kitchen.taken += 1
        self._children.setdefault((key, day), []).append(child)
        self._add(key, day, child, "", self.rules.cents(child, key, day))
        return True

    def may(self, child: Child, key: Key, day: date) -> bool:
        """True if the rules of the activity let the child come."""
        same_month = self._months[child.code, key, day.year, day.month]
        return self.rules.admit(child, key, day, same_month)

    def add_extra(self, child: Child, key: Key, day: date, code: str) -> bool:
        """Book a supplement for a child booked that day."""
        open_day = self.opening.of(key, day)
        extra = open_day.extras.get(code) if open_day else None
        if extra is None or extra.full or child not in self.booked(key, day):
            return False
        if (child.code, day, code) in self._filled:
            return False
        self._filled.add((child.code, day, code))
        extra.taken += 1
        self._add(key, day, child, code, EXTRA_CENTS[code])
        return True

    def wait(self, child: Child, key: Key, day: date, since: datetime) -> None:
        cents = self.rules.cents(child, key, day)
        self.bookings.append(Booking(key, day, child, "", True, since, cents))

    def is_free(self, child: Child, key: Key, day: date) -> bool:
        """True if no booking of the child meets the activity that day."""
        slots = self.opening.days[(*key, day)].offer.slots.split()
        return not any((child.code, day, slot) in self._filled for slot in slots)

    def booked(self, key: Key, day: date) -> list[Child]:
        return self._children.get((key, day), [])

    def _add(self, key: Key, day: date, child: Child, extra: str, cents: int) -> None:
        self.bookings.append(Booking(key, day, child, extra, False, self._since(day), cents))

    def _since(self, day: date) -> datetime:
        """A moment some days before the day, and before today."""
        asked = min(day, self.today) - timedelta(self.chance.randint(10, 30))
        return datetime.combine(asked, time(self.chance.randint(7, 22), self.chance.randint(0, 59)))

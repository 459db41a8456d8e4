"""What must be seen for the Dupont children on any day of any year, by construction.

The days that matter are those on which the leisure centre takes children for the day:
Wednesdays in term, Monday to Friday in the holidays. Two months always have enough of them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webapp.staff.demonstration.calendars import Calendar, days
from webapp.staff.demonstration.catalogue import BY_KEY, EXTRAS, MAIRIE
from webapp.staff.demonstration.opening import Opening, add_extras
from webapp.staff.demonstration.people import Child, Family, People
from webapp.staff.demonstration.register import Key, Register

DAY = timedelta(1)
CHANGEABLE_FROM = 10  # every deadline of the town is past this many days from today
SEEN = 60
AHEAD = 3  # families before the Dupont child on the waiting list


@dataclass(frozen=True)
class Scenes:
    """`kept`: booked, changeable, with supplements. `waited`: full, Lilou is fourth. `full`:
    nothing left. `free`: open, with supplements. `kept_by_one`: booked for Lilou alone."""

    kept: date
    waited: date
    full: date
    free: date
    kept_by_one: date

    @property
    def reserved(self) -> tuple[date, ...]:
        return (self.waited, self.full, self.free)


def choose(calendar: Calendar, today: date) -> Scenes:
    """Days spread over the two months ahead, far enough for every deadline."""
    long_days = sorted(calendar.wednesdays + calendar.holiday_weekdays)
    ahead = [d for d in long_days if CHANGEABLE_FROM <= (d - today).days <= SEEN]
    step = max(1, len(ahead) // 5)
    return Scenes(*ahead[: 5 * step : step][:5])


def day_activity(calendar: Calendar, child: Child, day: date) -> Key:
    """The activity that takes the child for the whole day."""
    if day in calendar.wednesdays:
        return MAIRIE, "mercredi-journee"
    return MAIRIE, "alsh35-journee" if child.age < 6 else "alsh612-journee"


def play_dupont(register: Register, calendar: Calendar, scenes: Scenes, people: People) -> None:
    """The Dupont children's bookings, before anybody else takes their seats."""
    today = register.today
    lilou, anae = people.dupont.children
    for day in (scenes.kept, scenes.free):
        add_extras(register.opening, day)
    for child in (lilou, anae):
        register.book(child, day_activity(calendar, child, scenes.kept), scenes.kept)
    register.add_extra(lilou, day_activity(calendar, lilou, scenes.kept), scenes.kept, "poney")
    kept = scenes.kept_by_one
    register.book(lilou, day_activity(calendar, lilou, kept), kept)
    # After the days that must be: there are four Wednesdays a month at most.
    _past_and_near(register, calendar, lilou, today + 4 * DAY)
    _past_and_near(register, calendar, anae, today + DAY)
    saturdays = [d for d in calendar.saturdays if -14 <= (d - today).days <= 35]
    for day in saturdays[::2]:
        register.book(lilou, (MAIRIE, "stage"), day)
    for day in calendar.school_days:
        if 6 <= (day - today).days <= 27 and day.weekday() in (0, 3):
            register.book(lilou, (MAIRIE, "restauration"), day)


def _past_and_near(register: Register, calendar: Calendar, child: Child, eats: date) -> None:
    """Every day until the coming week: those still to come are too late to change. Meals until
    `eats`: the next ones cost more by now."""
    today = register.today
    for day in days(today - 45 * DAY, today + 7 * DAY):
        if day in calendar.school_days:
            if day <= eats:
                register.book(child, (MAIRIE, "restauration"), day)
            if day.weekday() in (0, 4):
                register.book(child, (MAIRIE, "accueil-soir"), day)
        elif day.isocalendar().week % 3 or day >= today:
            register.book(child, day_activity(calendar, child, day), day)


def play_named(register: Register, calendar: Calendar, family: Family) -> None:
    """A named family books most days of the two months past and of the coming weeks."""
    today = register.today
    for child in family.children:
        for day in days(today - 60 * DAY, today + 21 * DAY):
            if day.weekday() == 4 and day > today:
                continue
            meal = day in calendar.school_days
            key = (MAIRIE, "restauration") if meal else day_activity(calendar, child, day)
            register.book(child, key, day)
            register.book(child, (MAIRIE, "accueil-soir"), day)


def fill(register: Register, people: People, key: Key, day: date, seats: int) -> None:
    """Book children until `seats` are taken; the Duponts are left out."""
    open_day = register.opening.of(key, day)
    children = [
        c for c in people.children if c.family != people.dupont.code and key in c.activities
    ]
    register.chance.shuffle(children)
    for child in children:
        if open_day is None or open_day.taken >= seats:
            return
        register.book(child, key, day)


def play_full_days(register: Register, calendar: Calendar, scenes: Scenes, people: People) -> None:
    """Full days, the waiting list and the supplements, after everybody has booked."""
    lilou, anae = people.dupont.children
    for child in (lilou, anae):
        for day in (scenes.waited, scenes.full):
            key = day_activity(calendar, child, day)
            fill(register, people, key, day, BY_KEY[key].seats)
        for day in (scenes.kept, scenes.free):
            key = day_activity(calendar, child, day)
            fill(register, people, key, day, 20)
            _fill_extras(register, people, key, day)
    _queue(register, people, day_activity(calendar, lilou, scenes.waited), scenes.waited, lilou)


def _fill_extras(register: Register, people: People, key: Key, day: date) -> None:
    """The circus full, the others begun."""
    wanted = {"cirque": 99, "piscine": 5, "poney": 2}
    for code, _, _, _ in EXTRAS:
        for child in register.booked(key, day)[: wanted[code]]:
            if child.family != people.dupont.code:
                register.add_extra(child, key, day, code)


def _queue(register: Register, people: People, key: Key, day: date, lilou: Child) -> None:
    """Three families, Lilou, two families."""
    booked = register.booked(key, day)
    others: dict[str, Child] = {}
    for child in people.children:
        known = key in child.activities and child.family != people.dupont.code
        free = child not in booked and register.is_free(child, key, day)
        if known and free and not child.other_family and register.may(child, key, day):
            others.setdefault(child.family, child)
    queue = list(others.values())[: AHEAD + 2]
    queue.insert(AHEAD, lilou)
    start = datetime.combine(register.today - 8 * DAY, time(8, 12))
    for place, child in enumerate(queue):
        register.wait(child, key, day, start + place * timedelta(hours=7, minutes=23))


def crowd_kitchen(opening: Opening, calendar: Calendar, today: date) -> None:
    """One school day to come has no meal left though the activity has seats."""
    for day in calendar.school_days:
        kitchen = opening.kitchen[day]
        if (day - today).days >= 8 and day.weekday() in (1, 4) and kitchen.taken:
            kitchen.capacity = kitchen.taken
            return

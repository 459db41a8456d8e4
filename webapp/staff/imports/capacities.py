"""Seats: what the folder's bookings take, and whether the capacities hold them."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from webapp.activities.rules.terms import parse
from webapp.database import marks, rows
from webapp.families.rules import of_age
from webapp.staff.imports.bookings import is_booked
from webapp.staff.imports.files import (
    ACTIVITIES,
    BOOKINGS,
    CHILDREN,
    COUNTER_DAYS,
    COUNTERS,
    OPEN_DAYS,
    SUPPLEMENTS,
)
from webapp.staff.imports.picture import Picture
from webapp.staff.imports.problems import Problem
from webapp.staff.imports.reading import Row
from webapp.staff.imports.specs import FileSpec, Natural
from webapp.staff.imports.values import Value, ages_range, shown_key

BIRTHS = """
SELECT d.birth_day FROM booking b JOIN child d ON d.id = b.child_id
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
JOIN structure s ON s.id = a.structure_id
WHERE s.code = ? AND od.day = ? AND a.code IN ({marks})
  AND b.supplement_id IS NULL AND b.state = 'booked'
"""


class Seats:
    """Seats that the new bookings take, by file and natural key of what is taken from."""

    def __init__(self, picture: Picture, new: list[Row]) -> None:
        self.taken: dict[str, Tally[Natural]] = defaultdict(Tally)
        self.last: dict[tuple[str, Natural], Row] = {}
        counters = counters_of(picture)
        for row in new:
            if not is_booked(row):
                continue
            supplement: Any = row.fields["supplement_id"]
            if supplement:
                self._take(SUPPLEMENTS, supplement, row)
                continue
            open_day: Any = row.fields["open_day_id"]
            self._take(OPEN_DAYS, open_day, row)
            for counter, ages in counters.get(open_day[:2], ()):
                held = (*counter, open_day[2]) in picture.final(COUNTER_DAYS.name)
                if held and (not ages or _is_of(ages, picture, row)):
                    self._take(COUNTER_DAYS, (*counter, open_day[2]), row)

    def _take(self, spec: FileSpec, key: Natural, row: Row) -> None:
        self.taken[spec.name][key] += 1
        self.last[spec.name, key] = row


def fill_capacities(picture: Picture) -> None:
    """Where a line leaves the places of a day to the rules of the activity, they say them; before
    anybody looks at the final picture. Without the column, known days stay as they are."""
    activities = picture.final(ACTIVITIES.name)
    for key, row in picture.keys[OPEN_DAYS.name].items():
        left = row.fields.get("capacity") is None
        known = "capacity" not in row.fields and key in picture.known.ids[OPEN_DAYS.name]
        activity = activities.get(key[:2])
        if left and not known and activity:
            day = date.fromisoformat(str(row.values["jour"]))
            row.fields["capacity"] = parse(activity["terms"]).places.whole(day)


def counters_of(picture: Picture) -> dict[Natural, list[tuple[Natural, str]]]:
    """The counters that each activity takes from, and for which ages (« 3-5 », empty: all)."""
    found: dict[Natural, list[tuple[Natural, str]]] = defaultdict(list)
    [link] = COUNTERS.links
    for counter, codes in picture.final_links(COUNTERS, link.column).items():
        for code in codes:
            found[counter[0], code].append((counter, picture.ages(COUNTERS, link, counter)[1]))
    return found


def _is_of(ages: str, picture: Picture, row: Row) -> bool:
    child: Any = row.fields["child_id"]
    birth = picture.final(CHILDREN.name)[child]["birth_day"]
    return of_age(birth, str(row.values["jour"]), *ages_range(ages))


def new_counter_days(picture: Picture) -> dict[Natural, tuple[int, int]]:
    """Seats taken and released that a counter's new day starts with: those of its activities, or,
    for a counter of some ages, those that children of these ages have."""
    links = picture.final_links(COUNTERS, "activites")
    [link] = COUNTERS.links
    known = picture.known.rows[OPEN_DAYS.name]
    found: dict[Natural, tuple[int, int]] = {}
    for key in picture.keys[COUNTER_DAYS.name]:
        if key in picture.known.ids[COUNTER_DAYS.name]:
            continue
        structure, counter, day = key
        codes = links.get((structure, counter), ())
        ages = picture.ages(COUNTERS, link, (structure, counter))[1]
        held = [(d["taken"], d["released"]) for c in codes if (d := known.get((structure, c, day)))]
        taken = sum(h[0] for h in held)
        if ages and taken:
            found[key] = (_taken_by(structure, codes, str(day), ages), 0)
        else:
            found[key] = (taken, sum(h[1] for h in held))
    return found


def _taken_by(structure: Value, codes: tuple[Any, ...], day: str, ages: str) -> int:
    births = rows(BIRTHS.format(marks=marks(codes)), structure, day, *codes)
    return sum(of_age(birth, day, *ages_range(ages)) for (birth,) in births)


def check_capacities(picture: Picture, seats: Seats) -> Iterator[Problem]:
    """One problem for each capacity that the seats would exceed."""
    starts = new_counter_days(picture)
    for spec in (OPEN_DAYS, COUNTER_DAYS, SUPPLEMENTS):
        final = picture.final(spec.name)
        for key in {**picture.keys[spec.name], **seats.taken[spec.name]}:
            if key in final:
                held = starts[key][0] if key in starts else final[key]["taken"]
                yield from _exceeded(picture, spec, key, final[key], held, seats)


def _exceeded(
    picture: Picture,
    spec: FileSpec,
    key: Natural,
    final: Mapping[str, Any],
    held: int,
    seats: Seats,
) -> Iterator[Problem]:
    added = seats.taken[spec.name][key]
    if final["capacity"] is None or held + added <= final["capacity"]:
        return
    row = picture.keys[spec.name].get(key)
    needed = (
        f"{held} dans la base et {added} dans {BOOKINGS.name}"
        if held
        else f"{added} dans {BOOKINGS.name}"
    )
    if row is not None:
        yield row.problem(
            "capacite", f"attendu, au moins {held + added} : places déjà prises, {needed}"
        )
    else:
        last = seats.last[spec.name, key]
        needed = f"{final['capacity']} places et il en faudrait {held + added}"
        yield last.problem("jour", f"« {shown_key(key)} » a {needed}")

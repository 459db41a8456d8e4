"""Seats: what the folder's bookings take, and whether the capacities hold them."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from webapp.activities.rules.terms import parse
from webapp.staff.imports.bookings import is_booked
from webapp.staff.imports.files import (
    ACTIVITIES,
    BOOKINGS,
    COUNTER_DAYS,
    COUNTERS,
    OPEN_DAYS,
    SUPPLEMENTS,
)
from webapp.staff.imports.picture import Picture
from webapp.staff.imports.problems import Problem
from webapp.staff.imports.reading import Row
from webapp.staff.imports.specs import FileSpec, Natural
from webapp.staff.imports.values import shown_key


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
            for counter in counters.get(open_day[:2], ()):
                if (*counter, open_day[2]) in picture.final(COUNTER_DAYS.name):
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
            row.fields["capacity"] = parse(activity["terms"]).places.capacity(day, None)


def counters_of(picture: Picture) -> dict[Natural, list[Natural]]:
    """The counters that each activity takes from."""
    found: dict[Natural, list[Natural]] = defaultdict(list)
    for counter, codes in picture.final_links(COUNTERS, "activites").items():
        for code in codes:
            found[counter[0], code].append(counter)
    return found


def new_counter_days(picture: Picture) -> dict[Natural, tuple[int, int]]:
    """Seats taken and released that a counter's new day starts with: those of its activities."""
    links = picture.final_links(COUNTERS, "activites")
    known = picture.known.rows[OPEN_DAYS.name]
    found: dict[Natural, tuple[int, int]] = {}
    for key in picture.keys[COUNTER_DAYS.name]:
        if key in picture.known.ids[COUNTER_DAYS.name]:
            continue
        structure, counter, day = key
        days = [known.get((structure, code, day)) for code in links.get((structure, counter), ())]
        held = [(d["taken"], d["released"]) for d in days if d]
        found[key] = (sum(h[0] for h in held), sum(h[1] for h in held))
    return found


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

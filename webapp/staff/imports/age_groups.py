"""Places by age group (`places.ages` of the rules): a counter for each group of an activity, with
its places on each open day. They are rows as if compteurs.csv and compteurs_jours.csv said them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from webapp.activities.rules.places import Places
from webapp.activities.rules.terms import parse
from webapp.staff.imports.files import ACTIVITIES, COUNTER_DAYS, COUNTERS, OPEN_DAYS
from webapp.staff.imports.picture import Picture
from webapp.staff.imports.problems import Problem
from webapp.staff.imports.reading import Row
from webapp.staff.imports.specs import FileSpec, Natural
from webapp.staff.imports.values import ages_text

LONGEST_CODE = 29
"""So that the code of a group stays a code of 40 characters."""


def prefix_of(activity: object) -> str:
    """How the codes of an activity's groups begin: « alsh_ages_ », then « 3-5 » or « 6-plus »."""
    return f"{activity}_ages_"


def add_age_groups(picture: Picture) -> None:
    """Add the counters of the groups, and their days, to the picture; before anybody looks at what
    they will be. A group that is no longer stated is unlinked."""
    days = _open_days(picture)
    for key, fields in picture.final(ACTIVITIES.name).items():
        told_at = picture.keys[ACTIVITIES.name].get(key)
        given = [row for _, row in days.get(key, ()) if row]
        if not told_at and not given:
            continue
        places = parse(fields["terms"]).places
        codes = set()
        for ages, seats in places.ages:
            code = prefix_of(key[1]) + ages_text(ages.least, ages.most).replace("+", "-plus")
            codes.add(code)
            label = ages_text(ages.least, ages.most)
            _add_counter(picture, key, code, label, str(fields["name"]), told_at or given[0])
            for day, row in days.get(key, ()):
                _add_day(picture, (key[0], code, day), places, seats, row or told_at or given[0])
        for stale in _stale(picture, key, codes):
            _add_counter(picture, key, stale, None, "", told_at or given[0])


def too_long(picture: Picture) -> Iterator[Problem]:
    """Activities whose code leaves no room for that of a group."""
    for key, row in picture.keys[ACTIVITIES.name].items():
        if len(str(key[1])) > LONGEST_CODE and parse(str(row.fields["terms"])).places.ages:
            expected = f"{LONGEST_CODE} caractères au plus, avec des places par groupe d’âge"
            yield row.problem("code", f"attendu, un code de {expected}")


def _open_days(picture: Picture) -> dict[Natural, list[tuple[str, Row | None]]]:
    """The days of each activity, with their line of the folder if there is one."""
    found: dict[Natural, list[tuple[str, Row | None]]] = {}
    given = picture.keys[OPEN_DAYS.name]
    for key in {**picture.known.ids[OPEN_DAYS.name], **given}:
        found.setdefault(key[:2], []).append((str(key[2]), given.get(key)))
    return found


def _stale(picture: Picture, activity: Natural, codes: set[str]) -> Iterator[str]:
    links = picture.known.links[COUNTERS.name, "activites"]
    for (structure, code), linked in links.items():
        ours = structure == activity[0] and str(code).startswith(prefix_of(activity[1]))
        if ours and code not in codes and linked:
            yield str(code)


def _add_counter(
    picture: Picture, activity: Natural, code: str, ages: str | None, name: str, told_at: Row
) -> None:
    """The counter of a group; unlinked if `ages` is None."""
    structure, linked = activity[0], () if ages is None else (activity[1],)
    values: dict[str, Any] = {"structure": structure, "code": code, "activites": linked}
    fields: dict[str, Any] = {"code": code, "structure_id": (structure,)}
    if ages is not None:
        values |= {"ages": ages, "nom": f"{name[:100]}, {ages}\u00a0ans"}
        fields["name"] = values["nom"]
    _add(picture, COUNTERS, Row(COUNTERS.name, 0, values, {}, fields, told_at))


def _add_day(
    picture: Picture, key: tuple[Any, str, str], places: Places, seats: int, told_at: Row
) -> None:
    """The places of a group on a day; without limit where `places.dates` counts the whole day."""
    structure, code, day = key
    whole = places.whole(date.fromisoformat(day)) is not None
    capacity = None if whole else seats
    values: dict[str, Any] = {
        "structure": structure, "compteur": code, "jour": day, "capacite": capacity,
    }  # fmt: skip
    fields = {"day": day, "capacity": capacity, "counter_id": (structure, code)}
    _add(picture, COUNTER_DAYS, Row(COUNTER_DAYS.name, 0, values, {}, fields, told_at))


def _add(picture: Picture, spec: FileSpec, row: Row) -> None:
    key = spec.natural(row.values)
    picture.tables[spec.name].rows.append(row)
    if key is not None:
        picture.keys[spec.name].setdefault(key, row)

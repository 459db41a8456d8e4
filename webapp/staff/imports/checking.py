"""What no single cell can tell: keys given twice, references to nothing, impossible spans."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from webapp.database import marks, rows
from webapp.staff.imports.files import (
    ACCOUNTS,
    ACTIVITIES,
    CONSUMPTIONS,
    COUNTERS,
    CUSTODY,
    ENROLMENTS,
    EXCEPTIONS,
    FILES,
    OPEN_DAYS,
    PAYMENTS,
    PERIODS,
    STRUCTURES,
)
from webapp.staff.imports.folder import referred
from webapp.staff.imports.known import chunks
from webapp.staff.imports.picture import Picture
from webapp.staff.imports.problems import Problem
from webapp.staff.imports.reading import Row
from webapp.staff.imports.specs import FileSpec, Natural
from webapp.staff.imports.values import INSTANT, french_day, shown_key

OWNERS = CONSUMPTIONS.references
# Fees are beside the days; a line beside another one that was imported is a correction.
CHARGED = """
SELECT c.family_id, c.child_id, c.activity_id, c.day,
  CASE WHEN c.label = '' THEN a.name ELSE c.label END
FROM consumption c JOIN activity a ON a.id = c.activity_id
WHERE c.family_id IN ({marks}) AND c.day BETWEEN ? AND ? AND c.kind NOT IN ('import', 'fee')
"""
SPANS = (("du", "au"), ("ouverture", "fermeture"))


def check(picture: Picture) -> Iterator[Problem]:
    """Every problem of the folder as a whole, bookings and capacities apart."""
    for spec in FILES:
        yield from _twice(picture, spec)
        yield from _dangling(picture, spec)
        yield from _backwards(picture, spec)
    for checked in (
        _same_address,
        _overlapping_enrolments,
        _custody_days,
        _custody_exceptions,
        _accounts,
        _outside_period,
        _changed_history,
        _charged_already,
        _changed_slots,
        _changed_counters,
    ):
        yield from checked(picture)


def _twice(picture: Picture, spec: FileSpec) -> Iterator[Problem]:
    """The row reported is the second one; the message names the line of the first."""
    for row in picture.rows(spec):
        key = spec.natural(row.values)
        first = picture.keys[spec.name].get(key) if key else None
        if first is not None and first is not row:
            columns = ", ".join(spec.key)
            yield row.problem(
                spec.key[-1], f"ligne en double ({columns}), déjà donnée ligne {first.line}"
            )


def _dangling(picture: Picture, spec: FileSpec) -> Iterator[Problem]:
    for row in picture.rows(spec):
        for reference in spec.references:
            if reference.field not in row.fields:
                continue
            key = referred(reference, row)
            if key is not None and not picture.holds(reference.to, key):
                yield _missing(row, reference.columns[-1], reference.to, key)
        for link in spec.links:
            within = tuple(row.values[name] for name in link.within)
            for code in row.values.get(link.column) or ():  # type: ignore[union-attr]
                if not picture.holds(link.to, (*within, code)):
                    yield _missing(row, link.column, link.to, (*within, code))


def _missing(row: Row, column: str, file: str, key: Natural) -> Problem:
    return row.problem(column, f"« {shown_key(key)} » n’est ni dans {file} ni dans la base")


def _backwards(picture: Picture, spec: FileSpec) -> Iterator[Problem]:
    spans = [s for s in SPANS if s[0] in spec.by_name]
    for row in picture.rows(spec) if spans else ():
        for first, last in spans:
            start, end = row.values.get(first), row.values.get(last)
            if start is None or end is None:
                continue
            strict = spec.by_name[first].kind is INSTANT
            if start > end or (strict and start == end):  # type: ignore[operator]
                yield row.problem(last, f"attendu, après « {first} » ({row.raw[first]})")


def _same_address(picture: Picture) -> Iterator[Problem]:
    """Two structures with one address: the second would never be found."""
    taken: dict[str, Natural] = {}
    for key, fields in picture.final(STRUCTURES.name).items():
        part = fields["slug"] or str(fields["code"]).lower()
        other, row = taken.setdefault(part, key), picture.keys[STRUCTURES.name].get(key)
        row = row or picture.keys[STRUCTURES.name].get(other)
        if other != key and row is not None:
            expected = f"« {part} » est déjà l’adresse d’une autre structure"
            yield row.problem("adresse_portail", expected)


def _overlapping_enrolments(picture: Picture) -> Iterator[Problem]:
    spans: dict[Natural, list[tuple[str, str, Natural]]] = defaultdict(list)
    for key, fields in picture.final(ENROLMENTS.name).items():
        spans[key[:3]].append((fields["first_day"], fields["last_day"], key))
    given = picture.keys[ENROLMENTS.name]
    for entries in spans.values():
        for (_, end, before), (start, _, after) in pairwise(sorted(entries)):
            row = given.get(after) or given.get(before)
            if start <= end and row is not None:
                yield row.problem("du", _overlap(picture, row, before, after))


def _overlap(picture: Picture, row: Row, before: Natural, after: Natural) -> str:
    key = before if picture.keys[ENROLMENTS.name].get(after) is row else after
    other = picture.keys[ENROLMENTS.name].get(key)
    where = f"ligne {other.line}" if other else f"dans la base, à partir du {shown_key(key[-1:])}"
    return f"cette inscription en chevauche une autre du même enfant à la même activité ({where})"


def _custody_days(picture: Picture) -> Iterator[Problem]:
    for row in picture.rows(CUSTODY):
        dates = row.values.get("rythme") == "dates"
        if dates and not row.values.get("jours"):
            yield row.problem(
                "jours", "attendu, les dates de garde puisque le rythme est « dates »"
            )
        if row.values.get("jours") and not dates:
            yield row.problem("jours", "attendu vide, sauf si le rythme est « dates »")


def _custody_exceptions(picture: Picture) -> Iterator[Problem]:
    """Each is of a household of the child; two of a child have no day in common."""
    custody = picture.final(CUSTODY.name)
    spans: dict[Natural, list[tuple[str, str, Natural]]] = defaultdict(list)
    for key, fields in picture.final(EXCEPTIONS.name).items():
        spans[key[:1]].append((fields["first_day"], fields["last_day"], key))
    given = picture.keys[EXCEPTIONS.name]
    for row in given.values():
        if CUSTODY.name not in picture.doubtful and (
            (row.values["famille"], row.values["enfant"]) not in custody
        ):
            yield row.problem("famille", "cette famille n’a pas l’enfant (gardes.csv)")
    for entries in spans.values():
        for (_, end, before), (start, _, after) in pairwise(sorted(entries)):
            found = given.get(after) or given.get(before)
            if start <= end and found is not None:
                other = shown_key((before if found is given.get(after) else after)[1:])
                yield found.problem("du", f"cette exception en chevauche une autre, du {other}")


def _accounts(picture: Picture) -> Iterator[Problem]:
    for key, row in picture.keys[ACCOUNTS.name].items():
        role = picture.final(ACCOUNTS.name)[key]["role"]
        families = picture.final_links(ACCOUNTS, "familles").get(key)
        if role == "family" and not families:
            yield row.problem("familles", "attendu, au moins une famille pour un compte de famille")
        if role != "family" and families:
            yield row.problem("familles", "attendu vide pour un compte d’agent ou d’administrateur")


def _outside_period(picture: Picture) -> Iterator[Problem]:
    periods = picture.final(PERIODS.name)
    days = picture.final(OPEN_DAYS.name)
    for key, row in picture.keys[OPEN_DAYS.name].items():
        period = periods.get(days[key]["period_id"] or ())
        day = str(row.values["jour"])
        if period and not period["first_day"] <= day <= period["last_day"]:
            first, last = french_day(period["first_day"]), french_day(period["last_day"])
            yield row.problem("jour", f"attendu, un jour de la période, du {first} au {last}")


def _changed_history(picture: Picture) -> Iterator[Problem]:
    """Money that was entered stays: a correction is a line of its own."""
    for spec in (CONSUMPTIONS, PAYMENTS):
        for key, row in picture.keys[spec.name].items():
            before = picture.known.rows[spec.name].get(key)
            for field, value in row.fields.items() if before else ():
                if before and value != before[field]:
                    name, shown = spec.shown(field, before[field])
                    expected = f"attendu « {shown} », déjà enregistré sous ce code"
                    yield row.problem(name, f"{expected} ; corrigez par une nouvelle ligne")


def _charged_already(picture: Picture) -> Iterator[Problem]:
    """No family pays twice for a day that the night has charged."""
    known = picture.known
    new: list[tuple[list[Any], Row]] = []
    for key, row in picture.keys[CONSUMPTIONS.name].items():
        owners: list[Any] = [known.ids[r.to].get(row.fields[r.field]) for r in OWNERS]
        if key not in known.rows[CONSUMPTIONS.name] and None not in owners:
            new.append((owners, row))
    days = [str(row.values["jour"]) for _, row in new]
    charged: dict[tuple[Any, ...], str] = {}
    for families in chunks({owners[0]: None for owners, _ in new}):
        sql = CHARGED.format(marks=marks(families))
        for *place, name in rows(sql, *families, min(days), max(days)):
            charged[tuple(place)] = name
    for owners, row in new:
        label = charged.get((*owners, row.values["jour"]))
        if label is not None:
            yield row.problem("jour", f"ce jour est déjà facturé dans la base ({label})")


def _changed_slots(picture: Picture) -> Iterator[Problem]:
    for key, row in picture.keys[ACTIVITIES.name].items():
        before = picture.known.rows[ACTIVITIES.name].get(key)
        if before and before["slots"] != row.fields["slots"] and _is_booked(picture, key):
            yield row.problem(
                "creneaux", f"attendu « {before['slots']} », l’activité a déjà des réservations"
            )


def _changed_counters(picture: Picture) -> Iterator[Problem]:
    for key, row in picture.keys[COUNTERS.name].items():
        before = set(picture.known.links[COUNTERS.name, "activites"].get(key, ()))
        if key not in picture.known.ids[COUNTERS.name]:
            continue
        wanted: Any = set(row.values["activites"])  # type: ignore[arg-type]
        [link] = COUNTERS.links
        ages = picture.ages(COUNTERS, link, key)
        # The group of an age may go: the children that have its seats are in another one.
        changed = wanted - before if row.told_at else before ^ wanted
        for code in sorted(changed, key=str):
            if _is_booked(picture, (key[0], code)):
                yield row.problem(
                    "activites",
                    f"« {code} » a déjà des réservations et ne peut plus changer de compteur",
                )
        if ages[0] != ages[1] and any(_is_booked(picture, (key[0], c)) for c in before):
            yield row.problem("ages", "des places de ce compteur sont déjà prises")


def _is_booked(picture: Picture, activity: Natural) -> bool:
    """True if some day of the activity has seats taken."""
    days = picture.known.rows[OPEN_DAYS.name]
    return any(fields["taken"] for key, fields in days.items() if key[:2] == activity)

"""What staff type to change an activity without touching its file: deadlines, places, prices, its
name. What is wrong is told beside its field, and everything typed is kept."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.activities.rules.amounts import part
from webapp.activities.rules.changing import (
    MOST,
    UNITS,
    Amount,
    Path,
    Simple,
    amounts,
    sentence,
    simple,
    single_places,
    stated_as,
    with_amounts,
    with_deadline,
    with_list,
    with_places,
)
from webapp.activities.rules.grids import NO_PRICE
from webapp.activities.rules.reading import RuleError, clock, word
from webapp.activities.rules.sentences import sentence as read_sentence
from webapp.activities.rules.terms import Terms, parse
from webapp.activities.rules.timetable import BOOK, CANCEL
from webapp.staff.offer import Activity
from webapp.staff.operations.offer import Names
from webapp.words import capitalised, read_aloud

ACTIONS = {BOOK: "Réserver", CANCEL: "Annuler"}
COUNT = re.compile(r"\d{1,3}", re.ASCII)
SEATS = re.compile(r"\d{1,5}", re.ASCII)
SAME = "comme réserver"
Given = Mapping[str, str]


@dataclass
class Form:
    """What a form shows: `values` by field, `errors` by field; `stated`: the rules that come of
    it, None while something is wrong."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    stated: dict[str, Any] | None = None


@dataclass(frozen=True)
class Known:
    """What may be changed of an activity. `by_day`: deadlines stated for each weekday, which the
    form leaves alone; `seats`: places are one number for all days; `prices`: none if there are
    more than a form holds."""

    stated: dict[str, Any]
    terms: Terms
    by_day: frozenset[str]
    seats: bool
    prices: list[Amount]


def known(activity: Activity) -> Known:
    """What the forms of an activity may change."""
    stated, terms = json.loads(activity.terms), parse(activity.terms)
    by_day = (key for key in ACTIONS if isinstance(stated.get(stated_as(stated, key)), dict))
    prices = amounts(stated)
    return Known(
        stated, terms, frozenset(by_day), single_places(terms)[0],
        prices if len(prices) <= MOST else [],
    )  # fmt: skip


def filled(about: Known) -> dict[str, str]:
    """All forms as they open."""
    found: dict[str, str] = {each.name: each.value for each in about.prices}
    for key in ACTIONS:
        deadline = simple(about.terms.timetable.usual[key])
        text = str(about.stated.get(stated_as(about.stated, key), SAME if key == CANCEL else ""))
        found |= {
            f"{key}_n": str(deadline.number) if deadline else "",
            f"{key}_unite": deadline.unit if deadline else "calendar",
            f"{key}_heure": deadline.hour if deadline else "",
            f"{key}_phrase": "" if deadline else text,
        }
    seats = single_places(about.terms)[1]
    found["places"] = "" if seats is None else str(seats)
    found["liste_attente"] = "oui" if about.terms.places.waiting_list else ""
    return found


def deadlines(about: Known, given: Given) -> Form:
    """« Jusqu’à quand »: only what differs from what stood there is stated anew."""
    before = filled(about)
    form, stated = _typed(before, given), about.stated
    for key in ACTIONS:
        names = [f"{key}_{part}" for part in ("n", "unite", "heure", "phrase")]
        if key in about.by_day or all(form.values[name] == before[name] for name in names):
            continue
        try:
            stated = with_deadline(stated, key, _deadline(form, key))
        except RuleError as error:
            where = "phrase" if form.values[f"{key}_phrase"] else _place(form, key)
            form.errors[f"{key}_{where}"] = _told(error)
    form.stated = None if form.errors else stated
    return form


def _told(error: RuleError) -> str:
    return capitalised(read_aloud(f"{error}."))


def _deadline(form: Form, key: str) -> str:
    text = form.values[f"{key}_phrase"]
    if text.casefold() == SAME and key == CANCEL:
        return SAME
    if text:
        read_sentence(text, "")
        return text
    count, unit = form.values[f"{key}_n"], form.values[f"{key}_unite"]
    if not COUNT.fullmatch(count) or unit not in UNITS:
        raise RuleError("", "un nombre de jours est attendu, ou une phrase")
    hour = form.values[f"{key}_heure"]
    if hour:
        clock(hour, "")
    text = sentence(Simple(int(count), unit, hour))
    read_sentence(text, "")
    return text


def _place(form: Form, key: str) -> str:
    return "heure" if COUNT.fullmatch(form.values[f"{key}_n"]) else "n"


def places(about: Known, given: Given) -> Form:
    """« Combien de places »."""
    form = _typed(filled(about), given)
    form.values["liste_attente"] = given.get("liste_attente", "")
    seats = form.values["places"]
    if seats and not SEATS.fullmatch(seats):
        form.errors["places"] = "Un nombre de places est attendu, ou rien."
        return form
    listed = form.values["liste_attente"] == "oui"
    wanted = int(seats) if seats else None
    if about.seats:
        form.stated = with_places(about.stated, wanted, waiting_list=listed)
    else:
        form.stated = with_list(about.stated, waiting_list=listed)
    return form


def prices(about: Known, given: Given) -> Form:
    """« Combien cela coûte »: every amount of the file, as it is written there."""
    form = _typed(filled(about), given)
    changed: dict[Path, str] = {}
    for each in about.prices:
        typed = form.values[each.name]
        if typed == each.value:
            continue
        try:
            changed[each.path] = _amount(typed, each)
        except RuleError as error:
            form.errors[each.name] = _told(error)
    form.stated = None if form.errors else with_amounts(about.stated, changed)
    return form


def _amount(typed: str, each: Amount) -> str:
    """An amount or a share, as what stood there; raises RuleError."""
    is_cell = isinstance(each.path[-1], int)
    if not (is_cell and word(typed) in NO_PRICE):
        part(typed, "")
    return typed


def _typed(before: Mapping[str, str], given: Given) -> Form:
    """What was typed, and what stood there where nothing was sent."""
    cut = {name: " ".join(given.get(name, known).split())[:120] for name, known in before.items()}
    return Form(cut)


def names(given: Given) -> tuple[Names, dict[str, str]]:
    """What an activity shall be called, and what is wrong, by field."""
    name, short = (" ".join(given.get(key, "").split()) for key in ("nom", "nom_court"))
    return Names(name, short, given.get("visible") == "oui"), dict(_wrong(name, short))


def _wrong(name: str, short: str) -> Iterator[tuple[str, str]]:
    for key, value, longest in (("nom", name, 120), ("nom_court", short, 12)):
        if not value:
            yield key, "Un nom est attendu."
        elif len(value) > longest:
            yield key, f"{longest}\u00a0caractères au plus."

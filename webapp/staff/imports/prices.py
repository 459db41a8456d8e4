"""What the rules of an activity ask for a booking already held, for that child on that day."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from webapp.activities.rules.facts import OUTSIDER, Facts
from webapp.activities.rules.people import Person
from webapp.activities.rules.pricing import Quote
from webapp.activities.rules.reading import word
from webapp.activities.rules.terms import Terms, parse
from webapp.staff.imports.files import (
    ACTIVITIES,
    CHILDREN,
    CUSTODY,
    ENROLMENTS,
    FAMILIES,
    QUOTIENTS,
    SUPPLEMENTS,
)
from webapp.staff.imports.picture import Picture
from webapp.staff.imports.reading import Row
from webapp.staff.imports.specs import Natural

ASKED = (ACTIVITIES, FAMILIES, QUOTIENTS, CHILDREN, CUSTODY, ENROLMENTS)
AGREED = "Prix convenu avant la reprise"
ALONE = 0
"""The number by which the activity asked about goes: one of the folder has no id yet."""
LATER = 1 << 62
"""Sorts after every id."""


class Prices:
    """Prices and ranks by the picture, so that what the folder says of families and children counts
    at once: the questions that `activities/people.py` asks of the database alone.
    """

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self._person = cache(self._described)

    def frozen(self, row: Row) -> tuple[int, str]:
        """Cents and rule of a booking: the price of the line if it says one, in the words of the
        rule that gives the same."""
        quote, given = self.quote(row), row.values.get("prix")
        if isinstance(given, int) and (quote is None or quote.cents != given):
            return given, AGREED
        return (quote.cents, quote.rule) if quote else (0, "")

    def quote(self, row: Row) -> Quote | None:
        """The price of the rules; None if they have none for this child."""
        supplement: Any = row.fields["supplement_id"]
        if supplement:
            cents = self.picture.final(SUPPLEMENTS.name)[supplement]["cents"]
            return Quote(cents, "Supplément")
        terms, facts = self._asked(row)
        if facts.quotient is None and terms.quotient.missing == "refused":
            return None
        return terms.quote(facts)

    def rank(self, row: Row) -> int:
        """The order on a waiting list before the instant: the line's, else that of the rules."""
        given = row.values.get("priorite")
        if isinstance(given, int):
            return given
        if row.values["etat"] != "waiting":
            return 0
        terms, facts = self._asked(row)
        return terms.places.rank(facts.all_categories)

    def _asked(self, row: Row) -> tuple[Terms, Facts]:
        key, day = (row.values["structure"], row.values["activite"]), str(row.values["jour"])
        terms = parse(self.picture.final(ACTIVITIES.name)[key]["terms"])
        person = self._person((row.values["famille"],), (row.values["enfant"],), key)
        return terms, person.facts(date.fromisoformat(day), ALONE, terms)

    def _described(self, family: Natural, child: Natural, activity: Natural) -> Person:
        home, alone = self.picture.final(FAMILIES.name)[family], self._children[child]
        stated = f"{alone['categories']},{home['categories']}".split(",")
        words = {word(each) for each in stated if each.strip()}
        enrolled = [each for each in self._homes[family] if (*each, *activity) in self._enrolled]
        place = enrolled.index(child) + 1 if child in enrolled else 1
        return Person(
            birth_day=alone["birth_day"],
            school=alone["school"],
            school_class=alone["school_class"],
            categories=frozenset(words if home["resident"] else {*words, OUTSIDER}),
            quotients=tuple(self._quotients[family]),
            ranks={ALONE: (place, len(enrolled) or 1)},
        )

    @cached_property
    def _children(self) -> dict[Natural, dict[str, Any]]:
        """Eldest first; twins as they are, or will be, in the database."""
        ids = self.picture.known.ids[CHILDREN.name]
        found = self.picture.final(CHILDREN.name).items()
        order = sorted(found, key=lambda each: (each[1]["birth_day"], ids.get(each[0], LATER)))
        return dict(order)

    @cached_property
    def _homes(self) -> dict[Natural, list[Natural]]:
        """The children of each family, eldest first."""
        place = {child: number for number, child in enumerate(self._children)}
        homes: dict[Natural, list[Natural]] = defaultdict(list)
        for family, child in self.picture.final(CUSTODY.name):
            homes[family,].append((child,))
        for children in homes.values():
            children.sort(key=lambda child: place.get(child, LATER))
        return homes

    @cached_property
    def _enrolled(self) -> set[Natural]:
        return {key[:3] for key in self.picture.final(ENROLMENTS.name)}

    @cached_property
    def _quotients(self) -> dict[Natural, list[tuple[date, Decimal]]]:
        found: dict[Natural, list[tuple[date, Decimal]]] = defaultdict(list)
        for (family, day), fields in self.picture.final(QUOTIENTS.name).items():
            value = Decimal(fields["hundredths"]) / 100
            found[family,].append((date.fromisoformat(str(day)), value))
        return found

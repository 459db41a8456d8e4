"""What the rules of CarteVille say to a family: may this child come that day, at what price."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from webapp.activities.rules.admission import window
from webapp.activities.rules.facts import OUTSIDER, Facts
from webapp.activities.rules.people import Person
from webapp.activities.rules.reading import word
from webapp.activities.rules.terms import Terms, compose, parse
from webapp.staff.demonstration.catalogue import OFFERS, Offer
from webapp.staff.demonstration.people import Child, People
from webapp.structures.rules import TownCalendar

Key = tuple[str, str]

TIMEZONE = "Europe/Paris"
ALONE = 0
"""The number by which the activity asked about goes: none has an id here."""


class Rules:
    """The rules of all offers, and what they know of the people."""

    def __init__(self, people: People, files: Mapping[str, str], today: date) -> None:
        self.terms = {offer.key: terms_of(offer, files) for offer in OFFERS}
        self._homes = {family.code: family for family in people.families}
        self._children = {child.code: child for child in people.children}
        self._calendar = TownCalendar(TIMEZONE, ())
        self._now = datetime.combine(today, time(), ZoneInfo(TIMEZONE))
        self._person = cache(self._described)

    def admit(self, child: Child, key: Key, day: date, same_month: int) -> bool:
        """Whether the household of that day may book it now, having had `same_month` days."""
        terms, facts = self.terms[key], self._facts(child, key, day)
        if terms.public.refuses(facts) or terms.package or terms.quote(facts) is None:
            return False  # days of a package are for families to put together
        quota = terms.quotas.get("mois")
        if quota and quota.most is not None and same_month >= quota.most:
            return False
        categories = facts.all_categories
        return not window(
            terms.windows, categories, day, self._now, terms.context(self._calendar)
        ).code

    def cents(self, child: Child, key: Key, day: date) -> int:
        """The price of a day booked in time."""
        quote = self.terms[key].quote(self._facts(child, key, day))
        return quote.cents if quote else 0

    def _facts(self, child: Child, key: Key, day: date) -> Facts:
        person = self._person(child.code, child.family_of(day))
        return person.facts(day, ALONE, self.terms[key])

    def _described(self, code: str, home: str) -> Person:
        """No rule of the town asks how many children a household has."""
        child, family = self._children[code], self._homes[home]
        words = {word(each) for each in (child.categories, family.categories) if each}
        return Person(
            child.birth.isoformat(),
            child.school,
            child.school_class,
            frozenset(words if family.resident else {*words, OUTSIDER}),
            tuple((day, Decimal(value) / 100) for day, value in family.quotients),
            {},
        )


def terms_of(offer: Offer, files: Mapping[str, str]) -> Terms:
    """The rules of an offer, as the import will read them."""
    if not offer.rules:
        price = f"{offer.cents // 100},{offer.cents % 100:02d}"
        return parse(compose(reserver=offer.book, annuler=offer.cancel, prix=price))
    [stated] = tomllib.loads(files[offer.rules])["activite"].values()
    return parse(json.dumps(stated))

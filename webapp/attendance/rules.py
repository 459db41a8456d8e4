"""What a tick means, until when it may be set, and what it changes on the bill."""

from dataclasses import replace
from datetime import date, timedelta

from webapp.activities.rules.facts import Facts
from webapp.activities.rules.packages import nearest, offers
from webapp.activities.rules.pricing import Quote
from webapp.activities.rules.reading import word
from webapp.activities.rules.terms import Terms

PRESENT, LEFT, ABSENT, NOTHING = "present", "left", "absent", ""
STATES = {PRESENT: "présent", LEFT: "parti", ABSENT: "absent", NOTHING: "pas pointé"}
CAME = (PRESENT, LEFT)
BACK = timedelta(31)
"""A tick may be put right for so long."""
UNBOOKED, MISSED = word("sans réservation"), word("absent")
NO_PRICE = Quote(0, "Aucun tarif", assumed=False)


def may_tick(day: date, today: date) -> bool:
    """Neither ahead of the day nor long after it."""
    return today - BACK <= day <= today


def under_way(day: str, today: date) -> bool:
    """True on the day (ISO) itself: hours are kept then."""
    return day == today.isoformat()


def came(state: str) -> bool:
    return state in CAME


def unbooked(terms: Terms, facts: Facts, held: int) -> Quote:
    """What a presence that nobody booked costs: the price of who is « sans réservation », or the
    usual one where the rules name none. `held`: days that the child has already in the unit where
    prices depend on their number; it then costs what one more adds."""
    here = replace(facts, categories=facts.categories | {UNBOOKED})
    if terms.package is None:
        return terms.quote(here) or terms.quote(facts) or NO_PRICE
    known = offers(terms, here)
    number = nearest(terms, here, held + 1)
    if not number:
        return NO_PRICE
    before = offers(terms, facts).get(nearest(terms, facts, held)) if held else None
    less = before.cents if before and terms.package.whole else 0
    return replace(known[number], cents=max(0, known[number].cents - less))


def missed(terms: Terms, facts: Facts, price: int) -> int:
    """What is added to the price of a day (cents; < 0: taken off) when a child that was expected
    does not come and nobody said why: what the rules say of an absence that is due (« forfait »),
    else the price of who is « absent ». Never more than the day is given back."""
    if terms.absence.flat is not None:
        return terms.absence.cost(price, due=True) - price
    if terms.package is not None:
        return 0
    usual = terms.quote(facts)
    away = terms.quote(replace(facts, categories=facts.categories | {MISSED}))
    return max(-price, away.cents - usual.cents) if usual and away else 0


def beyond(price: Quote, charged: int) -> int:
    """Cents that a presence without a booking leaves due: what the day has cost already, as a
    cancellation that came too late, is part of its price."""
    return max(0, price.cents - charged)

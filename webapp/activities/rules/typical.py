"""The child that an activity is for, when no child is named."""

from datetime import date

from webapp.activities.rules.terms import Terms

USUAL, MORE = 8, 3


def typical_age(terms: Terms) -> int:
    """An age that its rules let in, in years: the middle of what they state, else that of a
    schoolchild."""
    stated = terms.public.ages or next((ages for ages, _ in terms.places.ages), None)
    if stated is None:
        return USUAL
    return stated.least + MORE if stated.most is None else (stated.least + stated.most) // 2


def born(age: int, today: date) -> date:
    """A birthday of whoever is `age` today, and for some weeks more."""
    return date(today.year - age, 1, 1) if today.month > 2 else date(today.year - age - 1, 7, 1)

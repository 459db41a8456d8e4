"""What rules ask of the people of CarteVille: quotients, categories, schools and classes."""

from datetime import date, timedelta
from random import Random

from webapp.staff.demonstration.people import Child, Family, People

# The named families: one bracket each; the Martins live in another town and tell no quotient.
NAMED = {"F001": 850, "F002": None, "F003": 420}
UNKNOWN, CHANGED = 0.1, 0.15
TOWN_STAFF, PACKED_MEAL = 0.03, 0.03
SCHOOLS = ("École Jacques-Prévert", "École Louise-Michel")
COLLEGE = "Collège Jean-Moulin"
# By the years that a child has in the calendar year in which the school year begins.
CLASSES = {2: "TPS", 3: "PS", 4: "MS", 5: "GS", 6: "CP", 7: "CE1", 8: "CE2", 9: "CM1", 10: "CM2"}


def describe(people: People, today: date, seed: int) -> None:
    """Chances of its own: who is who does not depend on what they earn."""
    chance = Random(f"{seed} households")  # noqa: S311 - a town, not a secret
    for family in people.families:
        _earn(family, today, chance)
        if family.code not in NAMED and chance.random() < TOWN_STAFF:
            family.categories = "agent communal"
        school = chance.choice(SCHOOLS)
        for child in family.children:
            _learn(child, school, today)
            if family.code not in NAMED and chance.random() < PACKED_MEAL:
                child.categories = "PAI"


def _earn(family: Family, today: date, chance: Random) -> None:
    """A quotient told in September, before all that is consumed; some change since."""
    value = NAMED.get(family.code, min(3000, int(chance.lognormvariate(6.65, 0.5))))
    if value is None or (family.code not in NAMED and chance.random() < UNKNOWN):
        return
    since = date(today.year - (today.month < 12), 9, 1)
    family.quotients.append((since, value * 100))
    if family.code not in NAMED and chance.random() < CHANGED:
        lately = today - timedelta(chance.randint(5, 50))
        family.quotients.append((lately, int(value * chance.uniform(70, 130))))


def _learn(child: Child, school: str, today: date) -> None:
    years = today.year - (today.month < 9) - child.birth.year
    child.school = school if years in CLASSES else COLLEGE
    child.school_class = CLASSES.get(years, "6e")

"""The people of CarteVille: 300 families, 520 children, the named accounts."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from random import Random

from faker import Faker

from webapp.accounts.operations.log_in import folded
from webapp.staff.demonstration.catalogue import MAIRIE, OFFERS, SHARES, TILLEULS

# Families of one, two and three children besides the named ones: 514 children for 297 families.
SIZES = [1] * 120 + [2] * 137 + [3] * 40
SEPARATED = 14
# Two of their households can log in: the same child, by turns.
SHARING = ("foyer-pair", "foyer-impair")
# Place of the family, first name, age.
NAMED_CHILDREN = (
    (0, "Lilou", 8),
    (0, "Anaé", 4),
    (1, "Hugo", 9),
    (1, "Jade", 5),
    (2, "Yanis", 7),
    (2, "Inès", 4),
)
AT_TILLEULS = 0.2
HEALTH = (
    "Allergie à l’arachide, trousse au bureau",
    "Asthme, ventoline dans le sac",
    "Sans gluten",
    "Allergie au lait de vache",
    "Porte des lunettes, à garder au sport",
)
MENUS = ("sans porc", "végétarien")
PICKUPS = ("Les grands-parents", "La grande sœur, 16 ans", "La nourrice", "Un voisin")
STREETS = (
    "rue des Écoles",
    "rue du Moulin",
    "allée des Tilleuls",
    "avenue de la Gare",
    "place du Marché",
)


@dataclass
class Child:
    code: str
    first: str
    last: str
    birth: date
    age: int
    family: str
    other_family: str = ""
    school: str = ""
    school_class: str = ""
    categories: str = ""
    health: str = ""
    menu: str = ""
    pickup: str = ""
    leaves_alone: bool = False
    photo: bool = True
    activities: set[tuple[str, str]] = field(default_factory=set)
    # First and last day of exceptions, the family that has the child, why.
    swaps: list[tuple[date, date, str, str]] = field(default_factory=list)

    def family_of(self, day: date) -> str:
        """Who has the child: even weeks the first household, odd weeks the other, and exceptions
        as they say."""
        for first, last, family, _ in self.swaps:
            if first <= day <= last:
                return family
        odd = day.isocalendar().week % 2 == 1
        return self.other_family if self.other_family and odd else self.family


@dataclass
class Family:
    code: str
    name: str
    parent: str
    title: str
    login: str
    email: str
    phone: str
    address: str
    resident: bool
    structures: tuple[str, ...]
    password: str = ""
    categories: str = ""
    # Days on which one was told, and hundredths.
    quotients: list[tuple[date, int]] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)


@dataclass
class People:
    families: list[Family]
    children: list[Child]
    dupont: Family
    martin: Family
    benali: Family

    def shown(self) -> list[Family]:
        """The families that visitors log in as and that may book: none is in debit."""
        sharing = [family for family in self.families if family.login in SHARING]
        return [self.dupont, self.benali, *sharing]


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 28 February for a 29th that is not."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def make_people(today: date, seed: int) -> People:
    """Everybody, the same for the same day and seed."""
    chance = Random(seed)  # noqa: S311 - a town, not a secret
    fake = Faker("fr_FR")
    fake.seed_instance(seed)
    dupont = _named("F001", "DUPONT", "Jean-Paul", "M.", "dupont", "jp.dupont@exemple.fr")
    martin = _named("F002", "MARTIN", "Sophie", "Mme", "martin", "s.martin@exemple.fr")
    martin.address, martin.resident = "6 rue des Vignes, VoisinVille", False
    benali = _named("F003", "BENALI", "Amel", "Mme", "benali", "a.benali@exemple.fr")
    benali.structures = (MAIRIE, TILLEULS)
    families = [dupont, martin, benali]
    sizes = list(SIZES)
    chance.shuffle(sizes)
    logins = {"mairie", *(family.login for family in families)}
    families += [_family(number, fake, chance, logins) for number in range(4, len(sizes) + 4)]
    people = People(families, [], dupont, martin, benali)
    for place, first, age in NAMED_CHILDREN:
        _child(people, families[place], first, today, age, 120)
    for family, size in zip(families[3:], sizes, strict=True):
        for _ in range(size):
            age, days = chance.randint(3, 11), chance.randint(1, 330)
            _child(people, family, fake.first_name(), today, age, days)
    _separate(people, chance)
    _enrol(people, chance)
    _describe(people, seed)
    return people


def _named(code: str, name: str, first: str, title: str, login: str, email: str) -> Family:
    number = int(code[1:])
    address = f"{number * 3} rue des Écoles, CarteVille"
    phone = _phone(number)
    return Family(
        code, name, first, title, login, email, phone, address, True, (MAIRIE,), f"demo-{login}"
    )


def _phone(number: int) -> str:
    """One of the numbers kept for fiction: 06 39 98 ## ##."""
    return f"06 39 98 {number // 100:02d} {number % 100:02d}"


def _family(number: int, fake: Faker, chance: Random, logins: set[str]) -> Family:
    is_mother = chance.random() < 0.6
    first = fake.first_name_female() if is_mother else fake.first_name_male()
    last = fake.last_name()
    login = _login(first, last, logins)
    return Family(
        code=f"F{number:03d}",
        name=last.upper(),
        parent=first,
        title="Mme" if is_mother else "M.",
        login=login,
        email="" if chance.random() < 0.05 else f"{login}@exemple.fr",
        phone=_phone(number),
        address=f"{chance.randint(1, 90)} {chance.choice(STREETS)}, CarteVille",
        resident=chance.random() < 0.9,
        structures=(MAIRIE, TILLEULS) if chance.random() < AT_TILLEULS else (MAIRIE,),
    )


def _login(first: str, last: str, logins: set[str]) -> str:
    plain = folded(f"{first}.{last}").replace("'", "").replace("’", "")
    login, number = plain, 1
    while login in logins:
        number += 1
        login = f"{plain}{number}"
    logins.add(login)
    return login


def _child(people: People, family: Family, first: str, today: date, age: int, days: int) -> None:
    """A child who had its `age`-th birthday `days` days ago."""
    birth = years_before(today - timedelta(days), age)
    number = len(people.children) + 1
    child = Child(f"E{number:03d}", first, family.name, birth, age, family.code)
    family.children.append(child)
    people.children.append(child)


def _separate(people: People, chance: Random) -> None:
    """Some children live in two households by turns: the other one joins the first's structures."""
    chosen = chance.sample(people.families[3:], 2 * SEPARATED)
    for family, login in zip(chosen[::SEPARATED], SHARING, strict=True):
        family.login, family.password = login, f"demo-{login}"
    for first, second in zip(chosen[:SEPARATED], chosen[SEPARATED:], strict=True):
        second.structures = tuple(sorted({*first.structures, *second.structures}))
        for child in first.children:
            child.other_family = second.code


def _enrol(people: People, chance: Random) -> None:
    named = (people.dupont, people.martin, people.benali)
    for family in people.families:
        for child in family.children:
            for group, offers in groupby(OFFERS, lambda offer: offer.group):
                fitting = [
                    o for o in offers if o.fits(child.age) and o.structure in family.structures
                ]
                if fitting and (family in named or chance.random() < SHARES[group]):
                    child.activities |= {offer.key for offer in fitting}


def _describe(people: People, seed: int) -> None:
    """What whoever receives the children must know; a chance of its own, so that all else of the
    town stays as it was."""
    chance = Random(f"fiches {seed}")  # noqa: S311 - a town, not a secret
    for child in people.children:
        child.photo = chance.random() < 0.85
        child.leaves_alone = child.age >= 9 and chance.random() < 0.4
        child.health = chance.choice(HEALTH) if chance.random() < 0.06 else ""
        child.menu = chance.choice(MENUS) if chance.random() < 0.12 else ""
        child.pickup = chance.choice(PICKUPS) if chance.random() < 0.3 else ""
    people.dupont.children[1].health = "Allergie à l’arachide, trousse au bureau"


def halve_holidays(people: People, span: tuple[date, date], name: str) -> None:
    """The children of the two households that log in share these holidays, the first half with
    the one that has odd weeks."""
    first, last = span
    half = first + timedelta((last - first).days // 2)
    for child in people.children:
        family = next(f for f in people.families if f.code == child.family)
        if family.login == SHARING[0]:
            child.swaps += [
                (first, half, child.other_family, f"{name}, première moitié"),
                (half + timedelta(1), last, child.family, f"{name}, seconde moitié"),
            ]

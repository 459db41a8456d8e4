"""Who has a child when: what the staff's page reads and shows."""

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from webapp import words
from webapp.database import row, rows
from webapp.families.rules import Home, Sharing, Swap, words_of
from webapp.staff.families import within

CHILD = "SELECT id, first_name, last_name, birth_day FROM child WHERE id = ?"
# The families that have all the words bring the children, and so do those who have no home.
SEARCH = """
SELECT d.id, d.first_name, d.last_name, d.birth_day, f.name FROM child d
LEFT JOIN custody u ON u.child_id = d.id LEFT JOIN family f ON f.id = u.family_id
WHERE d.id IN (SELECT k.child_id FROM custody k WHERE k.family_id IN ({within}))
  OR NOT EXISTS (SELECT 1 FROM custody k WHERE k.child_id = d.id)
ORDER BY d.last_name, d.first_name, d.id, u.id
"""
HOMES = """
SELECT u.family_id, u.pattern, u.days, f.name FROM custody u JOIN family f ON f.id = u.family_id
WHERE u.child_id = ? ORDER BY u.id
"""
SWAPS = """
SELECT first_day, last_day, family_id, label FROM custody_exception
WHERE child_id = ? ORDER BY first_day
"""
FAMILY = "SELECT id, name FROM family WHERE code = ?"
NAME = "SELECT name FROM family WHERE id = ?"
LIVE = """
SELECT b.day, b.family_id, f.name, COALESCE(x.name, a.name), b.state FROM booking b
JOIN family f ON f.id = b.family_id JOIN open_day od ON od.id = b.open_day_id
JOIN activity a ON a.id = od.activity_id LEFT JOIN supplement x ON x.id = b.supplement_id
WHERE b.child_id = ? AND b.day >= ? AND b.state IN ('booked', 'waiting') ORDER BY b.day, b.id
"""
PATTERNS = {
    "always": "Toujours",
    "even": "Semaines paires, du lundi au dimanche",
    "odd": "Semaines impaires, du lundi au dimanche",
    "even_fri": "Semaines paires, changement le vendredi soir",
    "odd_fri": "Semaines impaires, changement le vendredi soir",
    "dates": "À certaines dates",
    "never": "Aux exceptions seulement",
}
WEEKS, YEAR, SHOWN, FOUND = 8, 366, 6, 50


class Child(NamedTuple):
    id: int
    first_name: str
    last_name: str
    birth_day: date
    families: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def words(self) -> set[str]:
        """All that it is called, with its families."""
        return words_of(" ".join((self.name, *self.families)))


class Week(NamedTuple):
    """A line of the little calendar: for each day from Monday on, the letters of its homes."""

    number: int
    monday: date
    days: tuple[str, ...]


class Stray(NamedTuple):
    """A live booking on a day that is not its family's; `new`: it was until now."""

    day: date
    family: str
    name: str
    waiting: bool
    new: bool


class Preview(NamedTuple):
    """What a custody would mean; `amiss`: the days of nobody or of several, in words."""

    weeks: tuple[Week, ...]
    amiss: tuple[str, ...]
    strays: tuple[Stray, ...]


def child(number: int) -> Child | None:
    """The child of that id."""
    found = row(CHILD, number)
    return Child(found[0], found[1], found[2], date.fromisoformat(found[3])) if found else None


def search(text: str) -> tuple[list[Child], bool]:
    """Children who, with their families, are called by words that begin as all those of `text`;
    whether there are more."""
    asked = words_of(text)
    sql, letters = within(text)
    if not sql:
        return [], False
    known: dict[int, Child] = {}
    for number, first, last, birth, family in rows(SEARCH.format(within=sql), *letters):
        named = known.get(number) or Child(number, first, last, date.fromisoformat(birth))
        known[number] = named._replace(families=(*named.families, *([family] if family else [])))
    found = [
        each for each in known.values()
        if all(any(word.startswith(start) for word in each.words) for start in asked)
    ]  # fmt: skip
    return found[:FOUND], len(found) > FOUND


def sharing(child_id: int) -> tuple[Sharing, dict[int, str]]:
    """The custody as it is kept, and the names of the families."""
    homes = rows(HOMES, child_id)
    swaps = tuple(
        Swap(date.fromisoformat(first), date.fromisoformat(last), family, label)
        for first, last, family, label in rows(SWAPS, child_id)
    )
    kept = tuple(Home(family, pattern, days) for family, pattern, days, _ in homes)
    return Sharing(kept, swaps), {found[0]: found[3] for found in homes}


def version(custody: Sharing) -> str:
    """What a form brings back, to tell whether somebody has changed the custody since."""
    return sha256(repr(custody).encode()).hexdigest()[:16]


def family_of_code(code: str) -> tuple[int, str] | None:
    """Id and name of a family."""
    found = row(FAMILY, code)
    return (int(found[0]), str(found[1])) if found else None


def family_name(number: int) -> str | None:
    """Its name; None if there is no such family."""
    found = row(NAME, number)
    return str(found[0]) if found else None


def preview(child_id: int, custody: Sharing, kept: Sharing, today: date) -> Preview:
    """`custody` as it would be from `today` on, beside what is `kept`."""
    letters = {home.family: letter for home, letter in zip(custody.homes, LETTERS, strict=False)}
    monday = today - timedelta(today.weekday())
    weeks = tuple(
        _week(monday + timedelta(7 * number), custody, letters) for number in range(WEEKS)
    )
    return Preview(
        weeks,
        _amiss(custody, today),
        tuple(_strays(rows(LIVE, child_id, today.isoformat()), custody, kept)),
    )


LETTERS = "ABCDEFGH"


def _week(monday: date, custody: Sharing, letters: dict[int, str]) -> Week:
    days = (monday + timedelta(offset) for offset in range(7))
    told = tuple("".join(letters[each] for each in custody.owners(day)) for day in days)
    return Week(monday.isocalendar().week, monday, told)


def _amiss(custody: Sharing, today: date) -> tuple[str, ...]:
    found = custody.amiss(today, YEAR)
    told = [_stretch(*each) for each in found[:SHOWN]]
    if len(found) > SHOWN:
        rest = words.plural(len(found) - SHOWN, "autre fois", "autres fois")
        told.append(f"Et encore {rest} dans l’année qui vient.")
    return tuple(told)


def _stretch(first: date, last: date, several: bool) -> str:
    whom = "dans deux foyers à la fois" if several else "dans aucun foyer"
    if not (last - first).days:
        return f"Le {words.long_day(first)} {first.year}\u00a0: {whom}."
    return f"Du {words.dated(first)} au {words.dated(last)}\u00a0: {whom}."


def _strays(
    found: Iterable[tuple[str, int, str, str, str]], custody: Sharing, kept: Sharing
) -> Iterable[Stray]:
    for text, family, name, activity, state in found:
        day = date.fromisoformat(text)
        if family not in custody.owners(day):
            yield Stray(day, name, activity, state == "waiting", family in kept.owners(day))


def told(custody: Sharing, names: dict[int, str]) -> dict[str, str]:
    """For the journal: each household and the exceptions, in words."""
    said = {
        f"Foyer {names[home.family]}": words.uncapitalised(PATTERNS[home.pattern])
        + (f" ({home.days})" if home.days else "")
        for home in custody.homes
    }
    swaps = (
        f"du {words.dated(s.first)} au {words.dated(s.last)} chez {names[s.family]}"
        + (f" ({s.label})" if s.label else "")
        for s in custody.swaps
    )
    return {**said, "Exceptions": "\u202f; ".join(swaps)}

"""On which days a household has a child; by which words a family is found."""

import re
import unicodedata
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

ALWAYS, NEVER, DATES = "always", "never", "dates"
PATTERNS = (ALWAYS, "even", "odd", "even_fri", "odd_fri", DATES, NEVER)
"""`even`, `odd`: ISO weeks, Monday to Sunday. `…_fri`: the child changes homes on Friday evening,
so that Saturday and Sunday go with the week that follows. `never`: on exceptions only."""
WEEKEND = timedelta(2)


def has_child(pattern: str, days: str, day: date, exception: bool | None = None) -> bool:
    """True if a household has the child on `day`: by its `pattern`, unless an `exception` of that
    day says whether the child is with it (None: there is none)."""
    if exception is not None:
        return bool(exception)
    if pattern in (ALWAYS, NEVER):
        return pattern == ALWAYS
    if pattern == DATES:
        return day.isoformat() in days.split()
    parity, _, change = pattern.partition("_")
    counted = day + WEEKEND if change else day
    return counted.isocalendar().week % 2 == (parity == "odd")


class Home(NamedTuple):
    """A household of a child, by its id; `days`: ISO dates separated by spaces."""

    family: int
    pattern: str
    days: str = ""


class Swap(NamedTuple):
    """An exception: from `first` to `last`, both included, the child is with `family`."""

    first: date
    last: date
    family: int
    label: str = ""


class Sharing(NamedTuple):
    """Who has a child when: its households and the exceptions, in order of days."""

    homes: tuple[Home, ...]
    swaps: tuple[Swap, ...] = ()

    def owners(self, day: date) -> tuple[int, ...]:
        """The households that have the child on `day`: one, if the custody is well made."""
        swap = next((s for s in self.swaps if s.first <= day <= s.last), None)
        return tuple(
            home.family
            for home in self.homes
            if has_child(home.pattern, home.days, day, swap.family == home.family if swap else None)
        )

    def amiss(self, first: date, count: int) -> list[tuple[date, date, bool]]:
        """The stretches of `count` days from `first` on that several households have (True) or
        none (False): first day, last day."""
        days = [
            (day, len(self.owners(day))) for day in map(first.__add__, map(timedelta, range(count)))
        ]
        found = []
        for owners, group in groupby(days, key=lambda each: min(each[1], 2)):
            stretch = [day for day, _ in group]
            if owners != 1:
                found.append((stretch[0], stretch[-1], owners > 1))
        return found


def backwards(first: date, last: date) -> bool:
    """True if an exception would end before it begins."""
    return last < first


def meeting(swaps: tuple[Swap, ...]) -> tuple[Swap, Swap] | None:
    """Two exceptions that have a day in common, the earlier first; None if none have."""
    return next((pair for pair in pairwise(sorted(swaps)) if pair[1].first <= pair[0].last), None)


def of_age(birth_day: str, day: str, least: int | None, most: int | None) -> bool:
    """True if a child born on `birth_day` is of an age group on `day` (both ISO text)."""
    age = age_on(date.fromisoformat(birth_day), date.fromisoformat(day))
    return (least is None or age >= least) and (most is None or age <= most)


def age_on(birth_day: date, day: date) -> int:
    """Age in whole years."""
    return day.year - birth_day.year - ((day.month, day.day) < (birth_day.month, birth_day.day))


STEM, SHORTEST, LONGEST = 6, 4, 40
"""A typing error is forgiven in the first letters of a word, of four letters or more."""
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


def words_of(text: str) -> set[str]:
    """The words by which something so called is found: small letters and figures, no accent."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return {word[:LONGEST] for word in re.findall(r"[a-z0-9]+", bare)}


def numbers(text: str) -> set[str]:
    """The phone number that `text` is, in figures: « +33 6 12… » and « 06.12… » are the same.
    None if it is not one, six figures at least."""
    bare = re.sub(r"[\s().-]", "", text)
    found = re.fullmatch(r"(?:(?:\+|00)33)?(\d{6,15})", bare, re.ASCII)
    if not found:
        return set()
    national = bare.startswith(("+33", "0033")) and not found[1].startswith("0")
    return {f"0{found[1]}" if national else found[1]}


def near(word: str) -> set[str]:
    """The stem of a word and itself with a letter missing: two words that differ by a letter
    (another, one more, one less, two the wrong way round) share one. None for a short word."""
    stem = word[:STEM]
    if len(stem) < SHORTEST or stem.isdecimal():
        return set()
    return {stem} | {stem[:place] + stem[place + 1 :] for place in range(len(stem))}

"""Reading the form of a custody: what was typed, what it means, what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from webapp.families.rules import DATES, NEVER, PATTERNS, Home, Sharing, Swap, backwards, meeting
from webapp.staff import custody
from webapp.words import dated

FRENCH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
RHYTHM = re.compile(r"rythme-(\d{1,9})")
BLANK, LINES, LONGEST, DAYS = 2, 60, 120, 400
A_DATE = "Une date est attendue, par exemple 09/12/2026."


@dataclass(frozen=True, slots=True)
class HomeTyped:
    family: int
    name: str
    letter: str
    pattern: str
    days: str


@dataclass(frozen=True, slots=True)
class SwapTyped:
    """`family` is the id of a household, as text."""

    first: str
    last: str
    family: str
    label: str


@dataclass(slots=True)
class Form:
    """`errors` by the name of the field."""

    homes: list[HomeTyped]
    swaps: list[SwapTyped]
    added: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    wanted: Sharing | None = None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What an exception may name."""
        return [("", "–"), *((str(home.family), home.name) for home in self.homes)]


def shown(kept: Sharing, names: Mapping[int, str]) -> Form:
    """The form of a custody as it is kept, with room for two more exceptions."""
    homes = [
        HomeTyped(h.family, names[h.family], letter, h.pattern, _french(h.days))
        for h, letter in zip(kept.homes, custody.LETTERS, strict=False)
    ]
    swaps = [
        SwapTyped(s.first.isoformat(), s.last.isoformat(), str(s.family), s.label)
        for s in kept.swaps
    ]
    return Form(homes, [*swaps, *_blank()])


def read(values: Mapping[str, str], names: Mapping[int, str]) -> Form:
    """The form as it was sent; `names`: the households that the child has. LookupError for one
    that does not exist."""
    known = dict(names)
    for key in values:
        if (found := RHYTHM.fullmatch(key)) and int(found[1]) not in known:
            known[int(found[1])] = custody.family_name(int(found[1])) or _unknown(found[1])
    form = Form([], [])
    _add(form, values.get("ajout", "").strip()[:LONGEST], known)
    form.homes = [
        HomeTyped(
            family, name, letter, values.get(f"rythme-{family}", NEVER),
            values.get(f"jours-{family}", "")[:10_000].strip(),
        )
        for (family, name), letter in zip(known.items(), custody.LETTERS, strict=False)
    ]  # fmt: skip
    lines = (
        SwapTyped(
            *(values.get(f"{name}-{n}", "").strip() for name in ("du", "au", "chez", "motif"))
        )
        for n in range(LINES)
    )
    form.swaps = [line for line in lines if line.first or line.last]
    _understand(form)
    form.swaps += _blank()
    return form


def _unknown(family: str) -> str:
    raise LookupError(family)


def _blank() -> list[SwapTyped]:
    return [SwapTyped("", "", "", "")] * BLANK


def _add(form: Form, code: str, known: dict[int, str]) -> None:
    if not code:
        return
    found = custody.family_of_code(code)
    if found is None:
        form.added, form.errors["ajout"] = code, "Aucune famille n’a ce code."
    elif len(known) >= len(custody.LETTERS):
        form.added, form.errors["ajout"] = code, "Cet enfant a déjà trop de foyers."
    else:
        known.setdefault(*found)


def _understand(form: Form) -> None:
    homes = tuple(_home(form, typed) for typed in form.homes)
    numbers = {
        swap: n for n, typed in enumerate(form.swaps) if (swap := _swap(form, n, typed)) is not None
    }
    met = meeting(tuple(numbers))
    if met:
        told = f"Cette exception en chevauche une autre, du {dated(met[0].first)}."
        form.errors.setdefault(f"du-{numbers[met[1]]}", told)
    if not form.errors:
        form.wanted = Sharing(homes, tuple(sorted(numbers)))


def _home(form: Form, typed: HomeTyped) -> Home:
    if typed.pattern not in PATTERNS:
        form.errors[f"rythme-{typed.family}"] = "Choisissez un rythme de la liste."
    if typed.pattern != DATES:
        return Home(typed.family, typed.pattern)
    said = [(word, day(word)) for word in typed.days.replace(",", " ").replace(";", " ").split()]
    wrong = next((word for word, found in said if found is None), "")
    name = f"jours-{typed.family}"
    if wrong:
        form.errors[name] = f"«\u00a0{wrong[:20]}\u00a0» n’est pas une date. {A_DATE}"
    elif not said:
        form.errors[name] = "Dites les dates de garde de ce foyer."
    elif len(said) > DAYS:
        form.errors[name] = f"{DAYS}\u00a0dates au plus."
    return Home(typed.family, DATES, " ".join(sorted({str(found) for _, found in said if found})))


def _swap(form: Form, number: int, typed: SwapTyped) -> Swap | None:
    """One day alone may be said once."""
    first, last = day(typed.first or typed.last), day(typed.last or typed.first)
    families = {str(home.family): home.family for home in form.homes}
    before = len(form.errors)
    for name, found in (("du", first), ("au", last)):
        if found is None:
            form.errors[f"{name}-{number}"] = A_DATE
    if first and last and backwards(first, last):
        form.errors[f"au-{number}"] = "Le dernier jour vient avant le premier."
    if typed.family not in families:
        form.errors[f"chez-{number}"] = "Choisissez le foyer où est l’enfant."
    if len(typed.label) > LONGEST:
        form.errors[f"motif-{number}"] = f"{LONGEST}\u00a0caractères au plus."
    if len(form.errors) > before or first is None or last is None:
        return None
    return Swap(first, last, families[typed.family], typed.label)


def day(text: str) -> date | None:
    """A date as people or browsers write it; None if it is none."""
    french = FRENCH.fullmatch(text) if text.isascii() else None
    try:
        if french:
            return date(int(french[3]), int(french[2]), int(french[1]))
        return date.fromisoformat(text) if ISO.fullmatch(text) and text.isascii() else None
    except ValueError:
        return None


def _french(days: str) -> str:
    return " ".join(f"{date.fromisoformat(each):%d/%m/%Y}" for each in days.split())

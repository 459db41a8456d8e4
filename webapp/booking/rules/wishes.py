"""What a click means, and whether it may be done.

A click posts the state that the parent wants (`booked`, `free`, `waiting`), never « toggle »: a
double click, a replay or a retry is harmless. The wish is the difference with what is: `book`,
`cancel`, `wait`, or none.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from webapp import words
from webapp.activities.rules.reading import word
from webapp.activities.rules.terms import parse
from webapp.booking.rules import day as days
from webapp.booking.rules.day import Verdict, judge
from webapp.booking.rules.option import Option
from webapp.structures.rules import TownCalendar

TAKEN_ELSEWHERE = "L’autre foyer a déjà réservé l’enfant à ce moment de la journée."
WANTED = ("booked", "free", "waiting")


class Refusal(NamedTuple):
    """Why not: a code, a French sentence and its facts (N04)."""

    code: str
    sentence: str
    facts: dict[str, Any]


def wish_for(option: Option, want: str) -> str:
    """The wish that brings the option to the state wanted; '' when it is already there."""
    if want == "free":
        return "cancel" if option.holds else ""
    if want == option.holds or (want == "waiting" and option.holds == "booked"):
        return ""
    return "book" if want == "booked" else "wait"


def check(wish: str, option: Option, calendar: TownCalendar, now: int) -> Refusal | None:
    """None if the wish may be granted at `now`, else the reason."""
    verdict = judge(option, calendar, now)
    if wish == "cancel":
        return _check_cancel(option, verdict, calendar, now)
    if wish == "book" and verdict.state == days.OPEN:
        return None
    if wish == "wait" and _may_wait(option, verdict):
        return None
    if wish == "wait" and verdict.state == days.OPEN and verdict.code != "cancelling":
        return Refusal("free", "Une place s’est libérée\u00a0: vous pouvez réserver ce jour.", {})
    return explain(option, verdict, calendar, now)


def _may_wait(option: Option, verdict: Verdict) -> bool:
    """Whoever has asked to leave the list may stay on it; another needs a full day with a list."""
    return verdict.code == "leaving" or (verdict.code == "full" and option.waiting_list)


def _check_cancel(
    option: Option, verdict: Verdict, calendar: TownCalendar, now: int
) -> Refusal | None:
    if verdict.state == days.BOOKED or (option.holds == "waiting" and not option.elsewhere):
        return None
    if not option.holds:
        return Refusal("not_booked", "Ce jour n’est pas réservé.", {})
    return explain(option, verdict, calendar, now)


def explain(option: Option, verdict: Verdict, calendar: TownCalendar, now: int) -> Refusal:
    """The reason behind a verdict, in words."""
    because: Callable[..., Refusal] = _EXPLAIN.get(verdict.code, _said)
    return because(option, verdict, calendar, now)


def _late(option: Option, verdict: Verdict, calendar: TownCalendar, now: int) -> Refusal:
    held = option.holds == "booked"
    if not days.has_limit(verdict):
        verb = "s’annule" if held else "se réserve"
        return Refusal("late", f"Ce jour ne {verb} pas.", {})
    seconds = days.lateness(verdict.limit, now)
    able = "annulable" if held else "réservable"
    until = days.until(verdict.limit, calendar)
    return Refusal(
        "late",
        f"Trop tard de {words.duration(seconds)}\u00a0: {able} jusqu’au {until}.",
        {"late_seconds": seconds, "until": until},
    )


def _ask(option: Option, verdict: Verdict, calendar: TownCalendar, now: int) -> Refusal:
    late = _late(option, verdict, calendar, now)
    sentence = f"{late.sentence} Adressez-vous à la structure, qui peut encore décider."
    return Refusal("ask", sentence, late.facts)


def _said(_: Option, verdict: Verdict, *__: Any) -> Refusal:
    return Refusal(verdict.code, verdict.sentence, {})


def full(option: Option) -> Refusal:
    """No seat left, on the day itself or on a counter that it shares."""
    counted = option.fullest
    group = f" pour les {option.group}" if option.group else ""
    sentence = f"Complet{group}\u00a0: {counted[0]} sur {counted[1]}" if counted else "Complet"
    rank = (option.queue if option.ahead is None else option.ahead) + 1
    if option.waiting_list:
        sentence += f"\u202f; liste d’attente\u00a0: vous seriez au rang {rank}"
    taken, capacity = counted or (option.taken, option.capacity)
    facts = {"taken": taken, "capacity": capacity, "rank": rank}
    return Refusal("full", sentence + ".", facts)


def _waiting(option: Option, *_: Any) -> Refusal:
    sentence = f"Vous êtes sur la liste d’attente, au rang {option.rank}."
    return Refusal("waiting", sentence, {"rank": option.rank})


def _not_yet(_: Option, verdict: Verdict, calendar: TownCalendar, __: int) -> Refusal:
    opens = int(verdict.limit.timestamp())
    sentence = f"Réservable à partir du {words.moment(opens, calendar.timezone)}."
    return Refusal("not_yet", sentence, {"opens_at": opens})


def _period_over(option: Option, _: Verdict, calendar: TownCalendar, __: int) -> Refusal:
    closing = words.moment((option.closes_at or 0) - 1, calendar.timezone)
    sentence = f"Réservations closes depuis le {closing}."
    return Refusal("period_over", sentence, {"closes_at": option.closes_at})


def _closure(option: Option, *_: Any) -> Refusal:
    return Refusal("closure", closed_for(option.closure or ""), {"reason": option.closure})


def closed_for(reason: str) -> str:
    """« Fermeture exceptionnelle : grève. »"""
    return f"Fermeture exceptionnelle\u00a0: {reason.rstrip(' .')}."


def elsewhere(option: Option, *_: Any) -> Refusal:
    """Booked, or waited for, by the child's other household: nothing more is said of it."""
    done = "demandé" if option.booking_state == "waiting" else "réservé"
    return Refusal("elsewhere", f"Déjà {done} par l’autre foyer.", {})


def _other_week(*_: Any) -> Refusal:
    return Refusal("other_week", "Ce jour est celui de l’autre foyer.", {})


def _none(*_: Any) -> Refusal:
    return Refusal("unchanged", "Ce jour est déjà dans l’état demandé.", {})


def _cancelling(*_: Any) -> Refusal:
    return Refusal("cancelling", "L’annulation est demandée, pas encore transmise.", {})


def _leaving(*_: Any) -> Refusal:
    sentence = "Le départ de la liste d’attente est demandé, pas encore transmis."
    return Refusal("leaving", sentence, {})


_EXPLAIN: dict[str, Callable[..., Refusal]] = {
    "late": _late,
    "full": lambda option, *_: full(option),
    "waiting": _waiting,
    "leaving": _leaving,
    "ask": _ask,
    "not_yet": _not_yet,
    "too_early": _not_yet,
    "period_over": _period_over,
    "closure": _closure,
    "elsewhere": elsewhere,
    "other_week": _other_week,
    "cancelling": _cancelling,
    "": _none,
}


def barred(option: Option, others: Iterable[Option]) -> bool:
    """True if a booking of the other household stands where the option would."""
    return any(o.elsewhere and o.holds == "booked" and meets(option, o) for o in others)


def meets(one: Option, other: Option) -> bool:
    """True if two activities of a day fill a common slot, or if the rules of one exclude the
    other."""
    if one.activity == other.activity or one.supplement or other.supplement:
        return False
    return bool(set(one.slots.split()) & set(other.slots.split())) or (
        word(other.name) in one.rules.excludes or word(one.name) in other.rules.excludes
    )


def needs(option: Option, coming: Iterable[str]) -> Refusal | None:
    """Why an option cannot be booked without another activity of the day; `coming`: the names of
    those that the child will have."""
    needed = option.rules.needs
    if option.supplement or not needed or needed.keys() & {word(name) for name in coming}:
        return None
    names = " ou ".join(f"«\u00a0{name}\u00a0»" for name in sorted(needed.values()))
    return Refusal("needs", f"Va seulement avec {names}, le même jour.", {})


def excludes(other_name: str) -> Refusal:
    """The slot is filled by another booking of the child; '' is one of its other household, of
    which nothing more is said."""
    if not other_name:
        return Refusal("elsewhere", TAKEN_ELSEWHERE, {})
    sentence = f"Ne va pas avec «\u00a0{other_name}\u00a0», réservé le même jour."
    return Refusal("exclusion", sentence, {"other": other_name})


def needs_activity() -> Refusal:
    """A supplement without its activity."""
    sentence = "Ce supplément va avec l’activité du même jour\u00a0: réservez-la d’abord."
    return Refusal("needs_activity", sentence, {})


class Kept(NamedTuple):
    """An activity that a child will have on a day: a booking that stays, or a wish to book.

    `ours`: by this household, not the child's other one.
    """

    child: int
    day: str
    open_day: int
    name: str
    slots: str
    ours: bool
    terms: str


def clash(option: Option, kept: Iterable[Kept]) -> Refusal | None:
    """Why an option cannot be booked beside what the child will have; None if it can."""
    same_day = [k for k in kept if (k.child, k.day) == (option.child, option.day)]
    if option.supplement:
        comes = any(k.ours and k.open_day == option.open_day for k in same_day)
        return None if comes else needs_activity()
    for other in same_day:
        met = set(option.slots.split()) & set(other.slots.split())
        named = word(other.name) in option.rules.excludes or (
            word(option.name) in parse(other.terms).excludes
        )
        if (met or named) and other.open_day != option.open_day:
            return excludes(other.name if other.ours else "")
    return needs(option, [k.name for k in same_day if k.ours])


def keep(option: Option, kept: list[Kept]) -> None:
    """The option joins what the child will have."""
    if not option.supplement:
        place = (option.child, option.day, option.open_day)
        kept.append(Kept(*place, option.name, option.slots, True, option.terms))

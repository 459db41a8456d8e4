"""One answer to « may this child book, cancel, or add a supplement on that day? », with its
reason. Page, cart, both checks, night and simulator all ask here.

The questions come in the order of docs/rules.md, § 8; the first that says no gives the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from webapp import words
from webapp.activities.rules import packages
from webapp.activities.rules import timetable as times
from webapp.activities.rules.admission import Quota, service_days, window
from webapp.activities.rules.deadlines import ALWAYS, NEVER, shown
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.places import Takers
from webapp.activities.rules.reading import word
from webapp.activities.rules.when import Context

if TYPE_CHECKING:
    from webapp.activities.rules.terms import Terms

ACCEPTED, REFUSED, WAITING = "accepted", "refused", "waiting"
ANSWERS = {
    "": ACCEPTED,
    times.REFUSED: REFUSED,
    times.SURCHARGED: "surcharge",
    times.CHARGED: "charged",
    times.ASKED: "ask",
    times.IF_PLACES: "if_places",
}
NAMES = {
    times.BOOK: "réservable",
    times.CANCEL: "annulable",
    times.SUPPLEMENT: "réservable",
}
SPANS = {
    "semaine": "par semaine",
    "mois": "par mois",
    "periode": "par période",
    "annee": "par an",
}
PUBLIC = {
    "category": "Cette activité n’est pas ouverte à votre famille",
    "age": "Cette activité n’est pas de l’âge de l’enfant",
    "class": "Cette activité n’est pas ouverte à la classe de l’enfant",
    "school": "Cette activité n’est pas ouverte à l’école de l’enfant",
}


class Decision(NamedTuple):
    """`answer`: accepted, refused, surcharge, charged, ask, if_places, waiting. `code` and
    `sentence` say why (N04), `facts` are their figures; `limit` is the instant that counts
    (aware, UTC), None without one."""

    answer: str
    code: str = ""
    sentence: str = ""
    limit: datetime | None = None
    facts: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked, and all that is known. `day` is the day served, `now` an aware instant.

    `served`: whether the activity is open on that day (None: what its `service` says).
    `beside`: other activities of the child that day, by name. `had`: days that the child has in
    each span of a quota, this one not counted; `total`: those it will have in all once the
    request is validated, to check a minimum (None: not yet). `capacity` None asks the rules.
    `queue`: how many wait before. `takers`: who has the seats taken, where seats are kept for
    some. `excluding`: those of `beside` whose own rules exclude this activity.
    """

    action: str
    day: date
    now: datetime
    context: Context
    facts: Facts = field(default_factory=Facts)
    served: bool | None = None
    in_custody: bool = True
    beside: tuple[str, ...] = ()
    had: Mapping[str, int] = field(default_factory=dict)
    total: Mapping[str, int] | None = None
    taken: int = 0
    capacity: int | None = None
    queue: int = 0
    takers: Takers = ()
    excluding: tuple[str, ...] = ()


def decide(terms: "Terms", ask: Ask) -> Decision:
    """The answer to `ask` under `terms`."""
    if ask.action == times.CANCEL:
        return timely(terms, ask)
    refusal = _closed(terms, ask) or admitted(terms, ask) or opened(terms, ask)
    if refusal:
        return refusal
    timed = timely(terms, ask)
    if timed.answer == REFUSED:
        return timed
    return (
        excluded(terms, ask)
        or counted(terms, ask)
        or _seated(terms, ask)
        or (
            Decision("ask", "confirm", "La structure confirmera cette demande.", timed.limit)
            if terms.confirm
            else timed
        )
    )


def _closed(terms: "Terms", ask: Ask) -> Decision | None:
    if terms.periods and not ask.context.period(ask.day):
        return Decision(REFUSED, "service", "L’activité n’a pas lieu à cette période.")
    served = terms.service.runs(ask.day, ask.context.calendar) if ask.served is None else ask.served
    if served:
        return None
    off = ask.context.calendar.day_off(ask.day)
    because = f"\u00a0: {off}" if off else ""
    return Decision(REFUSED, "service", f"L’activité n’a pas lieu ce jour-là{because}.")


def admitted(terms: "Terms", ask: Ask) -> Decision | None:
    """The refusal of a child whom the activity is not for, or whom another home has that day."""
    refused = terms.public.refuses(ask.facts)
    if refused:
        return Decision(REFUSED, refused, f"{PUBLIC[refused]}.")
    if not ask.in_custody:
        sentence = "Ce jour-là, l’enfant est dans son autre foyer."
        return Decision(REFUSED, "other_week", sentence)
    return None


def opened(terms: "Terms", ask: Ask) -> Decision | None:
    """The refusal before booking opens for this family, or after it has closed."""
    calendar = ask.context.calendar
    found = window(terms.windows, ask.facts.all_categories, ask.day, ask.now, ask.context)
    if not found.code:
        return None
    if found.at:
        when = words.moment(found.at, calendar.timezone)
        sentence = f"Pas encore ouvert\u00a0: réservable à partir du {when}."
        return Decision(
            REFUSED, "not_yet", sentence, found.at, {"opens": int(found.at.timestamp())}
        )
    if found.code == "window_over":
        return Decision(REFUSED, "window_over", "Les réservations sont closes pour ce jour.")
    return Decision(REFUSED, "not_for_you", "Les réservations ne vous sont pas ouvertes.")


def priced(terms: "Terms", ask: Ask) -> Decision | None:
    """The refusal of what no tariff is for, or that waits for the family's quotient."""
    if ask.facts.quotient is None and terms.quotient.missing == "refused":
        sentence = "Le quotient familial est à fournir d’abord à la structure."
        return Decision(REFUSED, "quotient", sentence)
    priced = packages.offers(terms, ask.facts) if terms.package else terms.quote(ask.facts)
    if not priced:
        return Decision(REFUSED, "price", "Aucun tarif ne convient\u00a0: non réservable.")
    return None


def timely(terms: "Terms", ask: Ask) -> Decision:
    """The answer of the deadlines."""
    found = terms.times(ask.day, ask.context.calendar, ask.facts.all_categories).timing(
        ask.action, ask.now
    )
    if found.code == "too_early":
        when = words.moment(found.limit, ask.context.calendar.timezone)
        sentence = f"Trop tôt\u00a0: réservable à partir du {when}."
        opens = {"opens": int(found.limit.timestamp())}
        return Decision(REFUSED, "too_early", sentence, found.limit, opens)
    limit = None if found.limit in (ALWAYS, NEVER) else found.limit
    if not found.code:
        return Decision(ACCEPTED, "", _in_time(ask, limit), limit)
    late = int((ask.now - limit).total_seconds()) if limit else 0
    facts: dict[str, Any] = {
        "late_seconds": late,
        "until": until(limit, ask.context) if limit else "",
    }
    return Decision(
        ANSWERS[found.code], found.code, _late(terms, ask, found.code, limit), limit, facts
    )


def until(limit: datetime, context: Context) -> str:
    """« mardi 8 décembre à 23 h 59 »."""
    day, hour = shown(limit, context)
    return f"{words.long_day(day)} à {words.clock(*hour)}"


def _in_time(ask: Ask, limit: datetime | None) -> str:
    able = words.capitalised(NAMES[ask.action])
    return f"{able} jusqu’au {until(limit, ask.context)}." if limit else f"{able}."


def _late(terms: "Terms", ask: Ask, code: str, limit: datetime | None) -> str:
    if limit is None and code == times.CHARGED:
        return f"Ce jour reste facturé{terms.retained_words}, même annulé."
    if limit is None:
        verb = "s’annule" if ask.action == times.CANCEL else "se réserve"
        return f"Ce jour ne {verb} pas."
    seconds = int((ask.now - limit).total_seconds())
    late = words.duration(seconds)
    able = f"{NAMES[ask.action]} jusqu’au {until(limit, ask.context)}"
    if code == times.REFUSED:
        return f"Trop tard de {late}\u00a0: {able}."
    then = {
        times.SURCHARGED: f"accepté, {terms.surcharge_words}",
        times.CHARGED: f"accepté, facturé{terms.retained_words}",
        times.ASKED: "la structure décidera",
        times.IF_PLACES: "accepté s’il reste des places",
    }[code]
    return f"Après la limite ({able}, passée de {late})\u00a0: {then}."


def excluded(terms: "Terms", ask: Ask) -> Decision | None:
    """The refusal of what does not go with, or without, other activities of the day."""
    names = {word(name): name for name in ask.beside}
    met = [name for plain, name in names.items() if plain in terms.excludes]
    met += ask.excluding
    if met:
        sentence = f"Ne va pas avec «\u00a0{met[0]}\u00a0», réservé le même jour."
        return Decision(REFUSED, "exclusion", sentence, None, {"other": met[0]})
    if terms.needs and not names.keys() & terms.needs.keys():
        needed = " ou ".join(f"«\u00a0{name}\u00a0»" for name in sorted(terms.needs.values()))
        return Decision(REFUSED, "needs", f"Va seulement avec {needed}, le même jour.")
    return None


def counted(terms: "Terms", ask: Ask) -> Decision | None:
    """The refusal of too many days, or of too few once the request is complete (`total`)."""
    for key, quota in terms.quotas.items():
        if quota.most is not None and ask.had.get(key, 0) + 1 > quota.most:
            return _quota("too_many", f"{quota.most} au plus", key, ask.had.get(key, 0))
        total = None if ask.total is None else ask.total.get(key)
        if total is None:
            continue
        if quota.whole:
            needed = service_days(key, ask.day, ask.context)
            if total < needed:
                return _quota("whole", f"tous ({needed})", key, total)
        elif not quota.holds(total):
            return _quota("too_few", _allowed(quota), key, total)
    return None


def _allowed(quota: Quota) -> str:
    if len(quota.allowed) == 1 and quota.allowed[0].most is None:
        return f"{quota.least} au moins"
    return " ou ".join(
        str(r.least) if r.least == r.most else f"{r.least} à {r.most}" for r in quota.allowed
    )


def _quota(code: str, allowed: str, key: str, count: int) -> Decision:
    name = key.removeprefix("famille_")
    whose = " pour la famille" if name != key else ""
    sentence = f"Nombre de jours {SPANS[name]}{whose}\u00a0: {allowed}"
    facts = {"quota": key, "count": count}
    return Decision(REFUSED, code, f"{sentence} (vous en avez {count}).", None, facts)


def grouped(terms: "Terms", ask: Ask) -> Decision | None:
    """The refusal of a child that is of no age group, where places are kept by group."""
    places = terms.places
    if not places.ages or places.whole(ask.day) is not None or places.group(ask.facts.age):
        return None
    sentence = "Aucune place n’est prévue pour l’âge de l’enfant."
    return Decision(REFUSED, "no_group", sentence, None, {"age": ask.facts.age})


def _seated(terms: "Terms", ask: Ask) -> Decision | None:
    refused = grouped(terms, ask) if ask.capacity is None else None
    if refused:
        return refused
    capacity = ask.capacity
    if capacity is None:
        capacity = terms.places.capacity(ask.day, ask.facts.age)
    if capacity is None:
        return None
    local = ask.now.astimezone(ask.context.calendar.zone).replace(tzinfo=None)
    kept = terms.places.kept(ask.facts.all_categories, local, ask.takers)
    if ask.taken < capacity - kept and not ask.queue:
        return None
    rank = ask.queue + 1
    aside = f", dont {words.plural(kept, 'place')} pour d’autres familles" if kept else ""
    sentence = f"Complet\u00a0: {ask.taken} sur {capacity}{aside}"
    facts = {"taken": ask.taken, "capacity": capacity, "rank": rank}
    if not terms.places.waiting_list:
        return Decision(REFUSED, "full", f"{sentence}.", None, facts)
    sentence += f"\u202f; liste d’attente\u00a0: rang {rank}."
    return Decision(WAITING, "full", sentence, None, facts)

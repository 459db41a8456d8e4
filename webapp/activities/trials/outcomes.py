"""Playing a case: Marelle's answer beside the one expected."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from webapp import words
from webapp.activities.rules import places as places_rules
from webapp.activities.rules import timetable as times
from webapp.activities.rules.absences import Absence
from webapp.activities.rules.decision import Ask, Decision, decide, priced, until
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.fees import fee
from webapp.activities.rules.packages import nearest
from webapp.activities.rules.places import Asker
from webapp.activities.rules.reading import (
    RuleError,
    Table,
    amount,
    day,
    word,
    words_of,
)
from webapp.activities.rules.terms import Terms
from webapp.activities.rules.when import Context
from webapp.activities.trials.situations import (
    ACTIONS,
    Situation,
    each_situation,
    end,
    moment,
    read_ask,
    read_situation,
)
from webapp.activities.trials.towns import Town

ANSWERS = {
    "accepted": "accepté",
    "refused": "refusé",
    "surcharge": "majoré",
    "charged": "facturé",
    "ask": "sur demande",
    "if_places": "selon places",
    "waiting": "liste d’attente",
}
REASONS = {
    "late": "délai",
    **dict.fromkeys((times.SURCHARGED, times.CHARGED, times.ASKED, times.IF_PLACES), "délai"),
    "too_early": "fenêtre",
    "not_yet": "fenêtre",
    "window_over": "fenêtre",
    "not_for_you": "fenêtre",
    "service": "service",
    "category": "public",
    "age": "public",
    "class": "public",
    "school": "public",
    "other_week": "garde",
    "exclusion": "exclusion",
    "needs": "exclusion",
    "too_many": "limites",
    "too_few": "limites",
    "whole": "limites",
    "full": "places",
    "no_group": "places",
    "quotient": "quotient",
    "price": "prix",
}


class Difference(NamedTuple):
    """What was expected of a key, and what came."""

    key: str
    expected: str
    found: str


class Outcome(NamedTuple):
    """A case once played: the answer in words; no difference if it is the one expected."""

    label: str
    answer: str
    differences: tuple[Difference, ...]


def play(town: Town, number: int) -> Outcome:
    """Play case `number` (from 0) of a town; raises RuleError if it is badly written."""
    table = town.cases[number]
    name = table.text("nom")
    terms = _terms(town, table)
    action = table.choice("action", ACTIONS, _usual_action(table))
    situation = read_situation(table, terms, town.calendar)
    played = PLAYERS[action](table, action, situation, terms, town)
    table.done()
    label = name or f"cas {number + 1}"
    return Outcome(label, played[0], tuple(played[1]))


def _usual_action(table: Table) -> str:
    if table.has("frais"):
        return "frais"
    if table.has("absences"):
        return "absence"
    if table.has("demandes"):
        return "attente"
    return "réserver" if table.has("le") or not table.has("prix") else "prix"


def _terms(town: Town, table: Table) -> Terms:
    if len(town.activities) == 1 and not table.has("activite"):
        return next(iter(town.activities.values()))
    name = word(table.text("activite"))
    if name not in town.activities:
        known = ", ".join(town.activities)
        raise RuleError(table.at("activite"), f"l’une de ces activités est attendue\u00a0: {known}")
    return town.activities[name]


Played = tuple[str, list[Difference]]


def _requested(table: Table, action: str, situation: Situation, terms: Terms, town: Town) -> Played:
    ask = read_ask(table, action, situation, terms, town.calendar)
    ask = replace(ask, excluding=_excluding(ask.beside, terms, town))
    if terms.package and situation.facts.days is None:
        situation = replace(situation, facts=_counted(terms, ask, terms.package.unit))
    decision = decide(terms, ask)
    if action == times.BOOK and decision.answer != "refused":
        decision = priced(terms, ask) or decision
    cents, told = None, ""
    if (action, decision.answer) == (times.CANCEL, "accepted"):
        cents = 0  # in time, nothing is due
    elif decision.answer != "refused" and (table.has("prix") or action == times.BOOK):
        cents, told = _price(terms, situation, decision)
        if cents is None and action == times.BOOK:
            decision = Decision("refused", "price", told)
    answer = f"{ANSWERS[decision.answer]} – {decision.sentence}"
    answer += f" {told}." if cents else ""
    return answer, list(_compare_decision(table, decision, cents, town))


def _counted(terms: Terms, ask: Ask, unit: str) -> Facts:
    """The days that count for a price that depends on them: those that the child will have in all,
    if the case says so, else as many that have a price as it may have with this one."""
    total = (ask.total or {}).get(unit)
    return replace(ask.facts, days=total or nearest(terms, ask.facts, ask.had.get(unit, 0) + 1))


def _excluding(beside: tuple[str, ...], terms: Terms, town: Town) -> tuple[str, ...]:
    """Those of the same day whose own rules exclude this activity."""
    own = {name for name, each in town.activities.items() if each is terms}
    found = [name for name in beside if word(name) in town.activities]
    return tuple(name for name in found if own & town.activities[word(name)].excludes)


def _price(terms: Terms, situation: Situation, decision: Decision) -> tuple[int | None, str]:
    quote = terms.quote(situation.facts, late=decision.answer == "surcharge")
    if quote is None:
        return None, "Aucun tarif ne convient\u00a0: non réservable."
    cents, rule = quote.cents, quote.rule
    if decision.answer == "charged":
        cents = terms.retained_of(cents)
        rule += f"\u202f; dû{terms.retained_words}"
    cents *= situation.times
    told = words.euros(cents)
    return cents, rule if rule.endswith(told) else f"{rule}\u00a0: {told}"


def _compare_decision(
    table: Table, decision: Decision, cents: int | None, town: Town
) -> Iterator[Difference]:
    expected = table.text("attendu")
    if not expected and not table.has("prix") and not table.has("limite"):
        raise RuleError(table.at("attendu"), "manque")
    if expected:
        yield from _answer(table, expected, decision.answer)
    yield from _instants(table, decision, town)
    reason = table.text("raison")
    found = REASONS.get(decision.code, decision.code)
    if reason and word(reason) != word(found):
        yield Difference("raison", reason, found or "aucune")
    rank = table.number("rang_attente")
    if rank is not None and rank != decision.facts.get("rank"):
        yield Difference("rang", str(rank), str(decision.facts.get("rank", "aucun")))
    if table.has("prix"):
        yield from _compare_cents(table, cents)


def _answer(table: Table, expected: str, found: str) -> Iterator[Difference]:
    known = {word(name): code for code, name in ANSWERS.items()}
    known |= {word("non réservable"): "refused"}
    if word(expected) not in known:
        names = ", ".join(ANSWERS.values())
        raise RuleError(
            table.at("attendu"), f"l’un de ces mots est attendu\u00a0: {names}", expected
        )
    if known[word(expected)] != found:
        yield Difference("attendu", expected, ANSWERS[found])


def _instants(table: Table, decision: Decision, town: Town) -> Iterator[Difference]:
    readers: dict[str, Callable[..., datetime]] = {"limite": end, "ouvre": moment}
    for key, reader in readers.items():
        if not table.has(key):
            continue
        expected = reader(table.raw(key), table.at(key), town.calendar)
        if expected != decision.limit:
            context = Context(town.calendar)
            found = until(decision.limit, context) if decision.limit else "aucune"
            yield Difference(key, until(expected, context), found)


def _compare_cents(table: Table, cents: int | None) -> Iterator[Difference]:
    expected = int(table.need("prix", amount) * 100)
    if cents != expected:
        found = "aucun" if cents is None else words.euros(cents)
        yield Difference("prix", words.euros(expected), found)


def _priced(table: Table, _: str, situation: Situation, terms: Terms, town: Town) -> Played:
    total, told = 0, []
    for each in each_situation(table, situation, terms, town.calendar):
        if each.facts.quotient is None and terms.quotient.missing == "refused":
            return _refused(table, "quotient", "Le quotient familial est à fournir d’abord.")
        cents, rule = _price(terms, each, Decision("accepted"))
        if cents is None:
            return _refused(table, "price", rule)
        total += cents
        told.append(rule)
    total *= situation.times if table.has("chacun") else 1
    answer = f"{words.euros(total)} – {' + '.join(told)}"
    expected = table.text("attendu")
    differences = list(_answer(table, expected, "accepted")) if expected else []
    return answer, differences + list(_compare_cents(table, total))


def _refused(table: Table, code: str, why: str) -> Played:
    differences = list(_answer(table, table.text("attendu", "accepté"), "refused"))
    reason = table.text("raison")
    if reason and word(reason) != word(REASONS[code]):
        differences.append(Difference("raison", reason, REASONS[code]))
    if table.has("prix"):
        differences += _compare_cents(table, None)
    return f"refusé – {why}", differences


def _fee(table: Table, _: str, situation: Situation, terms: Terms, town: Town) -> Played:
    del town
    name = table.text("frais")
    known = {word(each.name) for each in terms.fees}
    if word(name) not in known:
        names = ", ".join(each.name for each in terms.fees) or "aucun"
        raise RuleError(table.at("frais"), f"l’un de ces frais est attendu\u00a0: {names}", name)
    cents = fee(terms.fees, name, situation.facts)
    if cents is None and table.has("attendu"):
        return _refused(table, "price", f"{name}\u00a0: aucun montant.")
    told = f"{name}\u00a0: {words.euros(cents)}" if cents is not None else "aucun frais"
    return told, list(_compare_cents(table, cents or 0))


def _absent(table: Table, _: str, situation: Situation, terms: Terms, town: Town) -> Played:
    calendar, categories = town.calendar, situation.facts.all_categories
    days = sorted(table.need("absences", _days))
    absence = Absence(
        [each for each in days if not calendar.day_off(each)],
        word(table.text("motif")),
        table.read("justifie", lambda v, p: moment(v, p, calendar)),
        table.read("prevenu", lambda v, p: moment(v, p, calendar)),
    )
    due = terms.absence.due(
        absence,
        lambda each: terms.service.runs(each, calendar),
        calendar,
        lambda each: terms.tell_limit(each, calendar, categories),
        lambda each: terms.cancel_limit(each, calendar, categories),
    )
    differences = []
    if table.has("dus"):
        expected = sorted(table.need("dus", _days))
        if expected != due:
            differences.append(Difference("dus", _listed(expected), _listed(due)))
    price = table.read("prix_jour", amount)
    quote = terms.quote(situation.facts)
    cents = int(price * 100) if price is not None else quote.cents if quote else 0
    total = terms.absence.total(
        absence, due, cents, lambda each: terms.cancel_limit(each, calendar, categories)
    )
    if table.has("prix"):
        differences += _compare_cents(table, total)
    return f"dus\u00a0: {_listed(due)} ({words.euros(total)})", differences


def _days(value: object, place: str) -> list[date]:
    if not isinstance(value, list):
        raise RuleError(place, "une liste de jours est attendue", value)
    return [day(each, place) for each in value]


def _listed(days: list[date]) -> str:
    return ", ".join(words.short_day(d) for d in days) or "aucun"


def _queued(table: Table, _: str, situation: Situation, terms: Terms, town: Town) -> Played:
    del situation
    askers = [_asker(each, town) for each in table.tables("demandes")]
    free = table.number("libres", 0) or 0
    ordered = [a.name for a in places_rules.order(terms.places, askers)]
    served = [a.name for a in places_rules.served(terms.places, askers, free)]
    differences = []
    for key, found in (("servis", served), ("ordre", ordered)):
        expected = table.read(key, _names)
        if expected is not None and expected != found:
            differences.append(Difference(key, ", ".join(expected), ", ".join(found) or "aucun"))
    return (
        f"servis\u00a0: {', '.join(served) or 'aucun'}\u202f; ordre\u00a0: {', '.join(ordered)}",
        differences,
    )


def _names(value: object, place: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise RuleError(place, 'une liste de noms est attendue (["A", "B"])', value)
    return value


def _asker(table: Table, town: Town) -> Asker:
    found = Asker(
        table.text("nom"),
        table.need("le", lambda v, p: moment(v, p, town.calendar)),
        Facts(frozenset(table.read("categories", words_of) or ())).all_categories,
    )
    table.done()
    return found


PLAYERS: dict[str, Callable[..., Played]] = {
    times.BOOK: _requested,
    times.CANCEL: _requested,
    times.SUPPLEMENT: _requested,
    "prix": _priced,
    "frais": _fee,
    "absence": _absent,
    "attente": _queued,
}

"""The rules of an activity as sentences that a clerk reads aloud, in the order of docs/rules.md.

`stated` is what `terms.py` has read without a mistake: it is written in words already, so that
telling it is mostly a matter of joining them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from webapp.activities.rules.reading import plain, word
from webapp.words import NBSP, THIN, capitalised, listed, read_aloud

Stated = Mapping[str, Any]
AND = f"{THIN}; "
COUNT = re.compile(r"^(\d+\s+[^\W\d]+(?:\s+(?!à\b|avant\b)[^\W\d]+)?)(?=\s+à\b|$)")
YEAR = re.compile(r"\b20\d\d\b")
BEFORE = r"\1 avant"
"""« 3 jours ouvrés à 9h » is short for « 3 jours ouvrés avant à 9h »."""

AFTER = {
    "refuse": "",
    "majore": "c’est plus cher",
    "facture": "c’est possible, mais dû",
    "sur demande": "la structure décide",
    "selon place": "c’est accepté s’il reste des places",
}
QUOTAS = {
    "semaine": "par semaine",
    "mois": "par mois",
    "periode": "par période",
    "annee": "par an",
}
WHEN = (
    ("formule", "{}"),
    ("rang", "enfant de rang {}"),
    ("enfants", "{} enfants"),
    ("ages", "{} ans"),
    ("classes", "{}"),
    ("ecoles", "{}"),
    ("qf", "quotient {}"),
    ("jours", "{}"),
    ("nombre_jours", "{} jours"),
)
CHANGES = {
    "ajoute": "ajouter {}",
    "reduit": "réduire de {}",
    "multiplie": "multiplier par {}",
    "remplace": "remplacer par {}",
    "tranche": "changer de tranche ({})",
    "plancher": "au moins {}",
    "plafond": "au plus {}",
}


def tell(stated: Stated) -> tuple[str, ...]:
    """Each rule as a sentence."""
    rules = {plain(key): value for key, value in stated.items()}
    told = [
        *_service(rules),
        *_deadlines(rules),
        *_exceptions(rules),
        *_public(rules),
        *_windows(rules),
        *_places(rules.get("places", {})),
        *_prices(rules.get("prix", "0")),
        *_fees(rules.get("frais", ())),
        *_quotient(rules.get("quotient", {})),
        *_absences(rules.get("absence", {})),
    ]
    return tuple(read_aloud(f"{capitalised(each)}.") for each in told)


def dated(stated: Stated) -> tuple[str, ...]:
    """The rules that hold for certain years only: to be looked at when a year is copied."""
    return tuple(each for each in tell(stated) if YEAR.search(each))


def _items(value: Any) -> str:
    """« a, b » of a text or of a list of them."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _service(rules: Stated) -> Iterator[str]:
    if "service" in rules:
        yield f"a lieu\u00a0: {rules['service']}, sauf jours fériés et fermetures"
    if "periode" in rules:
        yield f"seulement pendant\u00a0: {_items(rules['periode'])}"


def _deadlines(rules: Stated) -> Iterator[str]:
    if "reserver_des" in rules:
        yield from _limit("réservable", rules["reserver_des"], "dès")
    yield from _limit("réservable", rules.get("reserver", "toujours"))
    more = f" (majoration\u00a0: {rules['majoration']})" if "majoration" in rules else ""
    yield from _after("réserver", rules, "reserver", more)
    yield from _limit("annulable", rules.get("annuler", "comme réserver"))
    kept = f" (retenue\u00a0: {rules['retenue']})" if "retenue" in rules else ""
    yield from _after("annuler", rules, "annuler", kept)
    if "supplement" in rules:
        yield from _limit("supplément réservable", rules["supplement"])


def _limit(what: str, stated: Any, since: str = "") -> Iterator[str]:
    """« Réservable jusqu’à 2 jours avant à 9h », one for each weekday that has its own."""
    days = stated.items() if isinstance(stated, dict) else [("", stated)]
    for day, sentence in days:
        whose = f", pour {'les autres jours' if plain(day) == 'autres' else day}" if day else ""
        if plain(str(sentence)) == "jamais":
            yield f"jamais {what}{whose}"
        else:
            yield f"{what} {_until(str(sentence), since)}{whose}"


def _until(sentence: str, since: str = "") -> str:
    asked = plain(sentence)
    if asked == "toujours":
        return "sans limite"
    if asked.startswith("comme "):
        return f"dans le même délai que pour {asked.removeprefix('comme ')}".replace(
            "reserver", "réserver"
        )
    if since:
        return f"{since} {sentence}"
    if asked.startswith("le "):
        return f"jusqu’au {sentence[3:]}"
    return f"jusqu’à {COUNT.sub(BEFORE, sentence)}"


def _after(verb: str, rules: Stated, key: str, more: str) -> Iterator[str]:
    after = AFTER.get(word(str(rules.get(f"{key}_apres", "refusé"))), "")
    if not after:
        return
    last = rules.get(f"{key}_dernier")
    until = f", {_until(str(last))}" if isinstance(last, str) else ""
    yield f"après ce délai, pour {verb}, {after}{more}{until}"
    if isinstance(last, dict):
        yield from _limit(f"dernier délai pour {verb}\u00a0:", last)


def _exceptions(rules: Stated) -> Iterator[str]:
    for each in rules.get("exception", ()):
        found = {plain(key): value for key, value in each.items()}
        of_whom = f", pour {_items(found['pour'])}" if "pour" in found else ""
        days = f", pour {found['jours']}" if "jours" in found else ""
        when = _items(found["quand"]) if "quand" in found else "toujours"
        limits: list[str] = []
        for key, what in (
            ("reserver", "réservable"), ("annuler", "annulable"),
            ("supplement", "supplément réservable"), ("reserver_dernier", "réserver en retard"),
            ("annuler_dernier", "annuler en retard"), ("reserver_des", "réservable"),
        ):  # fmt: skip
            if key in found:
                limits += _limit(what, found[key], "dès" if key == "reserver_des" else "")
        yield f"exception ({when}{days}{of_whom})\u00a0: {AND.join(limits)}"


def _public(rules: Stated) -> Iterator[str]:
    who = {plain(key): value for key, value in rules.get("public", {}).items()}
    named = (("pour", "{}"), ("ages", "{} ans"), ("classes", "classes {}"), ("ecoles", "écoles {}"))
    told = [form.format(_items(who[key])) for key, form in named if key in who]
    if told:
        yield f"pour\u00a0: {', '.join(told)}"
    if "exclut" in rules:
        yield f"pas le même jour que\u00a0: {_items(rules['exclut'])}"
    if "avec" in rules:
        yield f"seulement avec, le même jour\u00a0: {_items(rules['avec'])}"
    if "formule" in rules:
        yield f"formule, pour les tarifs\u00a0: {rules['formule']}"
    for unit, count in rules.get("limites", {}).items():
        asked = plain(unit)
        family = asked.startswith("famille_")
        often = QUOTAS.get(asked.removeprefix("famille_"), asked)
        whose = "tous les enfants de la famille ensemble" if family else "un enfant"
        yield f"jours {often}, pour {whose}\u00a0: {count}"


def _windows(rules: Stated) -> Iterator[str]:
    for each in rules.get("fenetre", ()):
        found = {plain(key): value for key, value in each.items()}
        who = f" pour {_items(found['pour'])}" if "pour" in found else " pour tous"
        until = f" jusqu’au {found['au']}" if "au" in found else ""
        served = f", pour les jours du {found['jours_servis']}" if "jours_servis" in found else ""
        other = f" (sinon {found['sinon']})" if "sinon" in found else ""
        yield f"réservations ouvertes{who} à partir du {found['du']}{other}{until}{served}"
    if plain(str(rules.get("confirmation", "non"))) == "oui":
        yield "la structure confirme chaque réservation"


def _places(stated: Stated) -> Iterator[str]:
    places = {plain(key): value for key, value in stated.items()}
    days = places.get("jour")
    if isinstance(days, dict):
        yield f"places par jour\u00a0: {', '.join(f'{day} {n}' for day, n in days.items())}"
    elif days is not None:
        yield f"places par jour\u00a0: {days}"
    if "ages" in places:
        yield f"places par âge\u00a0: {', '.join(f'{ages} ans {n}' for ages, n in places['ages'])}"
    if places.get("dates"):
        dates = ", ".join(f"{day} {seats}" for day, seats in places["dates"].items())
        yield f"places à ces dates\u00a0: {dates}"
    for who, count, *until in places.get("reserve", ()):
        yield f"{count} places gardées pour {who}{f' jusqu’au {until[0]}' if until else ''}"
    if plain(str(places.get("liste_attente", "non"))) == "oui":
        first = places.get("priorite")
        order = f", d’abord {_items(first)}" if first else ""
        yield f"un jour complet a une liste d’attente, dans l’ordre des demandes{order}"


def _prices(stated: Any) -> Iterator[str]:
    if not isinstance(stated, dict):
        yield f"prix\u00a0: {_money(stated)}"
        return
    prices = {plain(key): value for key, value in stated.items()}
    tariffs = prices.get("tarif", [prices])
    for tariff in tariffs:
        yield from _tariff({plain(key): value for key, value in tariff.items()})
    for each in prices.get("ajustement", ()):
        found = {plain(key): value for key, value in each.items()}
        [change] = [CHANGES[key].format(_money(found[key])) for key in CHANGES if key in found]
        yield f"ajustement{_when(found)}\u00a0: {change}{_per(found)}"
    for key, what in (("forfait", "pour tous les jours ensemble"), ("compte", "par jour")):
        if key in prices:
            yield f"jours comptés par {prices[key]}\u00a0: le prix vaut {what}"


def _tariff(found: Stated) -> Iterator[str]:
    head = f"prix{_when(found)}"
    bounds = [
        f"{name} {_money(found[key])}"
        for key, name in (("plancher", "au moins"), ("plafond", "au plus"))
        if key in found
    ]
    ends = "".join(f", {each}" for each in bounds) + _per(found)
    if "grille" in found:
        names = str(found.get("colonnes", ""))
        yield f"{head}{ends}\u00a0: {AND.join(_grid(found['grille'], names))}"
    elif "taux" in found:
        yield f"{head}\u00a0: {found['taux']} du quotient{ends}"
    elif "montant" in found:
        yield f"{head}\u00a0: {_money(found['montant'])}{ends}"


def _grid(lines: list[list[Any]], columns: str) -> Iterator[str]:
    """« QF 0-500 : 1,00 € », « QF 0-359 : journée = 10 €, demi-journée = 5 € »."""
    names, *body = lines
    for row, *cells in body:
        shown = [
            f"{_column(columns, name)}{_money(cell)}"
            for name, cell in zip(names[1:], cells, strict=True)
        ]
        yield f"{names[0]} {row}\u00a0: {', '.join(shown)}"


def _column(columns: str, name: Any) -> str:
    """What a column is called: « journée », « rang 2 », nothing for the only one."""
    if not columns:
        return ""
    return f"{name} = " if plain(columns) in ("formule", "categorie") else f"{columns} {name} = "


def _when(found: Stated) -> str:
    """« pour extérieur, 3+ enfants »."""
    told = [_items(found["pour"])] if "pour" in found else []
    for key, form in WHEN:
        if key in found:
            told.append(form.format(_items(found[key]).removesuffix(" ans")))
    return f" pour {', '.join(told)}" if told else ""


def _per(found: Stated) -> str:
    late = f", tolérance {found['tolerance']}" if "tolerance" in found else ""
    return f", par {found['par']}{late}" if "par" in found else ""


def _money(value: Any) -> str:
    """« 4,00 » is « 4,00 € »; shares, factors and « — » stay as they are."""
    text = str(value).strip()
    number = text.replace(",", "").replace(".", "")
    return f"{text}{NBSP}€" if number.isdecimal() else text


def _fees(stated: Iterable[Stated]) -> Iterator[str]:
    for each in stated:
        found = {plain(key): value for key, value in each.items()}
        often = str(found.get("par", "an"))
        amounts = _tariff({key: value for key, value in found.items() if key != "par"})
        often = often if plain(often) == "fois" else f"par {often}"
        yield f"frais «\u00a0{found.get('nom', '')}\u00a0», {often}\u00a0: {AND.join(amounts)}"


def _quotient(stated: Stated) -> Iterator[str]:
    found = {plain(key): value for key, value in stated.items()}
    if "effet" in found:
        yield f"un changement de quotient compte\u00a0: {found['effet']}"
    if word(str(found.get("absent", ""))) == "refuse":
        yield "sans quotient connu, la réservation est refusée"


def _absences(stated: Stated) -> Iterator[str]:
    found = {plain(key): value for key, value in stated.items()}
    forms = {
        "motifs": "motifs {}",
        "justificatif": "justificatif\u00a0: {}",
        "prevenir": "prévenir\u00a0: {}",
        "carence": "jours de carence\u00a0: {}",
        "gratuits": "premiers jours offerts\u00a0: {}",
        "minimum": "à partir de {} jours de suite",
        "retenue": "{} gardés",
        "forfait": "un jour dû coûte {} €",
    }
    told = [form.format(_of_days(found[key])) for key, form in forms.items() if key in found]
    if told:
        yield f"absence excusée\u00a0: {listed(told)}"


def _of_days(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{day} {sentence}" for day, sentence in value.items())
    return _items(value)

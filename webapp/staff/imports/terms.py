"""The rules of activities: from the columns of activites.csv, or from a file that the row names."""

import json
from collections.abc import Iterator
from typing import Any

from webapp.activities.rules.terms import TermsError, compose
from webapp.staff.imports.files import ACTIVITIES
from webapp.staff.imports.problems import Problem
from webapp.staff.imports.reading import Row, Table, normalised
from webapp.staff.imports.rule_files import RuleFiles
from webapp.words import NBSP

FILE = "regles"
# The word of docs/rules.md for each column that a file of rules replaces.
STATED = {
    "prix": "prix",
    "delai_reservation": "reserver",
    "delai_annulation": "annuler",
    "delai_supplement": "supplement",
    "service": "service",
}
LISTED = "places.liste_attente"
COLUMNS = {word: column for column, word in STATED.items()}
NEEDED = ("prix", "delai_reservation", "delai_annulation")


def compose_terms(table: Table, files: RuleFiles) -> None:
    """Fill the `terms` of each row, the JSON of `activities/rules/terms.py`. A row that has none
    is wrong, and its problems are the table's."""
    rows, table.rows = table.rows, []
    for row in rows:
        make = _from_file if row.values.get(FILE) else _from_columns
        table.problems += make(row, files)
        (table.rows if "terms" in row.fields else table.wrong).append(row)


def unnamed(table: Table, files: RuleFiles) -> Iterator[Problem]:
    """Files of rules that no row names; nobody knows which if a row could not be read."""
    if table.unreadable or any(not problem.column for problem in table.problems):
        return
    named = {normalised(row.raw.get(FILE, "")) for row in (*table.rows, *table.wrong)}
    for name in files.keys() - named:
        expected = f"fichier de règles qu’aucune ligne de {ACTIVITIES.name} ne nomme"
        yield Problem(name, 0, "", "", f"{expected} (colonne « {FILE} »)")


def _from_file(row: Row, files: RuleFiles) -> Iterator[Problem]:
    for column in (*STATED, "liste_attente"):
        if row.raw.get(column):
            expected = f"attendu vide, puisque « {FILE} » nomme un fichier qui le dit"
            yield row.problem(column, expected)
    name = normalised(str(row.values[FILE]))
    if name not in files:
        present = ", ".join(files) or "aucun"
        expected = f"fichier absent du dossier ; fichiers de règles présents : {present}"
        yield row.problem(FILE, expected)
    elif rules := files[name]:
        row.fields["terms"] = rules.text
        row.fields["waiting_list"] = rules.terms.places.waiting_list


def _from_columns(row: Row, __: RuleFiles) -> Iterator[Problem]:
    missing = [name for name in NEEDED if row.values.get(name) in ("", None)]
    for name in missing:
        expected = ACTIVITIES.by_name[name].kind.expected
        yield row.problem(name, f"attendu sans fichier de règles (« {FILE} ») : {expected}")
    if missing:
        return
    euros, cents = divmod(int(str(row.values["prix"])), 100)
    stated = {word: row.values.get(column) for column, word in STATED.items()}
    stated["prix"] = f"{euros},{cents:02d}"
    listed = {"places": {"liste_attente": "oui"}} if row.values.get("liste_attente") else {}
    try:
        row.fields["terms"] = compose(
            **{word: value for word, value in stated.items() if value}, **listed
        )
    except TermsError as error:
        place, _, expected = str(error).partition(f"{NBSP}: ")
        yield row.problem(COLUMNS.get(place, place), expected)


def told(old: str, new: str, row: Row) -> Iterator[str]:
    """What differs between two `terms`, as « place « old » → « new » »: the columns of the row, or
    the places of the file that it names."""
    found = differences(old, new)
    for place, (before, after) in found.items():
        if place == LISTED and not row.values.get(FILE):
            continue  # the column « liste_attente » tells it
        name = place if row.values.get(FILE) else COLUMNS.get(place, place)
        yield f"{name} « {before} » → « {after} »"
    if not found:
        yield f"{FILE} récrites, sans rien changer"


def same(old: str, new: str) -> bool:
    """Whether two `terms` state the same, in whatever order."""
    return bool(json.loads(old) == json.loads(new))


def differences(old: str, new: str) -> dict[str, tuple[str, str]]:
    """What differs between two `terms`: the values before and after, '' for none, by place."""
    before, after = (dict(_leaves(json.loads(text), "")) for text in (old, new))
    places = (p for p in dict.fromkeys((*before, *after)) if before.get(p) != after.get(p))
    return {place: (before.get(place, ""), after.get(place, "")) for place in places}


def _leaves(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """« prix.tarif[2].grille[3] », « 360-564 | 11 | 5,50 »: all that is said, and where."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, f"{place}.{key}" if place else key)
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for number, each in enumerate(value, 1):
            yield from _leaves(each, f"{place}[{number}]")
    elif value not in ([], {}):
        yield place, " | ".join(map(str, value)) if isinstance(value, list) else str(value)

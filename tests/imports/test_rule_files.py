"""Files of rules: read with the folder, refused with their place, told when they change."""

import json
from collections.abc import Callable

import pytest

from tests.imports.conftest import FOLDER, Folder
from webapp.activities.models import Activity, OpenDay
from webapp.activities.rules.terms import parse
from webapp.staff.imports.report import summary

RULES = """\
titre = "La journée"

[calendrier]
zone = "C"

[activite.centre]
reserver = { "lundi mardi" = "vendredi précédent à 9h", autres = "2 jours avant" }
annuler = "comme réserver"

[activite.centre.places]
jour = 7
dates = { "2026-12-10" = 4 }
liste_attente = "oui"

[[activite.centre.prix.tarif]]
grille = [
  ["QF", "prix"],
  ["0-700", "8,00"],
  ["701+", "12,50"],
]

[[cas]]
action = "prix"
qf = 500
prix = "8,00"
"""
HEADER = "structure;code;nom;nom_court;porte_monnaie;creneaux;regles\n"
ROW = "mairie;{};{};Court;loisirs;{};{}\n"


def named(folder: Folder, name: str = "jour.toml", rules: str = RULES) -> Folder:
    """The folder, with the rules of « Journée » in a file and the others in another one."""
    lines = [("jour", "matin midi", name), ("matin", "matin", "autres.toml"),
             ("repas", "midi", "autres.toml")]  # fmt: skip
    folder.write(
        "activites.csv", HEADER + "".join(ROW.format(c, c.title(), s, f) for c, s, f in lines)
    )
    folder.write(name, rules)
    folder.write("autres.toml", '[activite.x]\nprix = "2,85"\n')
    return folder


def terms_of(code: str) -> str:
    return str(Activity.get(Activity.code == code).terms)


def test_the_whole_table_becomes_the_terms(folder: Folder) -> None:
    named(folder).load()
    jour = Activity.get(Activity.code == "jour")
    assert json.loads(jour.terms) == {
        "reserver": {"lundi mardi": "vendredi précédent à 9h", "autres": "2 jours avant"},
        "annuler": "comme réserver",
        "places": {"jour": 7, "dates": {"2026-12-10": 4}, "liste_attente": "oui"},
        "prix": {"tarif": [{"grille": [["QF", "prix"], ["0-700", "8,00"], ["701+", "12,50"]]}]},
    }
    assert jour.waiting_list
    assert terms_of("matin") == terms_of("repas") == '{"prix": "2,85"}'


def test_a_second_import_changes_nothing(folder: Folder) -> None:
    named(folder).load()
    assert all(plan.is_empty for plan in folder.load())


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("Journée d’été.TOML", RULES),
        ("jour.toml", "\ufeff" + RULES.replace("\n", "\r\n")),
        ("jour.toml", RULES.replace("[activite.centre", '["Activité"."Centre aéré"')),
        ("jour.toml", RULES.replace("reserver =", '"Réserver" =').replace("jour = 7", "Jour = 7")),
    ],
    ids=["its name", "mark and line ends", "its headings", "its words"],
)
def test_what_is_forgiven(folder: Folder, name: str, rules: str) -> None:
    named(folder, name, rules).load()
    assert parse(terms_of("jour")).places.weekdays == (7,) * 7


def test_names_are_compared_as_those_of_files(folder: Folder) -> None:
    named(folder)
    folder.replace("activites.csv", "jour.toml", "Jour.TOML")
    assert folder.problems() == []


def test_days_and_hours_of_toml_are_kept_as_words(folder: Folder) -> None:
    windows = (
        "\n[[activite.centre.fenetre]]\ndu = 2026-11-01T08:30:00\nau = 2026-12-01\n"
        "\n[[activite.centre.fenetre]]\ndu = 2026-12-24\n"
    )
    named(folder, rules=RULES + windows).load()
    opened, later = json.loads(terms_of("jour"))["fenetre"]
    assert (opened, later) == (
        {"du": "2026-11-01 08:30:00", "au": "2026-12-01"},
        {"du": "2026-12-24"},
    )
    hours = [(w.since.isoformat(), w.until) for w in parse(terms_of("jour")).windows]
    assert [since for since, _ in hours] == ["2026-11-01T08:30:00", "2026-12-24T00:00:00"]


def test_places_are_the_capacity_of_days_that_say_none(folder: Folder) -> None:
    named(folder)
    folder.replace("jours_ouverts.csv", "decembre;2", "decembre;")
    folder.load()
    days = OpenDay.select(OpenDay.day, OpenDay.capacity).order_by(OpenDay.id)
    assert [day.capacity for day in days] == [7, 5, 5, 4]
    assert all(plan.is_empty for plan in folder.load())


def test_places_leave_known_days_alone_without_the_column(folder: Folder) -> None:
    named(folder).load()
    folder.write(
        "jours_ouverts.csv",
        "structure;activite;jour\nmairie;jour;09/12/2026\nmairie;jour;11/12/2026\n",
    )
    folder.load()
    days = OpenDay.select().join(Activity).where(Activity.code == "jour").order_by(OpenDay.day)
    assert [day.capacity for day in days] == [2, 4, 7]


def test_changes_are_told_one_by_one(folder: Folder) -> None:
    named(folder).load()
    folder.replace("jour.toml", '["0-700", "8,00"]', '["0-700", "8,50"]')
    folder.replace("jour.toml", 'annuler = "comme réserver"\n', 'annuler_apres = "facturé"\n')
    folder.replace("jour.toml", "jour = 7", "jour = { mercredi = 7 }")
    told = [line for line in summary(folder.load(dry_run=True), dry_run=True) if "ligne 2" in line]
    assert [line.replace("\u00a0", " ") for line in told] == [
        "  ligne 2 : modification, annuler « comme réserver » → «  », places.jour « 7 » → «  », "
        "prix.tarif[1].grille[2] « 0-700 | 8,00 » → « 0-700 | 8,50 », annuler_apres «  » → "
        "« facturé », places.jour.mercredi «  » → « 7 »"
    ]


def test_the_same_rules_said_otherwise(folder: Folder) -> None:
    named(folder).load()
    folder.replace("jour.toml", "[activite.centre]\n", "[activite.centre]\nfenetre = []\n")
    [plan] = [plan for plan in folder.load() if plan.spec.name == "activites.csv"]
    assert plan.changed[0].words == ("regles récrites, sans rien changer",)


def test_from_columns_to_a_file_and_back(loaded: Folder) -> None:
    named(loaded)
    [plan] = [plan for plan in loaded.load() if plan.spec.name == "activites.csv"]
    told = next(change.words for change in plan.changed if change.row.line == 2)
    assert "prix « 14,85 » → «  »" in told
    assert "prix.tarif[1].grille[2] «  » → « 0-700 | 8,00 »" in told
    for name in ("jour.toml", "autres.toml"):
        loaded.remove(name)
    loaded.write("activites.csv", FOLDER["activites.csv"])
    loaded.load()
    assert json.loads(terms_of("jour"))["prix"] == "14,85"


def spoilt(old: str, new: str) -> Callable[[Folder], None]:
    return lambda f: named(f).replace("jour.toml", old, new)


def column(old: str, new: str) -> Callable[[Folder], None]:
    return lambda f: named(f).replace("activites.csv", old, new)


def flat(old: str, new: str) -> Callable[[Folder], None]:
    return lambda f: f.replace("activites.csv", old, new)


SPOILED: list[tuple[str, Callable[[Folder], None], str]] = [
    (
        "a sentence",
        spoilt("vendredi précédent à 9h", "vendredi dernier"),
        "jour.toml : activite.centre.reserver.lundi mardi : un délai est attendu",
    ),
    (
        "an unknown name",
        spoilt("annuler =", "anuler ="),
        "jour.toml : activite.centre.anuler : ce nom n’est pas connu ici",
    ),
    (
        "a hole in a grid",
        spoilt("701+", "801+"),
        "jour.toml : activite.centre.prix.tarif[1].grille[3] : un trou",
    ),
    (
        "the calendar, though it is not used",
        spoilt('zone = "C"', 'zone = "Z"'),
        "jour.toml : calendrier.zone : A, B, C",
    ),
    (
        "TOML itself",
        spoilt('annuler = "comme réserver"', 'annuler = "comme'),
        "jour.toml, ligne 8 : TOML mal écrit (Illegal character '\\n').",
    ),
    (
        "TOML to its end",
        spoilt('prix = "8,00"\n', 'prix = "8,00'),
        "jour.toml : TOML mal écrit (Unterminated string (at end of document)).",
    ),
    (
        "no activity",
        lambda f: named(f, rules="[activite]\n"),
        "jour.toml : activite : une activité au moins est attendue",
    ),
    (
        "two activities",
        lambda f: named(f, rules=RULES + "[activite.x]\n"),
        "jour.toml : activite : une seule activité est attendue dans ce fichier, pas centre, x.",
    ),
    (
        "age groups that overlap",
        spoilt("jour = 7", 'ages = [["3-5", 7], ["5-10", 9]]'),
        "jour.toml : activite.centre.places.ages : deux groupes se chevauchent à 5 ans",
    ),
    (
        "confirmation",
        spoilt("[activite.centre]\n", '[activite.centre]\nconfirmation = "oui"\n'),
        "jour.toml : activite.centre.confirmation : « oui » ne se réserve pas encore en ligne",
    ),
    (
        "Windows-1252",
        lambda f: named(f).write("jour.toml", RULES.encode("cp1252")),
        "jour.toml, ligne 1 : l’octet 18 de la ligne (0xE9, « é » en Windows-1252) n’est pas de "
        "l’UTF-8 ; attendu : un fichier en UTF-8.",
    ),
    (
        "arrays without end",
        lambda f: named(f, rules="a = " + "[" * 5000),
        "jour.toml : TOML mal écrit : un nombre ou un tableau hors de toute mesure.",
    ),
    (
        "a number without end",
        spoilt("jour = 7", f"jour = {'7' * 5000}"),
        "jour.toml : TOML mal écrit : un nombre ou un tableau hors de toute mesure.",
    ),
    (
        "a file that is not there",
        column("jour.toml", "jou.toml"),
        "activites.csv, ligne 2, colonne « regles », valeur « jou.toml » : fichier absent du "
        "dossier ; fichiers de règles présents : autres.toml, jour.toml.",
    ),
    (
        "a file that no row names",
        lambda f: f.write("jour.toml", RULES),
        "jour.toml : fichier de règles qu’aucune ligne de activites.csv ne nomme (colonne "
        "« regles »).",
    ),
    (
        "the same file twice",
        lambda f: named(f).write("JOUR.toml", RULES),
        "jour.toml : même fichier que JOUR.toml, un seul est attendu.",
    ),
    (
        "not a file of rules",
        column("jour.toml", "jour.json"),
        "activites.csv, ligne 2, colonne « regles », valeur « jour.json » : attendu, le nom d’un "
        "fichier « .toml » du même dossier.",
    ),
    (
        "neither rules nor price",
        flat("14,85", ""),
        "activites.csv, ligne 2, colonne « prix » : attendu sans fichier de règles (« regles ») : "
        "un montant en euros, par exemple 12,50.",
    ),
    (
        "neither rules nor deadline",
        flat("1 jour ouvré à 09:00", ""),
        "activites.csv, ligne 2, colonne « delai_annulation » : attendu sans fichier de règles",
    ),
    (
        "days of service without the service",
        flat("1 jour ouvré à 09:00", "1 jour de service avant"),
        "activites.csv, ligne 2, colonne « service » : manque, pour compter les jours de service.",
    ),
    (
        "a deadline that follows itself",
        flat("2 jours calendaires à 23:59", "comme réserver"),
        "activites.csv, ligne 2, colonne « delai_reservation », valeur « comme réserver » : ",
    ),
    (
        "a deadline from a period that nothing says",
        flat("2 jours calendaires à 23:59", "8 jours avant la période"),
        "activites.csv, ligne 2, colonne « delai_reservation », valeur « 8 jours avant la période »"
        " : attendu, un délai comme les écrit docs/rules.md (§ 2)",
    ),
]


@pytest.mark.parametrize(
    ("spoil", "expected"), [s[1:] for s in SPOILED], ids=[s[0] for s in SPOILED]
)
def test_what_is_wrong_is_said_with_its_place(
    folder: Folder, spoil: Callable[[Folder], None], expected: str
) -> None:
    spoil(folder)
    problems = folder.problems()
    assert any(problem.startswith(expected) for problem in problems), problems
    assert Activity.select().count() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("prix", "2,00"), ("delai_reservation", "la veille"), ("delai_annulation", "la veille"),
     ("delai_supplement", "la veille"), ("service", "lundi"), ("liste_attente", "non")],
)  # fmt: skip
def test_a_file_leaves_nothing_to_the_columns(folder: Folder, name: str, value: str) -> None:
    named(folder)
    lines = (folder.path / "activites.csv").read_text().splitlines()
    cells = [name, value, *("" for _ in lines[2:])]
    folder.write("activites.csv", "".join(f"{a};{b}\n" for a, b in zip(lines, cells, strict=True)))
    assert folder.problems() == [
        f"activites.csv, ligne 2, colonne « {name} », valeur « {value} » : attendu vide, puisque "
        "« regles » nomme un fichier qui le dit."
    ]


def test_a_wrong_file_is_said_once(folder: Folder) -> None:
    """Neither the rows that name it, nor those that refer to its activity, are blamed."""
    named(folder).write("autres.toml", "[activite.x]\nprix = 2\nprix = 3\n")
    assert len(folder.problems()) == 1


def test_a_row_that_cannot_be_read_may_name_any_file(folder: Folder) -> None:
    named(folder).replace("activites.csv", "Court", "Court;et long")
    assert not any(problem.startswith("jour.toml") for problem in folder.problems())

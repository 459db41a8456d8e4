"""What rules ask of structures, families and children; the prices that follow from it."""

from collections.abc import Callable

import pytest

from tests.imports.conftest import FOLDER, Folder
from webapp.activities.models import Activity
from webapp.activities.people import people
from webapp.activities.rules.terms import parse
from webapp.booking.models import Booking
from webapp.families.models import Child, Family, Quotient
from webapp.staff.imports.report import summary
from webapp.structures.models import Structure

pytestmark = pytest.mark.both_engines

# By bracket and by rank; others pay as many euros more as they like.
RULES = """\
[activite.centre]
[[activite.centre.prix.tarif]]
pour = "PAI"
montant = "1,00"

[[activite.centre.prix.tarif]]
classes = "6e"
montant = "99,00"

[[activite.centre.prix.tarif]]
colonnes = "rang"
grille = [
  ["QF",    "1",     "2+"],
  ["0-700", "8,00",  "6,00"],
  ["701+",  "12,50", "9,00"],
]

[[activite.centre.prix.ajustement]]
pour = "extérieur"
ajoute = "5,00"

[[activite.centre.prix.ajustement]]
ecoles = ["Marie Curie"]
ajoute = "0,10"

[activite.centre.places]
liste_attente = "oui"
priorite = ["agent communal", "habitant"]
"""


@pytest.fixture
def ruled(folder: Folder) -> Folder:
    """The folder, with prices that ask who comes."""
    header, jour, *others = FOLDER["activites.csv"].splitlines()
    jour = "mairie;jour;Journée;Jour;loisirs;matin midi;;;;;jour.toml"
    lines = [f"{header};regles", jour, *(f"{line};" for line in others)]
    folder.write("activites.csv", "\n".join(lines) + "\n")
    folder.write("jour.toml", RULES)
    return folder


def columns(folder: Folder, name: str, heading: str, *cells: str) -> None:
    """Columns more, in a file of the folder."""
    lines = FOLDER[name].splitlines()
    added = [heading, *cells, *([";" * heading.count(";")] * (len(lines) - 1 - len(cells)))]
    folder.write(name, "".join(f"{a};{b}\n" for a, b in zip(lines, added, strict=True)))


def prices() -> list[tuple[str, int]]:
    """Of whole days, in the order of the file."""
    days = Booking.select().where(Booking.supplement.is_null()).order_by(Booking.id)
    return [(booking.child.first_name, booking.cents) for booking in days]


def test_what_families_and_children_are(folder: Folder) -> None:
    columns(folder, "structures.csv", "jours_mairie", "vendredi, lundi à mardi")
    columns(folder, "familles.csv", "categories;habitant", "CCAS,  agent communal;non")
    columns(folder, "enfants.csv", "ecole;classe;categories", "Marie Curie;CE2;PAI")
    folder.load()
    assert Structure.get().office_days == "lundi mardi vendredi"
    family = Family.get(Family.code == "F1")
    assert (family.categories, family.resident) == ("CCAS, agent communal", False)
    child = Child.get(Child.code == "E1")
    assert (child.school, child.school_class, child.categories) == ("Marie Curie", "CE2", "PAI")
    assert people(family.id)[child.id].categories == {"cca", "agent communal", "pai", "exterieur"}
    assert all(plan.is_empty for plan in folder.load())


def test_empty_cells_mean_what_the_page_says(folder: Folder) -> None:
    columns(folder, "structures.csv", "jours_mairie", "mardi")
    columns(folder, "enfants.csv", "ecole;classe;categories", "Marie Curie;CE2;PAI")
    folder.load()
    columns(folder, "structures.csv", "jours_mairie", "")
    columns(folder, "enfants.csv", "ecole;classe;categories")
    folder.load()
    assert Structure.get().office_days == "lundi mardi mercredi jeudi vendredi"
    assert {(c.school, c.school_class, c.categories) for c in Child.select()} == {("", "", "")}


def test_quotients(loaded: Folder) -> None:
    found = Quotient.select().order_by(Quotient.declared_on)
    assert [(q.family.code, q.declared_on.isoformat(), q.hundredths) for q in found] == [
        ("F1", "2026-09-01", 85000),
        ("F1", "2026-11-15", 61250),
    ]
    loaded.replace("quotients.csv", "612,50", "700")
    loaded.add("quotients.csv", "F2;15/11/2026;1 234,5")
    told = [line.replace("\u00a0", " ") for line in summary(loaded.load(dry_run=True), True)]
    assert "  ligne 3 : modification, valeur « 612,50 » → « 700 »" in told
    assert "  ligne 4 : création, F2 / 15/11/2026" in told
    loaded.load()
    assert all(plan.is_empty for plan in loaded.load())
    assert Quotient.select().count() == 3


SPOILED: list[tuple[str, Callable[[Folder], None], str]] = [
    (
        "a weekday",
        lambda f: columns(f, "structures.csv", "jours_mairie", "lundredi"),
        "structures.csv, ligne 2, colonne « jours_mairie », valeur « lundredi » : attendu, des "
        "jours de la semaine, par exemple « lundi mardi jeudi vendredi ».",
    ),
    (
        "a category that has its own column",
        lambda f: columns(f, "familles.csv", "categories", "CCAS, Extérieur"),
        "familles.csv, ligne 2, colonne « categories », valeur « CCAS, Extérieur » : attendu, des "
        "mots séparés par des virgules",
    ),
    (
        "a quotient",
        lambda f: f.replace("quotients.csv", "612,50", "-3"),
        "quotients.csv, ligne 3, colonne « valeur », valeur « -3 » : attendu, un nombre de 0 à "
        "999999, avec deux décimales au plus, par exemple 850 ou 612,50.",
    ),
    (
        "two quotients of a day",
        lambda f: f.add("quotients.csv", "F1;2026-11-15;3"),
        "quotients.csv, ligne 4, colonne « declare_le », valeur « 2026-11-15 » : ligne en double "
        "(famille, declare_le), déjà donnée ligne 3.",
    ),
    (
        "the quotient of nobody",
        lambda f: f.add("quotients.csv", "F9;2026-11-15;3"),
        "quotients.csv, ligne 4, colonne « famille », valeur « F9 » : « F9 » n’est ni dans "
        "familles.csv ni dans la base.",
    ),
]


@pytest.mark.parametrize(
    ("spoil", "expected"), [s[1:] for s in SPOILED], ids=[s[0] for s in SPOILED]
)
def test_what_is_wrong_is_said(
    folder: Folder, spoil: Callable[[Folder], None], expected: str
) -> None:
    spoil(folder)
    problems = folder.problems()
    assert any(problem.startswith(expected) for problem in problems), problems
    assert Structure.select().count() == 0


def test_bookings_cost_what_the_rules_ask(ruled: Folder) -> None:
    """Lilou is the eldest of hers; of Hugo's family nobody knows the quotient."""
    ruled.load()
    assert prices() == [("Lilou", 800), ("Anaé", 600), ("Hugo", 1250)]
    rules = [booking.price_rule for booking in Booking.select().order_by(Booking.id)]
    assert rules[1] == "Supplément"
    assert rules[0].startswith("Quotient\u00a0612,5, rang\u00a01")
    assert rules[3].startswith("Quotient inconnu")


def test_who_they_are_counts(ruled: Folder) -> None:
    columns(ruled, "familles.csv", "habitant", "non")
    columns(ruled, "enfants.csv", "ecole;classe;categories", "Marie Curie;CE2;", ";;PAI", ";6e;")
    ruled.load()
    assert prices() == [("Lilou", 1310), ("Anaé", 600), ("Hugo", 9900)]


def test_the_database_counts_as_the_folder_does(ruled: Folder) -> None:
    """The same prices when only the bookings come later, and as a family would be told."""
    columns(ruled, "familles.csv", "habitant", "non")
    ruled.remove("reservations.csv")
    ruled.load()
    ruled.remove(*(name for name in FOLDER if name != "reservations.csv"), "jour.toml")
    ruled.write("reservations.csv", FOLDER["reservations.csv"])
    ruled.load()
    assert prices() == [("Lilou", 1300), ("Anaé", 1100), ("Hugo", 1250)]
    terms = parse(Activity.get(Activity.code == "jour").terms)
    for booking in Booking.select().where(Booking.supplement.is_null()):
        person = people(booking.family_id)[booking.child_id]
        quote = terms.quote(person.facts(booking.day, booking.open_day.activity_id, terms))
        assert quote is not None
        assert (quote.cents, quote.rule) == (booking.cents, booking.price_rule)


def test_the_price_agreed_says_so(ruled: Folder) -> None:
    header, first, *others = FOLDER["reservations.csv"].splitlines()
    lines = [f"{header};prix", f"{first};8,00", *(f"{line};9,99" for line in others)]
    ruled.write("reservations.csv", "\n".join(lines) + "\n")
    ruled.load()
    found = [(b.cents, b.price_rule) for b in Booking.select().order_by(Booking.id)]
    assert found[0][0] == 800
    assert found[0][1].startswith("Quotient\u00a0612,5")
    assert found[1:] == [(999, "Prix convenu avant la reprise")] * 3


@pytest.mark.parametrize(
    ("old", "new"),
    [('["0-700", "8,00",  "6,00"],', '["0-700", "8,00", "-"],'),
     ('[activite.centre.places]', '[activite.centre.quotient]\nabsent = "refusé"\n\n'
      '[activite.centre.places]')],
    ids=["no tariff", "no quotient"],
)  # fmt: skip
def test_without_a_price_the_line_says_it(ruled: Folder, old: str, new: str) -> None:
    ruled.replace("jour.toml", old, new)
    line, value = (4, "Anaé") if "700" in old else (5, "Hugo")
    assert ruled.problems() == [
        f"reservations.csv, ligne {line}, colonne « prix » : attendu, le prix convenu : les règles "
        "de l’activité n’en donnent pas à cet enfant."
    ], value
    columns(ruled, "reservations.csv", "prix", "5,00", "5,00", "5,00", "5,00")
    assert ruled.problems() == []


@pytest.mark.parametrize(
    ("stated", "given", "rank"),
    [
        ("oui;agent communal", "", 0),
        ("non;agent communal", "", 1),
        ("oui;", "", 2),
        ("non;", "7", 7),
    ],
)
def test_who_waits_waits_in_the_order_of_the_rules(
    ruled: Folder, stated: str, given: str, rank: int
) -> None:
    columns(ruled, "familles.csv", "habitant;categories", "oui;", stated)
    columns(ruled, "reservations.csv", "priorite", "", "", "", given)
    ruled.load()
    assert [b.priority for b in Booking.select().order_by(Booking.id)] == [0, 0, 0, rank]

"""Every error says file, line, column, value and what was expected; one error imports nothing."""

from collections.abc import Callable

import pytest

from tests.imports.conftest import FOLDER, Folder
from webapp.activities.models import OpenDay
from webapp.booking.models import Booking
from webapp.database import rows
from webapp.structures.models import Structure

SPOILED: list[tuple[str, Callable[[Folder], None], str]] = [
    (
        "a cell",
        lambda f: f.replace("enfants.csv", "12/03/2018", "31/02/2018"),
        "enfants.csv, ligne 2, colonne « naissance », valeur « 31/02/2018 » : attendu, une date, "
        "JJ/MM/AAAA ou AAAA-MM-JJ.",
    ),
    (
        "a required cell left empty",
        lambda f: f.replace("enfants.csv", "E3;Hugo", "E3;"),
        "enfants.csv, ligne 4, colonne « prenom » : cellule obligatoire vide ; attendu, un texte "
        "d’une ligne, de 80 caractères au plus.",
    ),
    (
        "an unknown file",
        lambda f: f.write("famille.csv", "code\n"),
        "famille.csv : fichier inconnu ; peut-être familles.csv ?",
    ),
    (
        "the same file twice",
        lambda f: f.write("FAMILLES.csv", "code\n"),
        "familles.csv : même fichier que FAMILLES.csv, un seul est attendu.",
    ),
    (
        "an unknown column",
        lambda f: f.replace("familles.csv", "code;nom", "code;prénom"),
        "familles.csv, ligne 1, colonne « prénom » : colonne inconnue ; attendu, des colonnes "
        "parmi "
        "code, nom, adresse, habitant, categories, structures.",
    ),
    (
        "a required column missing",
        lambda f: f.replace("familles.csv", "code;nom", "code;prénom"),
        "familles.csv, ligne 1, colonne « nom » : colonne obligatoire absente de l’en-tête.",
    ),
    (
        "a column twice",
        lambda f: f.replace("familles.csv", "code;nom;structures", "code;nom;structures;Nom"),
        "familles.csv, ligne 1, colonne « nom » : colonne en double.",
    ),
    (
        "too many cells",
        lambda f: f.add("familles.csv", "F3;X;mairie;3"),
        "familles.csv, ligne 4 : 3 cellules attendues, 4 trouvées.",
    ),
    (
        "an empty file",
        lambda f: f.write("familles.csv", ""),
        "familles.csv : fichier vide ; attendu : une ligne d’en-têtes.",
    ),
    (
        "Windows-1252",
        lambda f: f.write("familles.csv", "code;nom;structures\nF1;LÉO;mairie\n".encode("cp1252")),
        "familles.csv, ligne 2 : l’octet 5 de la ligne (0xC9, « É » en Windows-1252) n’est pas de "
        "l’UTF-8 ; attendu : un fichier en UTF-8 (« CSV UTF-8 » dans le tableur).",
    ),
    (
        "UTF-16",
        lambda f: f.write("familles.csv", FOLDER["familles.csv"].encode("utf-16")),
        "familles.csv, ligne 1 : fichier en UTF-16 ; attendu : UTF-8",
    ),
    (
        "a NUL byte",
        lambda f: f.write("familles.csv", b"code;nom;structures\nF1;A\0B;mairie\n"),
        "familles.csv, ligne 2 : octet nul à l’octet 25 ; attendu : un fichier texte.",
    ),
    (
        "a giant cell",
        lambda f: f.add("familles.csv", f"F3;{'x' * 30_000};mairie"),
        "familles.csv, ligne 4 : cellule de plus de 20000 caractères",
    ),
    (
        "a quote that never ends",
        lambda f: f.add("familles.csv", 'F3;"X;mairie'),
        "familles.csv, ligne 4 : un guillemet ouvert ici ne se ferme jamais.",
    ),
    (
        "a quote in the wrong place",
        lambda f: f.add("familles.csv", 'F3;"X"Y;mairie'),
        "familles.csv, ligne 4 : guillemet mal placé",
    ),
    (
        "a key twice",
        lambda f: f.add("familles.csv", "F1;AUTRE;mairie"),
        "familles.csv, ligne 4, colonne « code », valeur « F1 » : ligne en double (code), déjà "
        "donnée "
        "ligne 2.",
    ),
    (
        "logins that are the same once folded",
        lambda f: f.add("comptes.csv", "DUPONT;;Ana;X;;famille;F1"),
        "comptes.csv, ligne 5, colonne « identifiant », valeur « DUPONT » : ligne en double "
        "(identifiant), déjà donnée ligne 2.",
    ),
    (
        "a dangling reference",
        lambda f: f.replace("gardes.csv", "F2;E3", "F2;E9"),
        "gardes.csv, ligne 5, colonne « enfant », valeur « E9 » : « E9 » n’est ni dans "
        "enfants.csv ni "
        "dans la base.",
    ),
    (
        "a dangling code in a list",
        lambda f: f.replace("compteurs.csv", "jour repas", "jour gouter"),
        "compteurs.csv, ligne 2, colonne « activites », valeur « jour gouter » : « mairie / "
        "gouter » "
        "n’est ni dans activites.csv ni dans la base.",
    ),
    (
        "enrolments that overlap",
        lambda f: f.add("inscriptions.csv", "E1;mairie;jour;01/08/2027;31/08/2028"),
        "inscriptions.csv, ligne 7, colonne « du », valeur « 01/08/2027 » : cette inscription en "
        "chevauche une autre du même enfant à la même activité (ligne 2).",
    ),
    (
        "a span backwards",
        lambda f: f.replace("vacances.csv", "25/12/2026;25", "25/12/2026;24"),
        "vacances.csv, ligne 2, colonne « au », valeur « 24/12/2026 » : attendu, après « du » "
        "(25/12/2026).",
    ),
    (
        "a period that closes before it opens",
        lambda f: f.replace("periodes.csv", "08/12/2026 23:59", "01/11/2026 07:30"),
        "periodes.csv, ligne 2, colonne « fermeture », valeur « 01/11/2026 07:30 » : attendu, "
        "après "
        "« ouverture » (01/11/2026 07:30).",
    ),
    (
        "an open day outside of its period",
        lambda f: f.replace("jours_ouverts.csv", "jour;10/12/2026", "jour;10/01/2027"),
        "jours_ouverts.csv, ligne 5, colonne « jour », valeur « 10/01/2027 » : attendu, un jour "
        "de la "
        "période, du 01/12/2026 au 31/12/2026.",
    ),
    (
        "custody by dates without dates",
        lambda f: f.replace("gardes.csv", "F2;E3;", "F2;E3;dates"),
        "gardes.csv, ligne 5, colonne « jours » : attendu, les dates de garde puisque le rythme "
        "est "
        "« dates ».",
    ),
    (
        "exceptions to custody that overlap",
        lambda f: f.replace("gardes_exceptions.csv", "E2;28/12/2026", "E2;27/12/2026"),
        "gardes_exceptions.csv, ligne 3, colonne « du », valeur « 27/12/2026 » : cette exception "
        "en chevauche une autre, du 21/12/2026.",
    ),
    (
        "an exception for a family without the child",
        lambda f: f.add("gardes_exceptions.csv", "E1;24/12/2026;24/12/2026;F2;"),
        "gardes_exceptions.csv, ligne 4, colonne « famille », valeur « F2 » : cette famille n’a "
        "pas l’enfant (gardes.csv).",
    ),
    (
        "an account of no family",
        lambda f: f.replace("comptes.csv", "famille;F2", "famille;"),
        "comptes.csv, ligne 3, colonne « familles » : attendu, au moins une famille pour un "
        "compte de "
        "famille.",
    ),
    (
        "staff with a family",
        lambda f: f.replace("comptes.csv", "administrateur;", "administrateur;F1"),
        "comptes.csv, ligne 4, colonne « familles », valeur « F1 » : attendu vide pour un compte "
        "d’agent ou d’administrateur.",
    ),
    (
        "a capacity below the bookings",
        lambda f: f.replace("jours_ouverts.csv", "decembre;2", "decembre;1"),
        "jours_ouverts.csv, ligne 2, colonne « capacite », valeur « 1 » : attendu, au moins 2 : "
        "places déjà prises, 2 dans reservations.csv.",
    ),
    (
        "a shared capacity below the bookings",
        lambda f: f.replace("compteurs_jours.csv", "2026;3", "2026;1"),
        "compteurs_jours.csv, ligne 2, colonne « capacite », valeur « 1 » : attendu, au moins 2",
    ),
    (
        "a supplement overbooked",
        lambda f: f.add("reservations.csv", "mairie;jour;09/12/2026;piscine;F1;E2;réservé;"),
        "supplements.csv, ligne 2, colonne « capacite », valeur « 1 » : attendu, au moins 2",
    ),
    (
        "a booking without enrolment",
        lambda f: f.add("reservations.csv", "mairie;matin;09/12/2026;;F2;E3;réservé;"),
        "reservations.csv, ligne 6, colonne « enfant », valeur « E3 » : enfant non inscrit à "
        "l’activité ce jour-là (inscriptions.csv).",
    ),
    (
        "a booking by a family without the child",
        lambda f: f.replace("reservations.csv", "F2;E3", "F1;E3"),
        "reservations.csv, ligne 5, colonne « famille », valeur « F1 » : cette famille n’a pas la "
        "garde de l’enfant (gardes.csv).",
    ),
    (
        "a booking on a day that is not open",
        lambda f: f.replace("reservations.csv", "09/12/2026;;F1;E2", "11/12/2026;;F1;E2"),
        "reservations.csv, ligne 4, colonne « jour », valeur « 11/12/2026 » : « mairie / jour / "
        "11/12/2026 » n’est ni dans jours_ouverts.csv ni dans la base.",
    ),
    (
        "bookings that meet in time",
        lambda f: f.add("reservations.csv", "mairie;matin;09/12/2026;;F1;E1;réservé;"),
        "reservations.csv, ligne 6, colonne « jour », valeur « 09/12/2026 » : l’enfant a déjà une "
        "réservation sur le créneau « matin » (ligne 2).",
    ),
    (
        "waiting where nobody may wait",
        lambda f: f.add(
            "reservations.csv", "mairie;repas;09/12/2026;;F2;E3;en attente;1/11/2026 8h"
        ),
        "reservations.csv, ligne 6, colonne « etat », valeur « en attente » : cette activité n’a "
        "pas "
        "de liste d’attente (activites.csv).",
    ),
    (
        "waiting since nobody knows when",
        lambda f: f.replace("reservations.csv", "02/11/2026 08:00", ""),
        "reservations.csv, ligne 5, colonne « depuis » : attendu, l’instant de la demande, qui "
        "donne "
        "le rang.",
    ),
    (
        "a supplement without its activity",
        lambda f: f.replace("reservations.csv", "piscine;F1;E1", "piscine;F2;E3"),
        "reservations.csv, ligne 3, colonne « supplement », valeur « piscine » : l’enfant n’est "
        "pas "
        "réservé à l’activité ce jour-là.",
    ),
]


@pytest.mark.parametrize(
    ("spoil", "expected"), [s[1:] for s in SPOILED], ids=[s[0] for s in SPOILED]
)
def test_what_is_wrong_is_said_and_nothing_imported(
    folder: Folder, spoil: Callable[[Folder], None], expected: str
) -> None:
    spoil(folder)
    problems = folder.problems()
    assert any(problem.startswith(expected) for problem in problems), problems
    assert Structure.select().count() == 0


def test_all_errors_are_said_at_once(folder: Folder) -> None:
    folder.replace("enfants.csv", "12/03/2018", "hier")
    folder.replace("activites.csv", "14,85", "gratuit")
    folder.replace("gardes.csv", "F2;E3", "F2;E9")
    folder.write("inconnu.csv", "x")
    files = [problem.partition(",")[0].partition(" ")[0] for problem in folder.problems()]
    assert files == ["activites.csv", "enfants.csv", "gardes.csv", "inconnu.csv"]


def test_an_error_is_not_repeated_by_those_who_refer_to_it(folder: Folder) -> None:
    """A file that cannot be read says so once; hundreds of children do not lack their family."""
    folder.write("familles.csv", b"\xff\xff")
    assert len(folder.problems()) == 1


def test_an_empty_folder_is_an_error(folder: Folder) -> None:
    folder.remove(*FOLDER)
    assert folder.problems()[0].endswith("dossier vide, des fichiers CSV sont attendus.")


def test_enrolments_overlap_those_of_the_database_too(loaded: Folder) -> None:
    loaded.write(
        "inscriptions.csv",
        "enfant;structure;activite;du;au\nE1;mairie;jour;01/08/2027;31/08/2028\n",
    )
    assert loaded.problems() == [
        "inscriptions.csv, ligne 2, colonne « du », valeur « 01/08/2027 » : cette inscription en "
        "chevauche une autre du même enfant à la même activité (dans la base, à partir du "
        "01/09/2026)."
    ]


def test_a_capacity_cannot_go_below_the_seats_taken_in_the_database(loaded: Folder) -> None:
    loaded.remove("reservations.csv")
    loaded.replace("jours_ouverts.csv", "decembre;2", "decembre;1")
    assert loaded.problems() == [
        "jours_ouverts.csv, ligne 2, colonne « capacite », valeur « 1 » : attendu, au moins 2 : "
        "places déjà prises, 2 dans la base et 0 dans reservations.csv."
    ]
    assert OpenDay.get(OpenDay.capacity.is_null(False)).capacity == 2


def test_a_booking_beyond_a_capacity_of_the_database(loaded: Folder) -> None:
    loaded.remove("jours_ouverts.csv", "reservations.csv")
    header = FOLDER["reservations.csv"].splitlines()[0]
    loaded.write("reservations.csv", header + "\nmairie;repas;09/12/2026;;F2;E3;réservé;\n")
    loaded.replace("compteurs_jours.csv", "2026;3", "2026;2")
    assert len(loaded.problems()) == 1
    loaded.remove("compteurs_jours.csv")
    assert loaded.problems() == []
    loaded.add("inscriptions.csv", "E2;mairie;repas;01/09/2026;31/08/2027")
    loaded.write("reservations.csv", header + "\nmairie;repas;09/12/2026;;F1;E2;réservé;\n")
    messages = loaded.problems()
    assert any(
        "« mairie / cuisine / 09/12/2026 » a 3 places et il en faudrait 4" in m for m in messages
    )


def test_history_does_not_change(loaded: Folder) -> None:
    loaded.replace("reglements.csv", "1 020,50", "20,50")
    loaded.replace("reglements.csv", "R1;F1", "R1;F2")
    assert loaded.problems() == [
        "reglements.csv, ligne 2, colonne « famille », valeur « F2 » : attendu « F1 », déjà "
        "enregistré sous ce code ; corrigez par une nouvelle ligne.",
        "reglements.csv, ligne 2, colonne « montant », valeur « 20,50 » : attendu « 1 020,50 € », "
        "déjà enregistré sous ce code ; corrigez par une nouvelle ligne.",
    ]


def test_what_bookings_rest_on_does_not_change(loaded: Folder) -> None:
    loaded.replace("activites.csv", "matin midi", "matin")
    loaded.replace("compteurs.csv", "jour repas", "repas")
    messages = loaded.problems()
    assert (
        "colonne « activites », valeur « repas » : « jour » a déjà des réservations" in messages[1]
    )
    assert "attendu « matin midi », l’activité a déjà des réservations" in messages[0]


def test_a_refused_import_writes_nothing_at_all(loaded: Folder) -> None:
    before = _everything()
    loaded.replace("structures.csv", "Mairie de CarteVille", "Autre nom")
    loaded.add("jours_ouverts.csv", "mairie;matin;10/12/2026;;5")
    loaded.replace("enfants.csv", "12/03/2018", "hier")
    assert len(loaded.problems()) == 1
    assert _everything() == before


def _everything() -> list[tuple[object, ...]]:
    return [
        *rows("SELECT name, revision FROM structure"),
        *rows("SELECT id, taken FROM open_day ORDER BY id"),
        (Booking.select().count(),),
    ]

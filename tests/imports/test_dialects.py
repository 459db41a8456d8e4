"""What clerks' spreadsheets write: separators, marks, dates, decimals, headings."""

import json

import pytest

from tests.imports.conftest import FOLDER, Folder
from webapp.activities.models import Activity, Period
from webapp.database import rows
from webapp.families.models import Child, Family
from webapp.staff.imports import values
from webapp.staff.imports.values import Kind
from webapp.structures.models import News


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_marks_and_line_ends(folder: Folder, mark: bytes, end: bytes) -> None:
    for name, content in FOLDER.items():
        folder.write(name, mark + content.encode().replace(b"\n", end))
    folder.load()
    assert Child.select().count() == 3


def test_commas_with_quotes(folder: Folder) -> None:
    folder.write(
        "familles.csv",
        'code,nom,adresse,structures\nF1,DUPONT,"3, rue des Écoles",mairie\nF2,MARTIN,,mairie\n',
    )
    folder.load()
    assert Family.get(Family.code == "F1").address == "3, rue des Écoles"


def test_headings_and_file_names_forgive_case_accents_and_spaces(folder: Folder) -> None:
    folder.write("Familles.CSV", "Code;NOM;Structures\nF1;DUPONT;mairie\nF2;MARTIN;mairie\n")
    folder.remove("familles.csv")
    folder.replace("activites.csv", "nom_court", "Nom court")
    folder.replace("activites.csv", "delai_reservation", "Délai réservation")
    folder.load()
    assert Family.select().count() == 2


def test_blank_lines_are_nothing(folder: Folder) -> None:
    folder.replace("familles.csv", "F2", "\n;;\nF2")
    folder.load()
    assert Family.select().count() == 2


def test_a_text_of_several_lines(folder: Folder) -> None:
    folder.write(
        "informations.csv",
        'structure;code;titre;texte\nmairie;n1;Noël;"Fermé le 25.\r\nOuvert le ""26""."\n'
        "mairie;n2;Suite;Rien\n",
    )
    folder.load()
    assert News.get(News.code == "n1").body == 'Fermé le 25.\nOuvert le "26".'


def test_optional_files_may_be_missing(folder: Folder) -> None:
    folder.remove("informations.csv", "vacances.csv", "reservations.csv", "supplements.csv")
    folder.load()
    assert Child.select().count() == 3


def test_hidden_files_are_nobodys_concern(folder: Folder) -> None:
    folder.write(".DS_Store", b"\0\1")
    assert folder.problems() == []


def test_instants_are_on_the_clock_of_the_structure(folder: Folder) -> None:
    folder.write("structures.csv", "code;nom;fuseau\nmairie;Saint-Denis;Indian/Reunion\n")
    folder.load()
    closes = Period.get().closes_at
    assert closes.isoformat() == "2026-12-08T19:59:00+00:00"


def test_terms_are_made_of_columns(folder: Folder) -> None:
    folder.load()
    assert json.loads(Activity.get(Activity.code == "jour").terms) == {
        "reserver": "2 jours calendaires à 23:59",
        "annuler": "1 jour ouvré à 09:00",
        "prix": "14,85",
        "places": {"liste_attente": "oui"},
    }


def test_a_deadline_of_supplements(folder: Folder) -> None:
    folder.write(
        "activites.csv",
        FOLDER["activites.csv"]
        .replace("liste_attente\n", "liste_attente;delai_supplement\n")
        .replace(";oui\n", ";oui;8 jours ouvrés à 12h\n")
        .replace(";non\n", ";non;\n"),
    )
    folder.load()
    stated = [json.loads(a.terms).get("supplement") for a in Activity.select()]
    assert stated == ["8 jours ouvrés à 12h", None, None]


def test_deadlines_count_days_of_service_and_follow_one_another(folder: Folder) -> None:
    folder.write(
        "activites.csv",
        FOLDER["activites.csv"]
        .replace("liste_attente\n", "liste_attente;service\n")
        .replace(";oui\n", ";oui;Lundi  mardi hors vacances\n")
        .replace(";non\n", ";non;\n")
        .replace("2 jours calendaires à 23:59", "1 jour de service avant à 11h")
        .replace("1 jour ouvré à 09:00", "Comme réserver"),
    )
    folder.load()
    assert json.loads(Activity.get(Activity.code == "jour").terms) == {
        "reserver": "1 jour de service avant à 11h",
        "annuler": "Comme réserver",
        "service": "Lundi mardi hors vacances",
        "prix": "14,85",
        "places": {"liste_attente": "oui"},
    }


def test_consumptions_without_a_code_get_one(folder: Folder) -> None:
    folder.load()
    [(code, source)] = rows(
        "SELECT c.code, e.source FROM consumption c JOIN ledger_entry e ON e.cents = -c.cents"
    )
    assert code == source
    assert code.startswith("auto-")


ACCEPTED: list[tuple[Kind, str, object]] = [
    (values.DAY, "31/12/2026", "2026-12-31"),
    (values.DAY, "1/2/2026", "2026-02-01"),
    (values.DAY, "2026-12-31", "2026-12-31"),
    (values.INSTANT, "31/12/2026 23:59", "2026-12-31T23:59"),
    (values.INSTANT, "31/12/2026 à 7 h", "2026-12-31T07:00"),
    (values.INSTANT, "2026-12-31T07:30", "2026-12-31T07:30"),
    (values.CENTS, "12,50", 1250),
    (values.CENTS, "12.5", 1250),
    (values.CENTS, "12", 1200),
    (values.CENTS, "1 234,56 €", 123456),
    (values.CENTS, "1\u202f234,56\u00a0€", 123456),
    (values.DEADLINE, "2 jours  calendaires à 23:59", "2 jours calendaires à 23:59"),
    (values.DEADLINE, "3 jours ouvres à 24:00", "3 jours ouvres à 24:00"),
    (values.DEADLINE, "La veille à 18:00", "La veille à 18:00"),
    (values.DEADLINE, "le jour même à 7 h 30", "le jour même à 7 h 30"),
    (values.DEADLINE, "jeudi précédent", "jeudi précédent"),
    (values.DEADLINE, "15 jours francs avant les vacances", "15 jours francs avant les vacances"),
    (values.SERVICE, "lundi à vendredi en vacances", "lundi à vendredi en vacances"),
    (values.WEEKDAYS, "Vendredi, mardis et lundi", "lundi mardi vendredi"),
    (values.WEEKDAYS, "mardi à samedi", "mardi mercredi jeudi vendredi samedi"),
    (values.CATEGORIES, "CCAS,  agent  communal,ccas", "ccas, agent communal"),
    (values.DECIMAL, "850", 85000),
    (values.DECIMAL, "612,5", 61250),
    (values.DECIMAL, "1 234.56", 123456),
    (values.DECIMAL, "0", 0),
    (values.RULES_FILE, "Cantine d’été.TOML", "Cantine d’été.TOML"),
    (values.YES_NO, "OUI", True),
    (values.LOGIN, "Jean Dupônt", "jeandupont"),
    (values.CODES, "b a b", ("a", "b")),
    (values.DAYS, "31/12/2026 2026-12-01", "2026-12-01 2026-12-31"),
]


@pytest.mark.parametrize(("kind", "written", "read"), ACCEPTED)
def test_accepted(kind: Kind, written: str, read: object) -> None:
    assert kind.parse(written) == read


REFUSED: list[tuple[Kind, str]] = [
    (values.DAY, "31/02/2026"),
    (values.DAY, "12/2026"),
    (values.DAY, "31/12/26"),
    (values.DAY, "01/01/1026"),
    (values.INSTANT, "31/12/2026"),
    (values.INSTANT, "31/12/2026 24:00"),
    (values.CLOCK, "25:00"),
    (values.CENTS, "12,505"),
    (values.CENTS, "-3"),
    (values.CENTS, "1.234,50"),
    (values.CENTS, "12345678901"),
    (values.CENTS, "douze"),
    (values.CENTS, "١٢"),
    (values.DEADLINE, "quelques jours avant"),
    (values.DEADLINE, "401 jours calendaires à 9h"),
    (values.DEADLINE, "8 jours avant le début de la période"),
    (values.SERVICE, "quand il fait beau"),
    (values.WEEKDAYS, "lundredi"),
    (values.CATEGORIES, ","),
    (values.CATEGORIES, "CCAS, Extérieurs"),
    (values.CATEGORIES, "absents"),
    (values.CATEGORIES, "x" * 251),
    (values.DECIMAL, "-1"),
    (values.DECIMAL, "850,255"),
    (values.DECIMAL, "1234567"),
    (values.RULES_FILE, "cantine.json"),
    (values.RULES_FILE, "../cantine.toml"),
    (values.RULES_FILE, ".toml"),
    (values.YES_NO, "peut-être"),
    (values.EMAIL, "jean@"),
    (values.EMAIL, "jean@x\n.fr"),
    (values.CODE, "é"),
    (values.CODE, "x" * 41),
    (values.CODE, "../x"),
    (values.CODES, "a é"),
    (values.SLOTS, "Matin"),
    (values.TIMEZONE, "Paris"),
    (values.TIMEZONE, "../etc/passwd"),
    (values.NUMBER, "-1"),
    (values.NUMBER, "²"),
    (values.QUANTITY, "0"),
    (values.LOGIN, "x" * 81),
    (values.PARAGRAPHS, "a\x07b"),
    (values.PARAGRAPHS, "x" * 10_001),
]


@pytest.mark.parametrize(("kind", "written"), REFUSED)
def test_refused(kind: Kind, written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any: it only says no
        kind.parse(written)

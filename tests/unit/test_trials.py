"""`rules try`: files as a clerk writes them, played and told, through the real command."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.architecture.code import ROOT
from webapp.activities.commands import rules_group
from webapp.activities.rules.reading import RuleError
from webapp.activities.trials.outcomes import Outcome, play
from webapp.activities.trials.running import Count, files, run
from webapp.activities.trials.towns import read_file, read_town

CANTEEN = """
titre = "Cantine de Vailhauquès"
source = "l’affiche de la mairie"

[calendrier]
zone = "C"

[activite.cantine]
service = "lundi mardi jeudi vendredi hors vacances"
reserver = { "lundi mardi" = "vendredi précédent à 9h", "jeudi vendredi" = "mardi précédent à 9h" }
reserver_apres = "majoré"
majoration = "50 %"
annuler = "comme réserver"
annuler_apres = "facturé"
prix = "4,00"
"""
CASE = """
[[cas]]
jour = "2027-01-12"
le = "2027-01-08 9h30"
attendu = "majoré"
prix = "6,00"
"""
WRONG = """
[[cas]]
nom = "trop tôt pour payer plus"
jour = "2027-01-12"
le = "2027-01-08 8h59"
attendu = "majoré"
"""


def _file(folder: Path, text: str | dict[str, Any], name: str = "cantine.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return path


def _try(*paths: Path) -> Result:
    return CliRunner().invoke(rules_group, ["try", *map(str, paths)])


def _told(result: Result, code: int, count: str) -> list[str]:
    assert result.exit_code == code, result.output
    lines = result.output.splitlines()
    assert lines[-1] == count
    return lines


def test_the_example_of_the_documentation_passes(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    path = _file(tmp_path, example)
    lines = _told(_try(path), 0, "1 passed, 0 failed")
    assert lines[0] == str(path)
    assert lines[1].startswith("  ok    cas 1\u00a0: majoré – Après la limite (réservable jusqu’au")


def test_a_wrong_expectation_fails_with_what_was_expected(tmp_path: Path) -> None:
    lines = _told(_try(_file(tmp_path, CANTEEN + CASE + WRONG)), 1, "1 passed, 1 failed")
    assert lines[1].startswith("  ok    cas 1")
    assert lines[2].startswith("  FAIL  trop tôt pour payer plus\u00a0: accepté – Réservable")
    assert lines[3] == "        attendu\u00a0: attendu majoré, obtenu accepté"


@pytest.mark.parametrize(
    ("stated", "difference"),
    [
        (
            'attendu = "majoré"\nprix = "6,01"',
            "prix\u00a0: attendu 6,01\u00a0€, obtenu 6,00\u00a0€",
        ),
        ('attendu = "majoré"\nlimite = "2027-01-08 9h"', ""),
        ('attendu = "majoré"\nlimite = "2027-01-08"', "limite\u00a0: attendu vendredi 8 janvier à"),
        ('attendu = "majoré"\nraison = "délai"', ""),
        ('attendu = "majoré"\nraison = "places"', "raison\u00a0: attendu places, obtenu délai"),
        ('attendu = "majoré"\nrang_attente = 1', "rang\u00a0: attendu 1, obtenu aucun"),
        ('attendu = "Majorés"', ""),
        ('attendu = "majoré"\nfois = 3\nprix = "18,00"', ""),
        ('prix = "6,00"', ""),
    ],
)
def test_what_a_case_may_expect(tmp_path: Path, stated: str, difference: str) -> None:
    case = f'[[cas]]\njour = "2027-01-12"\nle = "2027-01-08 9h30"\n{stated}\n'
    count = "0 passed, 1 failed" if difference else "1 passed, 0 failed"
    lines = _told(_try(_file(tmp_path, CANTEEN + case)), int(bool(difference)), count)
    assert difference in "".join(lines)


BAD: dict[str, tuple[str, str]] = {
    "TOML": ("titre = \n", "TOML mal écrit"),
    "calendar": (CANTEEN.replace('"C"', '"D"'), "calendrier.zone\u00a0: A, B, C est attendu"),
    "key of an activity": (CANTEEN + 'tarif = "4,00"\n', "activite.cantine.tarif\u00a0: ce nom"),
    "key of the file": ('auteur = "moi"\n' + CANTEEN, "auteur\u00a0: ce nom n’est pas connu ici"),
    "sentence": (CANTEEN.replace("à 9h", "à 25h", 1), "activite.cantine.reserver.lundi mardi"),
    "no activity": ('titre = "x"\n', "activite\u00a0: une activité au moins est attendue"),
    "no list": (CANTEEN + '[cas]\njour = "2027-01-12"\n', "cas\u00a0: une liste est attendue"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_badly_written_fails_with_its_place(tmp_path: Path, name: str) -> None:
    text, expected = BAD[name]
    lines = _told(_try(_file(tmp_path, text)), 1, "0 passed, 1 failed")
    assert lines[1].startswith(f"  FAIL  {expected}"), lines[1]


BAD_CASES: dict[str, tuple[str, str]] = {
    "no date": ('le = "2027-01-08"\nattendu = "accepté"', "cas[1].jour\u00a0: manque"),
    "no instant": ('jour = "2027-01-12"\nattendu = "accepté"', "cas[1].le\u00a0: manque"),
    "no expectation": ('jour = "2027-01-12"\nle = "2027-01-08"', "cas[1].attendu\u00a0: manque"),
    "unknown key": (
        'jour = "2027-01-12"\nle = "2027-01-08"\nattendu = "accepté"\nmeteo = "pluie"',
        "cas[1].meteo\u00a0: ce nom n’est pas connu ici",
    ),
    "unknown activity": (
        'activite = "piscine"\njour = "2027-01-12"\nle = "2027-01-08"\nattendu = "accepté"',
        "cas[1].activite\u00a0: l’une de ces activités est attendue\u00a0: cantine",
    ),
    "unknown action": ('action = "rêver"', "cas[1].action\u00a0: l’un de ces mots"),
    "unknown answer": (
        'jour = "2027-01-12"\nle = "2027-01-08"\nattendu = "peut-être"',
        "cas[1].attendu\u00a0: l’un de ces mots est attendu\u00a0: accepté, refusé",
    ),
    "no such day": ('jour = "2027-02-30"\nle = "2027-01-08"', "cas[1].jour\u00a0: un jour"),
    "no such hour": ('jour = "2027-01-12"\nle = "2027-01-08 25h"', "cas[1].le\u00a0: une heure"),
    "custody": (
        'jour = "2027-01-12"\nle = "2027-01-08"\nattendu = "accepté"\ngarde = "parfois"',
        "cas[1].garde\u00a0: toujours, semaines paires",
    ),
    "quota": (
        'jour = "2027-01-12"\nle = "2027-01-08"\nattendu = "accepté"\ndeja = { jour = 2 }',
        "cas[1].deja.jour\u00a0: ce nom",
    ),
}


@pytest.mark.parametrize("name", BAD_CASES)
def test_a_case_that_is_badly_written_fails_alone(tmp_path: Path, name: str) -> None:
    stated, expected = BAD_CASES[name]
    path = _file(tmp_path, f"{CANTEEN}\n[[cas]]\n{stated}\n{CASE}")
    lines = _told(_try(path), 1, "1 passed, 1 failed")
    assert lines[1].startswith(f"  FAIL  {expected}"), lines[1]
    assert lines[2].startswith("  ok    cas 2")


def test_json_has_the_same_words(tmp_path: Path) -> None:
    town: dict[str, Any] = {
        "activite": {"Cantine": {"reserver": "la veille à 9h", "prix": "4,00"}},
        "cas": [{"jour": "12/01/2027", "le": "11/01/2027 08:59", "attendu": "accepté"}],
    }
    _told(_try(_file(tmp_path, town, "a.json")), 0, "1 passed, 0 failed")
    lines = _told(_try(_file(tmp_path, "{", "b.json")), 1, "0 passed, 1 failed")
    assert lines[1].startswith("  FAIL  JSON mal écrit")
    lines = _told(_try(_file(tmp_path, "[]", "c.json")), 1, "0 passed, 1 failed")
    assert "un tableau de mots et de valeurs est attendu" in lines[1]


def test_a_folder_is_played_whole_and_in_order(tmp_path: Path) -> None:
    _file(tmp_path, CANTEEN + CASE, "b/cantine.toml")
    _file(tmp_path, CANTEEN + WRONG, "a.toml")
    _file(tmp_path, "ce n’est pas une règle", "a/lisez-moi.txt")
    bad = _file(tmp_path, "x", "c.json")
    lines = _told(_try(tmp_path), 1, "1 passed, 2 failed")
    heads = [Path(line).name for line in lines if line.startswith(str(tmp_path))]
    assert heads == ["a.toml", "cantine.toml", "c.json"]
    good = tmp_path / "b" / "cantine.toml"
    _told(_try(good, good), 0, "2 passed, 0 failed")
    _told(_try(good, bad), 1, "1 passed, 1 failed")


def test_a_file_without_a_case_is_read_and_passes(tmp_path: Path) -> None:
    _told(_try(_file(tmp_path, CANTEEN)), 0, "0 passed, 0 failed")


@pytest.mark.parametrize("name", ["empty", "nowhere.toml", "notes.txt"])
def test_a_path_without_rules_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("rien")
    result = _try(tmp_path / name)
    assert result.exit_code == 1
    assert name in result.output and ".toml ou .json" in result.output
    assert [type(found) for found in files([tmp_path / name])] == [RuleError]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('titre = "Été"'.encode("latin-1"))
    assert [line for line in run([path]) if isinstance(line, Count)] == [Count(0, 1)]
    (tmp_path / "bom.toml").write_text("\ufeff" + CANTEEN + CASE, encoding="utf-8")
    assert read_file(tmp_path / "bom.toml").title == "Cantine de Vailhauquès"


def test_the_real_command_needs_no_setting(tmp_path: Path) -> None:
    path = _file(tmp_path, CANTEEN + CASE)
    kept = {k: v for k, v in os.environ.items() if k not in ("SECRET_KEY", "DATABASE_URL")}
    kept |= {"DATA_DIR": str(tmp_path / "var"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "rules", "try", str(path)]
    found = []
    for text in (CANTEEN + CASE, CANTEEN + WRONG):
        path.write_text(text, encoding="utf-8")
        done = subprocess.run(
            command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False, timeout=60
        )
        assert "Traceback" not in done.stderr
        found.append((done.returncode, done.stdout.splitlines()[-1]))
    assert found == [(0, "1 passed, 0 failed"), (1, "0 passed, 1 failed")]


def _play(case: dict[str, Any], **stated: Any) -> Outcome:
    return play(read_town({"activite": {"centre": stated}, "cas": [case]}), 0)


ASKED = {"jour": "2027-01-13", "le": "2027-01-08 9h30"}


def test_the_present_of_a_case_may_end_a_day() -> None:
    rule = {"reserver": "la veille"}
    for when, answer in (("2027-01-12 23h59", "accepté"), ("2027-01-12 minuit", "refusé"),
                         ("2027-01-12 24h", "refusé"), ("2027-01-13", "refusé")):  # fmt: skip
        case = {"jour": "2027-01-13", "le": when, "attendu": answer, "limite": "2027-01-12"}
        assert not _play(case, **rule).differences, when
    opens = {"attendu": "refusé", "ouvre": "2027-01-10 8h", "raison": "fenêtre", **ASKED}
    assert not _play(opens, fenetre=[{"du": "2027-01-10 8h"}]).differences


CASES: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"public": {"ages": "3-5"}}, {"age": 6}, "refusé", "public"),
    ({"public": {"ages": "3-5"}}, {"naissance": "2021-01-14"}, "accepté", ""),
    ({"public": {"ages": "3-5"}}, {"naissance": "2021-01-13"}, "refusé", "public"),
    ({"public": {"pour": "habitant"}}, {"categories": ["extérieur"]}, "refusé", "public"),
    ({"public": {"classes": "CP"}}, {"classe": "cp"}, "accepté", ""),
    ({"public": {"ecoles": "Curie"}}, {"ecole": "Moulin"}, "refusé", "public"),
    ({"service": "mardi"}, {}, "refusé", "service"),
    ({}, {"garde": "semaines paires"}, "accepté", ""),
    ({}, {"garde": "semaines impaires"}, "refusé", "garde"),
    ({}, {"garde": ["2027-01-13"]}, "accepté", ""),
    ({}, {"garde": ["2027-01-12"]}, "refusé", "garde"),
    ({"exclut": ["matin"]}, {"avec": ["Matin"]}, "refusé", "exclusion"),
    ({"avec": ["journée"]}, {"avec": ["matin"]}, "refusé", "exclusion"),
    ({"limites": {"semaine": "au plus 2"}}, {"deja": {"semaine": 2}}, "refusé", "limites"),
    ({"limites": {"semaine": "au moins 2"}}, {"prevus": {"semaine": 1}}, "refusé", "limites"),
    ({"limites": {"semaine": "au moins 2"}}, {}, "accepté", ""),
    ({"places": {"jour": 3}}, {"pris": 3}, "refusé", "places"),
    ({"places": {"jour": 3}}, {"pris": 2}, "accepté", ""),
    ({"places": {"ages": [["3-5", 2], ["6-10", 4]]}},
     {"age": 6, "pris": {"3-5": 2, "6-10": 3}}, "accepté", ""),
    ({"places": {"ages": [["3-5", 2], ["6-10", 4]]}},
     {"age": 5, "pris": {"3-5": 2, "6-10": 3}}, "refusé", "places"),
    ({"places": {"jour": 3}}, {"age": 12, "pris": {"3-5": 9}}, "accepté", ""),
    ({"places": {"jour": 3, "liste_attente": "oui"}},
     {"pris": 3, "en_attente": 2, "rang_attente": 3}, "liste d’attente", "places"),
    ({"confirmation": "oui"}, {}, "sur demande", ""),
    ({"reserver": "8 jours avant", "reserver_apres": "selon places"}, {}, "selon places", "délai"),
    ({"reserver": "8 jours avant"}, {"action": "supplément"}, "refusé", "délai"),
    ({"annuler": "jamais", "annuler_apres": "facturé"}, {"action": "annuler"}, "facturé", "délai"),
    ({"prix": {"tarif": [{"pour": "extérieur", "montant": "9,00"}]}}, {}, "refusé", "prix"),
    ({"prix": "4,00", "quotient": {"absent": "refusé"}}, {}, "refusé", "quotient"),
    ({"prix": "4,00", "quotient": {"absent": "refusé"}}, {"qf": 800}, "accepté", ""),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "case", "answer", "reason"), CASES)
def test_every_situation(
    stated: dict[str, Any], case: dict[str, Any], answer: str, reason: str
) -> None:
    found = _play({**ASKED, **case, "attendu": answer}, **stated)
    assert not found.differences, found
    if reason:
        assert not _play({**ASKED, **case, "attendu": answer, "raison": reason}, **stated)[2]
        wrong = _play({**ASKED, **case, "attendu": answer, "raison": "autre"}, **stated)
        assert wrong.differences == (("raison", "autre", reason),)


@pytest.mark.parametrize(
    ("stated", "case"),
    [
        ({"frais": [{"nom": "carte", "montant": "3"}]}, {"frais": "carte", "prix": "3"}),
        ({"prix": {"tarif": [{"montant": "2", "par": "heure"}]}},
         {"de": "16h15", "a": "17h45", "prix": "3,00"}),
        ({"prix": "4"}, {"chacun": [{"rang": 1}, {"rang": 2}], "fois": 2, "prix": "16,00"}),
        ({"prix": "4"}, {"absences": ["2027-01-11"], "dus": ["2027-01-11"], "prix": "4,00"}),
    ],
)  # fmt: skip
def test_prices_fees_and_absences(stated: dict[str, Any], case: dict[str, Any]) -> None:
    assert not _play(case, **stated).differences
    assert [d.key for d in _play({**case, "prix": "9,99"}, **stated).differences] == ["prix"]


WAITING = {"places": {"jour": 3, "liste_attente": "oui", "priorite": ["habitant", "CCAS"]}}
ASKERS = [
    {"nom": "A", "le": "2027-01-05 9h", "categories": ["extérieur"]},
    {"nom": "B", "le": "2027-01-06 9h"},  # who is not an outsider is a resident
    {"nom": "C", "le": "2027-01-04 9h", "categories": ["extérieur", "CCAS"]},
]


def test_a_waiting_list_is_served() -> None:
    case = {"demandes": ASKERS, "libres": 1, "servis": ["B"], "ordre": ["B", "C", "A"]}
    found = _play(case, **WAITING)
    assert not found.differences
    assert found.answer == "servis\u00a0: B\u202f; ordre\u00a0: B, C, A"
    wrong = _play({**case, "servis": ["A"]}, **WAITING)
    assert wrong.differences == (("servis", "A", "B"),)


def test_those_served_are_a_list_of_names(tmp_path: Path) -> None:
    town = {"activite": {"centre": WAITING}, "cas": [{"demandes": ASKERS, "servis": 3}]}
    _told(_try(_file(tmp_path, town, "x.json")), 1, "0 passed, 1 failed")


def test_the_first_holidays_of_all_have_no_day_of_service_before(tmp_path: Path) -> None:
    town = {
        "calendrier": {"vacances": ["2026-12-19 au 2027-01-03"]},
        "activite": {"centre": {"service": "lundi à vendredi pendant les vacances",
                                "reserver": "2 jours de service avant"}},
        "cas": [{"jour": "2026-12-21", "le": "2026-12-01", "attendu": "refusé"}],
    }  # fmt: skip
    result = _try(_file(tmp_path, town, "x.json"))
    assert result.output.splitlines()[-1].endswith(" failed"), result.exception


def test_a_bad_path_is_counted(tmp_path: Path) -> None:
    good = _file(tmp_path, CANTEEN + CASE)
    _told(_try(good, tmp_path / "nowhere.toml"), 1, "1 passed, 1 failed")

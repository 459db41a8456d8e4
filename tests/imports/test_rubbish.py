"""Whatever the bytes, an import is refused with problems or done: never a traceback."""

import random

import pytest

from tests.imports.conftest import FOLDER, Folder
from webapp.staff.imports.problems import ImportRefusedError, Problem

RUBBISH = (
    *(
        b";",
        b",",
        b'"',
        b"\n",
        b"\r",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xc3\xa9",
        b" ",
        b"9",
        b"-",
    ),
    *(b"x" * 300, b"31/12/2026", b"=1+1", b"\x1b[31m", b"\xe2\x80\xae", b"F1", b"E1;mairie"),
)
ACCOUNTS = "identifiant;prenom;nom;role;familles\ndupont;Jean-Paul;DUPONT;famille;F1\n"
CELLS = ("", "x", "-1", "99/99/2026", "9" * 30, "\u200b", "non", "E1")


@pytest.fixture
def quick(folder: Folder) -> Folder:
    """Without passwords: hashing them a thousand times would be most of the work."""
    folder.write("comptes.csv", ACCOUNTS)
    return folder


def problems(folder: Folder) -> list[Problem]:
    try:
        folder.load(dry_run=True)
    except ImportRefusedError as error:
        return error.problems
    return []


@pytest.mark.parametrize("seed", range(6))
def test_spoiled_bytes(quick: Folder, seed: int) -> None:
    chance = random.Random(seed)
    whole = {path.name: path.read_bytes() for path in quick.path.iterdir()}
    for _ in range(25):
        for name, content in whole.items():
            quick.write(name, content)
        for _ in range(chance.randint(1, 4)):
            _spoil(quick, chance)
        assert all(problem.file and problem.expected for problem in problems(quick))


def _spoil(folder: Folder, chance: random.Random) -> None:
    """Insert, replace or cut some bytes of a file."""
    name = chance.choice(list(FOLDER))
    data = (folder.path / name).read_bytes()
    place, length = chance.randint(0, len(data)), chance.choice((0, 0, 1, 5, 40))
    new = chance.choice(RUBBISH) if chance.random() < 0.8 else b""
    folder.write(name, data[:place] + new + data[place + length :])


@pytest.mark.parametrize("name", FOLDER)
def test_every_cell_replaced_by_every_kind_of_rubbish(quick: Folder, name: str) -> None:
    header, first, *rest = (quick.path / name).read_text().splitlines()
    said = []
    for place in range(first.count(";") + 1):
        for rubbish in CELLS:
            cells = first.split(";")
            cells[place] = rubbish
            quick.write(name, "\n".join([header, ";".join(cells), *rest]) + "\n")
            said += problems(quick)
    assert said
    assert {problem.file for problem in said} >= {name}


WRITTEN = "\n".join(
    f'{place} = "{text}"'
    for place, text in (
        ("activite.x.prix", "2,50"),
        ("activite.x.reserver", "vendredi précédent à 9h"),
        ("activite.x.absence.prevenir", "le jour même à 9h"),
        ("activite.x.limites.mois", "au plus 4"),
        ("activite.x.public.ages", "3-11"),
        ("activite.x.quotient.effet", "mois suivant"),
    )
)
PLACES = tuple(line.partition(" =")[0] for line in WRITTEN.splitlines()) + tuple(
    f"activite.x.{key}"
    for key in (
        "service", "periode", "annuler", "reserver_des", "majoration", "exception", "fenetre",
        "places.jour", "places.dates", "places.reserve", "places.priorite", "frais", "exclut",
        "absence", "limites", "public", "places", "quotient", "formule", "prix.tarif",
        "absence.motifs", "retenue",
    )
)  # fmt: skip
CELLS_OF_TOML = (
    "1", "-1", "1.5", "true", '""', '"x"', "[]", "{}", "[[]]", "[1]", '[["x"]]', '{ x = "x" }',
    "2027-01-01", "9999-12-31", "2027-01-01T08:00:00Z", "08:00:00", "nan", "9" * 30, '["9", 9]',
    '[["habitant", 1, "9999-12-31"]]', '[{ du = "9999-12-31 24h" }]', '"0-9999999"', '"99:99"',
    '[{ grille = [["QF", "prix"], [1, 1]] }]', '"9 999 jours avant"', '{ lundi = 1 }',
)  # fmt: skip


@pytest.mark.parametrize("place", sorted(set(PLACES)))
def test_every_value_of_a_rule_replaced_by_every_kind_of_rubbish(quick: Folder, place: str) -> None:
    columns = "structure;code;nom;nom_court;porte_monnaie;creneaux;regles\n"
    quick.write("activites.csv", columns + "mairie;jour;Jour;Jour;loisirs;midi;x.toml\n")
    lines = {line.partition(" =")[0]: line for line in WRITTEN.splitlines()}
    kept = [
        line
        for other, line in lines.items()
        if not f"{place}.".startswith(f"{other}.") and not other.startswith(f"{place}.")
    ]
    said = []
    for rubbish in CELLS_OF_TOML:
        quick.write("x.toml", "\n".join([*kept, f"{place} = {rubbish}"]))
        said += problems(quick)
    assert "x.toml" in {problem.file for problem in said}

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

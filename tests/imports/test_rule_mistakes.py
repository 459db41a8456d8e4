"""What is wrong in a file of rules is told at once; packages that cannot be booked are refused."""

import pytest

from tests.imports.conftest import Folder
from tests.imports.test_rule_files import RULES, named


def test_all_mistakes_of_a_file_are_told(folder: Folder) -> None:
    named(folder, rules=RULES.replace("jour = 7", 'jour = "sept"').replace("12,50", "cher"))
    told = [problem.partition(" : ")[2] for problem in folder.problems()]
    assert [each.partition(" : ")[0] for each in told] == [
        "activite.centre.places.jour",
        "activite.centre.prix.tarif[1].grille[3]",
    ]


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        (
            '[activite.x.prix]\ngrille = [["nombre de jours", "prix"], ["2", "49"]]\n',
            "prix.forfait",
        ),
        (
            '[activite.x]\nreserver_apres = "majoré"\nmajoration = "2,00"\n'
            '[activite.x.prix]\nforfait = "semaine"\nmontant = "80,00"\n',
            "reserver_apres",
        ),
    ],
)
def test_packages_that_cannot_be_booked(folder: Folder, stated: str, place: str) -> None:
    named(folder, rules=stated)
    [problem] = folder.problems()
    assert problem.startswith(f"jour.toml : activite.x.{place} : ")

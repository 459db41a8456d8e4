"""The supervisor's patience has an end."""

import sys
from pathlib import Path

from tests.service.conftest import Launch

SMALL = (sys.executable, "-m", "tests.service.small")


def test_a_part_that_never_gets_ready_ends_the_whole(launch: Launch, tmp_path: Path) -> None:
    service = launch(tmp_path, argv=(*SMALL, "never-ready"))
    assert service.finished() == 1
    (line,) = service.lines()
    expected = "La partie «\u00a0horloge\u00a0» n’est pas prête après 0.3 secondes\u00a0: "
    assert line == expected + "elle ne dit rien"
    assert service.nobody_left()


def test_a_part_that_dies_again_and_again_ends_the_whole(launch: Launch, tmp_path: Path) -> None:
    service = launch(tmp_path, argv=(*SMALL, "dies-again"))
    assert service.finished() == 1
    assert service.output().count("elle est relancée") == 5
    expected = (
        "La partie «\u00a0courrier\u00a0» s’est arrêtée (code 3) — dernière ligne\u00a0: panne"
    )
    assert service.lines()[-1] == expected
    assert service.nobody_left()

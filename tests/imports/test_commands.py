"""The commands as a clerk types them."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.imports.conftest import Folder
from webapp import cli


@pytest.fixture
def bare() -> Flask:
    """An application with the commands and nothing else; the database is bound by `db`."""
    app = Flask(__name__)
    cli.register(app)
    return app


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def test_import_tells_its_counts(bare: Flask, folder: Folder) -> None:
    first = run(bare, "import", folder.path)
    assert first.exit_code == 0
    assert (
        "familles.csv\u00a0: 2\u00a0créations, 0\u00a0modification, 0\u00a0ligne inchangée"
        in first.output
    )
    assert first.output.endswith("Import terminé.\n")
    again = run(bare, "import", folder.path)
    assert "Rien à changer\u00a0: la base contient déjà tout ce dossier." in again.output


def test_a_dry_run_lists_rows(bare: Flask, folder: Folder) -> None:
    told = run(bare, "import", folder.path, "--dry-run").output
    assert "  ligne 2\u00a0: création, F1 / E1\n" in told
    assert told.endswith("Essai\u00a0: rien n’a été enregistré.\n")
    run(bare, "import", folder.path)
    folder.replace("familles.csv", "DUPONT", "DUPOND")
    told = run(bare, "import", folder.path, "--dry-run").output
    assert "ligne 2\u00a0: modification, nom «\u00a0DUPONT\u00a0» → «\u00a0DUPOND\u00a0»" in told


def test_long_lists_are_cut(bare: Flask, folder: Folder) -> None:
    for number in range(30):
        folder.add("familles.csv", f"G{number};X;mairie")
    assert "  … et 12 autres créations\n" in run(bare, "import", folder.path, "--dry-run").output


def test_errors_go_to_the_error_output(bare: Flask, folder: Folder) -> None:
    folder.write("enfants.csv", "code;prenom;nom;naissance\nE1;X;Y;hier\n")
    result = run(bare, "import", folder.path)
    assert result.exit_code == 1
    assert "enfants.csv, ligne 2" in result.stderr
    assert "rien n’a été importé." in result.stderr
    assert result.stdout == ""


def test_very_many_errors_are_counted(bare: Flask, folder: Folder) -> None:
    lines = "\n".join(f"E{n};X;Y;hier" for n in range(1500))
    folder.write("enfants.csv", f"code;prenom;nom;naissance\n{lines}\n")
    told = run(bare, "import", folder.path).stderr
    assert "… et " in told
    assert told.count("\n") == 1002


def test_a_folder_that_is_not_there(bare: Flask, tmp_path: Path) -> None:
    assert run(bare, "import", tmp_path / "rien").exit_code == 2


def test_demo_writes_a_folder(bare: Flask, tmp_path: Path) -> None:
    result = run(bare, "demo", tmp_path / "ville", "--today", "2026-11-27", "--seed", "3")
    assert result.exit_code == 0
    assert len(list((tmp_path / "ville").iterdir())) == 29

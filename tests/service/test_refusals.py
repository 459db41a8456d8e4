"""What keeps Marelle from starting is said in one clear line."""

import socket
from pathlib import Path

import pytest

from tests.service.conftest import COMMAND, Launch, Service


def refusal(service: Service) -> str:
    """The one line said; the code is 1 and nobody is left."""
    assert service.finished() == 1
    (line,) = service.lines()
    assert service.nobody_left()
    return line


def test_a_port_in_use(launch: Launch, data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = refusal(launch(data_dir, "run", port=port))
    assert said.startswith(f"Le port {port} est déjà utilisé\u00a0: ")


def test_a_data_directory_in_use(launch: Launch, running: Service) -> None:
    said = refusal(launch(running.data_dir, "run"))
    where = running.data_dir
    assert said.startswith(f"Le dossier {where} est déjà utilisé par une autre Marelle\u00a0: ")
    assert running.process.poll() is None


def test_a_data_directory_where_nobody_may_write(launch: Launch, data_dir: Path) -> None:
    nowhere = data_dir / "secret_key" / "var"
    said = refusal(launch(nowhere, "run"))
    assert said.startswith(f"Impossible d’écrire dans {nowhere} (")


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "８０００"])
def test_a_port_that_is_none(launch: Launch, data_dir: Path, port: str) -> None:
    said = refusal(launch(data_dir, argv=("env", f"PORT={port}", *COMMAND, "run")))
    assert said == f"PORT = «\u00a0{port}\u00a0»\u00a0: attendu, un nombre entre 1 et 65535."


def test_a_database_that_does_not_answer(launch: Launch, data_dir: Path) -> None:
    url = "DATABASE_URL=postgresql://marelle@127.0.0.1:1/marelle"
    service = launch(data_dir, argv=("env", url, *COMMAND, "run"))
    assert service.finished() == 1
    assert service.lines()[-1].startswith("La base de données ne répond pas\u00a0: ")
    assert "Traceback" not in service.output()

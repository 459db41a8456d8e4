"""« Importer »: tried first, imported as it was shown, once; whatever is sent."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.valkey import Valkey
from tests.town import Town
from tests.world import an_account
from webapp import jobs
from webapp.audit.models import AuditEvent
from webapp.families.models import Family
from webapp.staff.imports import intake
from webapp.staff.imports.operations import import_folder
from webapp.staff.models import ImportRun
from webapp.staff.operations import importing

pytestmark = pytest.mark.both_engines
HEAD = "code;nom;structures\n"


def send(agent: Client, *files: tuple[str, bytes], status: int = 303) -> str:
    data = {
        "csrf_token": agent.token(),
        "fichiers": [(io.BytesIO(body), name) for name, body in files],
    }
    answer = agent.post("/admin/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return str(answer.location or answer.get_data(as_text=True))


def zipped(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(f"dossier/{name}.csv", body)
    return file.getvalue()


@pytest.fixture
def work(app: Flask, clock: Clock) -> Callable[[], None]:
    """What the worker does."""

    def worked() -> None:
        with app.app_context():
            for number, _ in importing.due():
                importing.check(number, clock.now)
                importing.apply(number, clock.now)

    return worked


def test_tried_then_imported_as_shown(agent: Client, town: Town, work: Callable[[], None]) -> None:
    lines = ("N1;Éloïse", f"{town.martin.code};Martinez")
    new = HEAD + "".join(f"{line};{town.structure.code}\n" for line in lines)
    path = send(agent, ("Familles.csv", new.encode("cp1252")))
    assert "Lecture et vérification" in agent.page(path).text
    work()
    page = agent.page(path)
    assert "1\u00a0création, 1\u00a0modification" in page.text
    assert "nom «\u00a0Martin\u00a0» → «\u00a0Martinez\u00a0»" in page.text
    assert not Family.select().where(Family.code == "N1").count()
    agent.submit(page.form(f"{path}/lancer"))
    work()
    done = agent.page(path)
    assert "Importé." in done.text and "Éloïse" not in done.text
    assert Family.get(Family.code == "N1").name == "Éloïse"
    assert ImportRun.get().archive is None
    actions = {event.action for event in AuditEvent.select()}
    assert {"import.received", "import.ordered"} <= actions
    assert "n’attend plus" in agent.submit(page.form(f"{path}/lancer")).text


def test_each_step_is_told(town: Town, tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "familles.csv").write_text(f"{HEAD}N1;Éloïse;{town.structure.code}\n")
    told: list[str] = []
    for dry in (True, False):
        import_folder(folder, clock.now, dry, telling=told.append)
    steps = ["Lecture des fichiers", "Vérification de 1\u00a0ligne"]
    assert told == [*steps, *steps, "Écriture de familles.csv, fichier 1 sur 1"]


def test_who_waits_sees_how_far_it_is(
    agent: Client, town: Town, app: Flask, valkey: Valkey
) -> None:
    path = send(agent, ("familles.csv", HEAD.encode()))
    number = int(path.rsplit("/", 1)[1])
    assert "Lecture et vérification…" in agent.page(path).text
    with app.app_context():
        jobs.tell_progress(number, "Écriture de familles.csv, fichier 1 sur 3")
    assert "Écriture de familles.csv, fichier 1 sur 3…" in agent.page(path).text
    valkey.kill()
    with app.app_context():
        jobs.tell_progress(number, "personne n’écoute")
    assert "Lecture et vérification…" in agent.page(path).text
    valkey.start()


def test_what_has_changed_since_is_shown_again(
    agent: Client, town: Town, work: Callable[[], None]
) -> None:
    new = f"{HEAD}{town.martin.code};Martinez;{town.structure.code}\n".encode()
    path = send(agent, ("familles.csv", new))
    work()
    page = agent.page(path)
    Family.update(name="Entre-temps").where(Family.id == town.martin.id).execute()
    agent.submit(page.form(f"{path}/lancer"))
    work()
    again = agent.page(path)
    assert "Les données ont changé depuis l’essai" in again.text and "Entre-temps" in again.text
    assert Family.get_by_id(town.martin.id).name == "Entre-temps"
    agent.submit(again.form(f"{path}/lancer"))
    work()
    assert Family.get_by_id(town.martin.id).name == "Martinez"


def test_errors_are_told_by_line(agent: Client, town: Town, work: Callable[[], None]) -> None:
    bad = f"{HEAD};Sans code;{town.structure.code}\nN2;Bien;inconnue\n".encode()
    path = send(agent, ("tout.zip", zipped(familles=bad)))
    work()
    page = agent.page(path)
    assert "familles.csv, ligne 2, colonne «\u00a0code\u00a0»" in page.text
    assert "rien n’a été importé" in page.text and not page.all(
        "//form[contains(@action, 'lancer')]"
    )
    assert "abandonné" in agent.submit(page.form(f"{path}/abandonner")).text
    assert ImportRun.get().archive is None and Family.select().count() == 2


def test_what_cannot_be_taken(
    agent: Client, town: Town, monkeypatch: pytest.MonkeyPatch, new_client: Callable[[str], Client]
) -> None:
    monkeypatch.setattr(intake, "LARGEST", 100_000)
    bomb = zipped(familles=b"0" * 200_000)
    for files, words in (
        ((), "Choisissez au moins un fichier"),
        ((("a.zip", b"PK rien"),), "ne s’ouvre pas"),
        ((("a.zip", bomb),), "trop gros une fois décompressés"),
        ((("x/familles.csv", b"a"), ("familles.csv", b"b")), "deux fois"),
    ):
        assert words in send(agent, *files, status=422)
    assert not ImportRun.select().count()
    an_account("jeanne", role="secretary")
    jeanne = new_client("jeanne")
    sent = {"csrf_token": jeanne.token(), "fichiers": (io.BytesIO(b"x" * 300_000), "a.csv")}
    answer = jeanne.post("/admin/import", data=sent, content_type="multipart/form-data")
    assert answer.status_code in (403, 413)
    assert agent.get("/admin/import/999").status_code == 404


def test_a_fault_of_ours_is_told_and_ends_the_wait(
    agent: Client, town: Town, work: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    path = send(agent, ("familles.csv", HEAD.encode()))
    monkeypatch.setattr(importing, "import_folder", broken)
    with pytest.raises(ZeroDivisionError):
        work()
    assert "n’a pas su lire ces fichiers" in agent.page(path).text
    work()


def test_files_are_forgotten_after_a_day(agent: Client, town: Town, clock: Clock) -> None:
    send(agent, ("familles.csv", HEAD.encode()))
    now = int(clock.now.timestamp())
    assert importing.lapse(now + 3600) == 0
    assert importing.lapse(now + int(timedelta(days=1, hours=1).total_seconds())) == 1
    assert (ImportRun.get().archive, ImportRun.get().state) == (None, "dropped")

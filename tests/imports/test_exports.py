"""What leaves a town comes back as it was: its files imported elsewhere give the same files."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from tests.support.client import Client
from tests.support.engines import bound, create_schema
from tests.town import Town
from webapp.audit.models import AuditEvent
from webapp.families.models import Child
from webapp.staff import exports
from webapp.staff.demonstration.town import write_town
from webapp.staff.imports.operations import import_folder

TODAY = date(2026, 10, 5)
NOW = datetime.combine(TODAY, time(10), ZoneInfo("Europe/Paris"))


def exported() -> bytes:
    file = io.BytesIO()
    exports.write(file)
    return file.getvalue()


def test_there_and_back(tmp_path: Path) -> None:
    """Two databases, one after the other: the same files, byte for byte."""
    write_town(tmp_path / "town", TODAY, seed=2026)
    files = []
    for source in ("town", "out"):
        with bound(f"sqlite:///{tmp_path / source}.db"):
            create_schema()
            import_folder(tmp_path / source, NOW)
            files.append(exported())
            with zipfile.ZipFile(io.BytesIO(files[-1])) as archive:
                archive.extractall(tmp_path / f"again-{source}")
            again = import_folder(tmp_path / f"again-{source}", NOW, dry_run=True)
            assert [c.words for plan in again for c in plan.changed] == []
        if source == "town":
            with zipfile.ZipFile(io.BytesIO(files[0])) as archive:
                archive.extractall(tmp_path / "out")
        [picture] = (tmp_path / f"again-{source}").glob("*.webp")
        Image.new("RGB", (40, 30), "teal").save(picture)
        with bound(f"sqlite:///{tmp_path / source}.db"):
            again = import_folder(tmp_path / f"again-{source}", NOW, dry_run=True)
        assert [c.words for plan in again for c in plan.changed] == [("une autre image",)]
    first, second = (zipfile.ZipFile(io.BytesIO(file)) for file in files)
    assert first.namelist() == second.namelist()
    for name in first.namelist():
        assert first.read(name) == second.read(name), name
    accounts = first.read("comptes.csv").decode()
    assert "dupont" in accounts and "demo-dupont" not in accounts and "Caramel" not in accounts
    assert first.read("reservations.csv").count(b"\n") > 1000


def taken(agent: Client, name: str) -> bytes:
    with agent.get(f"/admin/exports/{name}") as answer:
        assert answer.status_code == 200
        return bytes(answer.get_data())


@pytest.mark.both_engines
def test_a_table_of_its_own(agent: Client, town: Town) -> None:
    Child.update(last_name="=1+1").where(Child.id == town.lea.id).execute()
    text = taken(agent, "enfants.csv").decode()
    assert "Léa;'=1+1" in text
    assert agent.get("/admin/exports/enfants.xlsx").status_code == 200
    whole = zipfile.ZipFile(io.BytesIO(taken(agent, "tout.zip")))
    assert whole.read("enfants.csv").decode() == text
    assert agent.get("/admin/exports/rien.csv").status_code == 404
    assert agent.get("/admin/exports/reservations.xlsx").status_code == 404
    logged = AuditEvent.select().where(AuditEvent.action == "export.taken")
    assert {event.label for event in logged} == {"enfants.csv", "tout"}

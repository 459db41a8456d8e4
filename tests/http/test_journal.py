"""The audit log: added to, never changed; searched and read."""

import pytest
from peewee import DatabaseError, IntegrityError

from tests.support.client import Client
from tests.town import Town
from tests.world import NOW
from webapp.audit import operations as audit
from webapp.audit.operations import MARELLE, Author, Thing
from webapp.database import execute, row, rows, write_transaction
from webapp.families.operations import index

SECONDS = int(NOW.timestamp())
CLAIRE = Author(7, "Hélène Morel", "secretary", "192.0.2.7")


def log(number: int = 1, by: Author = CLAIRE, **more: object) -> None:
    with write_transaction():
        for step in range(number):
            thing = Thing("account", step, f"compte {step}")
            audit.record(by, SECONDS + step, "staff.entered", thing, **more)  # type: ignore[arg-type]


def lines(agent: Client, **asked: str) -> list[str]:
    page = agent.page("/admin/journal", query_string=asked)
    return [str(found.text_content()) for found in page.all("//tbody/tr")]


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"]
)
def test_the_database_refuses_to_change_it(db: object, statement: str) -> None:
    log()
    with pytest.raises(DatabaseError, match="append-only"), write_transaction():
        execute(statement)
    assert row("SELECT actor FROM audit_event") == ("Hélène Morel",)


def _something_that_fails() -> None:
    audit.record(MARELLE, SECONDS, "staff.entered")
    execute("INSERT INTO attempt (key) VALUES (NULL)")


@pytest.mark.both_engines
def test_what_is_taken_back_is_not_logged(db: object) -> None:
    with pytest.raises(IntegrityError), write_transaction():
        _something_that_fails()
    assert rows("SELECT 1 FROM audit_event") == []


def test_an_action_without_a_name_is_a_fault(db: object) -> None:
    with pytest.raises(KeyError), write_transaction():
        audit.record(MARELLE, SECONDS, "something.else")


def test_it_says_who_what_when_and_from_where(town: Town, agent: Client) -> None:
    family = town.martin.id
    log(family=family, before={"rôle": "animateur"}, after={"rôle": "régisseur", "actif": True})
    [line] = [found for found in lines(agent) if "Hélène" in found]
    for told in ("27 novembre 2026 à 9\u00a0h\u00a030", "Hélène Morel, secrétaire",
                 "depuis 192.0.2.7", "Connexion d’un agent\u00a0: compte 0", "famille Martin",
                 "rôle\u00a0: animateur → régisseur", "actif\u00a0: oui"):  # fmt: skip
        assert told in line, told


def test_it_is_searched(town: Town, agent: Client) -> None:
    with write_transaction():
        index()
    log(family=town.martin.id)
    log(by=Author(8, "Paul Petit", "admin", ""))
    assert len(lines(agent, personne="helene")) == 1
    assert len(lines(agent, personne="PETIT")) == 1
    assert lines(agent, personne="%") == []
    assert len(lines(agent, famille=town.martin.name.lower())) == 1
    assert len(lines(agent, famille=town.martin.code)) == 1
    assert lines(agent, famille="inconnue") == []
    assert len(lines(agent, action="staff.entered", du="2026-11-27", au="27/11/2026")) >= 2
    assert lines(agent, du="2026-11-28") == []
    assert lines(agent, au="2026-11-26") == []


def test_a_date_that_is_none_is_told_where_it_stands(town: Town, agent: Client) -> None:
    page = agent.page("/admin/journal", 422, query_string={"du": "hier", "personne": "Morel"})
    assert page.one("//input[@id='du']/@value") == "hier"
    assert page.one("//input[@id='personne']/@value") == "Morel"
    assert "Une date est attendue" in page.one("//*[@id='du-err']").text_content()


def test_it_is_read_page_by_page(town: Town, agent: Client) -> None:
    log(120)
    seen: list[str] = []
    page = agent.page("/admin/journal", query_string={"personne": "helene"})
    while True:
        seen += [str(found.text_content()) for found in page.all("//tbody/tr")]
        following = page.all("//nav[@aria-label='Pages']/a/@href")
        if not following:
            break
        page = agent.page("/admin/journal" + following[0])
    assert len(seen) == len(set(seen)) == 120

"""Receipts: one per payment, numbered without gaps, never changed, printed again as a duplicate."""

from collections.abc import Callable

import pytest
from peewee import DatabaseError

from tests.http.test_till import at_desk, balance
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.town import Town
from tests.world import an_office
from webapp.billing.models import Payment, Receipt
from webapp.billing.verification import differences
from webapp.database import write_transaction
from webapp.families.models import Family
from webapp.wallets.models import Wallet

New = Callable[..., Client]
pytestmark = pytest.mark.both_engines


def receipts() -> list[tuple[int, int, int]]:
    return [(r.office, r.year, r.number) for r in Receipt.select().order_by(Receipt.id)]


def of_martin(martin: Client) -> str:
    """The address of the only receipt on the page of payments."""
    (link,) = set(martin.page("/reglements").all("//main//td//a/@href"))
    return str(link)


def test_a_payment_at_the_desk_has_its_receipt(agent: Client, martin: Client, town: Town) -> None:
    at_desk(agent, town, moyen="chèque", numero="0012345", payeur="Anne Martin")
    page = martin.page(of_martin(martin))
    assert page.h1 == "Reçu n°\u00a02026-000001"
    for told in ("27 novembre 2026", "Anne Martin", "chèque, n°\u00a00012345", "45,50"):
        assert told in page.text
    assert "Duplicata" not in page.text
    assert differences() == []


def test_the_same_paper_leaves_the_desk(agent: Client, town: Town) -> None:
    page = at_desk(agent, town)
    (link,) = page.all("//a[starts-with(@href, '/admin/regie/recus/')]/@href")
    assert agent.page(str(link)).h1 == "Reçu n°\u00a02026-000001"
    assert agent.get(f"{link}.pdf").data.startswith(b"%PDF")
    assert agent.get("/admin/regie/recus/999").status_code == 404


def test_numbers_follow_each_other_by_office_and_year(agent: Client, town: Town) -> None:
    at_desk(agent, town, montant="1")
    at_desk(agent, town, montant="2")
    office = an_office(town.structure, *Wallet.select())
    at_desk(agent, town, montant="3")
    at_desk(agent, town, montant="4")
    assert receipts() == [(0, 2026, 1), (0, 2026, 2), (office.id, 2026, 1), (office.id, 2026, 2)]
    assert {r.office_name for r in Receipt.select()} == {"", "Régie enfance"}


def test_sent_twice_it_has_one_number(agent: Client, town: Town) -> None:
    form = agent.page("/admin/regie", query_string={"famille": town.martin.code}).form(
        "/admin/regie"
    )
    for _ in range(2):
        agent.submit(form, montant="10", moyen="espèces")
    assert receipts() == [(0, 2026, 1)]


def test_from_the_next_day_on_it_is_a_duplicate(
    agent: Client, martin: Client, town: Town, clock: Clock, new_client: New
) -> None:
    at_desk(agent, town)
    path = of_martin(martin)
    Family.update(name="Durand").where(Family.id == town.martin.id).execute()
    clock.forward(hours=11)
    assert "Duplicata" not in martin.page(path).text
    clock.forward(hours=24)
    page = new_client("martin").page(path)
    assert "établi le 28 novembre 2026" in page.text
    assert "Durand" not in page.text.partition("Reçu par")[2]


def test_one_taken_back_says_so(agent: Client, martin: Client, town: Town) -> None:
    page = at_desk(agent, town)
    path = f"/admin/regie/{Payment.get().id}/annuler"
    agent.submit(page.form(path), raison="mauvaise famille")
    assert "ne vaut plus paiement" in martin.page(of_martin(martin)).text
    assert balance(town) == 0
    assert len(receipts()) == 1
    assert differences() == []


def test_a_receipt_is_a_stranger_to_other_families(
    agent: Client, martin: Client, benali: Client, town: Town
) -> None:
    at_desk(agent, town)
    path = of_martin(martin)
    assert martin.get(f"{path}.pdf").data.startswith(b"%PDF")
    for each in (path, f"{path}.pdf", "/reglements/recus/999999999"):
        assert benali.get(each).status_code == 404, each
    with statements() as seen:
        martin.page(path)
    assert len(seen) <= 8


def test_the_database_refuses_to_change_one(agent: Client, town: Town) -> None:
    at_desk(agent, town)
    for attempt in (Receipt.update(cents=1), Receipt.delete()):
        with pytest.raises(DatabaseError), write_transaction():
            attempt.execute()
    assert Receipt.get().cents == 4550


def test_a_receipt_that_says_another_sum_is_found(agent: Client, town: Town) -> None:
    at_desk(agent, town)
    Payment.update(receipt=None).execute()
    assert [each.kind for each in differences()] == ["reçu"]

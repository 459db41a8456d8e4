"""Anybody may write to the address where banks write: it fills no disk and hides nothing."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.http.cards import asked, credited, message, state, verdicts
from tests.support.banks import CLIENT, KEY, SHOP
from tests.support.client import Client
from tests.support.clocks import Clock
from webapp.billing.cards.models import CardMessage, CardMessageCount
from webapp.wallets.models import CashierOffice

pytestmark = pytest.mark.both_engines


@pytest.fixture
def door(app: Flask, office: CashierOffice, martin: Client) -> str:
    """Where the bank of the office writes; Mme Martin is at the bank with 18,25 €."""
    app.config.update(
        PAYMENT_KEYS={SHOP: KEY, CLIENT: KEY},
        PAYMENT_TEST=True,
        SANDBOX_BANK="http://127.0.0.1:9",
    )
    asked(martin)
    return f"/paiement/banque/{office.id}"


def test_what_a_stranger_writes_is_kept_short(door: str, client: Client) -> None:
    assert client.post(door, data={"x": "y" * 15_000}).status_code == 400
    assert client.post(door, data=message(key="no key", user_info="y" * 9_000)).status_code == 400
    unsigned = message(key="no key", order_id="NOBODYS")
    assert client.post(door, data=unsigned).status_code == 400
    assert verdicts() == ["unreadable", "forged", "forged"]
    assert max(len(kept.text) for kept in CardMessage.select()) == 1_000


def test_what_the_bank_has_signed_is_kept_whole(door: str, client: Client) -> None:
    told = message(user_info="y" * 9_000)
    assert client.post(door, data=told).status_code == 200
    assert "y" * 9_000 in CardMessage.get().text


def test_so_many_an_hour_and_no_more(
    door: str, client: Client, agent: Client, clock: Clock
) -> None:
    for _ in range(75):
        assert client.post(door, data={"x": "y"}).status_code == 400
    assert verdicts() == ["unreadable"] * 60
    assert CardMessageCount.get().count == 75
    page = agent.page("/admin/paiements")
    assert "15\u00a0autres n’ont pas été gardés, au-delà de 60 par heure" in page.text
    for _ in range(75):
        client.post(door, data=message("refused", key="no key"))
    assert len(verdicts()) == 120
    assert client.post(door, data=message()).status_code == 200
    assert (state(), credited(), verdicts()[-1]) == ("paid", 1825, "paid"), "the bank is heard"
    clock.forward(hours=1)
    client.post(door, data={"x": "y"})
    assert verdicts()[-1] == "unreadable"


def test_what_is_proven_stands_before_the_noise_and_is_not_pushed_away(
    door: str, client: Client, new_client: Callable[[str], Client], clock: Clock
) -> None:
    told = message(site_id="87654321")
    assert client.post(door, data=told).status_code == 400, "the bank’s word, but of another shop"
    for _ in range(5):
        clock.forward(hours=1)
        for _ in range(60):
            client.post(door, data={"x": "y"})
    [_, proven, noise] = new_client("agent").page("/admin/paiements").all("//main//table")
    assert "Ne correspond pas, refusé" in str(proven.text_content())
    assert len(proven.xpath(".//tbody/tr")) == 1
    assert len(noise.xpath(".//tbody/tr")) == 50


def test_a_proof_that_is_shown_again_and_again_fills_no_disk(
    door: str, client: Client, martin: Client
) -> None:
    """The family holds one: its browser brought it back."""
    told = message()
    for _ in range(205):
        assert client.post(door, data=told).status_code == 200
    assert verdicts().count("duplicate") == 200
    assert (verdicts().count("paid"), credited()) == (1, 1825)

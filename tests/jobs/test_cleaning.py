"""What accounts leave behind is erased in time, and nothing else."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.jobs.test_tick import enqueued, here
from tests.support.clocks import Clock
from tests.support.valkey import Valkey
from tests.town import Town
from webapp import jobs
from webapp.accounts.models import (
    AccessLink,
    Attempt,
    CorrectionRequest,
    LinkRequest,
    LoginSession,
    ProfileChange,
)
from webapp.accounts.operations import cleaning
from webapp.booking.models import Cart, CartLine, Validation

pytestmark = pytest.mark.both_engines
__all__ = ["here"]
KEPT = {
    LoginSession: 2, Attempt: 1, AccessLink: 1, LinkRequest: 2, ProfileChange: 3,
    CorrectionRequest: 2, Cart: 1, CartLine: 1, Validation: 1,
}  # fmt: skip


def _leave(town: Town, now: datetime, number: int, age: timedelta) -> None:
    """One of each that ended so long ago."""
    then, account = now - age, town.martin_account
    LoginSession.create(account=account, token_hash=f"e{number}", created_at=then, seen_at=then,
                        expires_at=now + timedelta(1), ended_at=then)  # fmt: skip
    Attempt.create(key=f"compte:{number}", failures=9, last_at=then, until=then)
    AccessLink.create(kind="recover", token_hash=f"l{number}", account=account, created_at=then,
                      expires_at=then)  # fmt: skip
    LinkRequest.create(address="x@y.fr", requested_at=then, done_at=then)
    ProfileChange.create(account=account, kind="password", state="applied", requested_at=then,
                         ended_at=then)  # fmt: skip
    cart = Cart.create(key=f"panier-{number}", family=town.martin, updated_at=then)
    CartLine.create(cart=cart, child=town.lea, open_day=town.open_day(town.repas), wish="book",
                    added_at=then)  # fmt: skip
    Validation.create(cart=cart, version=1, family=town.martin, validated_at=then, result="[]")
    CorrectionRequest.create(account=account, field="nom", body="x", state="done",
                             requested_at=then, decided_at=then)  # fmt: skip


@pytest.fixture
def left(town: Town, clock: Clock) -> None:
    """Old and young things of each kind, and what has not ended however old it is."""
    old = clock.now - timedelta(400)
    _leave(town, clock.now, 1, timedelta(400))
    _leave(town, clock.now, 2, timedelta(hours=1))
    account = town.martin_account
    LoginSession.create(account=account, token_hash="live", created_at=old, seen_at=clock.now,
                        expires_at=clock.now + timedelta(1))  # fmt: skip
    LinkRequest.create(address="x@y.fr", requested_at=old)
    CorrectionRequest.create(account=account, field="nom", body="y", requested_at=old)
    ProfileChange.create(account=account, kind="password", requested_at=old, confirmed_at=old,
                         approved_at=old, secret_hash="h")  # fmt: skip
    ProfileChange.create(account=account, kind="mail", value="jamais@lu.fr", requested_at=old,
                         approved_at=old)  # fmt: skip


def test_what_has_ended_is_erased_and_nothing_else(left: None, clock: Clock) -> None:
    now = int(clock.now.timestamp())
    assert cleaning.due(now)
    cleaning.clean(now)
    assert {model: model.select().count() for model in KEPT} == KEPT
    assert not cleaning.due(now)
    states = {change.kind: change.state for change in ProfileChange.select()}
    assert states == {"password": "pending", "mail": "withdrawn"}


def test_tick_asks_for_it_once_a_day(here: Flask, left: None, valkey: Valkey, clock: Clock) -> None:
    jobs.tick()
    assert ("clean_accounts", ()) in enqueued(here)
    assert jobs.clean_accounts() > 0
    valkey.empty()
    jobs.tick()
    assert ("clean_accounts", ()) not in enqueued(here)
    clock.forward(hours=23)
    jobs.clean_accounts()
    valkey.empty()
    jobs.tick()
    assert ("clean_accounts", ()) not in enqueued(here)

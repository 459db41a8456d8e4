"""Redis carries jobs and nothing else: without it, « Valider » works as ever (invariant 5)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.concurrency.families import neighbours
from tests.support.engines import Database
from tests.support.servers import Server
from tests.support.valkey import Valkey
from tests.support.waiting import until
from tests.support.wire import Wire
from tests.town import Town
from tests.truths import assert_books_are_true, assert_carts_ask_for_something
from tests.world import an_account
from webapp.booking.models import Booking, CartLine, Movement
from webapp.families.models import Family

FAMILIES, EACH = 20, 10
pytestmark = pytest.mark.both_engines


def _book_and_validate(port: int, login: str, child: int, wishes: list[str]) -> list[int]:
    """Ten days, each clicked and validated on its own; the statuses of all answers."""
    wire = Wire(port, "identity")
    wire.log_in(login)
    statuses = [wire.get("/reservations").status]
    for want in wishes:
        fields = {"enfant": child, "want": want}
        clicked = wire.post("/reservations", fields, **{"HX-Request": "true"})
        recap = wire.get("/panier")
        version = recap.body.partition('name="version" value="')[2].partition('"')[0]
        done = wire.post("/panier/valider", {"version": version})
        result = wire.get(done.headers["Location"])
        assert "1\u00a0demande enregistrée" in result.body
        statuses += [clicked.status, recap.status, done.status, result.status]
    return statuses


def _everybody(town: Town, port: int, pool: ThreadPoolExecutor) -> list[object]:
    """200 validations on their way, four browsers at a time."""
    wishes = [f"{day}:{town.repas.id}:booked" for day in town.days[:EACH]]
    answers: list[object] = []
    for number, (family, child) in enumerate(neighbours(town, FAMILIES)):
        an_account(f"voisin{number}", Family.get_by_id(family))
        answers.append(pool.submit(_book_and_validate, port, f"voisin{number}", child, wishes))
    return answers


def _assert_all_recorded(answers: list[object]) -> None:
    for answer in answers:
        statuses = answer.result()  # type: ignore[attr-defined]
        assert set(statuses) == {200, 303} and len(statuses) == 1 + 4 * EACH
    assert Movement.select().where(Movement.state == "pending").count() == FAMILIES * EACH
    assert Booking.select().where(Booking.state == "booked").count() == FAMILIES * EACH
    assert CartLine.select().count() == 0
    assert_books_are_true()
    assert_carts_ask_for_something()


def test_valkey_killed_during_two_hundred_validations(
    town: Town, own_valkey: Valkey, live_server: Server, db: Database
) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = _everybody(town, live_server.port, pool)
        until(lambda: Movement.select().count() >= 20, timeout=60, what="the first requests")
        own_valkey.kill()
        at_the_kill = Movement.select().count()
        assert at_the_kill < FAMILIES * EACH, "killed in the middle"
    _assert_all_recorded(answers)


def test_a_valkey_that_never_was(town: Town, live_server: Server) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = _everybody(town, live_server.port, pool)
    _assert_all_recorded(answers)

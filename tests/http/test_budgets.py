"""What a page may cost the database: eight statements, however large the family and the town."""

import pytest

from tests.http.booking import address, click, validate
from tests.support.client import HTMX, Client
from tests.support.engines import forget_cached, statements
from tests.town import Town
from tests.world import NOW, a_booking, a_child, a_supplement, enrol
from webapp.accounts.models import ProfileChange
from webapp.activities.models import OpenDay
from webapp.booking.models import Validation
from webapp.database import execute_many, rows, write_transaction
from webapp.families.models import Child, Custody

BUDGET = 8
CROWD = 20_000
pytestmark = pytest.mark.both_engines


@pytest.fixture(params=[1, 4], ids=["1 child", "4 children"])
def children(request: pytest.FixtureRequest, town: Town) -> list[Child]:
    """The Martin family's, with bookings and wishes."""
    count: int = request.param
    if count == 1:
        Custody.delete().where(Custody.child == town.tom).execute()
        return [town.lea]
    others = [a_child(name, town.martin) for name in ("Zoé", "Hugo")]
    for child in others:
        enrol(child, town.matin, town.journee, town.repas)
    return [town.lea, town.tom, *others]


@pytest.fixture
def crowd(town: Town) -> None:
    """20,000 bookings of « Matin » by other families, half of them waiting, and supplements."""
    instant = int(NOW.timestamp())
    open_days = list(OpenDay.select().where(OpenDay.activity == town.matin))
    for day in open_days:
        a_supplement(day)
    each = CROWD // len(open_days) + 1
    with write_transaction():
        execute_many(
            "INSERT INTO child (id, code, first_name, last_name, birth_day)"
            " VALUES (?, ?, 'Zoé', 'Foule', '2019-01-01')",
            [(number, f"foule{number}") for number in range(10_000, 10_000 + each)],
        )
        execute_many(
            "INSERT INTO booking (structure_id, family_id, child_id, open_day_id, day, state,"
            " cents, priority, waiting_since, created_at) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
            [
                (town.structure.id, town.benali.id, 10_000 + number, day.id, day.day.isoformat(),
                 "waiting" if number % 2 else "booked", instant, instant)
                for day in open_days for number in range(each)
            ],
        )  # fmt: skip


@pytest.fixture
def busy(town: Town, children: list[Child], crowd: None, martin: Client) -> Client:
    """Bookings, a place on each waiting list, wishes of all kinds, a validation."""
    for child in children:
        for day in town.days[:2]:
            a_booking(child, town.martin, town.open_day(town.matin, day))
        a_booking(child, town.martin, town.open_day(town.matin, town.days[2]), "waiting")
        click(martin, town, town.matin, day=town.days[4], child=child)
    validate(martin)
    for child in children:
        click(martin, town, town.matin, day=town.days[5], child=child)
        click(martin, town, town.matin, "free", day=town.days[0], child=child)
    return martin


def _cost(client: Client, path: str, **fields: object) -> list[str]:
    """The statements of a request in a process that has just started."""
    token = client.token()
    forget_cached()
    with statements() as seen:
        if fields:
            response = client.post(path, data={"csrf_token": token, **fields})
        else:
            response = client.get(path)
    assert response.status_code in (200, 303)
    return [sql for sql in seen if not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]


def test_every_page_of_parents(town: Town, busy: Client) -> None:
    result = Validation.get().id
    ProfileChange.create(
        account=town.martin_account, kind="mail", value="x@y.fr", requested_at=NOW, approved_at=NOW
    )
    paths = [
        "/", "/panier", f"/panier/enregistre/{result}", "/suivi", "/structures", "/soldes",
        "/historiques", "/historiques.csv", "/reglements", "/reglements/attestations", "/absences",
        f"/suivi?enfant={town.lea.id}&etat=non-transmis&periode=a-venir", "/contact",
        "/retrouver", "/profil", "/profil/modifier", "/profil/correction",
        "/reservations", address(town, town.matin), address(town, "toutes"),
        address(town, "toutes", town.days[0]), f"/reservations?activite={town.matin.id}",
    ]  # fmt: skip
    costs = {path: _cost(busy, path) for path in paths}
    dear = {path: seen for path, seen in costs.items() if len(seen) > BUDGET}
    assert not dear, dear


def test_a_click(town: Town, busy: Client) -> None:
    for activity in (str(town.matin.id), "toutes"):
        for day, want in ((town.days[6], "booked"), (town.days[1], "free")):
            fields = {"enfant": town.lea.id, "activite": activity, "mois": "2026-12",
                      "want": f"{day}:{town.matin.id}:{want}"}  # fmt: skip
            seen = _cost(busy, "/reservations", **fields)
            assert len(seen) <= BUDGET, seen


def test_a_click_in_the_list_of_a_day(town: Town, busy: Client) -> None:
    token = busy.token()
    forget_cached()
    with statements() as seen:
        fields = {"enfant": town.lea.id, "activite": "toutes", "jour": town.days[1],
                  "want": f"{town.days[1]}:{town.matin.id}:free"}  # fmt: skip
        busy.post("/reservations", data={"csrf_token": token, **fields}, headers=HTMX)
    asked = [sql for sql in seen if not sql.startswith(("BEGIN", "COMMIT"))]
    assert len(asked) <= BUDGET, asked


def test_the_cost_does_not_grow_with_the_children(
    town: Town, children: list[Child], busy: Client
) -> None:
    """Four children ask no more than one: the pages read rows, not one query per row."""
    assert len(_cost(busy, "/panier")) <= 7
    assert len(_cost(busy, "/suivi")) <= 7


def test_the_crowd_is_there(town: Town, crowd: None) -> None:
    assert rows("SELECT COUNT(*) FROM booking")[0][0] >= CROWD


def test_a_rank_in_a_long_list_is_right(town: Town, crowd: None, martin: Client) -> None:
    waiting = rows("SELECT COUNT(*) FROM booking WHERE state = 'waiting' AND day = ?",
                   town.days[0].isoformat())[0][0]  # fmt: skip
    a_booking(town.lea, town.martin, town.open_day(town.matin), "waiting")
    page = martin.page(address(town, town.matin))
    assert f"rang\u00a0{waiting + 1}" in page.id(f"j-{town.days[0]}").text_content()

"""CarteVille on any day of any year: every state can be seen by the Dupont children."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.imports.states import Seen, seen_by
from tests.support.engines import Database
from webapp.accounts.models import Account, AccountFamily
from webapp.accounts.operations.log_in import authenticate
from webapp.activities.models import Activity, Enrolment
from webapp.database import rows
from webapp.families.models import Child, Custody, CustodyException, Family
from webapp.staff.demonstration.town import write_town
from webapp.staff.imports.operations import import_folder
from webapp.structures.models import News, Structure

PARIS = ZoneInfo("Europe/Paris")
TODAYS = [
    "2024-02-29",
    "2025-05-30",
    "2025-07-04",
    "2026-01-03",
    "2026-04-05",
    "2026-08-15",
    "2026-08-30",
    "2026-11-27",
    "2026-12-25",
    "2027-10-31",
    "2040-12-31",
]


@pytest.fixture(params=TODAYS)
def today(request: pytest.FixtureRequest, db: Database, tmp_path: Path) -> date:
    """A day whose town is imported."""
    day = date.fromisoformat(request.param)
    write_town(tmp_path / "ville", day, seed=2026)
    import_folder(tmp_path / "ville", at(day, 6))
    return day


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 50), PARIS)


def days_of(first_name: str, now: datetime) -> list[Seen]:
    dupont = Family.get(Family.code == "F001")
    child = (
        Child.select()
        .join(Custody)
        .where(Custody.family == dupont, Child.first_name == first_name)
        .get()
    )
    return list(seen_by(child, now))


def states(seen: list[Seen], first: date) -> set[str]:
    return {found.state for found in seen if found.day >= first}


def test_every_state_can_be_seen(today: date) -> None:
    """At any hour: just after midnight as just before."""
    for hour in (0, 23):
        _assert_all_seen(today, at(today, hour))
    _assert_named_stories()


def _assert_all_seen(today: date, now: datetime) -> None:
    lilou, anae = (days_of(name, now) for name in ("Lilou", "Anaé"))
    assert states(lilou, today) >= {
        "open",
        "booked",
        "locked",
        "full",
        "waiting",
        "hidden",
        "not_yet",
    }
    assert states(anae, today) >= {"open", "booked", "locked", "full"}
    assert [found.rank for found in lilou if found.state == "waiting"] == [4]
    for child in (lilou, anae):
        kept = [found for found in child if found.state == "booked"]
        assert any(found.free_extras and found.full_extras for found in kept)
        assert any(found.free_extras for found in child if found.state == "open")
    assert any(found.booked_extras for found in lilou if found.state == "booked")
    closed = {today + timedelta(n) for n in range(60)} - {found.day for found in lilou}
    assert len(closed) >= 5


def _assert_named_stories() -> None:
    balances = dict(_balances("F002"))
    assert min(balances.values()) < 0
    assert all(cents > 0 for _, cents in _balances("F001"))
    benali = Family.get(Family.code == "F003")
    assert benali.memberships.count() == Structure.select().count() == 2
    for custody in benali.custodies:
        enrolled = Activity.select().join(Enrolment).where(Enrolment.child == custody.child)
        assert {activity.structure_id for activity in enrolled} == {1, 2}
    assert (Family.select().count(), Child.select().count()) == (300, 520)
    assert News.select().where(News.public).count() >= 3


def _balances(family: str) -> Iterator[tuple[str, int]]:
    yield from rows(
        "SELECT w.code, SUM(e.cents) FROM ledger_entry e JOIN wallet w ON w.id = e.wallet_id "
        "JOIN family f ON f.id = e.family_id WHERE f.code = ? GROUP BY w.code",
        family,
    )


def test_the_named_accounts_log_in(db: Database, tmp_path: Path) -> None:
    now = at(date(2026, 11, 27), 9)
    write_town(tmp_path / "ville", now.date(), seed=2026)
    import_folder(tmp_path / "ville", now)
    for login in ("dupont", "martin", "benali", "mairie"):
        account = Account.get_by_id(authenticate(login, f"demo-{login}", now))
        families = AccountFamily.select().where(AccountFamily.account == account).count()
        assert families == (0 if account.role == "admin" else 1)
    assert Account.get(Account.login == "dupont").email == "jp.dupont@exemple.fr"
    assert Account.select().where(Account.password_hash == "").count() == 295


def test_two_parents_and_two_homes_log_in(db: Database, tmp_path: Path) -> None:
    now = at(date(2026, 11, 27), 9)
    write_town(tmp_path / "ville", now.date(), seed=2026)
    import_folder(tmp_path / "ville", now)
    both = Account.select().join(AccountFamily).join(Family).where(Family.code == "F003")
    assert {account.first_name for account in both} == {"Amel", "Karim"}
    assert authenticate("karim.benali", "demo-karim.benali", now)
    homes = []
    for login in ("foyer-pair", "foyer-impair"):
        account = authenticate(login, f"demo-{login}", now)
        homes.append(AccountFamily.get(AccountFamily.account == account).family_id)
    shared = [{c.child_id for c in Custody.select().where(Custody.family == f)} for f in homes]
    child = min(shared[0] & shared[1])
    spans = list(
        CustodyException.select()
        .where(CustodyException.child == child)
        .order_by(CustodyException.first_day)
    )
    assert [each.family_id for each in spans] == [homes[1], homes[0]]
    assert str(spans[0].first_day) == "2026-12-19" and str(spans[1].last_day) == "2027-01-03"
    assert (spans[1].first_day - spans[0].last_day).days == 1


def test_the_same_day_and_seed_give_the_same_folder(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_town(tmp_path / name, date(2026, 11, 27), seed)
    first, same, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in "abc"
    )
    assert first == same
    assert first["familles.csv"] != other["familles.csv"]

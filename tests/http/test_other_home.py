"""Neither home learns anything of the other: what is planted in one is nowhere in the other's
pages, answers, files and mails (P09)."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.architecture.test_strangers import _crawled
from tests.http.booking import address, click, validate
from tests.jobs.nights import pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, a_child, a_movement, an_account, enrol
from webapp.accounts.models import Account
from webapp.billing.models import Consumption, Payment
from webapp.booking.models import Booking, Movement
from webapp.database import rows
from webapp.families.models import Child, Custody, CustodyException, Family, Quotient
from webapp.mail.models import OutboxMail
from webapp.staff import simulator
from webapp.wallets.models import Wallet

MARK = "Zyx"
CENTS, SHOWN = 773_377, "7\u202f733,77"
QUOTIENT = 918_273


@pytest.fixture
def noe(town: Town) -> Child:
    """In two homes; everything that the Benalis have is marked."""
    child = a_child("Noé", town.martin, town.benali)
    enrol(child, town.matin, town.journee, town.repas)
    Custody.update(pattern="odd").where(
        Custody.child == child, Custody.family == town.benali
    ).execute()
    _mark_people(town)
    _mark_money(town, child)
    for day, state in ((town.days[0], "booked"), (town.days[6], "waiting")):
        booking = a_booking(child, town.benali, town.open_day(town.matin, day), state)
        kind = "book" if state == "booked" else "wait"
        a_movement(booking, kind, author=f"{MARK} auteur", account_id=town.benali_account.id)
    Booking.update(cents=CENTS, price_rule=f"{MARK} tarif").where(Booking.child == child).execute()
    Movement.update(cents=CENTS, reason=f"{MARK} motif").where(Movement.child == child).execute()
    CustodyException.create(
        child=child, family=town.benali, first_day=town.days[2], last_day=town.days[3],
        label=f"{MARK} exception",
    )  # fmt: skip
    return child


def _mark_people(town: Town) -> None:
    Family.update(
        name=f"{MARK} famille", address=f"{MARK} adresse", categories=f"{MARK} catégorie"
    ).where(Family.id == town.benali.id).execute()
    Account.update(
        first_name=f"{MARK} prénom", last_name=f"{MARK} nom", email=f"{MARK}@exemple.fr"
    ).where(Account.id == town.benali_account.id).execute()
    an_account(f"{MARK}-autre".lower(), town.benali, first_name=f"{MARK} autre")


def _mark_money(town: Town, child: Child) -> None:
    wallet = Wallet.get()
    Quotient.create(family=town.benali, declared_on="2026-09-01", hundredths=QUOTIENT)
    Consumption.create(
        code=f"{MARK}-c", family=town.benali, child=child, activity=town.matin,
        day="2026-11-20", cents=CENTS,
    )  # fmt: skip
    Payment.create(
        code=f"{MARK}-r", family=town.benali, wallet=wallet, day="2026-11-20", cents=CENTS,
        label=f"{MARK} règlement", means="CB", number=f"{MARK}-n", payer=f"{MARK} payeur",
    )  # fmt: skip


def _found(text: str) -> list[str]:
    secrets = (MARK, MARK.lower(), SHOWN, str(CENTS), "7733,77", "9182,73", str(QUOTIENT))
    return [secret for secret in secrets if secret in text]


def _everything(martin: Client, town: Town, noe: Child) -> Iterator[tuple[str, str]]:
    """Each address with what it answers: pages, days, months, files."""
    paths, _ = _crawled(martin)
    days = [address(town, "toutes", day, noe) for day in town.days]
    months = [address(town, activity, child=noe) for activity in (town.matin, town.journee)]
    assert {"/suivi", "/profil"} <= {path.partition("?")[0] for path in paths}
    for path in sorted({*paths, *days, *months}):
        yield path, martin.get(path, follow_redirects=True).get_data(as_text=True)


def test_no_page_of_one_home_tells_of_the_other(
    town: Town, noe: Child, martin: Client, benali: Client
) -> None:
    for day in (town.days[1], town.days[4]):
        click(martin, town, town.matin, day=day, child=noe)
    validate(martin)
    click(martin, town, town.journee, day=town.days[5], child=noe)
    told = {path: _found(text) for path, text in _everything(martin, town, noe)}
    assert len(told) > 20
    assert not {path: found for path, found in told.items() if found}
    seen = benali.get("/suivi").get_data(as_text=True)
    assert _found(seen), "the marks are there to be found"


def test_no_answer_to_a_click_tells_of_it(town: Town, noe: Child, martin: Client) -> None:
    for day in town.days:
        for activity in (town.matin, town.journee, town.repas):
            for want in ("booked", "free", "waiting"):
                answer = click(martin, town, activity, want, day=day, child=noe, page="toutes")
                assert not _found(answer.html), (day, activity.name, want)
    assert not _found(martin.page("/panier").html)


def test_no_mail_of_one_home_tells_of_the_other(
    town: Town, noe: Child, martin: Client, clock: Clock
) -> None:
    click(martin, town, town.matin, day=town.days[1], child=noe)
    validate(martin)
    pass_night(town, clock.now)
    mails = list(OutboxMail.select())
    ours = [mail for mail in mails if mail.family_id == town.martin.id]
    theirs = [mail for mail in mails if mail.family_id == town.benali.id]
    assert len(ours) == 1 and {mail.to_name for mail in theirs} >= {f"Mme {MARK} nom {MARK} prénom"}
    assert not _found(ours[0].context + ours[0].to_address + ours[0].to_name)
    assert all("martin" not in mail.context.lower() for mail in theirs)


def test_what_the_simulator_says_to_one_home(town: Town, noe: Child, clock: Clock) -> None:
    for day in town.days:
        case = simulator.find("martin", "Noé", "Matin")
        at: datetime = clock.now
        told = simulator.explain(case, day, at)
        said = (told.title, *told.facts, *(part for rule in told.rules for part in rule))
        assert not _found("\n".join(said))


def test_the_movements_of_the_other_home_stay_its_own(
    town: Town, noe: Child, martin: Client
) -> None:
    theirs = [found for (found,) in rows("SELECT id FROM movement")]
    for movement in theirs:
        assert martin.send("/suivi/retirer", demande=movement).status_code == 404
    assert {m.state for m in Movement.select()} == {"pending"}

"""The mails as families read them, kept as files: a change of words is read in the diff.

To change a golden file on purpose, delete it: the next run writes it, and fails once.
"""

from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from tests.support.clocks import Clock
from tests.support.smtp import Mailbox
from tests.town import Town
from tests.world import a_booking, a_movement, a_supplement, an_account, an_office, money, terms
from webapp import clock as present
from webapp import jobs
from webapp.accounts.models import Account
from webapp.activities.models import Activity, Enrolment, OpenDay
from webapp.audit.operations import Author
from webapp.billing.cards.models import CardPayment, CardPaymentLine
from webapp.billing.refunds.models import Refund
from webapp.booking.models import Booking
from webapp.families.models import Child
from webapp.mail import delivery
from webapp.staff.operations import refunding
from webapp.staff.operations.refunding import Giving
from webapp.structures.models import Structure
from webapp.transmission import operations
from webapp.wallets.models import Wallet

GOLDEN = Path(__file__).parent / "golden"


def compare(name: str, written: str) -> None:
    """The text is that of the golden file."""
    path = GOLDEN / name
    if not path.exists():
        path.write_text(written)
        pytest.fail(f"{path} was missing: written, to be read")
    assert written == path.read_text()


def compare_mail(name: str, message: EmailMessage) -> None:
    """Headers, text and HTML of a mail."""
    shown = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted")
    headers = "".join(f"{header}: {message[header]}\n" for header in shown)
    for kind, extension in (("plain", "txt"), ("html", "html")):
        part = message.get_body((kind,))
        assert part is not None
        content = part.get_content().replace("\r\n", "\n")
        compare(f"{name}.{extension}", f"{headers}\n{content}" if kind == "plain" else content)


@pytest.fixture
def dupont(town: Town) -> Town:
    """The Martins become the family of the manual; the structure answers its mail."""
    Structure.update(name="Mairie de CarteVille", email="enfance@carteville.example").execute()
    Account.update(title="M.", last_name="DUPONT", first_name="Jean-Paul").where(
        Account.login == "martin"
    ).execute()
    Child.update(first_name="Lilou").where(Child.id == town.lea.id).execute()
    Child.update(first_name="Anaé").where(Child.id == town.tom.id).execute()
    Activity.update(name="Accueil de loisirs, journée").where(
        Activity.id == town.journee.id
    ).execute()
    Activity.update(name="Accueil de loisirs, matin").where(Activity.id == town.matin.id).execute()
    return town


def pass_night_and_deliver(app: Flask, town: Town, clock: Clock) -> None:
    opened = operations.open_by_hand(town.structure.id, clock.now)
    operations.run(opened, clock.now)
    with app.app_context():
        delivery.drain(present.now)


def test_the_report_of_a_full_night(app: Flask, dupont: Town, smtp: Mailbox, clock: Clock) -> None:
    town, days = dupont, dupont.days
    for day in (days[6], days[3]):
        a_movement(a_booking(town.lea, town.martin, town.open_day(town.journee, day)))
    pool = a_supplement(town.open_day(town.journee, days[3]))
    extra = Booking.create(
        structure=town.structure, family=town.martin, child=town.lea,
        open_day=town.open_day(town.journee, days[3]), supplement=pool, day=days[3],
        state="booked", cents=350, created_at=clock.now,
    )  # fmt: skip
    type(pool).update(taken=1).execute()
    a_movement(extra)
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.journee, days[1])), "cancel")
    full = town.open_day(town.matin, days[8])
    OpenDay.update(capacity=1).where(OpenDay.id == full.id).execute()
    a_booking(town.ines, town.benali, full)
    a_movement(a_booking(town.tom, town.martin, full, "waiting"), "wait")
    a_movement(a_booking(town.tom, town.martin, town.open_day(town.repas, days[4])))
    Enrolment.delete().where(
        Enrolment.child == town.tom, Enrolment.activity == town.repas
    ).execute()
    pass_night_and_deliver(app, town, clock)
    compare_mail("night_report", smtp.messages[0])


def test_the_report_of_one_request(app: Flask, dupont: Town, smtp: Mailbox, clock: Clock) -> None:
    town = dupont
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    pass_night_and_deliver(app, town, clock)
    compare_mail("night_report_single", smtp.messages[0])


def test_the_report_of_a_wait_that_ends(
    app: Flask, dupont: Town, smtp: Mailbox, clock: Clock
) -> None:
    town = dupont
    full = town.open_day(town.matin)
    OpenDay.update(capacity=0).execute()
    a_booking(town.lea, town.martin, full, "waiting")
    Activity.update(terms=terms(days=10, at="10:00")).execute()
    pass_night_and_deliver(app, town, clock)
    compare_mail("night_report_closed", smtp.messages[0])


def test_the_mail_of_a_seat_attributed(
    app: Flask, dupont: Town, smtp: Mailbox, clock: Clock
) -> None:
    town = dupont
    a_booking(town.lea, town.martin, town.open_day(town.matin), "waiting")
    pass_night_and_deliver(app, town, clock)
    compare_mail("promotion", smtp.messages[0])


def test_the_mail_of_several_seats_attributed(
    app: Flask, dupont: Town, smtp: Mailbox, clock: Clock
) -> None:
    town = dupont
    Structure.update(email="").execute()
    an_account("seconde", town.martin)
    for day in town.days[:2]:
        a_booking(town.lea, town.martin, town.open_day(town.matin, day), "waiting")
    pass_night_and_deliver(app, town, clock)
    compare_mail("promotion_several", smtp.messages[0])


def test_a_card_payment(app: Flask, smtp: Mailbox, dupont: Town, clock: Clock) -> None:
    wallets = list(Wallet.select().order_by(Wallet.id))
    office = an_office(dupont.structure, *wallets, name="Régie enfance et jeunesse")
    lines = tuple((wallet.id, 1825) for wallet in wallets)
    CardPayment.create(
        family=dupont.martin, office=office, account_id=1, payer="Jean-Paul DUPONT",
        email="martin@exemple.fr", reference="261127ABCDEFGHJKMN", cents=3650, shop=office.shop,
        mode="test", state="paid", created_at=clock.now, settled_at=clock.now,
    )  # fmt: skip
    for wallet, cents in lines:
        CardPaymentLine.create(payment=CardPayment.get(), wallet=wallet, cents=cents)
    jobs.tell_payments()
    with app.app_context():
        delivery.drain(present.now)
    compare_mail("card_payment", smtp.messages[0])


@pytest.mark.parametrize("given", [3000, 0], ids=["given", "refused"])
def test_the_answer_to_a_refund(
    app: Flask, dupont: Town, smtp: Mailbox, clock: Clock, given: int
) -> None:
    refund = Refund.create(
        family=dupont.martin, wallet=Wallet.get(Wallet.code == "loisirs"), cents=3000, reason="x",
        account_id=dupont.martin_account.id, author="M. DUPONT Jean-Paul", asked_at=clock.now,
        state="asked",
    )  # fmt: skip
    money(dupont.martin, refund.wallet, 3000)
    by, now = Author(1, "Régie", "cashier", ""), int(clock.now.timestamp())
    if given:
        giving = Giving(given, "chèque", "0012345", "2026-11-27")
        assert refunding.accept(refund.id, giving, by, now)
    else:
        assert refunding.refuse(refund.id, "Des réservations restent à payer.", by, now)
    with app.app_context():
        delivery.drain(present.now)
    [mail] = smtp.messages
    compare_mail("refund" if given else "refund_refused", mail)

"""PayFiP, played by the sandbox bank: its notification proves nothing, so that we ask."""

import pytest

from tests.http.cards import asked, credited, path_of, state, verdicts
from tests.support.banks import Bank, Window
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.pages import Page
from tests.town import Town
from tests.world import an_office, money
from webapp import jobs
from webapp.billing.cards.models import CardMessage, CardPayment
from webapp.mail.models import OutboxMail
from webapp.wallets.models import CashierOffice, Wallet


@pytest.fixture
def treasury(town: Town) -> CashierOffice:
    """The town's wallets are paid through PayFiP; the Martins owe 18,25 €."""
    wallets = list(Wallet.select().order_by(Wallet.id))
    money(town.martin, wallets[0], -1825)
    return an_office(town.structure, *wallets, gateway="payfip")


def _leave(bank: Bank, martin: Client, recap: Page) -> Window:
    """« Paiement CB »: we ask PayFiP, then send her there."""
    response = martin.send(f"{path_of(recap)}/banque")
    assert response.status_code == 303
    assert response.location.startswith(f"{bank.url}/tpa/paiementws.web?idop=")
    return bank.go(response.location)


def test_paying_by_payfip(bank: Bank, treasury: CashierOffice, martin: Client) -> None:
    recap = asked(martin)
    assert f"form-action 'self' {bank.url};" in recap.response.headers["Content-Security-Policy"]
    page = martin.page(_leave(bank, martin, recap).back("payer"))
    assert bank.door.statuses == [200]
    assert "en cours de confirmation" in page.text
    assert (credited(), verdicts()) == (0, ["prompt"]), "a notification decides nothing"
    jobs.poll_payments()
    assert "Paiement confirmé" in martin.page(path_of(page)).text
    assert (credited(), verdicts()) == (1825, ["prompt", "paid"])


@pytest.mark.parametrize(("decision", "end"), [("refuser", "refused")])
def test_what_payfip_refuses(
    bank: Bank, treasury: CashierOffice, martin: Client, decision: str, end: str
) -> None:
    page = martin.page(_leave(bank, martin, asked(martin)).back(decision))
    jobs.poll_payments()
    assert "refusé" in martin.page(path_of(page)).text
    assert (state(), credited()) == (end, 0)


def test_without_a_notification_the_poll_finds_it(
    bank: Bank, treasury: CashierOffice, martin: Client, clock: Clock
) -> None:
    window = _leave(bank, martin, asked(martin))
    jobs.poll_payments()
    assert (state(), verdicts()) == ("started", []), "not known yet"
    window.decide("payer", notification="lost", onglet="1")
    clock.forward(minutes=1)
    jobs.poll_payments()
    assert (state(), credited(), verdicts()) == ("paid", 1825, ["paid"])
    assert CardMessage.get().channel == "poll"
    assert OutboxMail.select().count() == 1
    jobs.poll_payments()
    assert credited() == 1825


def test_the_page_that_waits_has_the_bank_asked(
    bank: Bank, treasury: CashierOffice, martin: Client, clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    _leave(bank, martin, asked(martin)).decide("payer", notification="lost")
    clock.forward(minutes=1)
    names = []
    monkeypatch.setattr(jobs, "enqueue", lambda name, *args: names.append((name, *args)))
    martin.page(f"/paiement/{CardPayment.get().reference}/retour")
    assert names == [("poll_payment", CardPayment.get().id)]
    jobs.poll_payment(CardPayment.get().id)
    assert credited() == 1825


def test_a_payment_begun_and_left_is_asked_about_in_the_night_and_then_no_more(
    bank: Bank, treasury: CashierOffice, martin: Client, clock: Clock
) -> None:
    _leave(bank, martin, asked(martin))
    looked = []
    for hours in (0.1, 1, 4, 24, 24, 24, 24):
        clock.forward(hours=hours)
        jobs.poll_payments()
        at = CardPayment.get().look_at
        looked.append((at - clock.now).total_seconds() / 60 if at else None)
    assert looked[:2] == [pytest.approx(1 / 3), 5]
    assert looked[2] is not None and looked[2] > 60, "at night"
    assert looked[-1] is None
    assert (state(), credited()) == ("expired", 0)


def test_a_bank_that_is_down_is_told_and_asked_again(
    bank: Bank, treasury: CashierOffice, martin: Client, clock: Clock
) -> None:
    recap = asked(martin)
    bank.program.kill()
    response = martin.send(
        f"{path_of(recap)}/banque",
    )
    assert response.status_code == 303
    page = martin.page(response.location)
    assert "La banque ne répond pas" in page.text
    assert "Paiement CB" in page.text, "she can try again"
    clock.forward(minutes=1)
    jobs.poll_payments()
    assert state() == "started"
    assert CardPayment.get().look_at > clock.now


def test_a_notification_never_has_the_bank_asked_in_the_request(
    bank: Bank, treasury: CashierOffice, martin: Client, client: Client, clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """PayFiP is down, or as slow as it likes: whoever writes to us waits for nobody."""
    _leave(bank, martin, asked(martin)).decide("payer", notification="lost")
    bank.program.kill()
    names: list[tuple[object, ...]] = []
    monkeypatch.setattr(jobs, "enqueue", lambda name, *args: names.append((name, *args)))
    payment = CardPayment.get()
    clock.forward(minutes=1)
    for seconds, looks in [(0, 1), (5, 1), (5, 1), (20, 2)]:
        clock.forward(seconds=seconds)
        idop = {"idop": payment.bank_ref}
        assert client.post(f"/paiement/banque/{treasury.id}", data=idop).status_code == 200
        assert names == [("poll_payment", payment.id)] * looks
    assert (state(), credited(), set(verdicts())) == ("started", 0, {"prompt"})
    assert CardPayment.get().look_at == clock.now
    jobs.poll_payments()
    assert CardPayment.get().look_at > clock.now, "asked again later"


def test_the_return_does_not_have_the_bank_asked_either(
    bank: Bank, treasury: CashierOffice, martin: Client
) -> None:
    _leave(bank, martin, asked(martin)).decide("payer", notification="lost")
    bank.program.kill()
    payment = CardPayment.get()
    path = f"/paiement/{payment.reference}/retour"
    brought = {"signature": "x", "idop": payment.bank_ref}
    assert martin.get(path, query_string=brought).status_code == 303
    assert (state(), credited(), verdicts()) == ("started", 0, ["prompt"])


def test_a_notification_of_what_is_settled_or_old_makes_nobody_look(
    bank: Bank, treasury: CashierOffice, martin: Client, client: Client, clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    _leave(bank, martin, asked(martin)).decide("payer", notification="lost")
    idop = {"idop": CardPayment.get().bank_ref}
    clock.forward(hours=80)
    names: list[str] = []
    monkeypatch.setattr(jobs, "enqueue", lambda name, *_: names.append(name))
    assert client.post(f"/paiement/banque/{treasury.id}", data=idop).status_code == 200
    clock.forward(hours=-79)
    jobs.poll_payments()
    assert credited() == 1825
    names.clear()
    assert client.post(f"/paiement/banque/{treasury.id}", data=idop).status_code == 200
    assert (names, CardPayment.get().look_at) == ([], None)


@pytest.mark.parametrize("fact", ["cents", "reference", "shop", "mode"])
def test_an_answer_about_something_else_is_not_believed(
    bank: Bank, treasury: CashierOffice, martin: Client, clock: Clock, fact: str
) -> None:
    window = _leave(bank, martin, asked(martin))
    other = {"cents": 1, "reference": "AUTREREFERENCE", "shop": "654321", "mode": "production"}
    CardPayment.update({fact: other[fact]}).execute()
    window.decide("payer", notification="lost")
    clock.forward(minutes=1)
    jobs.poll_payments()
    assert (state(), credited(), verdicts()) == ("started", 0, ["mismatch"])


def test_a_forged_notification_of_payfip(
    bank: Bank, treasury: CashierOffice, martin: Client
) -> None:
    _leave(bank, martin, asked(martin)).decide("abandonner", notification="forged")
    assert bank.door.statuses == [200], "an operation that nobody knows"
    assert (state(), credited(), verdicts()) == ("started", 0, ["prompt"])
    assert "inconnue" in CardMessage.get().why


def test_less_than_payfip_takes_cannot_start(
    bank: Bank, treasury: CashierOffice, martin: Client
) -> None:
    CashierOffice.update(least=10).execute()
    recap = asked(martin, **{f"montant-{treasury.wallets[0].id}": "0,50"})
    page = martin.page(martin.send(f"{path_of(recap)}/banque").location)
    assert "La banque ne répond pas" in page.text


def test_a_payment_by_form_without_news_expires_and_a_proof_revives_it(
    bank: Bank, office: CashierOffice, martin: Client, new_client: object, clock: Clock
) -> None:
    window = bank.visit(asked(martin))
    clock.forward(hours=25)
    jobs.poll_payments()
    assert state() == "expired"
    window.decide("payer")
    assert (state(), credited()) == ("paid", 1825)


def test_tick_asks_for_what_is_due(
    bank: Bank, treasury: CashierOffice, martin: Client, clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    names: list[str] = []
    monkeypatch.setattr(jobs, "enqueue", lambda name, *_: names.append(name))
    _leave(bank, martin, asked(martin))
    jobs.tick()
    assert "poll_payments" not in names
    clock.forward(minutes=1)
    jobs.tick()
    assert "poll_payments" in names

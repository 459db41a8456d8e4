"""The bank's journal beside our payments: `flask --app wsgi payments reconcile`."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.http.cards import asked, credited, message, state
from tests.support.banks import Bank
from tests.support.client import Client
from webapp import jobs
from webapp.billing.cards.models import CardMessage, CardPayment
from webapp.mail.models import OutboxMail
from webapp.wallets.models import CashierOffice


def _reconcile(app: Flask, folder: Path, text: str, *more: str, encoding: str = "utf-8") -> Result:
    path = folder / "journal.csv"
    path.write_text(text, encoding=encoding, newline="")
    return app.test_cli_runner().invoke(args=["payments", "reconcile", str(path), *more])


def test_a_journal_that_agrees(
    app: Flask, bank: Bank, office: CashierOffice, martin: Client, tmp_path: Path
) -> None:
    bank.visit(asked(martin)).decide("payer")
    done = _reconcile(app, tmp_path, bank.journal())
    assert (done.exit_code, done.output) == (0, "1\u00a0ligne lue\u00a0: rien ne diffère.\n")


def test_what_the_bank_knows_and_we_do_not_is_told_then_credited(
    app: Flask, bank: Bank, office: CashierOffice, martin: Client, tmp_path: Path
) -> None:
    bank.visit(asked(martin)).decide("payer", notification="lost")
    journal = bank.journal()
    told = _reconcile(app, tmp_path, journal)
    assert told.exit_code == 1
    assert "payé à la banque, pas compté par Marelle (18,25\u00a0€)" in told.output
    assert credited() == 0, "telling is not crediting"
    done = _reconcile(app, tmp_path, journal, "--credit")
    assert (done.exit_code, "porté au crédit" in done.output) == (0, True)
    assert (state(), credited()) == ("paid", 1825)
    assert CardMessage.get().channel == "journal"
    jobs.tell_payments()
    assert OutboxMail.select().count() == 1
    assert _reconcile(app, tmp_path, journal, "--credit").exit_code == 0
    assert credited() == 1825


def test_what_we_know_and_the_bank_does_not_is_told(
    app: Flask, bank: Bank, office: CashierOffice, client: Client, martin: Client, tmp_path: Path
) -> None:
    asked(martin)
    client.post(f"/paiement/banque/{office.id}", data=message())
    day = "Date;Commande;Montant;Statut\r\n27/11/2026;AUTRE;5,00;CAPTURED\r\n"
    done = _reconcile(app, tmp_path, day)
    assert done.exit_code == 1
    assert f"{CardPayment.get().reference}\u00a0: compté par Marelle, absent" in done.output
    assert "AUTRE\u00a0: connu de la banque, inconnu de Marelle (5,00\u00a0€)" in done.output


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_other_amounts_other_words_other_encodings(
    app: Flask, bank: Bank, office: CashierOffice, martin: Client, tmp_path: Path, encoding: str
) -> None:
    asked(martin)
    reference = CardPayment.get().reference
    lines = (
        "Référence commande,Montant,État,Devise\n"
        f'{reference},"1 000,00 €",Remis en banque,EUR\n{reference},18.25,Refusé,EUR\n'
    )
    done = _reconcile(app, tmp_path, lines, "--credit", encoding=encoding)
    assert done.exit_code == 1
    assert "montants différents (1\u202f000,00\u00a0€ au lieu de 18,25\u00a0€)" in done.output
    assert (state(), credited()) == ("started", 0)


def test_a_journal_of_another_currency_or_shop_credits_nothing(
    app: Flask, bank: Bank, office: CashierOffice, martin: Client, tmp_path: Path
) -> None:
    asked(martin)
    reference = CardPayment.get().reference
    for extra in ("USD;12345678", "EUR;99999999"):
        lines = f"Commande;Montant;Statut;Devise;Boutique\n{reference};18,25;CAPTURED;{extra}\n"
        assert _reconcile(app, tmp_path, lines, "--credit").exit_code == 1
    assert (state(), credited()) == ("started", 0)


def test_a_file_that_is_no_journal_is_told_in_french(
    app: Flask, bank: Bank, office: CashierOffice, tmp_path: Path
) -> None:
    assert "il manque la colonne" in _reconcile(app, tmp_path, "a;b\n1;2\n").output
    wrong = _reconcile(app, tmp_path, "Commande;Montant;Statut\nA;beaucoup;CAPTURED\n")
    assert "n’est pas un montant" in wrong.output
    assert _reconcile(app, tmp_path, "").exit_code == 1

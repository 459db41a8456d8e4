"""What is done on the pages of money before they are looked at."""

from playwright.sync_api import Page, expect

from tests.browser.carteville import CarteVille
from webapp import clock
from webapp.billing.cards.models import CardMessage, CardMessageMark
from webapp.billing.refunds.models import Refund
from webapp.families.models import Family
from webapp.wallets.models import CashierOffice, Wallet


def desk(page: Page, _: CarteVille) -> None:
    for _ in range(2):
        page.wait_for_selector("#famille:focus")
        page.keyboard.type("F002")
        page.keyboard.press("Enter")
        page.wait_for_selector("#moyen:focus")
        page.keyboard.type("esp")
        for _ in ("numero", "payeur", "montant"):
            page.keyboard.press("Tab")
        page.keyboard.type("12,50")
        page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.goto("/admin/regie?famille=F002")


class Keys:
    """The keyboard of a cashier; counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.count += len(keys)

    def payment(self, family: str, *keys: str) -> int:
        """Enter a payment of a family; how many keys that took."""
        before = self.count
        self.page.wait_for_selector("#famille:focus")
        self.press(*family, "Enter")
        self.page.wait_for_selector("#moyen:focus")
        self.press(*keys, "Enter")
        self.page.wait_for_selector("#famille:focus")
        return self.count - before


def bank_messages(page: Page, _: CarteVille) -> None:
    office = CashierOffice.get()
    told = [
        CardMessage.create(
            office=office, channel="notification", text="x", verdict=verdict, status=200,
            why="1\u00a0018,25\u00a0€ au lieu de 18,25\u00a0€", received_at=clock.now(),
        )
        for verdict in ("second", "mismatch", "forged")
    ]  # fmt: skip
    CardMessageMark.create(
        message=told[1], note="virement du 30", author="Régie", marked_at=clock.now()
    )
    page.reload()
    page.locator("summary").first.click()


def receipt(page: Page, town: CarteVille) -> None:
    desk(page, town)
    page.get_by_role("link", name="Reçu de").first.click()
    expect(page.locator("h1")).to_contain_text("Reçu n°")


def refund_asked(page: Page, _: CarteVille) -> None:
    page.get_by_text("Demander un remboursement").click()
    for reason, after in (("", ".err"), ("Nous déménageons en août.", ".dash form")):
        page.get_by_label("Montant, en euros").fill("2")
        page.get_by_label("Raison").fill(reason)
        page.get_by_role("button", name="Envoyer la demande").click()
        expect(page.locator(after).first).to_be_visible()


def refund_wrong(page: Page, _: CarteVille) -> None:
    page.get_by_text("Demander un remboursement").click()
    page.get_by_label("Montant, en euros").fill("999999")
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.locator(".err").first).to_be_visible()


def refunds(page: Page, _: CarteVille) -> None:
    wallet = Wallet.get()
    for state, name in (("asked", "F002"), ("refused", "F003")):
        Refund.create(
            family=Family.get(Family.code == name), wallet=wallet, cents=4550, account_id=1,
            reason="Nous déménageons en août.", author="Claire DUPONT", asked_at=clock.now(),
            state=state, ended_at=clock.now(), answer="Des réservations restent à payer.",
        )  # fmt: skip
    page.reload()
    page.locator("summary").first.click()


def certificate(page: Page, _: CarteVille) -> None:
    page.get_by_role("link", name="Attestation 2").first.click()
    expect(page.locator("h1")).to_contain_text("Attestation de frais de garde")


def accounts(page: Page, _: CarteVille) -> None:
    page.goto("/admin/regie?famille=F002")
    page.get_by_role("link", name="Voir ses comptes").click()


def payment(page: Page, _: CarteVille) -> None:
    page.get_by_role("button", name="Paiement").click()
    expect(page.get_by_role("button", name="Paiement CB")).to_be_visible()


def payment_waiting(page: Page, town: CarteVille) -> None:
    payment(page, town)
    page.goto(f"{page.url}/retour")
    expect(page.locator("main")).to_contain_text("en cours de confirmation")


def amounts_refused(page: Page, _: CarteVille) -> None:
    page.locator(".amounts input").first.fill("dix")
    page.get_by_role("button", name="Paiement").click()
    expect(page.locator(".err").first).to_be_visible()


def certificates_at_the_desk(page: Page, town: CarteVille) -> None:
    accounts(page, town)
    page.get_by_role("link", name="Attestations").click()
    expect(page.locator("h1")).to_contain_text("Attestations")


def certificate_at_the_desk(page: Page, town: CarteVille) -> None:
    certificates_at_the_desk(page, town)
    certificate(page, town)

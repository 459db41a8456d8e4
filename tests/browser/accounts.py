"""What is done on the pages of accounts before they are looked at."""

from playwright.sync_api import Page, expect

from tests.browser.carteville import CarteVille
from webapp import clock
from webapp.accounts.models import Account, CorrectionRequest
from webapp.accounts.operations.letters import new_link
from webapp.database import write_transaction


def question(page: Page, _: CarteVille) -> None:
    page.get_by_label("Identifiant").fill("dupont")
    page.get_by_role("button", name="Voir ma question").click()


def answered(page: Page, town: CarteVille) -> None:
    question(page, town)
    page.get_by_label("Votre réponse").fill("Caramel le chat")
    page.get_by_role("button", name="Valider").click()
    expect(page.locator("[data-secret=password]")).to_be_visible()


def agreed(page: Page, town: CarteVille) -> None:
    """The link of the mail that tells of it."""
    answered(page, town)
    account = Account.get(Account.login == "dupont")
    with write_transaction():
        token = new_link("mine", account.id, int(clock.now().timestamp()))
    page.goto(f"/retrouver/cest-moi/{token}")


def wrong(page: Page, _: CarteVille) -> None:
    page.get_by_label("Nouveau mot de passe").fill("court")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".err").first).to_be_visible()


def changes(page: Page, _: CarteVille) -> None:
    """A change that waits, and a correction asked."""
    page.goto("/profil/correction")
    page.locator("textarea").fill("Nous habitons désormais 3 rue du Lavoir.")
    page.get_by_role("button", name="Envoyer").click()
    page.goto("/profil/modifier")
    page.get_by_label("Adresse mail").fill("nouveau@exemple.fr")
    page.get_by_label("Nouveau mot de passe").fill("quatre vaches bleues")
    page.get_by_label("Votre mot de passe actuel").fill("demo-dupont")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#attente")).to_be_visible()


def handed_out(page: Page, _: CarteVille) -> None:
    Account.update(must_change=True).where(Account.login == "dupont").execute()
    page.goto("/mot-de-passe")


def correction(page: Page, _: CarteVille) -> None:
    account = Account.get(Account.login == "dupont")
    for state in ("asked", "done"):
        CorrectionRequest.create(
            account=account, field="adresse", body="Nous habitons 3 rue du Lavoir.", state=state,
            requested_at=clock.now(), decided_at=clock.now(), decided_by="Mairie",
        )  # fmt: skip
    page.reload()

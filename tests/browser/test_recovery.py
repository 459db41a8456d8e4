"""Getting back in on a phone without JavaScript, at ten in the evening of a deadline."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.carteville import CarteVille, DupontWindows
from tests.support.browsers import PHONE, log_in
from tests.support.smtp import Mailbox
from webapp import jobs
from webapp.accounts.models import Account

ADDRESS = "jp.dupont@exemple.fr"
GOOD = "quatre vaches bleues"


@pytest.fixture
def page(carteville: CarteVille, windows: DupontWindows) -> Page:
    return windows.open("/connexion", PHONE, javascript=False, login="")


def test_by_the_secret_question(page: Page) -> None:
    page.get_by_role("link", name="Le retrouver").click()
    page.get_by_label("Identifiant").fill("Dupont")
    page.get_by_role("button", name="Voir ma question").click()
    expect(page.locator("main")).to_contain_text("Le nom de votre premier animal")
    page.get_by_label("Votre réponse").fill("caramel LE chat")
    page.get_by_role("button", name="Valider").click()
    password = page.locator("[data-secret=password]").inner_text()
    log_in(page, "dupont", password)
    expect(page.locator("h1")).to_have_text("Accueil")
    page.goto("/mot-de-passe")
    page.get_by_label("Nouveau mot de passe").fill(GOOD)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("button", name="Se déconnecter").click()
    log_in(page, "dupont", GOOD)
    expect(page.locator("h1")).to_have_text("Accueil")


def test_by_a_link_in_a_mail(page: Page, smtp: Mailbox, carteville: CarteVille) -> None:
    page.goto("/retrouver")
    page.get_by_label("Adresse mail").fill(ADDRESS)
    page.get_by_role("button", name="Recevoir un lien").click()
    expect(page.locator("h1")).to_have_text("Regardez vos mails")
    jobs.send_links()
    jobs.deliver_outbox()
    [mail] = smtp.to(ADDRESS)
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    [path] = re.findall(r"/retrouver/lien/\S+", text)
    page.goto(path)
    page.get_by_label("Nouveau mot de passe").fill(GOOD)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[role=status]")).to_contain_text("mot de passe est enregistré")
    page.goto(path)
    expect(page.locator("h1")).to_have_text("Ce lien ne vaut plus")


def test_a_change_of_the_profile_waits_for_the_night(
    page: Page, smtp: Mailbox, carteville: CarteVille
) -> None:
    log_in(page, "dupont", "demo-dupont")
    page.get_by_role("link", name="Profil", exact=True).click()
    page.get_by_role("link", name="Modifier", exact=True).last.click()
    page.get_by_label("Adresse mail").fill("nouveau@exemple.fr")
    page.get_by_label("Votre mot de passe actuel").fill("demo-dupont")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#attente")).to_contain_text("nouveau@exemple.fr")
    jobs.deliver_outbox()
    [mail] = smtp.to("nouveau@exemple.fr")
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    [path] = re.findall(r"/profil/confirmer/\S+", text)
    page.goto(path)
    page.get_by_role("button", name="Confirmer cette adresse").click()
    expect(page.locator("h1")).to_have_text("C’est confirmé")
    carteville.night()
    assert Account.get(Account.login == "dupont").email == "nouveau@exemple.fr"


def test_the_meter_says_how_far_a_password_is(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = windows.open("/profil/modifier", PHONE)
    field, told = page.get_by_label("Nouveau mot de passe"), page.locator("#nouveau-m")
    for typed, said in [
        ("vache", "Trop facile à trouver"),
        ("aaaaaaaaaaaaaaaaaaaaaa", "Trop facile à trouver"),
        (GOOD, "Bonne longueur"),
        ("", ""),
    ]:
        field.fill(typed)
        expect(told).to_contain_text(said) if said else expect(told).to_be_empty()

"""Every page, for everybody's eyes, fingers and paper."""

from collections.abc import Callable
from typing import Literal, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.browser import accounts, money, office
from tests.browser.carteville import CarteVille, DupontWindows
from tests.browser.looks import COLOUR_ALONE, HEAD, SMALL, TINY
from tests.browser.steps import act, click_day, open_days
from tests.support.browsers import (
    DESKTOP,
    PHONE,
    SHOTS,
    TABLET,
    assert_accessible,
    assert_no_overflow,
    picture,
)
from tests.support.phones import Phone
from webapp.words import MONTHS

# The dark scheme changes colours and nothing else.
SCHEMES: dict[Literal["light", "dark"], tuple[str, ...]] = {
    "light": (),
    "dark": ("color-contrast", "link-in-text-block"),
}
NOT_ON_PAPER = ".squares, .bar, .btn, .chip, .foot, .skip, .me button, .noprint"


def _nothing(_: Page, __: CarteVille) -> None:
    """The page as it opens."""


def _cart(page: Page, town: CarteVille) -> None:
    """A booking, a cancellation and a place on a waiting list, asked."""
    scenes = town.scenes
    for when, wish in [(scenes.free, "book"), (scenes.kept, "cancel"), (scenes.full, "wait")]:
        page.goto(town.month_of(when))
        click_day(page, when, wish)


def _clicked(page: Page, town: CarteVille) -> None:
    _cart(page, town)
    page.goto(town.month_of(town.scenes.full))


def _listed(page: Page, town: CarteVille) -> None:
    _cart(page, town)
    when = town.scenes.free
    page.goto(f"{town.month_of(when, 'toutes')}&jour={when}#jour")
    act(page, "Piscine").click()
    expect(page.locator("#etat")).to_contain_text("ajouté")


def _recap(page: Page, town: CarteVille) -> None:
    _cart(page, town)
    page.goto("/panier")


def _result(page: Page, town: CarteVille) -> None:
    _recap(page, town)
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(page.locator("h1")).to_have_text("Demandes enregistrées")


def _home(page: Page, town: CarteVille) -> None:
    _cart(page, town)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("4\u00a0demandes attendent d’être validées")


def _follow_up(page: Page, town: CarteVille) -> None:
    _result(page, town)
    page.goto("/suivi")


def _saturdays(page: Page, town: CarteVille) -> None:
    page.goto(f"/reservations?enfant={town.child('Lilou')}&activite={town.activity('stage')}")


def _evenings(page: Page, town: CarteVille) -> None:
    evenings = town.activity("accueil-soir")
    page.goto(f"/reservations?enfant={town.child('Lilou')}&activite={evenings}")
    click_day(page, open_days(page, 1)[0], "book")


def _refused(page: Page, _: CarteVille) -> None:
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator(".err").first).to_be_visible()


def _paper(page: Page, town: CarteVille) -> None:
    office.phone(page, town)
    key = page.locator("[data-secret=key]").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(Phone(key).code())
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("[data-secret=codes] code")).to_have_count(10)


def _shared(page: Page, town: CarteVille) -> None:
    page.goto(f"/reservations?enfant={town.shared_child()}&activite=toutes")


class Case(NamedTuple):
    """A page: who looks, where, and what is done there first."""

    login: str
    path: str
    prepare: Callable[[Page, CarteVille], None] = _nothing


CASES = {
    "connexion": Case("", "/connexion"),
    "connexion-refusee": Case("", "/connexion", _refused),
    "retrouver": Case("", "/retrouver"),
    "question": Case("", "/retrouver", accounts.question),
    "retrouve": Case("", "/retrouver", accounts.answered),
    "cest-moi": Case("", "/retrouver", accounts.agreed),
    "profil": Case("dupont", "/profil", accounts.changes),
    "modifier": Case("dupont", "/profil/modifier", accounts.wrong),
    "correction": Case("dupont", "/profil/correction"),
    "mot-de-passe": Case("dupont", "/profil", accounts.handed_out),
    "corrections": Case("mairie", "/admin/corrections", accounts.correction),
    "accessibilite": Case("", "/accessibilite"),
    "mentions": Case("", "/mentions-legales"),
    "donnees": Case("", "/donnees-personnelles"),
    "contact": Case("dupont", "/contact"),
    "erreur": Case("dupont", "/nulle-part"),
    "accueil": Case("dupont", "/", _home),
    "structures": Case("benali", "/structures"),
    "calendrier": Case("dupont", "/reservations", _clicked),
    "soirs": Case("dupont", "/reservations", _evenings),
    "samedis": Case("dupont", "/reservations", _saturdays),
    "liste-du-jour": Case("dupont", "/reservations", _listed),
    "debit": Case("martin", "/reservations"),
    "panier-vide": Case("dupont", "/panier"),
    "panier": Case("dupont", "/panier", _recap),
    "enregistre": Case("dupont", "/panier", _result),
    "suivi": Case("dupont", "/suivi", _follow_up),
    "historiques": Case("dupont", "/historiques"),
    "historiques-mois-avant": Case("dupont", "/historiques?mois=0001-01"),
    "reglements": Case("dupont", "/reglements"),
    "attestations": Case("dupont", "/reglements/attestations"),
    "attestation": Case("dupont", "/reglements/attestations", money.certificate),
    "absences": Case("dupont", "/absences"),
    "admin-absences": Case("mairie", "/admin/absences"),
    "soldes": Case("martin", "/soldes"),
    "soldes-date-impossible": Case("dupont", "/soldes?jusqu=31/02/2027"),
    "remboursement-demande": Case("dupont", "/soldes", money.refund_asked),
    "remboursement-refuse": Case("dupont", "/soldes", money.refund_wrong),
    "deux-foyers": Case("foyer-pair", "/reservations", _shared),
    "enfants": Case("mairie", "/admin/enfants?nom=dup"),
    "garde": Case("mairie", "/admin", office.custody),
    "paiement": Case("martin", "/soldes", money.payment),
    "paiement-attente": Case("martin", "/soldes", money.payment_waiting),
    "paiement-refuse": Case("martin", "/paiement", money.amounts_refused),
    "paiements": Case("mairie", "/admin/paiements", money.bank_messages),
    "porte": Case("", "/s/les-tilleuls/"),
    "structure": Case("mairie", "/admin/structure"),
    "actualites": Case("mairie", "/admin/actualites"),
    "actualite": Case("mairie", "/admin/actualites", office.first_news),
    "nouvelle": Case("mairie", "/admin/actualites/nouvelle"),
    "images": Case("mairie", "/admin/images"),
    "nuits": Case("mairie", "/admin/nuits", office.night),
    "nuit": Case("mairie", "/admin/nuits", office.one_night),
    "nuit-prochaine": Case("mairie", "/admin/nuits", office.rehearsed),
    "agents-accueil": Case("mairie", "/admin"),
    "familles": Case("mairie", "/admin/familles?q=dupo"),
    "famille": Case("mairie", "/admin/familles?q=dupont", office.one_family),
    "histoire-famille": Case("mairie", "/admin/familles?q=dupont", office.family_history),
    "famille-nouvelle": Case("mairie", "/admin/familles/nouvelle", office.new_family),
    "enfant-nouveau": Case("mairie", "/admin/familles?q=dupont", office.new_child),
    "fiche-enfant": Case("mairie", "/admin/familles?q=dupont", office.child_file),
    "fiche-famille": Case("mairie", "/admin/familles?q=dupont", office.family_file),
    "jour-de-famille": Case("mairie", "/admin/familles?q=dupont", office.one_day),
    "vue-famille": Case("mairie", "/admin/familles?q=dupont", office.as_a_family),
    "liste-du-jour-agents": Case("mairie", "/admin/listes", office.ticked),
    "un-enfant-de-plus": Case("mairie", "/admin/listes", office.one_more),
    "demandes": Case("mairie", "/admin/demandes"),
    "attente": Case("mairie", "/admin/attente"),
    "demandes-decider": Case("mairie", "/admin/demandes?etat=pending", office.answered),
    "donner-la-place": Case("mairie", "/admin/attente", office.given),
    "repas": Case("mairie", "/admin/repas"),
    "regie": Case("mairie", "/admin/regie", money.desk),
    "recu": Case("mairie", "/admin/regie", money.receipt),
    "remboursements": Case("mairie", "/admin/regie/remboursements", money.refunds),
    "releve": Case("mairie", "/admin/regie/releve"),
    "comptes-de-famille": Case("mairie", "/admin/regie", money.accounts),
    "activites": Case("mairie", "/admin/activites"),
    "activites-copie": Case("mairie", "/admin/activites/copier"),
    "activite": Case("mairie", "/admin/activites", office.canteen),
    "activite-changer": Case("mairie", "/admin/activites", office.changed),
    "activite-annee": Case("mairie", "/admin/activites", office.painted),
    "activite-supplements": Case("mairie", "/admin/activites", office.extra),
    "activite-copie": Case("mairie", "/admin/activites", office.next_year),
    "activite-regles": Case("mairie", "/admin/activites", office.dearer),
    "fermetures": Case("mairie", "/admin/fermetures", office.closing),
    "message-nouveau": Case("mairie", "/admin/messages/nouveau", office.written),
    "messages": Case("mairie", "/admin/messages"),
    "message": Case("mairie", "/admin/messages", office.followed),
    "reglages": Case("mairie", "/admin/reglages"),
    "importer": Case("mairie", "/admin/import"),
    "import": Case("mairie", "/admin/import", office.tried),
    "actualite-supprimer": Case("mairie", "/admin/actualites", office.unwanted),
    "image-supprimer": Case("mairie", "/admin/images", office.unwanted),
    "regie-attestations": Case("mairie", "/admin/regie", money.certificates_at_the_desk),
    "regie-attestation": Case("mairie", "/admin/regie", money.certificate_at_the_desk),
    "exporter": Case("mairie", "/admin/exports"),
    "journal": Case("mairie", "/admin/journal"),
    "comptes": Case("mairie", "/admin/comptes"),
    "compte": Case("mairie", "/admin/comptes?q=dupont", office.first_row),
    "compte-corriger": Case("mairie", "/admin/comptes?q=dupont", office.corrected),
    "compte-famille": Case("mairie", "/admin/comptes/nouveau?q=du"),
    "compte-nouveau": Case("mairie", "/admin/comptes/nouveau?q=dupont", office.new_account),
    "comptes-lettres": Case("mairie", "/admin/comptes/lettres"),
    "agents": Case("mairie", "/admin/agents"),
    "agent": Case("mairie", "/admin/agents", office.first_row),
    "agent-profil": Case("mairie", "/admin/profil"),
    "agent-mot-de-passe": Case("mairie", "/admin/profil/mot-de-passe"),
    "agent-telephone": Case("mairie", "/admin/profil", office.phone),
    "agent-codes": Case("mairie", "/admin/profil", _paper),
}
ON_PAPER = (
    "calendrier",
    "liste-du-jour",
    "panier",
    "suivi",
    "historiques",
    "recu",
    "reglements",
    "attestation",
    "agent-codes",
)


@pytest.mark.parametrize("name", CASES)
def test_a_page_is_for_everybody(carteville: CarteVille, windows: DupontWindows, name: str) -> None:
    login, path, prepare = CASES[name]
    page = windows.open(path, PHONE, login=login)
    prepare(page, carteville)
    _for_thumbs(page)
    if path.startswith("/admin"):
        _for_tablets(page, name)
    for size, width in [(PHONE, "telephone"), (DESKTOP, "large")]:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page, only=rules)
            if scheme == "light" or name in ("calendrier", "liste-du-jour"):
                picture(page, f"page-{name}-{width}-{scheme}")
    _for_paper(page, name)


def _for_thumbs(page: Page) -> None:
    """On a phone: no sideways scroll, targets of 44 px, text of 11 px, no colour alone."""
    assert_no_overflow(page, 320)
    assert_no_overflow(page, PHONE[0])
    assert page.evaluate(SMALL) == []
    assert page.evaluate(TINY) == []
    assert page.evaluate(COLOUR_ALONE) == []


def _for_tablets(page: Page, name: str) -> None:
    """What is ticked and looked up away from the desk: the same for fingers."""
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    assert_no_overflow(page, TABLET[0])
    assert page.evaluate(SMALL) == []
    assert_accessible(page)
    picture(page, f"page-{name}-tablette")


def _for_paper(page: Page, name: str) -> None:
    """Printed: the matter alone, in black on white."""
    page.emulate_media(media="print", color_scheme="light")
    for part in page.locator(NOT_ON_PAPER).all():
        expect(part).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    if name in ON_PAPER:
        page.pdf(path=SHOTS / f"papier-{name}.pdf", format="A4", margin={"top": "15mm"})
        picture(page, f"papier-{name}")


def test_the_printed_follow_up_says_whose_it_is(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = windows.open("/suivi")
    page.emulate_media(media="print")
    expect(page.locator(".paper")).to_contain_text("Mairie de CarteVille – famille DUPONT")


def test_the_month_begins_on_the_first_screen_of_a_phone(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = windows.open(carteville.month_of(carteville.scenes.free))
    month = page.locator(".month").bounding_box()
    assert month is not None and month["y"] < PHONE[1] - 150


def test_the_name_of_any_month_stays_on_one_line_between_its_neighbours(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    page = windows.open(carteville.month_of(carteville.scenes.free))
    names = [month.capitalize() for month in MONTHS]
    for number, name in enumerate(names):
        before, after = names[number - 1], names[(number + 1) % 12]
        page.evaluate(HEAD, [before, f"{name} 2028", after])
        title = page.locator("#mois").bounding_box()
        assert title is not None and title["height"] < 30, name
        assert_no_overflow(page, PHONE[0])
        assert_no_overflow(page, 320)


def test_the_bar_is_there_beside_the_list_of_a_day(
    carteville: CarteVille, windows: DupontWindows
) -> None:
    when = carteville.scenes.free
    page = windows.open(f"{carteville.month_of(when, 'toutes')}&jour={when}#jour")
    act(page, "Accueil du soir").click()
    expect(page.locator("#etat")).to_contain_text("ajouté")
    expect(page.locator("#etat")).to_be_in_viewport()
    expect(page.locator("#valider")).to_be_in_viewport()

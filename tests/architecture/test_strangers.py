"""What belongs to a family does not exist for another (invariant 6).

Every address and form that Mme Martin's pages offer is gathered by following all links from her
home page; each is then tried by Mme Benali. A new page is tried as soon as something links to it.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from tests.architecture.test_access import address, routes
from tests.support.client import HTMX, Client
from tests.support.pages import Page
from tests.town import Town
from tests.world import NOW, a_booking, a_movement, a_supplement, money, take_seat
from webapp.accounts.models import ProfileChange
from webapp.activities.models import OpenDay
from webapp.billing.models import Absence
from webapp.billing.refunds.models import Refund
from webapp.database import rows
from webapp.tables import TABLES
from webapp.wallets.models import Wallet

ELSEWHERE = {
    "/connexion", "/s/x/", "/structures", "/retrouver", "/retrouver/reponse", "/retrouver/mail",
    "/retrouver/lien/x", "/retrouver/pas-moi/x", "/profil/appareils", "/connexion/code",
    "/connexion/telephone", "/mot-de-passe", "/profil/confirmer/x", "/profil/accord/x",
    "/mails/arreter/x", "/retrouver/cest-moi/x",
    "/paiement", "/paiement/x/banque", "/paiement/x/retour", "/paiement/banque/1",
}  # fmt: skip
"""Tried in tests of their own (test_recovery.py, test_profile.py, test_second_factor.py,
test_profile_changes.py, test_own_file.py)."""
FILES = (".csv", ".pdf", ".xlsx")
IDS = {"enfant", "demande", "changement", "absence"}
Form = tuple[str, tuple[tuple[str, str], ...]]


@pytest.fixture
def busy(town: Town, martin: Client) -> Town:
    """The Martin family has one of everything: bookings, requests, wishes, a validation."""
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin))
    a_movement(booking)
    missed, _ = (
        a_booking(town.tom, town.martin, town.open_day(town.repas, day)) for day in town.days[6:8]
    )
    Absence.create(family=town.martin, booking=missed, reason="maladie", told_at=NOW)
    a_supplement(town.open_day(town.matin, town.days[1]))
    for number, day in enumerate(town.days[1:4]):
        _ask(martin, town, f"{day}:{town.matin.id}:booked")
        if number == 0:
            page = martin.page("/panier")
            martin.submit(page.form("/panier/valider"))
    ProfileChange.create(
        account=town.martin_account, kind="question", value="La rue", requested_at=NOW,
        confirmed_at=NOW, approved_at=NOW,
    )  # fmt: skip
    for wallet in Wallet.select():
        money(town.martin, wallet, 5000)
    Refund.create(
        family=town.martin, wallet=wallet, cents=5000, reason="x", account_id=1, author="x",
        asked_at=NOW, state="asked",
    )  # fmt: skip
    full = town.open_day(town.matin, town.days[3])
    OpenDay.update(capacity=1).where(OpenDay.id == full.id).execute()
    take_seat(full)
    return town


def _ask(client: Client, town: Town, want: str) -> None:
    fields = {"enfant": str(town.lea.id), "activite": str(town.matin.id), "want": want}
    assert client.send("/reservations", **fields).status_code == 303


def _known() -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database that a request might change."""
    names = [model._meta.table_name for model in TABLES]
    return {name: sorted(rows(f"SELECT * FROM {name}"), key=repr) for name in names}


def _crawled(client: Client) -> tuple[set[str], set[Form]]:
    """All addresses and all submissions that can be reached from the home page."""
    waiting, seen, forms = ["/"], set(), set()
    while waiting:
        path = waiting.pop()
        page = client.page(path)
        forms |= set(_submissions(page))
        for link in page.all("//a/@href"):
            target = urljoin(path, link.partition("#")[0] or path)
            if target.startswith("/") and target not in seen and len(seen) < 400:
                seen.add(target)
                waiting += [] if urlsplit(target).path.endswith(FILES) else [target]
    return seen | {path for path, _ in _validations()}, forms


def _validations() -> Iterator[tuple[str, int]]:
    for (number,) in rows("SELECT id FROM validation"):
        yield f"/panier/enregistre/{number}", number


def _submissions(page: Page) -> Iterator[Form]:
    for form in page.all("//form[@method='post']"):
        held = {name: value for name, value in form.form_values() if name != "csrf_token"}
        for button in form.xpath(".//button"):
            pressed = {button.get("name"): button.get("value", "")} if button.get("name") else {}
            yield form.get("action"), tuple(sorted((held | pressed).items()))


def _names_somebody(path: str, fields: dict[str, str]) -> bool:
    query = parse_qs(urlsplit(path).query)
    return bool(IDS & {*query, *fields}) or any(part.isdigit() for part in path.split("/"))


def test_every_address_of_a_family_is_unknown_to_another(
    busy: Town, martin: Client, benali: Client
) -> None:
    found, _ = _crawled(martin)
    private = sorted(path for path in found if _names_somebody(path, {}))
    assert any("/panier/enregistre/" in path for path in private)
    assert any("/reservations?" in path for path in private)
    for path in private:
        assert martin.get(path).status_code == 200, path
        assert benali.get(path).status_code == 404, path


def test_every_form_of_a_family_is_unknown_to_another(
    busy: Town, martin: Client, benali: Client
) -> None:
    _, found = _crawled(martin)
    private = sorted(form for form in found if _names_somebody(form[0], dict(form[1])))
    tried = {urlsplit(action).path for action, _ in private}
    assert {"/reservations", "/suivi/retirer", "/panier/attente", "/profil/retirer"} <= tried
    before = _known()
    for action, fields in private:
        for htmx in (False, True):
            response = benali.send(action, htmx=htmx, **dict(fields))
            assert response.status_code == 404, f"{action} {fields}"
    assert _known() == before


def test_other_forms_touch_ones_own_only(busy: Town, martin: Client, benali: Client) -> None:
    _, found = _crawled(martin)
    shared = sorted(form for form in found if not _names_somebody(form[0], dict(form[1])))
    assert {"/panier/valider", "/panier/abandonner"} <= {action for action, _ in shared}
    before = _known()
    for action, fields in shared:
        if action != "/deconnexion":
            benali.send(action, **dict(fields))
    assert _known() == before


def test_the_cart_of_somebody_else_is_not_opened_by_its_cookie(
    busy: Town, martin: Client, benali: Client
) -> None:
    cookie = martin.get_cookie("panier")
    assert cookie is not None
    benali.set_cookie("panier", cookie.value)
    assert "Rien n’est à valider" in benali.page("/panier").text
    benali.send("/panier/abandonner")
    assert "Rien n’est à valider" not in martin.page("/panier").text


def test_every_route_that_posts_is_tried_above(busy: Town, martin: Client) -> None:
    """A form that no page of the crawl shows would escape: make the town show it."""
    _, found = _crawled(martin)
    tried = {urlsplit(action).path for action, _ in found} | ELSEWHERE
    missing = [
        address(rule)
        for rule, access in routes(martin.application, "POST")
        if access != "staff" and address(rule) not in tried
    ]
    assert not missing, missing


def test_a_structure_that_does_not_know_the_family_cannot_be_chosen(
    town: Town, martin: Client
) -> None:
    from tests.world import a_structure

    a_structure("ailleurs", "Ailleurs")
    assert martin.send("/structures", structure="ailleurs").status_code == 404
    assert martin.post("/structures", headers=HTMX).status_code == 400

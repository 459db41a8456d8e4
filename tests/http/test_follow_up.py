"""« Suivi »: every request with its state, filters, pages, paper, and taking back (S25)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.pages import Page, squeezed
from tests.town import Town
from tests.world import a_booking, a_movement, a_structure, an_activity, open_days
from webapp.booking.models import Movement
from webapp.families.models import Family
from webapp.wallets.models import Wallet


def _rows(page: Page) -> list[str]:
    return [squeezed(line.text_content()) for line in page.all("//tr[@data-movement]")]


def _ids(page: Page) -> list[int]:
    return [int(line.get("data-movement")) for line in page.all("//tr[@data-movement]")]


@pytest.fixture
def history(town: Town, clock: Clock) -> dict[str, int]:
    """One request of each state: name → movement."""
    at = {"requested_at": clock.now - timedelta(1)}
    cases = [
        ("pending", "booked", "book", {}),
        ("accepted", "booked", "book", {}),
        ("cancelled", "cancelled", "cancel", {"state": "accepted"}),
        ("waiting", "waiting", "wait", {"state": "waiting"}),
        ("promoted", "booked", "wait", {"state": "waiting"}),
        ("refused", "refused", "book", {"reason": "Inscription terminée."}),
        ("withdrawn", "withdrawn", "book", {}),
    ]
    found = {}
    for (name, booking_state, kind, more), day in zip(cases, town.days, strict=False):
        child = town.tom if name == "accepted" else town.lea
        booking = a_booking(child, town.martin, town.open_day(town.matin, day), booking_state)
        values = {"state": name, **at, **more}
        found[name] = a_movement(booking, kind, **values).id
    return found


def test_each_request_tells_what_when_who_and_its_state(
    town: Town, martin: Client, history: dict[str, int]
) -> None:
    page = martin.page("/suivi")
    assert page.h1 == "Suivi de vos demandes"
    told = dict(zip(_ids(page), _rows(page), strict=True))
    assert len(told) == len(history)
    assert list(told) == sorted(told, reverse=True), "the latest first"
    words = {
        "pending": "Non transmis", "accepted": "Acceptée", "cancelled": "Annulée",
        "waiting": "En liste d’attente (rang\u00a01)", "promoted": "Place attribuée",
        "refused": "Refusée", "withdrawn": "Retirée",
    }  # fmt: skip
    for name, word in words.items():
        assert word in told[history[name]], name
    first = told[history["pending"]]
    assert "Vendredi 4 décembre" in first and "Léa, Matin" in first
    assert "Réservation, le 26 novembre 2026 à 9\u00a0h\u00a030" in first
    assert "demandé par Mme Camille Martin" in first and "Votre place est gardée." in first
    assert "Inscription terminée." in told[history["refused"]]
    assert "Tom, Matin" in told[history["accepted"]]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("non-transmis", {"pending"}),
        ("acceptee", {"accepted"}),
        ("annulee", {"cancelled"}),
        ("attente", {"waiting"}),
        ("refusee", {"refused"}),
        ("retiree", {"withdrawn"}),
    ],
)
def test_a_state_shows_its_requests_only(
    martin: Client, history: dict[str, int], state: str, names: set[str]
) -> None:
    form = martin.page("/suivi").form("/suivi")
    page = martin.submit(form, etat=state)
    assert set(_ids(page)) == {history[name] for name in names}
    assert page.one("//select[@name='etat']/option[@selected]/@value") == state


def test_a_child_shows_its_requests_only(
    town: Town, martin: Client, history: dict[str, int]
) -> None:
    page = martin.submit(martin.page("/suivi").form("/suivi"), enfant=str(town.tom.id))
    assert _ids(page) == [history["accepted"]]


def test_past_and_coming_days_never_show_the_same(town: Town, clock: Clock, martin: Client) -> None:
    activity = an_activity("Étude", Wallet.get(), "evening")
    today = clock.now.date()
    found = {}
    for offset in (-1, 0, 1):
        day = open_days(activity, [today + timedelta(offset)])[0]
        found[offset] = a_movement(a_booking(town.lea, town.martin, day), state="accepted").id
    assert set(_ids(martin.page("/suivi?periode=a-venir"))) == {found[0], found[1]}
    assert set(_ids(martin.page("/suivi?periode=passes"))) == {found[-1]}


def test_filters_that_find_nothing_say_so(martin: Client, history: dict[str, int]) -> None:
    assert "Aucune demande ne correspond à ce choix." in martin.page("/suivi?periode=passes").text


def test_a_family_that_never_asked_anything(martin: Client) -> None:
    page = martin.page("/suivi")
    assert "Aucune demande pour l’instant." in page.text
    assert not page.all("//button[@name='toutes']")


@pytest.mark.parametrize("query", ["enfant=999", "periode=x", "etat=x", "page=x", "page=-1"])
def test_a_filter_that_is_none_is_not_found(martin: Client, query: str) -> None:
    martin.page(f"/suivi?{query}", 404)


def _many(town: Town, count: int) -> None:
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin))
    for _ in range(count):
        a_movement(booking, state="accepted")


def test_pages_of_forty(town: Town, martin: Client) -> None:
    _many(town, 85)
    query = f"?enfant={town.lea.id}&etat=acceptee"
    seen: list[int] = []
    for number, arrows in ((1, ["Plus anciennes"]), (2, ["Plus récentes", "Plus anciennes"]),
                           (3, ["Plus récentes"])):  # fmt: skip
        page = martin.page(f"/suivi{query}&page={number}")
        assert f"Page {number} sur 3" in page.text
        links = page.all("//nav[@aria-label='Pages']/a")
        assert [squeezed(link.text_content()) for link in links] == arrows
        assert all("etat=acceptee" in link.get("href") for link in links)
        seen += _ids(page)
    assert len(seen) == len(set(seen)) == 85
    assert _ids(martin.page(f"/suivi{query}&page=999")) == seen[80:]
    assert "Page" not in martin.page(f"/suivi?enfant={town.tom.id}").text


def test_the_paper_says_structure_family_and_date(town: Town, martin: Client) -> None:
    Family.update(name="Martin-Benoît").where(Family.id == town.martin.id).execute()
    head = martin.page("/suivi").one("//p[@class='paper']").text_content()
    assert head == "CarteVille – famille Martin-Benoît – imprimé le 27 novembre 2026"


def test_a_structure_shows_its_own_requests(town: Town, martin: Client) -> None:
    other = a_structure("autre", "Autre-Ville")
    booking = a_booking(town.lea, town.martin, town.open_day(town.matin))
    Movement.update(structure=other).where(Movement.id == a_movement(booking).id).execute()
    assert _rows(martin.page("/suivi")) == []


def _take_back(client: Client, movement: Any) -> Page:
    form = client.page("/suivi").one(f"//form[.//button[@name='demande'][@value='{movement}']]")
    return client.submit(form, press=("demande", str(movement)))

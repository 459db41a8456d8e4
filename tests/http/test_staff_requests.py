"""« Demandes », « Listes d’attente » for staff."""

import pytest

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_booking, a_child, a_movement
from webapp.booking.models import Booking
from webapp.families import operations as families
from webapp.staff import request_search, requests

pytestmark = pytest.mark.both_engines


def names(page: Page) -> list[str]:
    return [str(link.text_content()) for link in page.all("//tbody//th/a")]


@pytest.mark.parametrize("window", [20_000, 0], ids=["one by one", "by an index"])
def test_what_was_asked_with_filters(
    agent: Client, town: Town, monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    monkeypatch.setattr(request_search, "WINDOW", window)
    families.index()
    first, second = town.days[0], town.days[1]
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin, first)), "book")
    a_movement(a_booking(town.ines, town.benali, town.open_day(town.repas, second)), "cancel")
    lea, ines = "Léa Martin", "Inès Benali"
    for query, expected in (
        ({}, [ines, lea]),
        ({"demande": "book"}, [lea]),
        ({"activite": town.repas.id}, [ines]),
        ({"du": second.isoformat()}, [ines]),
        ({"au": first.isoformat(), "etat": "pending"}, [lea]),
        ({"etat": "refused"}, []),
        ({"etat": "refused", "activite": town.repas.id}, []),
        ({"demande": "cancel", "du": second.isoformat(), "au": second.isoformat()}, [ines]),
        ({"demande": "leave"}, []),
        ({"lot": 7}, []),
        ({"famille": "mart"}, [lea]),
        ({"famille": "mart", "activite": town.repas.id}, []),
        ({"famille": "ines benali", "demande": "cancel", "etat": "pending"}, [ines]),
    ):
        assert names(agent.page("/admin/demandes", query_string=query)) == expected, query
    page = agent.page("/admin/demandes")
    assert agent.page(page.all("//tbody//th/a")[0].get("href")).h1.startswith("Un jour de la")


@pytest.mark.parametrize("window", [20_000, 1])
@pytest.mark.parametrize("asked", ["etat=pending", "du=2026-01-01", "etat=refused"])
def test_pages_go_on_where_the_last_ended(
    agent: Client, town: Town, monkeypatch: pytest.MonkeyPatch, window: int, asked: str
) -> None:
    monkeypatch.setattr(requests, "PAGE", 2)
    monkeypatch.setattr(request_search, "WINDOW", window)
    for number in range(5):
        child = a_child(f"Enfant{number}", town.martin)
        booking = a_booking(child, town.martin, town.open_day(town.repas))
        a_movement(booking, state="refused" if asked == "etat=refused" else "pending")
    seen, page = [], agent.page(f"/admin/demandes?{asked}")
    while True:
        seen += names(page)
        more = page.all("//nav[@aria-label='Pages']//a")
        if not more:
            break
        page = agent.page("/admin/demandes" + more[0].get("href"))
    assert [name.split()[0] for name in seen] == [f"Enfant{n}" for n in (4, 3, 2, 1, 0)]


def test_bad_days_are_told_at_their_place(agent: Client, town: Town) -> None:
    page = agent.page("/admin/demandes", 422, query_string={"du": "2026-02-31"})
    assert page.id("du").get("aria-invalid") == "true"
    assert agent.get("/admin/demandes?structure=999").status_code == 404


def test_who_waits_and_why_in_that_order(agent: Client, town: Town, clock: Clock) -> None:
    day = town.open_day(town.journee)
    for child, family, since, priority in (
        (town.lea, town.martin, 100, 1), (town.ines, town.benali, 300, 0),
        (town.tom, town.martin, 200, 1),
    ):  # fmt: skip
        booking = a_booking(child, family, day, state="waiting")
        Booking.update(priority=priority, waiting_since=since).where(
            Booking.id == booking.id
        ).execute()
    page = agent.page("/admin/attente")
    assert [name.split()[0] for name in names(page)] == ["Inès", "Léa", "Tom"]
    assert "Priorité 0" in page.text and "Priorité 1" in page.text


@pytest.mark.parametrize("path", ["/admin/demandes", "/admin/demandes?famille=m", "/admin/attente"])
def test_ten_statements_whatever_there_is(
    agent: Client, town: Town, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(request_search, "WINDOW", 0)
    for number in range(12):
        child = a_child(f"Enfant{number}", town.martin)
        a_movement(a_booking(child, town.martin, town.open_day(town.repas)), "book")
    with statements() as seen:
        agent.page(path)
    assert len(seen) <= 10, seen

"""What pages weigh on the wire, from the real server (N02): 50 KB a first visit, 1 KB a click."""

import pytest

from tests.http.booking import wanted
from tests.support.servers import Server
from tests.support.wire import Wire
from tests.town import Town
from tests.world import a_booking, a_child, a_movement, a_supplement, enrol
from webapp.structures.models import News

VISIT, CLICK = 50_000, 1024
ENCODINGS = ["br", "gzip"]


@pytest.fixture
def busy(town: Town) -> Town:
    """A large family: four children, bookings, supplements, forty requests, news."""
    for name in ("Zoé", "Hugo"):
        enrol(a_child(name, town.martin), town.matin, town.journee, town.repas)
    for day in town.days:
        open_day = town.open_day(town.matin, day)
        for name in ("Piscine", "Cirque", "Poney"):
            a_supplement(open_day, name)
        for child in (town.lea, town.tom):
            for activity in (town.matin, town.repas):
                a_movement(a_booking(child, town.martin, town.open_day(activity, day)))
    for number in range(3):
        News.create(
            structure=town.structure,
            code=f"n{number}",
            title=f"Nouvelle {number}",
            body="Les inscriptions aux vacances sont ouvertes.\n\nVenez nombreux. " * 5,
        )
    return town  # fmt: skip


def _pages(town: Town) -> list[str]:
    base = f"/reservations?enfant={town.lea.id}&mois={town.days[0].isoformat()[:7]}"
    return [
        "/connexion", "/", "/reservations", f"{base}&activite={town.matin.id}",
        f"{base}&activite=toutes", f"{base}&activite=toutes&jour={town.days[0]}", "/panier",
        "/suivi", "/soldes", "/historiques", "/reglements", "/absences", "/structures", "/contact",
        "/accessibilite", "/mentions-legales", "/donnees-personnelles", "/retrouver",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_first_visit_of_any_page_of_parents(
    busy: Town, live_server: Server, encoding: str
) -> None:
    visitor, parent = Wire(live_server.port, encoding), Wire(live_server.port, encoding)
    parent.log_in("martin")
    heavy = {}
    for path in _pages(busy):
        wire = visitor if path == "/connexion" else parent
        page, sizes = wire.visit(path)
        assert page.status == 200, path
        assert page.headers["Content-Encoding"] == encoding
        assert len(sizes) > 1, "its style sheet at least"
        if sum(sizes.values()) > VISIT:
            heavy[path] = sizes
    assert not heavy


@pytest.mark.parametrize("encoding", [*ENCODINGS, "identity"])
def test_the_answer_to_a_click(busy: Town, live_server: Server, encoding: str) -> None:
    wire = Wire(live_server.port, encoding)
    wire.log_in("martin")
    wire.get("/reservations")
    for want in ("booked", "free"):
        fields = wanted(busy, busy.repas, want, child=busy.tom, day=busy.days[3])
        answer = wire.post("/reservations", fields, **{"HX-Request": "true"})
        assert answer.status == 200 and "hx-partial" in answer.body
        assert answer.packed <= CLICK, f"{answer.packed} bytes"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_answer_to_a_click_on_a_day_of_many_activities(
    busy: Town, live_server: Server, encoding: str
) -> None:
    wire = Wire(live_server.port, encoding)
    wire.log_in("martin")
    wire.get("/reservations")
    for want in ("booked", "free"):
        fields = wanted(busy, busy.journee, want, page="toutes", day=busy.days[0])
        answer = wire.post(
            "/reservations", {**fields, "jour": busy.days[0]}, **{"HX-Request": "true"}
        )
        assert answer.status == 200 and "activites" in answer.body
        assert answer.packed <= CLICK, f"{answer.packed} bytes"


def test_what_is_loaded_once_is_kept_for_a_year(busy: Town, live_server: Server) -> None:
    wire = Wire(live_server.port, "br")
    wire.log_in("martin")
    _, sizes = wire.visit("/reservations")
    for address in sizes:
        if address.startswith("/static/"):
            headers = wire.get(address).headers
            assert "max-age=31536000" in headers["Cache-Control"]
            assert headers["Vary"] == "Accept-Encoding"


def test_nothing_is_loaded_twice_or_from_elsewhere(busy: Town, live_server: Server) -> None:
    wire = Wire(live_server.port, "br")
    wire.log_in("martin")
    page, sizes = wire.visit("/reservations")
    assert "://" not in page.body.replace("http://www.w3.org", "")
    assert len(sizes) <= 6, sizes

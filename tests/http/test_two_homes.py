"""A child of two households: each sees and books its own days, and nothing of the other (P09)."""

import json
from datetime import timedelta

import pytest

from tests.http.booking import (
    calendar,
    cell,
    click,
    fill,
    lines,
    shows,
    states,
    validate,
)
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, a_child, a_movement, enrol, terms
from webapp.activities.models import Activity
from webapp.booking.models import Booking, Cart, Movement
from webapp.families.models import Child, Custody, CustodyException, Family

pytestmark = pytest.mark.both_engines


@pytest.fixture
def noe(town: Town) -> Child:
    """With the Martins in even weeks, with the Benalis in odd ones."""
    child = a_child("Noé", town.martin, town.benali)
    enrol(child, town.matin, town.journee, town.repas)
    _share(child, town.martin, "even")
    _share(child, town.benali, "odd")
    return child


def _share(child: Child, family: Family, pattern: str, days: str = "") -> None:
    changed = Custody.update(pattern=pattern, days=days).where(
        Custody.child == child, Custody.family == family
    )
    changed.execute()


def _text(client: Client, town: Town, noe: Child, number: int) -> str:
    page = calendar(client, town, town.matin, town.days[number], noe)
    return str(cell(page, town.days[number]).text_content())


# The days of the town: Friday of week 49 (odd), week 50 (even), from Monday to Thursday of week 51.
ODD, EVEN = 0, 1


def test_each_home_books_on_its_own_days(
    town: Town, noe: Child, martin: Client, benali: Client
) -> None:
    for client, own, other in ((martin, EVEN, ODD), (benali, ODD, EVEN)):
        page = calendar(client, town, town.matin, town.days[own], noe)
        assert shows(page, town.days[own])[0] == "open"
        assert shows(page, town.days[other])[0] == "closed"
        assert "autre foyer" in cell(page, town.days[other]).text_content()
        refused = click(client, town, town.repas, day=town.days[other], child=noe)
        assert "ce jour est celui de l’autre foyer" in refused.text
        click(client, town, town.matin, day=town.days[own], child=noe)
        validate(client)
    found = {(b.day, b.family_id) for b in Booking.select()}
    assert found == {(town.days[EVEN], town.martin.id), (town.days[ODD], town.benali.id)}


def test_all_activities_show_whose_day_it_is(town: Town, noe: Child, martin: Client) -> None:
    page = calendar(martin, town, "toutes", child=noe)
    assert "autre foyer" in cell(page, town.days[ODD]).text_content()
    assert not cell(page, town.days[ODD]).xpath(".//a")
    assert shows(page, town.days[EVEN])[0] == "open"


def test_an_exception_gives_a_week_to_the_other_home(
    town: Town, noe: Child, martin: Client, benali: Client
) -> None:
    """« Semaine 50 chez l’autre »."""
    monday = town.days[EVEN]
    CustodyException.create(
        child=noe, family=town.benali, first_day=monday, last_day=monday + timedelta(6)
    )
    for number in range(1, 6):
        assert "autre foyer" in _text(martin, town, noe, number)
        assert "libre" in _text(benali, town, noe, number)
    assert "libre" in _text(benali, town, noe, 6), "week 51 is odd: the Benalis’ own"
    refused = click(martin, town, town.matin, day=monday, child=noe)
    assert "ce jour est celui de l’autre foyer" in refused.text


def test_the_other_home_s_booking_is_told_without_its_details(
    town: Town, noe: Child, martin: Client, benali: Client
) -> None:
    _share(noe, town.martin, "always")
    day = town.days[ODD]
    booking = a_booking(noe, town.benali, town.open_day(town.matin, day))
    Booking.update(cents=7777).where(Booking.id == booking.id).execute()
    a_movement(booking, author="Amel Benali", cents=7777)
    pages = [
        calendar(martin, town, town.matin, child=noe),
        calendar(martin, town, "toutes", day, child=noe),
        martin.page("/suivi"),
    ]
    assert "réservé, autre foyer" in cell(pages[0], day).text_content()
    assert "Matin\u00a0: réservé par l’autre foyer" in cell(pages[1], day).text_content()
    assert "Déjà réservé par l’autre foyer." in pages[1].id("activites").text_content()
    for page in pages:
        assert not [word for word in ("77,77", "Amel", "Benali") if word in page.text]
    assert "Aucune demande" in pages[2].text


def test_a_place_on_the_list_is_told_without_its_rank(
    town: Town, noe: Child, martin: Client
) -> None:
    _share(noe, town.martin, "always")
    day = town.days[ODD]
    fill(town.open_day(town.matin, day))
    a_booking(noe, town.benali, town.open_day(town.matin, day), "waiting")
    assert "demandé, autre foyer" in _text(martin, town, noe, ODD)
    panel = calendar(martin, town, "toutes", day, child=noe).id("activites").text_content()
    assert "Déjà demandé par l’autre foyer." in panel and "rang" not in panel


def test_what_meets_the_other_home_s_booking_is_not_offered(
    town: Town, noe: Child, martin: Client
) -> None:
    _share(noe, town.martin, "always")
    day = town.days[ODD]
    a_booking(noe, town.benali, town.open_day(town.matin, day))
    page = calendar(martin, town, "toutes", day, child=noe)
    acts = {act.xpath(".//b")[0].text_content(): act
            for act in page.all("//*[@id='activites']//*[@data-state]")}  # fmt: skip
    assert acts["Journée"].get("data-state") == "closed"
    assert "L’autre foyer a déjà réservé l’enfant" in acts["Journée"].text_content()
    assert acts["Restauration"].get("data-state") == "open"


def test_a_cart_is_told_when_the_other_home_was_quicker(
    town: Town, noe: Child, martin: Client, benali: Client
) -> None:
    for family in (town.martin, town.benali):
        _share(noe, family, "always")
    day = town.days[ODD]
    click(martin, town, town.journee, day=day, child=noe)
    click(martin, town, town.matin, day=town.days[EVEN], child=noe)
    click(martin, town, town.matin, day=town.days[2], child=noe)
    click(benali, town, town.matin, day=day, child=noe)
    click(benali, town, town.matin, day=town.days[EVEN], child=noe)
    validate(benali)
    recap = martin.page("/panier")
    assert "2\u00a0demandes ne sont plus possibles" in recap.text
    assert "L’autre foyer a déjà réservé l’enfant à ce moment de la journée." in recap.text
    assert "Déjà réservé par l’autre foyer." in recap.text
    assert "Matin\u00a0»" not in recap.text
    result = validate(martin)
    assert "L’autre foyer a déjà réservé l’enfant" in result.text
    families = [b.family_id for b in Booking.select().order_by(Booking.id)]
    assert families == [town.benali.id, town.benali.id, town.martin.id]


def test_each_pays_its_own_price(town: Town, noe: Child, martin: Client, benali: Client) -> None:
    grid = {"tarif": [{"pour": "extérieur", "montant": "9,00"}, {"montant": "5,00"}]}
    stated = json.dumps({**json.loads(terms()), "prix": grid})
    Activity.update(terms=stated).where(Activity.id == town.matin.id).execute()
    Family.update(resident=False).where(Family.id == town.benali.id).execute()
    for client, number in ((martin, EVEN), (benali, ODD)):
        click(client, town, town.matin, day=town.days[number], child=noe)
        validate(client)
    paid = {b.family_id: b.cents for b in Booking.select()}
    assert paid == {town.martin.id: 500, town.benali.id: 900}


@pytest.fixture
def displaced(town: Town, noe: Child) -> Booking:
    """Booked by the Martins on their day, which is then given to the Benalis."""
    booking = a_booking(noe, town.martin, town.open_day(town.matin, town.days[EVEN]))
    _share(noe, town.martin, "odd")
    _share(noe, town.benali, "even")
    return booking


def test_a_change_of_pattern_loses_no_booking(
    town: Town, noe: Child, displaced: Booking, martin: Client, benali: Client
) -> None:
    day = town.days[EVEN]
    page = calendar(martin, town, town.matin, child=noe)
    assert shows(page, day)[0] == "booked"
    assert "lundi 7 décembre (Matin)" in page.one("//p[contains(@class,'warn')]").text_content()
    opened = calendar(martin, town, "toutes", day, child=noe).id("activites").text_content()
    assert "Réservé. C’est maintenant un jour de l’autre foyer. Annulable" in opened
    listed = martin.page("/suivi").id("autre-foyer").text_content()
    assert "Lundi 7 décembre" in listed and "Noé, Matin" in listed
    assert "autre-foyer" not in benali.page("/suivi").html
    assert "réservé, autre foyer" in _text(benali, town, noe, EVEN)
    click(martin, town, town.matin, "free", day=day, child=noe)
    validate(martin)
    assert [(m.kind, m.state) for m in Movement.select()] == [("cancel", "pending")]
    assert "autre-foyer" not in martin.page("/suivi").html


def test_a_place_on_the_list_stays_and_can_be_left(town: Town, noe: Child, martin: Client) -> None:
    day = town.days[EVEN]
    fill(town.open_day(town.matin, day))
    a_booking(noe, town.martin, town.open_day(town.matin, day), "waiting")
    _share(noe, town.martin, "odd")
    page = calendar(martin, town, town.matin, child=noe)
    assert "rang\u00a01" in cell(page, day).text_content()
    assert "(liste d’attente)" in martin.page("/suivi").id("autre-foyer").text_content()
    click(martin, town, town.matin, "free", day=day, child=noe)
    validate(martin)
    assert [(m.kind, m.state) for m in Movement.select()] == [("leave", "pending")]


def test_a_cart_judges_its_lines_again_when_the_custody_has_changed(
    town: Town, noe: Child, martin: Client
) -> None:
    click(martin, town, town.matin, day=town.days[EVEN], child=noe)
    _share(noe, town.martin, "odd")
    assert "Ce jour est celui de l’autre foyer." in martin.page("/panier").text
    assert not martin.last or "Valider" not in martin.last.one("//main").text_content()
    version = Cart.get().version
    martin.send("/panier/valider", version=version)
    assert states(noe) == [] and len(lines()) == 1, "it stays, marked, until it is taken out"


def test_too_late_is_too_late_on_the_other_s_days_as_well(
    town: Town, noe: Child, displaced: Booking, martin: Client, clock: Clock
) -> None:
    clock.forward(days=8)
    martin.log_in("martin")
    page = calendar(martin, town, town.matin, child=noe)
    assert shows(page, town.days[EVEN])[0] == "locked"
    assert states(noe) == [("Matin", town.days[EVEN], "booked")]

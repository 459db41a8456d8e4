"""What pages say by themselves: a cart that waits, a period that opens later, a night that was."""

import json
from datetime import timedelta

from tests.http.booking import address, calendar, click, validate
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, a_movement
from webapp.activities.models import Period
from webapp.transmission.models import Transmission


def test_the_home_page_recalls_a_cart_until_it_is_validated(town: Town, martin: Client) -> None:
    assert "attend" not in martin.page("/").text
    click(martin, town, town.matin)
    page = martin.page("/")
    assert "1\u00a0demande attend d’être validée (14,85\u00a0€)." in page.text
    assert page.one("//a[@href='/panier']").text_content() == "Vérifier et valider"
    validate(martin)
    assert "attend" not in martin.page("/").text


def test_another_family_on_the_same_browser_sees_no_cart(town: Town, martin: Client) -> None:
    click(martin, town, town.matin)
    martin.log_out()
    martin.log_in("benali")
    assert "attend" not in martin.page("/").text


def test_the_calendar_says_when_a_period_opens(town: Town, clock: Clock, martin: Client) -> None:
    opening = clock.now + timedelta(days=2)
    Period.update(opens_at=opening).where(Period.id == town.period.id).execute()
    said = "Hiver\u00a0: réservable à partir du dimanche 29 novembre à 9\u00a0h\u00a030."
    assert said in calendar(martin, town, town.matin).text
    assert said in calendar(martin, town, "toutes").text
    Period.update(opens_at=clock.now).where(Period.id == town.period.id).execute()
    assert "réservable à partir" not in calendar(martin, town, town.matin).text


def test_a_family_with_one_child_is_not_asked_which(
    town: Town, martin: Client, benali: Client
) -> None:
    assert martin.page(address(town, town.matin)).all("//nav[@aria-label='Enfant']")
    assert not benali.page("/reservations").all("//nav[@aria-label='Enfant']")


def test_taking_back_a_request_stays_in_the_list_that_was_asked(town: Town, martin: Client) -> None:
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin)))
    page = martin.page(f"/suivi?enfant={town.lea.id}&etat=non-transmis")
    form = page.one("//form[.//button[@name='demande']]")
    button = form.xpath(".//button[@name='demande']/@value")[0]
    page = martin.submit(form, press=("demande", button))
    assert "1\u00a0demande retirée." in page.text
    assert dict(page.response.request.args) == {
        "enfant": str(town.lea.id), "etat": "non-transmis", "page": "1",
    }  # fmt: skip


def test_staff_read_how_much_a_night_received(town: Town, clock: Clock, agent: Client) -> None:
    now = int(clock.now.timestamp())
    Transmission.create(
        structure=town.structure, night=clock.now.date(), run=0, state="done", step="", cursor="",
        cutoff=now, started_at=now, finished_at=now + 3, counts=json.dumps({"book": 3, "leave": 1}),
    )  # fmt: skip
    row = agent.page("/admin/nuits").one("//tbody/tr").text_content()
    assert "Vendredi 27 novembre" in row and "terminée" in row
    assert "4 mouvements" in row and "3\u00a0s" in row

"""The first page of staff: what needs a hand, the last nights, how full the coming days are."""

import json
from collections.abc import Callable
from datetime import datetime, time

import pytest

from tests.jobs.nights import pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.town import Town
from tests.world import PARIS, a_booking, a_movement, an_account
from webapp import words
from webapp.attendance.models import Attendance
from webapp.booking.models import Movement
from webapp.mail.models import OutboxMail
from webapp.transmission.models import Transmission

HANDS = "//h2[text()='À regarder']/..//a"


def test_a_quiet_day_says_so(agent: Client) -> None:
    assert "Rien n’attend votre main" in agent.page("/admin").text


def test_what_needs_a_hand_leads_there(agent: Client) -> None:
    OutboxMail.create(
        dedup_key="x", to_address="x@exemple.fr", template="welcome", context="{}",
        state="failed", attempts=9, next_attempt_at=0, created_at=0, last_error="550",
    )  # fmt: skip
    page = agent.page("/admin")
    link = page.one(HANDS)
    assert link.text_content() == "1\u00a0mail en échec"
    assert agent.page(link.get("href").split("#")[0]).id("mails") is not None


def test_last_night_is_told(agent: Client, town: Town, clock: Clock) -> None:
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.journee)), "book")
    pass_night(town, clock.now)
    page = agent.page("/admin")
    assert "1\u00a0mouvement reçu, dont 1\u00a0réservation" in page.text
    agent.page(page.one("//h2[text()='Dernières nuits']/..//a").get("href"))


def test_refusals_and_children_who_wait_need_a_hand(
    agent: Client, town: Town, clock: Clock
) -> None:
    asked = a_movement(a_booking(town.lea, town.martin, town.open_day(town.repas)), "book")
    pass_night(town, clock.now)
    a_booking(town.tom, town.martin, town.open_day(town.journee), "waiting")
    Movement.update(state="refused").where(Movement.id == asked.id).execute()
    counts = json.dumps({"refused": 1})
    Transmission.update(counts=counts).execute()
    hands = {link.text_content(): link.get("href") for link in agent.page("/admin").all(HANDS)}
    refused = f"1\u00a0demande refusée la nuit dernière, {town.structure.name}"
    assert list(hands) == ["1\u00a0enfant en liste d’attente d’ici sept jours", refused]
    assert "Léa" in agent.page(hands[refused]).text
    clock.forward(days=3)
    agent.let_in("agent")
    assert refused not in agent.page("/admin").text


def test_who_has_come_today_is_counted(agent: Client, town: Town, clock: Clock) -> None:
    clock.to(datetime.combine(town.days[0], time(9), PARIS))
    agent.let_in("agent")
    for child, state in ((town.lea, "present"), (town.tom, "left"), (town.ines, "absent")):
        Attendance.create(
            structure=town.structure, family=town.martin, child=child, day=town.days[0],
            open_day=town.open_day(town.repas), state=state, author="", marked_at=0,
        )  # fmt: skip
    assert "2\u00a0enfants pointés aujourd’hui" in agent.page("/admin").text


def test_the_coming_days_show_their_children(agent: Client, town: Town) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.journee, town.days[1]))
    table = agent.page("/admin").one(f"//section[h2='{town.structure.name}']/table")
    head = [cell.text_content().strip() for cell in table.xpath("./thead/tr/th")]
    column = head.index(words.short_day(town.days[1]))
    cells = {
        row.xpath("./th")[0].text_content(): row.xpath("./td")[column - 1].text_content()
        for row in table.xpath("./tbody/tr")
    }
    assert cells["Journée"].startswith("1")
    assert cells["Matin"].startswith("0")
    assert table.xpath("./tfoot/tr/td")[column - 1].text_content() == "1"


def test_an_animator_sees_children_not_nights(
    town: Town, clock: Clock, new_client: Callable[[str], Client]
) -> None:
    pass_night(town, clock.now)
    an_account("jeanne", role="animator")
    page = new_client("jeanne").page("/admin")
    assert "Dernières nuits" not in page.text
    assert town.structure.name in page.text


@pytest.mark.both_engines
def test_ten_statements_whatever_the_town(agent: Client, town: Town) -> None:
    with statements() as seen:
        agent.page("/admin")
    assert len(seen) <= 10, seen

"""« Listes du jour », « Repas et effectifs »: who comes, for whoever receives the children."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_booking, a_child, a_movement, an_account
from webapp.accounts.models import Account
from webapp.billing.models import Absence
from webapp.booking.models import Booking
from webapp.database import database
from webapp.families.models import Child

pytestmark = pytest.mark.both_engines


def listed(agent: Client, town: Town) -> dict[str, str]:
    """State of each child on the first day, by name."""
    page = agent.page("/admin/listes", query_string={"jour": town.days[0].isoformat()})
    return {
        str(row.xpath("./th/a")[0].text_content()): str(
            row.xpath(".//*[@data-is]")[0].text_content()
        )
        for row in page.all("//tbody/tr")
    }


def absent(booking: Booking, clock: Clock) -> None:
    Absence.create(
        family=booking.family_id, booking=booking, reason="maladie",
        told_at=int(clock.now.timestamp()), credit=0,
    )  # fmt: skip


def test_who_comes_who_does_not(agent: Client, town: Town, clock: Clock) -> None:
    day = town.open_day(town.journee)
    a_booking(town.lea, town.martin, day)
    absent(a_booking(town.tom, town.martin, day), clock)
    a_movement(a_booking(town.ines, town.benali, day), "cancel")
    states = {name.split()[-1]: state for name, state in listed(agent, town).items()}
    assert states == {
        "Léa": "Attendu",
        "Tom": "Absence annoncée",
        "Inès": "Annulation demandée",
    }
    page = agent.page("/admin/listes", query_string={"jour": town.days[0].isoformat()})
    assert "1\u00a0enfant attendu" in page.one(f"//*[@id='n{day.id}']").text_content()


def test_what_the_town_knows_of_a_child_is_for_whoever_receives_it(
    agent: Client, town: Town, new_client: Callable[[str], Client]
) -> None:
    told = {"categories": "PAI arachide", "health": "ventoline", "pickup": "la voisine"}
    Child.update(**told).where(Child.id == town.lea.id).execute()
    a_booking(town.lea, town.martin, town.open_day(town.journee))
    an_account("jeanne", role="animator")
    an_account("caisse", role="cashier")
    path = f"/admin/listes?jour={town.days[0].isoformat()}"
    Account.update(phone="06 39 98 00 01").where(Account.login == "martin").execute()
    words = (*told.values(), "pas de photo", "06 39 98 00 01")
    for login, sees in (("jeanne", True), ("caisse", False)):
        page = new_client(login).page(path).text
        assert [word in page for word in words] == [sees] * 5
    file = new_client("caisse").get(path.replace("listes?", "listes.csv?"))
    assert "PAI" not in file.get_data(as_text=True)
    links = new_client("jeanne").page(path).all("//tbody//a/@href")
    assert links == ["tel:0639980001"]


def names(page: Page) -> list[str]:
    return [link.text_content().split()[-1] for link in page.all("//tbody/tr/th/a")]


def test_a_list_is_narrowed_to_an_activity_and_a_school(agent: Client, town: Town) -> None:
    for child, family, activity, school in (
        (town.lea, town.martin, town.journee, "Jules-Ferry"),
        (town.tom, town.martin, town.journee, "Pasteur"),
        (town.ines, town.benali, town.repas, "Pasteur"),
    ):
        a_booking(child, family, town.open_day(activity))
        Child.update(school=school).where(Child.id == child.id).execute()
    page = agent.page(f"/admin/listes?jour={town.days[0]}")
    assert sorted(names(page)) == ["Inès", "Léa", "Tom"]
    form = page.one("//form[.//select[@name='ecole']]")
    assert names(agent.submit(form, ecole="Jules-Ferry")) == ["Léa"]
    page = agent.submit(form, activite=str(town.journee.id), ecole="Pasteur")
    assert names(page) == ["Tom"]
    assert f"activite={town.journee.id}&ecole=Pasteur" in page.one("//a[.='CSV']").get("href")
    kept = {each.get("name"): each.get("value") for each in page.all("//main//form//input")}
    assert (kept["activite"], kept["ecole"]) == (str(town.journee.id), "Pasteur")
    file = agent.get(page.one("//a[.='CSV']").get("href")).get_data(as_text=True)
    assert "Tom" in file
    assert "Léa" not in file
    assert names(agent.page(f"/admin/listes?jour={town.days[0]}&activite=999")) == []


def test_a_long_list_asks_which_activity(agent: Client, town: Town) -> None:
    """More than anybody reads: its activities come first, and all of it is in the files."""
    opened = town.open_day(town.repas)
    with database.atomic():
        for number in range(301):
            a_booking(a_child(f"E{number}", town.martin), town.martin, opened)
    page = agent.page(f"/admin/listes?jour={town.days[0]}")
    assert names(page) == []
    assert "301\u00a0enfants" in page.text
    assert len(names(agent.page(page.one(f"//a[.='{town.repas.name}']").get("href")))) == 301
    file = agent.get(f"/admin/listes.csv?jour={town.days[0]}").get_data(as_text=True)
    assert "E300" in file


def test_the_week_counts_little_ones_apart(agent: Client, town: Town, clock: Clock) -> None:
    day = town.days[0]
    born = {"Petite": day - timedelta(5 * 365), "Grand": day - timedelta(9 * 366)}
    for name, birth in born.items():
        child = a_child(name, town.martin)
        menu = "sans porc" if name == "Petite" else ""
        Child.update(birth_day=birth, menu=menu).where(Child.id == child.id).execute()
        a_booking(child, town.martin, town.open_day(town.repas))
    absent(a_booking(town.lea, town.martin, town.open_day(town.repas)), clock)
    file = agent.get(f"/admin/repas.csv?jour={day.isoformat()}").get_data(as_text=True)
    lines = list(csv.reader(io.StringIO(file.lstrip("\ufeff")), delimiter=";"))
    [line, _] = [line for line in lines if line[0] == town.repas.name]
    [dated] = [line for line in lines if line[2] == "sans porc"]
    assert dated[4:] == ["1", "0", "1"]
    assert line[4:] == ["1", "1", "2"]
    assert town.repas.name in agent.page(f"/admin/repas?jour={day.isoformat()}").text


def test_names_are_no_formulas(agent: Client, town: Town) -> None:
    Child.update(last_name="=1+1").where(Child.id == town.lea.id).execute()
    a_booking(town.lea, town.martin, town.open_day(town.journee))
    file = agent.get(f"/admin/listes.csv?jour={town.days[0].isoformat()}")
    assert "'=1+1" in file.get_data(as_text=True)


@pytest.mark.parametrize("page", ["listes", "repas"])
def test_a_day_that_does_not_exist(agent: Client, town: Town, page: str) -> None:
    for day in ("2026-02-31", "demain", "1026-01-01"):
        told = agent.page(f"/admin/{page}", 422, query_string={"jour": day})
        assert "Écrivez un jour qui existe" in told.text
        assert agent.get(f"/admin/{page}.csv?jour={day}").status_code == 404
    assert agent.get(f"/admin/{page}?structure=999").status_code == 404


@pytest.mark.parametrize("page", ["listes", "repas"])
def test_ten_statements_whatever_the_day(agent: Client, town: Town, page: str) -> None:
    for number in range(12):
        a_booking(a_child(f"Enfant{number}", town.martin), town.martin, town.open_day(town.repas))
    with statements() as seen:
        agent.page(f"/admin/{page}", query_string={"jour": town.days[0].isoformat()})
    assert len(seen) <= 10, seen

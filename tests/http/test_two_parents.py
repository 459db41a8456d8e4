"""Several accounts of one family: each has its own name, and what each asked is told (P09)."""

from collections.abc import Callable

import pytest

from tests.http.booking import calendar, click, validate
from tests.support.client import Client
from tests.support.pages import Page, squeezed
from tests.town import Town
from tests.world import a_booking, a_movement, an_account

NewClient = Callable[[str], Client]


@pytest.fixture
def paul(town: Town, new_client: NewClient) -> Client:
    """The other parent of the Martin children."""
    an_account("paul", town.martin, first_name="Paul", last_name="Roux", email="paul@exemple.fr")
    return new_client("paul")


def _rows(page: Page) -> list[str]:
    return [squeezed(line.text_content()) for line in page.all("//tr[@data-movement]")]


def test_follow_up_says_who_asked(town: Town, martin: Client, paul: Client) -> None:
    click(martin, town, town.matin)
    validate(martin)
    click(paul, town, town.matin, day=town.days[1])
    validate(paul)
    for client in (martin, paul):
        latest, first = _rows(client.page("/suivi"))
        assert "demandé par Paul Roux" in latest
        assert "demandé par Camille Martin" in first


def test_follow_up_shows_the_requests_of_one_person(
    town: Town, martin: Client, paul: Client
) -> None:
    click(martin, town, town.matin)
    validate(martin)
    assert not martin.page("/suivi").all("//select[@name='par']"), "nobody to choose from"
    click(paul, town, town.matin, day=town.days[1])
    validate(paul)
    page = martin.page("/suivi")
    names = dict(zip(page.all("//select[@name='par']/option/text()"),
                     page.all("//select[@name='par']/option/@value"), strict=True))  # fmt: skip
    assert list(names) == ["Tout le monde", "Camille Martin", "Paul Roux"]
    shown = martin.submit(page.form("/suivi"), par=names["Paul Roux"])
    assert len(_rows(shown)) == 1 and "Paul Roux" in _rows(shown)[0]
    assert shown.one("//select[@name='par']/option[@selected]").text == "Paul Roux"
    back = martin.submit(
        shown.one("//form[.//button[@name='demande']]"),
        press=("demande", shown.one("//button[@name='demande']/@value")),
    )
    assert back.one("//select[@name='par']/option[@selected]").text == "Paul Roux"


def test_nobody_of_another_family_can_be_asked_about(
    town: Town, martin: Client, benali: Client
) -> None:
    booking = a_booking(town.ines, town.benali, town.open_day(town.matin))
    a_movement(booking, account_id=town.benali_account.id)
    assert benali.get(f"/suivi?par={town.benali_account.id}").status_code == 200
    martin.page(f"/suivi?par={town.benali_account.id}", 404)


def test_the_list_of_a_day_says_who_asked(town: Town, martin: Client, paul: Client) -> None:
    click(paul, town, town.matin)
    validate(paul)
    page = calendar(martin, town, "toutes", town.days[0])
    acts = {act.xpath(".//b")[0].text_content(): act.text_content()
            for act in page.all("//*[@id='activites']//*[@data-state]")}  # fmt: skip
    assert "Demandé par Paul Roux." in acts["Matin"]
    assert "Demandé" not in acts["Journée"]


def test_one_parent_takes_back_what_the_other_asked(
    town: Town, martin: Client, paul: Client
) -> None:
    click(martin, town, town.matin)
    validate(martin)
    form = paul.page("/suivi").one("//form[.//button[@name='demande']]")
    done = paul.submit(form, press=("demande", form.xpath(".//button/@value")[0]))
    assert "1\u00a0demande retirée" in done.text

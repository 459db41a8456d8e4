"""The menu of staff: few squares, each with the pages of one job."""

from tests.support.client import Client

SQUARES = "//ul[@class='squares']//a"
LINE = "//ul[@class='line']//a"


def test_a_square_leads_to_its_pages(agent: Client) -> None:
    page = agent.page("/admin/comptes")
    square, entry = page.one(f"{SQUARES}[@aria-current]"), page.one(f"{LINE}[@aria-current='page']")
    assert (square.text_content(), entry.text_content()) == ("Familles", "Comptes")


def test_a_page_alone_in_its_square_has_no_second_line(agent: Client) -> None:
    page = agent.page("/admin")
    assert not page.all(LINE)
    assert page.one(f"{SQUARES}[@aria-current='page']").text_content() == "Accueil"

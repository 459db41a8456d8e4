"""« Historiques »: consumptions month by month, payments, and both to take away."""

import csv
import io
import zlib
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.client import Client
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_structure, money
from webapp.activities.models import Activity
from webapp.billing.models import Consumption, Payment
from webapp.families.models import Child, Family
from webapp.structures.models import Structure
from webapp.wallets.models import Wallet

pytestmark = pytest.mark.both_engines


def consumed(
    family: Family, child: Child, activity: Activity, day: str, cents: int, **more: Any
) -> None:
    values = {"code": f"{child.id}-{activity.id}-{day}", **more}
    Consumption.create(
        family=family, child=child, activity=activity, day=date.fromisoformat(day), cents=cents,
        **values,
    )  # fmt: skip


@pytest.fixture
def spent(town: Town) -> Town:
    """November, October and September of the Martins, and a day of strangers."""
    consumed(town.martin, town.lea, town.matin, "2026-11-04", 1035)
    consumed(town.martin, town.tom, town.journee, "2026-11-18", 1330, quantity=2)
    consumed(town.martin, town.lea, town.repas, "2026-11-18", 1000, quantity=3)
    consumed(town.martin, town.lea, town.matin, "2026-10-07", 475, label="Matin, annulation")
    consumed(town.martin, town.lea, town.matin, "2026-09-02", 99_999)
    consumed(town.benali, town.ines, town.matin, "2026-11-04", 88_888)
    return town


def _rows(page: Page, part: str = "tbody") -> list[list[str]]:
    """The cells of the first table, without what only phones show."""
    return [
        [
            "".join(cell.xpath(".//text()[not(parent::*[@class='unit'])]"))
            for cell in tr.xpath("th|td")
        ]
        for tr in page.all(f"(//table)[1]/{part}/tr")
    ]


def test_the_columns_of_the_manual_and_the_sums(spent: Town, martin: Client) -> None:
    page = martin.page("/historiques")
    heads = [th.text_content() for th in page.all("(//table)[1]/thead//th")]
    assert heads == ["Date", "Consommateur", "Activité", "Prix (€)", "Qté", "Total"]
    assert _rows(page) == [
        ["Mer 4", "Léa Martin", "Matin", "10,35", "1", "10,35"],
        ["Mer 18", "Léa Martin", "Restauration", "–", "3", "10,00"],
        ["Mer 18", "Tom Martin", "Journée", "6,65", "2", "13,30"],
    ]
    assert _rows(page, "tfoot") == [
        ["Léa Martin", "20,35"], ["Tom Martin", "13,30"], ["TOTAL (€)", "33,65"],
    ]  # fmt: skip


def test_arrows_lead_from_one_month_to_the_other(spent: Town, martin: Client) -> None:
    page = martin.page("/historiques")
    assert page.all("//div[@class='pager']//a/@href") == ["?mois=2026-10"]
    page = martin.page("/historiques?mois=2026-10")
    assert [row[2] for row in _rows(page)] == ["Matin, annulation"]
    assert page.all("//div[@class='pager']//a/@href") == ["?mois=2026-11"]


def test_the_structure_says_how_far_back(spent: Town, martin: Client) -> None:
    for months, shown in ((1, "octobre 2026"), (2, "septembre 2026"), (0, "novembre 2026")):
        Structure.update(history_months=months).execute()
        page = martin.page("/historiques?mois=2026-09")
        assert page.id("mois").text_content().lower() == shown
        assert ("999,99" in page.text) == (months == 2)


@pytest.mark.parametrize("asked", ["2026-13", "2026", "hier", "0000-01", "٢٠٢٦-٠١"])
def test_a_month_that_is_none_is_not_found(town: Town, martin: Client, asked: str) -> None:
    martin.page(f"/historiques?mois={asked}", status=404)


def test_what_is_entered_by_hand_is_read_too(spent: Town, martin: Client) -> None:
    purse = Wallet.get(Wallet.code == "loisirs")
    money(spent.martin, purse, 500, label="Geste commercial")
    money(spent.martin, purse, 7700, kind="payment", label="Règlement")
    assert ["Dim 1", "", "Geste commercial", "−\u00a05,00", "1", "−\u00a05,00"] in _rows(
        martin.page("/historiques")
    )
    assert "77,00" not in martin.page("/historiques").text


def test_the_picture_has_its_table(spent: Town, martin: Client) -> None:
    page = martin.page("/historiques")
    months = [th.text_content() for th in page.all("//th[@scope='rowgroup']")]
    assert months == ["Novembre 2026", "Octobre 2026"]
    bars = page.all("//section//tbody/tr[td]")
    shown = [(b.xpath("td")[0].text_content(), b.xpath("td")[1].text_content()) for b in bars]
    assert shown == [
        ("Journée", "13,30"), ("Matin", "10,35"), ("Restauration", "10,00"), ("Matin", "4,75"),
    ]  # fmt: skip
    assert [b.xpath(".//*[local-name()='rect']/@width")[0] for b in bars] == [
        "100", "77", "75", "35"
    ]  # fmt: skip


def test_another_structure_keeps_its_own(spent: Town, martin: Client) -> None:
    other = a_structure("ailleurs", "Ailleurs")
    purse = Wallet.create(structure=other, code="x", name="Ailleurs")
    swim = Activity.create(structure=other, wallet=purse, code="nage", name="Nage",
                           short_name="Nage", slots="", terms="{}")  # fmt: skip
    consumed(spent.martin, spent.lea, swim, "2026-11-05", 100)
    assert "Nage" not in martin.page("/historiques").text


@pytest.fixture
def paid(town: Town) -> Town:
    purse = Wallet.get(Wallet.code == "repas")
    for code, day, means, number in [
        ("a", "2026-11-03", "chèque", "789456"), ("b", "2026-10-18", "CESU", ""),
        ("c", "2026-09-30", "CB", ""),
    ]:  # fmt: skip
        Payment.create(
            code=code, family=town.martin, wallet=purse, day=date.fromisoformat(day),
            label="Règlement", means=means, number=number, payer="=Jean Martin", cents=5689,
        )  # fmt: skip
    return town


def test_payments_with_means_number_payer_and_wallet(paid: Town, martin: Client) -> None:
    page = martin.page("/reglements")
    assert _rows(page) == [
        ["18/10/2026", "Règlement", "CESU", "", "=Jean Martin", "Restauration", "56,89"],
        ["03/11/2026", "Règlement", "chèque", "789456", "=Jean Martin", "Restauration", "56,89"],
    ]
    assert _rows(page, "tfoot") == [["TOTAL (€)", "113,78"]]


def test_strangers_read_their_own(spent: Town, paid: Town, benali: Client) -> None:
    assert "888,88" in benali.page("/historiques").text
    assert "Aucun règlement" in benali.page("/reglements").text


def _csv(client: Client, path: str) -> list[list[str]]:
    response = client.get(path)
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    body = response.get_data()
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


def test_spreadsheets_get_the_same(spent: Town, paid: Town, martin: Client) -> None:
    [head, *lines, total] = _csv(martin, "/historiques.csv?mois=2026-11")
    assert head[-1] == "Total (€)" and total == ["TOTAL", "", "", "", "", "33,65"]
    assert lines[1] == ["18/11/2026", "Léa Martin", "Restauration", "", "3", "10,00"]
    lines = _csv(martin, "/reglements.csv")
    assert lines[1][4] == "'=Jean Martin"


def test_workbooks_keep_numbers_and_dates(spent: Town, paid: Town, martin: Client) -> None:
    months = load_workbook(io.BytesIO(martin.get("/historiques.xlsx?mois=2026-11").data)).active
    assert months is not None
    rows = list(months.values)
    assert rows[0][-1] == "Total (€)" and rows[-1] == ("TOTAL", None, None, None, None, 33.65)
    day = datetime(2026, 11, 18)  # noqa: DTZ001 – a spreadsheet knows no time zones
    assert rows[2] == (day, "Léa Martin", "Restauration", None, 3, 10)
    payments = load_workbook(io.BytesIO(martin.get("/reglements.xlsx").data)).active
    assert payments is not None
    payer = payments.cell(2, 5)
    assert (payer.value, payer.data_type, payer.quotePrefix) == ("=Jean Martin", "s", True)


def _drawn(pdf: bytes) -> int:
    """How much the pages of a PDF draw."""
    parts = pdf.split(b"stream\n")[1::2]
    return sum(len(zlib.decompress(p)) for p in parts if p.startswith(b"x\x9c"))


@pytest.mark.parametrize("path", ["/historiques.pdf?mois=2026-11", "/reglements.pdf"])
def test_paper_in_a_file(spent: Town, paid: Town, martin: Client, path: str) -> None:
    response = martin.get(path)
    assert response.mimetype == "application/pdf"
    body = response.get_data()
    assert body.startswith(b"%PDF") and b"/Lang (fr-FR)" in body
    assert _drawn(body) > 1000


def test_a_month_without_anything_says_so(town: Town, martin: Client) -> None:
    assert "Aucune consommation" in martin.page("/historiques").text
    assert "Aucun règlement" in martin.page("/reglements").text

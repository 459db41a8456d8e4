"""Tables to take away: a spreadsheet reads what was written, and runs none of it."""

import csv
import io
from datetime import date, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from webapp.web.sheets import FORMULAS, Cents, Sheet, as_csv, as_xlsx

TEXT = st.text(st.characters(exclude_categories=["C"]), max_size=12)
START = st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "＝"])


def _sheet(*rows: tuple[str | int | date | None, ...]) -> Sheet:
    return Sheet(
        "essai", "Essai & essai", "", ("Nom", "Nombre", "Montant", "Jour"), (3, 1, 1, 1), rows
    )


@settings(max_examples=25, deadline=None)
@given(START, TEXT, st.integers(-999, 999), st.integers(-99_999, 99_999))
@example("=", "1+1", 0, -5)
def test_text_is_text_and_numbers_are_numbers(
    start: str, text: str, count: int, cents: int
) -> None:
    name = start + text
    sheet = _sheet((name, count, Cents(cents), date(2026, 2, 3)))
    [_, [told, *numbers]] = csv.reader(
        io.StringIO(as_csv(sheet).decode("utf-8-sig")), delimiter=";"
    )
    assert not told.startswith(FORMULAS) and told.removeprefix("'") == name.removeprefix("'")
    assert numbers == [str(count), f"{cents / 100:.2f}".replace(".", ","), "03/02/2026"]

    page = load_workbook(io.BytesIO(as_xlsx(sheet))).active
    assert page is not None
    cells = next(iter(page.iter_rows(min_row=2)))
    # openpyxl leaves the file's spelling of a carriage return as it is.
    read = str(cells[0].value or "").replace("_x000D_", "\r")
    assert read == name and cells[0].data_type == ("s" if name else "n")
    assert [cell.value for cell in cells[1:3]] == [count, cents / 100]
    assert cells[3].value == datetime(2026, 2, 3)  # noqa: DTZ001 – no time zone in a spreadsheet


def test_a_sheet_needs_neither_rows_nor_a_total() -> None:
    page = load_workbook(io.BytesIO(as_xlsx(_sheet()))).active
    assert page is not None and page.max_row == 1

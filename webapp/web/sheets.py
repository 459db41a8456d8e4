"""Tables to take away: CSV and XLSX for spreadsheets, PDF for paper. Any page may offer them."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import as_file, files
from typing import Any, NamedTuple

from flask import Response

from webapp.words import FORMULAS, amount

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FONT = "SourceSansPro"
WIDE = 120
"""Characters that the columns of a workbook have between them."""


class Cents(int):
    """An amount of money in a cell: a whole number of cents, read in euros. Another `int` is a
    number of things."""


Cell = str | int | date | Cents | None
Row = Sequence[Cell]


class Sheet(NamedTuple):
    """A table with its heading lines. Text is never read as a formula, whoever wrote it, and
    numbers, amounts and dates stay what they are for a spreadsheet. `widths`: what each column
    takes of the paper's, in parts. `total`: the last row, written apart; () for none. `foot`: what
    paper says below."""

    name: str
    title: str
    about: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[Row]
    total: Row = ()
    foot: str = ""

    @property
    def lines(self) -> Sequence[Row]:
        """All rows under the head."""
        return [*self.rows, self.total] if self.total else self.rows


def download(sheet: Sheet, form: str) -> Response:
    """The sheet as a file: `csv`, `xlsx` or `pdf`."""
    body = {"csv": as_csv, "xlsx": as_xlsx, "pdf": as_pdf}[form](sheet)
    response = Response(body, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{sheet.name}.{form}"'
    return response


def as_csv(sheet: Sheet) -> bytes:
    """As French spreadsheets read it: `;`, UTF-8 with its mark, a comma in amounts."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(sheet.head)
    writer.writerows([_harmless(cell) for cell in row] for row in sheet.lines)
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> str:
    """No text of ours is a formula, whatever somebody is called."""
    if isinstance(cell, Cents):
        return f"{cell / 100:.2f}".replace(".", ",")
    text = _written(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULAS) else text


def as_xlsx(sheet: Sheet) -> bytes:
    """One page of a workbook, the head kept in view. Rows go to a file as they come."""
    from xlsxwriter import Workbook  # 12 MB of memory: only for whoever asks

    file = io.BytesIO()
    book = Workbook(file, {"constant_memory": True})
    book.set_properties({"title": sheet.title, "comments": sheet.about})
    page = book.add_worksheet()
    looks = {bold: _looks(book, bold) for bold in (False, True)}
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, max(8, WIDE * width / sum(sheet.widths)))
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.set_header(f"&L{sheet.title.replace('&', '&&')}"[:250])
    for number, row in enumerate([sheet.head, *sheet.lines]):
        bold = not number or (bool(sheet.total) and number > len(sheet.rows))
        for place, cell in enumerate(row):
            _put(page, (number, place), cell, looks[bold])
    book.close()
    return file.getvalue()


def _looks(book: Any, bold: bool) -> dict[str, Any]:
    """How each kind of cell is shown, by kind."""
    kinds: dict[str, dict[str, object]] = {
        "text": {},
        # Text that begins as a formula does stays text when somebody edits it, or saves a CSV.
        "quoted": {"quote_prefix": True},
        "number": {"num_format": "0"},
        "cents": {"num_format": "#,##0.00"},
        "day": {"num_format": "dd/mm/yyyy", "align": "left"},
    }
    return {kind: book.add_format({**look, "bold": bold}) for kind, look in kinds.items()}


def _put(page: Any, place: tuple[int, int], cell: Cell, looks: Mapping[str, Any]) -> None:
    if isinstance(cell, Cents):
        page.write_number(*place, cell / 100, looks["cents"])
    elif isinstance(cell, int):
        page.write_number(*place, cell, looks["number"])
    elif isinstance(cell, date):
        page.write_datetime(*place, cell, looks["day"])
    elif cell:
        look = "quoted" if cell.startswith(FORMULAS) else "text"
        page.write_string(*place, cell, looks[look])


def as_pdf(sheet: Sheet) -> bytes:
    """On A4 paper, the head on every page."""
    from fpdf import FPDF  # 40 MB of memory: only for whoever asks
    from fpdf.fonts import FontFace

    paper = FPDF(format="A4")
    paper.set_lang("fr-FR")
    paper.set_title(sheet.title)
    with as_file(files("font_source_sans_pro") / "files") as fonts:
        paper.add_font("s", "", fonts / f"{FONT}-Regular.ttf")
        paper.add_font("s", "B", fonts / f"{FONT}-Bold.ttf")
    paper.add_page()
    paper.set_font("s", "B", 16)
    paper.multi_cell(0, 9, sheet.title, new_x="LMARGIN", new_y="NEXT")
    paper.set_font("s", "", 10)
    paper.multi_cell(0, 6, sheet.about, new_x="LMARGIN", new_y="NEXT")
    paper.ln(3)
    cells = (pair for row in sheet.lines for pair in enumerate(row))
    numbers = {n for n, cell in cells if isinstance(cell, int)}
    align = tuple("R" if n in numbers else "L" for n in range(len(sheet.head)))
    with paper.table(
        col_widths=sheet.widths,
        text_align=align,
        borders_layout="HORIZONTAL_LINES",
        headings_style=FontFace(emphasis="BOLD"),
        line_height=6,
    ) as table:
        table.row(sheet.head)
        for row in sheet.rows:
            table.row([_written(cell) for cell in row])
        if sheet.total:
            total = [_written(cell) for cell in sheet.total]
            table.row(total, style=FontFace(emphasis="BOLD"))
    if sheet.foot:
        paper.ln(4)
        paper.multi_cell(0, 5, sheet.foot, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


def _written(cell: Cell) -> str:
    """As people read it."""
    if isinstance(cell, Cents):
        return amount(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else str(cell)

"""docs/import.md and docs/demonstration.md say what the program does, both ways."""

import re
from datetime import date
from pathlib import Path

from webapp.staff.demonstration.catalogue import OFFERS
from webapp.staff.demonstration.town import write_town
from webapp.staff.imports.files import FILES

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"^\| `(\w+)` \| (yes|no) \| (.+?) \|", re.MULTILINE)


def documented() -> dict[str, str]:
    """The sections of the page, by file."""
    text = (DOCS / "import.md").read_text()
    parts = re.split(r"^### `(\w+\.csv)`$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_files_are_documented_in_the_order_of_reading() -> None:
    assert list(documented()) == [spec.name for spec in FILES]


def test_columns_are_documented_as_they_are_read() -> None:
    for spec in FILES:
        described = ROW.findall(documented()[spec.name])
        assert described == [
            (column.name, "yes" if column.required else "no", column.kind.name)
            for column in spec.columns
        ], spec.name


def test_keys_are_documented() -> None:
    for spec in FILES:
        [key] = re.findall(r"Key: (.+)\.$", documented()[spec.name], re.MULTILINE)
        assert re.findall(r"`(\w+)`", key) == list(spec.key), spec.name


def test_every_activity_of_the_demonstration_names_its_town() -> None:
    text = (DOCS / "demonstration.md").read_text()
    for offer in OFFERS:
        [row] = [line for line in text.splitlines() if f"`{offer.code}`" in line]
        assert offer.book in row, offer.code
        assert offer.cancel in row, offer.code
        price = f"{offer.cents // 100},{offer.cents % 100:02d} €"
        assert (f"`{offer.rules}`" if offer.rules else price) in row, offer.code


def test_every_file_of_rules_of_the_demonstration_is_told(tmp_path: Path) -> None:
    write_town(tmp_path, date(2026, 11, 27), seed=2026)
    told = re.findall(r"^- (`.*`):", (DOCS / "demonstration.md").read_text(), re.MULTILINE)
    names = {name for names in told for name in re.findall(r"`(.*?)`", names)}
    assert names == {path.name for path in tmp_path.glob("*.toml")}

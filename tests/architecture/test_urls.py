"""The ledger of addresses: families bookmark them, mails link to them.

An address that vanishes, appears or changes its methods fails here until urls.txt says so too.
"""

from pathlib import Path

from flask import Flask

LEDGER = Path(__file__).parent / "urls.txt"


def _actual(app: Flask) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def _written() -> list[str]:
    return LEDGER.read_text().splitlines()


def test_the_ledger_and_the_routes_agree(app: Flask) -> None:
    written, actual = set(_written()), _actual(app)
    assert not written - actual, f"gone, still in urls.txt: {sorted(written - actual)}"
    assert not actual - written, f"new, add to urls.txt: {sorted(actual - written)}"


def test_the_ledger_is_sorted_by_address() -> None:
    assert _written() == sorted(_written(), key=lambda line: (line.split()[1], line))

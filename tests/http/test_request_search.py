"""However many movements there are, a search walks through the last ones, then asks an index."""

from datetime import date
from typing import Any

import pytest

from tests.town import Town
from webapp.database import rows
from webapp.staff import request_search
from webapp.staff.request_search import Search, movements

DAY = date(2026, 12, 9)
SEARCHES = {
    "state": Search(state="refused"),
    "kind": Search(kind="leave"),
    "pending": Search(state="pending", kind="book"),
    "activity": Search(activity=3, state="accepted"),
    "a day": Search(first=DAY, last=DAY, state="refused"),
    "from a day on": Search(first=DAY),
    "family": Search(family="martin", last=DAY),
    "a night": Search(run=12, kind="book"),
    "a little structure": Search(before=1_000_000),
}


@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES.keys())
def test_no_search_walks_through_all(
    town: Town, monkeypatch: pytest.MonkeyPatch, search: Search
) -> None:
    plans: list[str] = []

    def explained(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        if "MAX(id)" in sql:
            return [(2_000_000,)]
        plans.extend(line[-1] for line in rows(f"EXPLAIN QUERY PLAN {sql}", *values))
        return rows(sql, *values)

    monkeypatch.setattr(request_search, "rows", explained)
    movements(town.structure.id, search, 51)
    assert any(plan.startswith("SEARCH m ") for plan in plans)
    assert not [plan for plan in plans if plan.startswith("SCAN") and plan != "SCAN found"], plans
    assert not [plan for plan in plans if plan.endswith("PRIMARY KEY (rowid<?)")], plans

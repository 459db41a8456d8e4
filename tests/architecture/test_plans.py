"""The statements that run most find their rows by an index: one that reads all the bookings of an
activity, or of a town, is right in every other test and a hundred times too slow at home."""

import pytest

from webapp.booking import queries
from webapp.booking.operations import recording
from webapp.database import database, rows
from webapp.transmission.steps import charges

CHILD = "SEARCH b USING INDEX booking_live_day (child_id=?"
CHARGED = "SEARCH c USING INDEX consumption_family_id_day_activity_id (family_id=? AND day=?"
CALENDAR = (CHILD, "SEARCH e USING COVERING INDEX enrolment_child_id")
LOOKED_UP = {
    "the calendar": (queries.DAYS, CALENDAR),
    "the cart": (queries.CART_DAYS, CALENDAR),
    "what a child keeps, for the cart": (queries.CART_KEPT, (CHILD,)),
    "what a child keeps, at « Valider »": (
        recording.BESIDE.format(children="?, ?", days="?, ?"),
        (CHILD,),
    ),
    "the days to charge": (
        charges.OVER,
        ("SEARCH b USING INDEX booking_open_day_id (open_day_id=? AND rowid>?)", CHARGED),
    ),
}


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("name", LOOKED_UP)
def test_hot_statements_are_looked_up(name: str) -> None:
    sql, expected = LOOKED_UP[name]
    with database.connection_context():
        found = rows(f"EXPLAIN QUERY PLAN {sql}", *[0] * sql.count("?"))
    plan = [detail for *_, detail in found]
    assert not [line for line in plan if line.startswith("SCAN")]
    for start in expected:
        assert any(line.startswith(start) for line in plan), "\n".join(plan)

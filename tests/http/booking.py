"""What the tests of booking share: the calendar of a child, clicks, the cart, seats."""

from datetime import date, datetime
from typing import Any

from tests.support.client import Client
from tests.support.pages import Page
from tests.town import Town
from tests.world import PARIS, take_seat
from webapp.activities.models import Activity, OpenDay, Supplement
from webapp.booking.models import Booking, BookingSlot, Cart, CartLine, Movement
from webapp.families.models import Child


def address(town: Town, activity: Activity | str, day: date | None = None,
            child: Child | None = None) -> str:  # fmt: skip
    """The calendar of Léa (or of `child`) in the month of the town's days."""
    which = activity if isinstance(activity, str) else activity.id
    month = (day or town.days[0]).isoformat()[:7]
    query = f"?enfant={(child or town.lea).id}&activite={which}&mois={month}"
    return f"/reservations{query}" + (f"&jour={day}" if day else "")


def calendar(client: Client, town: Town, activity: Activity | str, day: date | None = None,
             child: Child | None = None) -> Page:  # fmt: skip
    return client.page(address(town, activity, day, child))


def click(client: Client, town: Town, activity: Activity | str, want: str = "booked", *,
          day: date | None = None, child: Child | None = None, page: str = "") -> Page:  # fmt: skip
    """As htmx sends it from the calendar of the activity; the fragments answered."""
    fields = wanted(town, activity, want, day=day, child=child, page=page)
    return client.fragment("/reservations", **fields)


def wanted(town: Town, activity: Activity | str, want: str = "booked", *, day: date | None = None,
           child: Child | None = None, page: str = "") -> dict[str, Any]:  # fmt: skip
    """The fields of a click; `activity` may be « s » and a supplement's id."""
    served = day or town.days[0]
    target = activity if isinstance(activity, str) else activity.id
    return {
        "enfant": (child or town.lea).id,
        "activite": page or target,
        "mois": served.isoformat()[:7],
        "want": f"{served}:{target}:{want}",
    }


def cell(page: Page, day: date) -> Any:
    return page.id(f"j-{day}")


def shows(page: Page, day: date) -> tuple[str, str]:
    """State and wish of a day, as its square says them."""
    square = cell(page, day)
    return square.get("data-state"), square.get("data-wish", "")


def validate(client: Client) -> Page:
    """Through the recap; the page after « Valider »."""
    return client.submit(client.page("/panier").form("/panier/valider"))


def lines() -> set[tuple[int, date, int, str]]:
    """All wishes in all carts: child, day, supplement, wish."""
    return {
        (line.child_id, line.open_day.day, line.supplement_id, line.wish)
        for line in CartLine.select()
    }


def states(child: Child) -> list[tuple[str, date, str]]:
    """The child's bookings: activity, day, state."""
    found = Booking.select().where(Booking.child == child).order_by(Booking.id)
    return [(b.open_day.activity.name, b.day, b.state) for b in found]


def movements() -> list[tuple[str, str]]:
    return [(m.kind, m.state) for m in Movement.select().order_by(Movement.id)]


def book_extra(town: Town, extra: Supplement, child: Child | None = None) -> Booking:
    """Léa (or `child`) has the supplement, transmitted."""
    booking = Booking.create(
        structure=town.structure, family=town.martin, child=child or town.lea,
        open_day=extra.open_day, supplement=extra, day=extra.open_day.day, state="booked",
        cents=extra.cents, created_at=0,
    )  # fmt: skip
    Supplement.update(taken=Supplement.taken + 1).where(Supplement.id == extra.id).execute()
    return booking


def fill(open_day: OpenDay) -> None:
    """One seat, and it is gone."""
    OpenDay.update(capacity=1).where(OpenDay.id == open_day.id).execute()
    take_seat(open_day)


def everything() -> list[list[Any]]:
    """All that booking writes, to hold that nothing has changed."""
    return [list(model.select().dicts()) for model in (
        Booking, BookingSlot, Movement, Cart, CartLine, OpenDay)]  # fmt: skip


def paris(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)

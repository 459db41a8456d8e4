"""What the booking templates receive."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from webapp.activities.rules.pricing import Quote
from webapp.booking.queries import ActivityRow, CartSummary, ChildRow
from webapp.booking.squares import Look
from webapp.structures.rules import DaysOff


@dataclass(frozen=True, slots=True)
class Week:
    """Seven cells, Monday first."""

    number: int
    cells: Markup


@dataclass(frozen=True, slots=True)
class Stretch:
    """Weeks in a row within the same school holidays, or within term."""

    holiday: DaysOff | None
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """`days`: 7 when a weekend day is open this month, else 5 columns on phones."""

    first: date
    previous: date | None
    following: date | None
    stretches: tuple[Stretch, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Coming:
    """What opens later, and when: in words, and as UTC seconds."""

    name: str
    when: str
    opens_at: int


@dataclass(frozen=True, slots=True)
class Limit:
    """« Jusqu’à quand modifier »: what, and until when."""

    what: str
    until: str


@dataclass(frozen=True, slots=True)
class Act:
    """One activity or supplement in the day's panel; `price` None depends on the number of days."""

    target: str
    activity: int
    day: date
    name: str
    price: int | None
    state: str
    wish: str
    look: Look
    text: str
    extra: bool


@dataclass(frozen=True, slots=True)
class DayPanel:
    """All that a child could do on a day."""

    day: date
    acts: tuple[Act, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ExtraDay:
    """The supplements of one day, under the calendar of one activity."""

    day: date
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """`activity` None: all activities. `panel`: the day opened, if any. `hidden`: periods whose
    booking has closed; `tariffs`: what each number of days costs, where prices depend on it;
    `displaced`: days held that are the other household's by now; `coming`:
    periods that open later; `opens_in`: milliseconds after which the page asks for the month
    again, None if nothing opens soon; `debit`: why what the family owes closes booking to it, ''
    if it does not."""

    child: ChildRow
    children: tuple[ChildRow, ...]
    ages: dict[int, int]
    activity: ActivityRow | None
    activities: tuple[ActivityRow, ...]
    month: Month
    price: Quote | None
    tariffs: str
    panel: DayPanel | None
    extras: tuple[ExtraDay, ...]
    limits: tuple[Limit, ...]
    hidden: tuple[str, ...]
    displaced: tuple[str, ...]
    coming: tuple[Coming, ...]
    opens_in: int | None
    debit: str
    cart: CartSummary


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the recap or of a result; `rule`: which rule gave the price, where that is not
    the same for everybody."""

    target: str
    activity: int
    structure: int
    wish: str
    child_id: int
    child: str
    name: str
    day: date
    cents: int
    look: Look
    why: str
    can_wait: bool
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A line of the total: what is due for several days together, or once."""

    name: str
    who: str
    cents: int


@dataclass(frozen=True, slots=True)
class Recap:
    """« Vos demandes ». `sums`: what the total holds beside prices of single days."""

    version: int
    impossible: tuple[Line, ...]
    bookings: tuple[Line, ...]
    waits: tuple[Line, ...]
    cancellations: tuple[Line, ...]
    sums: tuple[Sum, ...]
    total: int

    @property
    def possible(self) -> int:
        return len(self.bookings) + len(self.waits) + len(self.cancellations)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a validated cart; `at` in UTC seconds; `fees`: what it owes once."""

    at: int
    recorded: tuple[Line, ...]
    refused: tuple[Line, ...]
    fees: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A line of « Suivi »: `state` as people read it, `look` and `icon` its pictogram."""

    id: int
    day: date
    child: str
    name: str
    asked: str
    requested_at: int
    author: str
    state: str
    look: str
    icon: str
    detail: str
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class FollowUp:
    """« Suivi »; `page` from 1, `more` if another follows."""

    requests: tuple[Request, ...]
    page: int
    pages: int
    total: int
    pending: int

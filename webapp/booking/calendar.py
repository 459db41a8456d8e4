"""The month of a child: options and verdicts arranged in weeks."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from markupsafe import Markup

from webapp import words
from webapp.booking import squares
from webapp.booking.pages import Coming, Limit, Month, Stretch, Week
from webapp.booking.rules.day import BOOKED, OPEN, Judged, Verdict, has_limit, until
from webapp.booking.rules.option import Option
from webapp.structures.rules import DaysOff, TownCalendar


def month_bounds(first: date) -> tuple[date, date]:
    """First and last day of the month."""
    following = next_month(first)
    return first, following - timedelta(1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first.replace(day=28) + timedelta(4)).replace(day=1)


def previous_month(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(1)).replace(day=1)


def single(judged: Iterable[Judged], calendar: TownCalendar) -> dict[date, Markup]:
    """The cells of one activity."""
    return {
        option.date: squares.render(squares.square(option, verdict, calendar))
        for option, verdict in judged
    }


def arrange(
    first: date, bounds: tuple[date, date], cells: dict[date, Markup], calendar: TownCalendar
) -> Month:
    """The month's weeks, grouped by school holidays."""
    start, end = month_bounds(first)
    monday = start - timedelta(start.weekday())
    mondays = [monday + timedelta(7 * i) for i in range((end - monday).days // 7 + 1)]
    stretches = tuple(
        Stretch(holiday, tuple(_week(monday, first, cells, calendar) for monday in group))
        for holiday, group in groupby(mondays, key=lambda day: _holiday_of(day, calendar))
    )
    return Month(
        first,
        previous_month(first) if start > bounds[0] else None,
        next_month(first) if end < bounds[1] else None,
        stretches,
        7 if any(day.weekday() > 4 for day in cells) else 5,
    )


def _holiday_of(monday: date, calendar: TownCalendar) -> DaysOff | None:
    """School holidays that take most of the week: the one of its Wednesday."""
    return calendar.school_holiday(monday + timedelta(2))


def _week(monday: date, first: date, cells: dict[date, Markup], calendar: TownCalendar) -> Week:
    days = [monday + timedelta(offset) for offset in range(7)]
    shown = [
        (cells.get(day) or squares.render(squares.blank(day, calendar)))
        if day.month == first.month
        else squares.outside(day)
        for day in days
    ]
    return Week(monday.isocalendar().week, Markup("").join(shown))


def limits(judged: Iterable[Judged], calendar: TownCalendar, *, named: bool) -> tuple[Limit, ...]:
    """Until when the days of the month may be booked or changed, in words: what is booked and
    may still be changed, then the next days that may be booked. `named`: with the activity."""
    changeable, bookable = [], []
    for option, verdict in judged:
        if not has_limit(verdict):
            continue
        if verdict.state == BOOKED:
            changeable.append(("Modifiable", option, verdict))
        elif verdict.state == OPEN and not verdict.code:
            bookable.append(("Réservable", option, verdict))
    shown = changeable[:4] + bookable[: 4 - min(2, len(changeable))]
    return tuple(dict.fromkeys(_limit(*each, calendar, named) for each in shown))


def _limit(
    able: str, option: Option, verdict: Verdict, calendar: TownCalendar, named: bool
) -> Limit:
    what = words.capitalised(words.long_day(option.date))
    what += f", {option.name}" if named else ""
    return Limit(what, f"{able} jusqu’au {until(verdict.limit, calendar)}")


def coming_periods(judged: Iterable[Judged], calendar: TownCalendar) -> tuple[Coming, ...]:
    """What is not open yet for this family: periods, activities, and when they open."""
    coming = {
        (_opening(option, verdict), int(verdict.limit.timestamp()))
        for option, verdict in judged
        if verdict.code in ("not_yet", "too_early")
    }
    in_order = sorted(coming, key=lambda period: (period[1], period[0]))
    return tuple(
        Coming(name, words.moment(opening, calendar.timezone), opening)
        for name, opening in in_order
    )


def _opening(option: Option, verdict: Verdict) -> str:
    """The period that opens, or the activity if it has a window of its own."""
    own = option.opens_at is None or int(verdict.limit.timestamp()) != option.opens_at
    return option.name if own else option.period or option.name


def displaced(judged: Iterable[Judged]) -> tuple[str, ...]:
    """What the family has on days that are no longer its own, in words."""
    return tuple(
        f"{words.long_day(option.date)} ({option.name})"
        for option, verdict in judged
        if option.holds and not option.elsewhere and not option.own_day and has_limit(verdict)
    )


def hidden_periods(judged: Iterable[Judged]) -> tuple[str, ...]:
    """Periods whose booking has closed and that hold bookings of the child: these are to be read
    in « Suivi » only (S26)."""
    over = [
        option.period
        for option, verdict in judged
        if verdict.code == "period_over"
        and option.booking_state == "booked"
        and not option.elsewhere
    ]
    return tuple(dict.fromkeys(name for name in over if name))

"""From rows to pages: what the views of booking hand to their templates."""

import secrets
from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from webapp import words
from webapp.activities.rules.deadlines import NEVER
from webapp.activities.rules.pricing import Quote
from webapp.booking import calendar as months
from webapp.booking import queries, squares
from webapp.booking.pages import Act, CalendarPage, Coming, DayPanel, ExtraDay
from webapp.booking.queries import ActivityRow, CartSummary, ChildRow, Scope
from webapp.booking.rules import wishes
from webapp.booking.rules.costs import quoted
from webapp.booking.rules.day import (
    BOOKED,
    CLOSED,
    DEARER,
    FULL,
    OPEN,
    Judged,
    Verdict,
    has_limit,
    judge,
    until,
)
from webapp.booking.rules.option import Option
from webapp.booking.squares import Look
from webapp.families.rules import age_on
from webapp.structures.rules import TownCalendar
from webapp.wallets.queries import standing
from webapp.wallets.rules import Standing

ALL = "toutes"
A_DAY, SPREAD = 24 * 3600, 20_000
CHARGED = "La limite est passée\u00a0: annulé, le jour reste facturé."
NOT_OURS = "C’est maintenant un jour de l’autre foyer."
AFTER = {
    "surcharge": "La limite est passée\u00a0: le prix est majoré.",
    "charged": "La limite est passée\u00a0: le jour est facturé.",
    "if_places": "La limite est passée\u00a0: accepté s’il reste des places.",
}
CLOSED_LOOK = Look("off", "minus", "", "", "booked")


class Choice(NamedTuple):
    """What the address asks for: `activity` is an id or `toutes`, `month` its first day."""

    child: int
    activity: str
    month: date | None
    day: date | None

    def query(self, **changes: object) -> str:
        """The address of this choice, changed."""
        chosen = self._replace(**changes)  # type: ignore[arg-type]
        pairs = {"enfant": chosen.child, "activite": chosen.activity}
        if chosen.month:
            pairs["mois"] = chosen.month.isoformat()[:7]
        if chosen.day:
            pairs["jour"] = chosen.day.isoformat()
        return "?" + urlencode(pairs)


class Setting(NamedTuple):
    """Who looks, at what, when."""

    scope: Scope
    calendar: TownCalendar
    now: int
    today: date


def calendar_page(
    setting: Setting, choice: Choice, children: list[ChildRow], activities: list[ActivityRow]
) -> tuple[CalendarPage, Choice]:
    """The month asked for, or the next one that can be booked; the choice as it was completed."""
    scope, calendar, _, today = setting
    chosen = [a for a in activities if choice.activity in (ALL, str(a.id))]
    bounds = _bounds(chosen, today)
    activity = None if choice.activity == ALL else chosen[0]
    month, judged, extras = _month(setting, choice, bounds, chosen)
    options = [option for option, _ in judged]
    choice = choice._replace(month=month)
    cells = months.single(judged, calendar) if activity else several_cells(judged, setting, choice)
    coming = months.coming_periods(judged, calendar)
    page = CalendarPage(
        child=next(c for c in children if c.id == choice.child),
        children=tuple(children),
        ages={c.id: age_on(date.fromisoformat(c.birth_day), today) for c in children},
        activity=activity,
        activities=tuple(activities),
        month=months.arrange(month, bounds, cells, calendar),
        price=_price(options) if activity else None,
        tariffs=options[-1].tariffs if activity and options else "",
        panel=_panel(options + extras, setting, choice) if not activity else None,
        extras=extra_days(options, extras, setting) if activity else (),
        limits=months.limits(judged, calendar, named=activity is None),
        hidden=months.hidden_periods(judged),
        displaced=months.displaced(judged),
        coming=coming,
        opens_in=_opens_in(coming, setting.now),
        debit=_standing(options, scope).reason,
        cart=queries.cart_summary(scope.family, scope.cart) if scope.cart else CartSummary(0, 0),
    )
    return page, choice


def _standing(options: list[Option], scope: Scope) -> Standing:
    """Any day tells it; a month without days is asked for it."""
    return options[0].standing if options else standing(scope.family, scope.structure)


def _opens_in(coming: Iterable[Coming], now: int) -> int | None:
    """When a page left open looks again: at the next opening of the day, each page within the
    twenty seconds that follow, not all at once."""
    first = min((each.opens_at for each in coming if each.opens_at > now), default=None)
    if first is None or first - now > A_DAY:
        return None
    return (first - now) * 1000 + secrets.randbelow(SPREAD)


def _month(
    setting: Setting, choice: Choice, bounds: tuple[date, date], chosen: list[ActivityRow]
) -> tuple[date, list[Judged], list[Option]]:
    """The month shown, its options and supplements. Without one in the address: the month of the
    next open day, or the one after if nothing can be done in it any more."""
    wanted = choice.month or _next_month(chosen, setting.today)
    month = min(max(wanted, _first(bounds[0])), _first(bounds[1]))
    judged = judge_all(_options(queries.days, setting, choice, month), setting)
    following = months.next_month(month)
    if choice.month is None and following <= bounds[1] and not _alive(judged):
        month = following
        judged = judge_all(_options(queries.days, setting, choice, month), setting)
    some = any(option.has_extras for option, _ in judged)
    return month, judged, _options(queries.extras, setting, choice, month) if some else []


def _options(
    read: Callable[..., list[Option]], setting: Setting, choice: Choice, month: date
) -> list[Option]:
    first, last = months.month_bounds(month)
    activity = 0 if choice.activity == ALL else int(choice.activity)
    return read(setting.scope, first.isoformat(), last.isoformat(), activity)


def judge_all(options: Iterable[Option], setting: Setting) -> list[Judged]:
    """Each option with its verdict, in view of what the other household has booked."""
    options = list(options)
    others = [option for option in options if option.elsewhere]
    return [(option, _verdict(option, others, setting)) for option in options]


def _verdict(option: Option, others: list[Option], setting: Setting) -> Verdict:
    verdict = judge(option, setting.calendar, setting.now)
    free = verdict.state in (OPEN, FULL) and not option.holds
    if free and wishes.barred(option, others):
        return Verdict(CLOSED, "barred", NEVER, wishes.excludes("").sentence)
    return verdict


def _alive(judged: list[Judged]) -> bool:
    return any(v.state in (OPEN, BOOKED) or v.code == "debit" for _, v in judged)


def _price(options: list[Option]) -> Quote | None:
    """The price of the month's last day: one of an activity, unless its rules tell days apart."""
    return options[-1].quote() if options and not options[-1].rules.package else None


def _bounds(activities: list[ActivityRow], today: date) -> tuple[date, date]:
    first = min((a.first for a in activities if a.first), default=None)
    last = max((a.last for a in activities if a.last), default=None)
    return (
        date.fromisoformat(first) if first else today,
        date.fromisoformat(last) if last else today,
    )


def _next_month(activities: list[ActivityRow], today: date) -> date:
    following = min((a.next for a in activities if a.next), default=None)
    return _first(date.fromisoformat(following) if following else today)


def _first(day: date) -> date:
    return day.replace(day=1)


def several_cells(judged: Iterable[Judged], setting: Setting, choice: Choice) -> dict[date, Markup]:
    """The cells of all activities."""
    cells = {}
    for day, group in groupby(judged, key=lambda pair: pair[0].date):
        query = choice.query(day=day)
        cell = squares.several(list(group), setting.calendar, query, day == choice.day)
        cells[day] = squares.render(cell)
    return cells


def _panel(options: list[Option], setting: Setting, choice: Choice) -> DayPanel | None:
    if choice.day is None:
        return None
    return day_panel(choice.day, [o for o in options if o.date == choice.day], setting)


def day_panel(day: date, options: list[Option], setting: Setting) -> DayPanel:
    """The list of a day: each activity, then its supplements."""
    days = [option for option in options if not option.supplement]
    scope = setting.scope
    ours = any(option.booking and not option.elsewhere for option in options)
    asked = queries.asked_by(scope.family, scope.child, day.isoformat()) if ours else {}
    acts = []
    for option in days:
        own = [o for o in options if o.supplement and o.open_day == option.open_day]
        acts += [_act(o, days, setting, asked.get(o.booking or 0, "")) for o in (option, *own)]
    return DayPanel(day, tuple(acts), setting.calendar.day_off(day))


def extra_days(
    options: list[Option], extras: list[Option], setting: Setting
) -> tuple[ExtraDay, ...]:
    """The supplements of a month, by day, where the activity may have them."""
    found = []
    for day, group in groupby(extras, key=lambda option: option.date):
        acts = tuple(_act(o, [p for p in options if p.date == day], setting) for o in group)
        found.append(ExtraDay(day, acts))
    return tuple(found)


def _act(option: Option, days: list[Option], setting: Setting, author: str = "") -> Act:
    verdict = _verdict(option, days, setting)
    closed = verdict.state == CLOSED and not option.wish
    look = CLOSED_LOOK if closed else squares.look_of(option, verdict)
    tariffs = f" {words.capitalised(option.tariffs)}." if option.tariffs else ""
    return Act(
        target=f"{option.target}:{look.wanted}",
        activity=option.activity,
        day=option.date,
        name=option.name,
        price=_act_price(option, setting),
        state=verdict.state,
        wish=option.wish or "",
        look=look,
        text=_act_text(option, verdict, days, setting)
        + (f" Demandé par {author}." if author else "")
        + tariffs,
        extra=bool(option.supplement),
    )


def _act_price(option: Option, setting: Setting) -> int | None:
    """What it costs; None if that depends on the number of days."""
    if option.holds == "booked" and not option.elsewhere:
        return option.booking_cents or 0
    return None if option.tariffs else quoted(option, setting.calendar, setting.now).cents


def _act_text(option: Option, verdict: Verdict, days: list[Option], setting: Setting) -> str:
    calendar, now = setting.calendar, setting.now
    limit = f" jusqu’au {until(verdict.limit, calendar)}" if has_limit(verdict) else ""
    if option.supplement and not _comes(option, days) and verdict.state == "open":
        return "Réservez d’abord l’activité."
    if verdict.state == "booked":
        kept = "Réservé. " if option.own_day else f"Réservé. {NOT_OURS} "
        return kept + (CHARGED if verdict.code == "charged" else f"Annulable{limit}.")
    if verdict.state == "open" and verdict.code in DEARER:
        return f"Libre. {AFTER[verdict.code]}"
    if verdict.state == "open" and not verdict.code:
        seats = f" {_seats(option)}" if option.seats_left is not None else ""
        clash = not option.wish and next(
            (o for o in days if wishes.meets(option, o) and _stays(o)), None
        )
        if clash:
            return (
                f"Libre. Remplace «\u00a0{clash.name}\u00a0»\u00a0: les deux ne vont pas ensemble."
            )
        free = "" if option.wish else f"Libre.{seats} "
        return f"{free}Réservable{limit}."
    return wishes.explain(option, verdict, calendar, now).sentence


def _seats(option: Option) -> str:
    left = option.seats_left or 0
    return f"{words.plural(left, 'place')}." if left < 10 else ""


def _stays(option: Option) -> bool:
    held = option.holds == "booked" and not option.elsewhere
    return option.wish == "book" or (held and option.wish != "cancel")


def _comes(extra: Option, days: list[Option]) -> bool:
    return any(_stays(o) for o in days if o.open_day == extra.open_day)

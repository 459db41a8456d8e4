"""Staff book or cancel in the place of a family, past the limit too, with a reason.

The rules are the family's own, asked at the last instant at which they would have granted the
wish: what depends on anything but time (seats, age, exclusions, custody, debit) stays refused,
and the price is the one of that instant.
"""

from typing import NamedTuple

from webapp.audit import operations as audit
from webapp.booking import queries
from webapp.booking.operations import fees, quotas
from webapp.booking.operations.cart import extras_of
from webapp.booking.operations.recording import Author
from webapp.booking.operations.validation import Asked, miscounted, record_all, settle_packages
from webapp.booking.queries import Scope
from webapp.booking.rules import wishes
from webapp.booking.rules.day import has_limit, judge
from webapp.booking.rules.option import Option
from webapp.booking.rules.wishes import Refusal
from webapp.database import execute, retried, write_transaction
from webapp.structures.rules import TownCalendar

SAY = """
UPDATE movement SET reason_code = 'staff', reason = ?
WHERE booking_id IN (SELECT id FROM booking WHERE family_id = ? AND child_id = ? AND day = ?)
  AND family_id = ? AND state = 'pending' AND requested_at = ? AND account_id = ? AND reason = ''
"""
AFTER, BEFORE = ("late", "ask"), ("not_yet", "too_early")
SAID = "À la demande de la structure\u00a0: {}"
GONE = Refusal("gone", "Cet enfant ne peut pas avoir cette activité ce jour-là.", {})
WHY = Refusal("reason", "Hors délai\u00a0: dites pourquoi, la famille le lira.", {})


class Act(NamedTuple):
    """What is asked: `target` names the option (`Option.target`), `want` the state wanted of it
    (`wishes.WANTED`), `reason` why ('' within the limits)."""

    child: int
    structure: int
    target: str
    want: str
    reason: str


class Done(NamedTuple):
    """What became of it: the wish recorded ('' when it was so already), or why not; `late`:
    beyond what the family could do itself."""

    option: Option | None
    wish: str
    refusal: Refusal | None
    late: bool


def options(family: int, act: Act) -> list[Option]:
    """What the child could have on the day of the target: the activity and its supplements."""
    scope = Scope(family, "", act.child, act.structure)
    day = act.target.partition(":")[0]
    return queries.days(scope, day, day) + queries.extras(scope, day, day)


def in_time(option: Option, calendar: TownCalendar, now: int) -> int:
    """The instant nearest to `now` (UTC seconds) at which time does not stand in the way."""
    verdict = judge(option, calendar, now)
    if verdict.code in AFTER and has_limit(verdict):
        return min(now, int(verdict.limit.timestamp()) - 1)
    if verdict.code in BEFORE:
        return max(now, int(verdict.limit.timestamp()))
    if verdict.code == "period_over" and option.closes_at is not None:
        return min(now, option.closes_at - 1)
    return now


@retried
def act(author: Author, asked: Act, calendar: TownCalendar, now: int, by: audit.Author) -> Done:
    """Record it as if the family had asked in time, in one transaction; the night transmits it
    with the rest. `author` is who asks in the books, `by` the same in the audit log. Asking
    twice is harmless."""
    with write_transaction():
        known = options(author.family, asked)
        found = next((o for o in known if o.target == asked.target), None)
        if found is None:
            return Done(None, "", GONE, late=False)
        wish = wishes.wish_for(found, asked.want)
        option = found._replace(wish=wish)
        if not wish:
            return Done(option, "", None, late=False)
        judged = in_time(option, calendar, now)
        late = judged != now
        if late and not asked.reason:
            return Done(option, wish, WHY, late)
        gone = extras_of(found, known, wish) if wish == "cancel" else []
        extras = [other._replace(wish=also) for other, also in gone if also]
        refusal = _record([option, *extras], author, calendar, now, judged)
        if refusal is None:
            thing = audit.Thing("booking", option.booking or 0, f"{option.name}, {option.day}")
            said = {"demande": wish, "enfant": asked.child, "raison": asked.reason}
            audit.record(by, now, "booking.acted", thing, family=author.family, after=said)
        if refusal is None and asked.reason:
            of = (author.family, asked.child, option.day, author.family)
            execute(SAY, SAID.format(asked.reason), *of, now, author.account)
        return Done(option, wish, refusal, late)


def _record(
    together: list[Option], author: Author, calendar: TownCalendar, now: int, judged: int
) -> Refusal | None:
    """The first is what was asked, the others go with it."""
    option = together[0]
    calendars, over = {option.structure: calendar}, {}
    if option.wish == "book" and (refused := quotas.over(author.family, "", option, calendar)):
        over[option.child, option.target] = refused
    over |= miscounted(together, author.family, calendars, over, judged)
    todo = Asked(author, calendars, now, over, judged)
    outcomes = record_all(together, todo)
    recorded = [each for each, refusal in outcomes if not refusal]
    if recorded:
        settle_packages(outcomes, todo)
        fees.settle_options(author.family, recorded, now)
    return next(refusal for each, refusal in outcomes if each.target == option.target)

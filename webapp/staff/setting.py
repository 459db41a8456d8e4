"""The activity that an address of staff names, with what is around it."""

from datetime import date, datetime
from typing import NamedTuple

from flask import abort, request
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.booking.forms import number
from webapp.staff import offer
from webapp.staff.offer import Activity
from webapp.structures.calendar import calendar_of
from webapp.structures.rules import TownCalendar
from webapp.web.access import StructureHead, visitor

Answer = str | Response | tuple[str, int]
ONE = "/admin/activites/<int(max=999999999):activity_id>"


class Setting(NamedTuple):
    """An activity with what is around it: its structure, that one's calendar and present."""

    structure: StructureHead
    activity: Activity
    calendar: TownCalendar
    now: datetime
    today: date

    @property
    def seconds(self) -> int:
        return int(self.now.timestamp())


def version_read() -> int:
    """The version that the form names; 0 for rubbish."""
    read = request.form.get("version", "")
    return int(read) if read.isascii() and read.isdigit() and len(read) < 10 else 0


def structure_shown() -> StructureHead:
    """The structure that the address names, the visitor's own by default."""
    chosen = number(request.values.get("structure", ""))
    heads = {head.id: head for head in visitor().structures}
    if not heads or (chosen and chosen not in heads):
        abort(404)
    return heads[chosen] if chosen else visitor().structure


def today_of(structure: StructureHead) -> date:
    """The day on the structure's clock."""
    return words.localise(clock.now(), structure.timezone).date()


def setting(activity: int) -> Setting:
    """An activity of one of the visitor's structures; 404 for any other."""
    for head in visitor().structures:
        today = today_of(head)
        if one := offer.activities(head.id, today, activity):
            calendar = calendar_of(head.id, head.revision, head.timezone)
            return Setting(head, one[0], calendar, clock.now(), today)
    return abort(404)

"""Reading what booking forms and addresses send: small, strict, and the same for both."""

import re
from datetime import date

from flask import abort, request

from webapp.booking.assembly import ALL, Choice
from webapp.booking.operations.cart import Click
from webapp.booking.rules.wishes import WANTED
from webapp.words import iso_day

WANT = re.compile(r"(\d{4}-\d{2}-\d{2}):(s?\d{1,9}):([a-z]{4,7})")
NUMBER = re.compile(r"\d{1,9}")


def number(value: str) -> int:
    """A positive whole number in ASCII digits; 0 if absent; 404 for anything else."""
    if value and not (value.isascii() and NUMBER.fullmatch(value)):
        abort(404)
    return int(value or 0)


def day(value: str) -> date | None:
    """An ISO date; None if absent; 404 for anything else."""
    return iso_day(value) or abort(404) if value else None


def choice() -> Choice:
    """Child, activity, month and day of the address or the form, as they were sent."""
    values = request.form if request.method == "POST" else request.args
    child = number(values.get("enfant", ""))
    activity = values.get("activite", "")
    if activity != ALL:
        number(activity)
    month, opened = values.get("mois", ""), day(values.get("jour", ""))
    shown = day(f"{month}-01") if month else None
    return Choice(child, activity, opened.replace(day=1) if opened else shown, opened)


def click(activity: str = ALL) -> Click:
    """The wanted state of a click on the page of `activity`; 400 if it is not one."""
    found = WANT.fullmatch(request.form.get("want", ""))
    if found is None or found[3] not in WANTED or not found[0].isascii():
        abort(400)
    shown = 0 if activity in (ALL, "") else int(activity)
    return Click(found[1], found[2], found[3], shown)

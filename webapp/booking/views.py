"""Réservations: the calendar and its clicks."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.booking import answers, context, forms, queries
from webapp.booking.ahead import Ahead
from webapp.booking.assembly import ALL, Choice, Setting, calendar_page
from webapp.booking.operations import cart
from webapp.booking.queries import ActivityRow, CartSummary, ChildRow
from webapp.web import fragments
from webapp.web.access import family_only, visitor
from webapp.web.notices import notice

blueprint = Blueprint("booking", __name__)


@blueprint.app_context_processor
def offer() -> dict[str, Callable[[], CartSummary | Ahead]]:
    """`waiting_cart()` and `whats_ahead()` for pages outside booking: asked only by those that
    show them."""
    return {"waiting_cart": context.waiting_cart, "whats_ahead": context.whats_ahead}


@blueprint.get("/reservations")
@family_only
def calendar() -> str:
    children = queries.children(visitor().family_id)
    if not children or visitor().structure is None:
        return render_template("booking/nobody.html")
    choice = forms.choice()
    choice = choice._replace(child=choice.child or children[0].id)
    if all(child.id != choice.child for child in children):
        abort(404)
    setting = context.setting(choice.child)
    activities = _activities(setting)
    if not activities:
        return render_template(
            "booking/nothing.html",
            children=children,
            chosen=choice.child,
            cart=queries.cart_summary(visitor().family_id, setting.scope.cart),
            status=notice(),
        )
    return _page(setting, _completed(choice, activities), children, activities)


@blueprint.post("/reservations")
@family_only
def click() -> Response:
    choice = forms.choice()
    setting = context.setting(choice.child)
    asked = forms.click(choice.activity)
    try:
        clicked = cart.click(setting.scope, asked, setting.calendar, setting.now)
    except cart.UnknownDayError:
        abort(404)
    if fragments.is_fragment():
        return fragments.answer(answers.parts(clicked, setting, choice))
    flash(answers.sentence(clicked))
    anchor = "jour" if choice.activity == ALL and choice.day else f"j-{asked.day}"
    return redirect(url_for("booking.calendar") + choice.query() + "#" + anchor, 303)


def _page(
    setting: Setting, choice: Choice, children: list[ChildRow], activities: list[ActivityRow]
) -> str:
    page, choice = calendar_page(setting, choice, children, activities)
    return render_template(
        "booking/calendar.html",
        page=page,
        choice=choice,
        status=notice(),
    )


def _activities(setting: Setting) -> list[ActivityRow]:
    scope, _, now, today = setting
    day = today.isoformat()
    since = today.replace(day=1).isoformat()
    return queries.activities(scope.family, scope.child, scope.structure, day, now, since)


def _completed(choice: Choice, activities: list[ActivityRow]) -> Choice:
    """Without an activity in the address: the first that can be booked."""
    if choice.activity == ALL or any(choice.activity == str(a.id) for a in activities):
        return choice
    if choice.activity:
        abort(404)
    first = next((a for a in activities if a.next), activities[0])
    return choice._replace(activity=str(first.id))

"""One day of a child as its family sees it, why, what it was before; booked or cancelled here in
the place of the family (N07, N08)."""

from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.audit.authors import author
from webapp.booking import queries
from webapp.booking.forms import number
from webapp.booking.operations import acting
from webapp.booking.operations.acting import Act, Done
from webapp.booking.operations.recording import Author
from webapp.booking.rules import wishes
from webapp.booking.rules.option import Option
from webapp.staff import families, past, simulator
from webapp.staff.families import Family
from webapp.staff.operations.looking import seen
from webapp.staff.simulator import Case, Offer
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with, visitor
from webapp.web.notices import notice

PAGE = "/admin/familles/<int(max=999999999):family_id>/jour"
REASON = 200
DONE = {"book": "Réservé", "cancel": "Annulation demandée", "wait": "Mis en liste d’attente"}


class Picked(NamedTuple):
    """What the form offers, and says: a child, an activity and a day (None while not chosen), and
    at which instant one looks, now if `given` is ''."""

    children: list[tuple[int, str]]
    offers: list[Offer]
    child: tuple[int, str] | None
    offer: Offer | None
    day: date | None
    at: datetime
    given: str
    errors: dict[str, str]


class Choice(NamedTuple):
    """What may be done with an option: `act` is (state wanted, label) or None; `late`: the family
    cannot any more, a reason is needed; `why`: the reason against it."""

    option: Option
    act: tuple[str, str] | None
    late: bool
    why: str


@blueprint.get(PAGE)
@staff_with("families.see")
def family_day(family_id: int) -> str | tuple[str, int]:
    family = families.family(family_id) or abort(404)
    seen(family.id, f"famille {family.name}", author(), int(clock.now().timestamp()))
    return _page(family, _picked(family), {})


@blueprint.post(PAGE)
@staff_with("booking.act")
def act_on_day(family_id: int) -> Response | str | tuple[str, int]:
    """« Réserver », « Annuler » in the place of the family."""
    family = families.family(family_id) or abort(404)
    picked = _picked(family)
    target, want = request.form.get("quoi", "")[:40], request.form.get("voulu", "")
    if not (picked.child and picked.offer and picked.day) or want not in wishes.WANTED:
        abort(404)
    reason = " ".join(request.form.get("raison", "").split())
    if len(reason) > REASON:
        return _page(family, picked, {target: f"{REASON}\u00a0caractères au plus."})
    now = int(clock.now().timestamp())
    offer, who = picked.offer, visitor()
    case = simulator.case(family.id, picked.child, offer)
    asked = Act(case.scope.child, offer.structure, target, want, reason)
    by = Author(family.id, who.account_id, f"{who.full_name}, {offer.structure_name}")
    done = acting.act(by, asked, case.calendar, now, author())
    if done.refusal or done.option is None:
        why = done.refusal.sentence if done.refusal else ""
        return _page(family, picked, {target: why})
    flash(_told(done))
    here = url_for(
        "staff.family_day",
        family_id=family.id,
        enfant=picked.child[0],
        activite=offer.activity,
        jour=picked.day.isoformat(),
    )
    return redirect(here, 303)


def _told(done: Done) -> str:
    if not done.wish or done.option is None:
        return "C’était déjà fait."
    told = f"{DONE[done.wish]}\u00a0: {done.option.name}."
    return f"{told} La famille en lira la raison." if done.late else told


def _picked(family: Family) -> Picked:
    values = request.values
    children, offers = simulator.children(family.id), simulator.offered(family.id)
    child = next((c for c in children if c[0] == number(values.get("enfant", ""))), None)
    offer = next((o for o in offers if o.activity == number(values.get("activite", ""))), None)
    if (values.get("enfant") and child is None) or (values.get("activite") and offer is None):
        abort(404)
    errors: dict[str, str] = {}
    day = _day(values.get("jour", ""), "jour", errors)
    zone = ZoneInfo(offer.timezone if offer else timezone())
    seen_day = _day(values.get("vu", ""), "vu", errors)
    now = clock.now()
    at = datetime.combine(seen_day, time(23, 59, 59), zone) if seen_day else now
    at, given = min(at.astimezone(UTC), now), values.get("vu", "").strip()[:20]
    return Picked(children, offers, child, offer, day, at, given, errors)


def _day(text: str, name: str, errors: dict[str, str]) -> date | None:
    found = words.iso_day(text.strip()[:20])
    if text.strip() and found is None:
        errors[name] = "Écrivez un jour qui existe, par exemple 2026-12-09."
    return found


def _page(family: Family, picked: Picked, errors: dict[str, str]) -> str | tuple[str, int]:
    told, choices, steps = None, [], []
    if picked.child and picked.offer and picked.day:
        case = simulator.case(family.id, picked.child, picked.offer)
        day = picked.day.isoformat()
        options = queries.days(case.scope, day, day, case.activity)
        told = simulator.told(case, picked.day, picked.at, options[0] if options else None)
        steps = past.story(family.id, case.scope.child, case.activity, day)
        if visitor().may("booking.act") and not picked.given:
            options += queries.extras(case.scope, day, day, case.activity) if options else []
            choices = [_choice(option, case) for option in options]
    html = render_template(
        "staff/day.html",
        family=family,
        picked=picked,
        told=told,
        choices=choices,
        steps=steps,
        was=past.was(steps, int(picked.at.timestamp())),
        errors=errors,
        typed=request.form.get("raison", "")[:REASON],
        timezone=picked.offer.timezone if picked.offer else timezone(),
        status=notice(),
    )
    return (html, 422) if errors or picked.errors else html


def _choice(option: Option, case: Case) -> Choice:
    now = int(clock.now().timestamp())
    judged = acting.in_time(option, case.calendar, now)
    full = ""
    for want, label in _acts(option):
        wish = wishes.wish_for(option, want)
        refusal = wishes.check(wish, option, case.calendar, judged) if wish else None
        if wish and refusal is None:
            return Choice(option, (want, label), judged != now, "")
        full = full or (refusal.sentence if refusal else "")
    return Choice(option, None, False, full)


def _acts(option: Option) -> tuple[tuple[str, str], ...]:
    if option.holds:
        kept = option.holds == "waiting"
        return (("free", "Retirer de la liste d’attente" if kept else "Annuler"),)
    return (("booked", "Réserver"), ("waiting", "Mettre en liste d’attente"))

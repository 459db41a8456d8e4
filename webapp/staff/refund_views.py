"""« Remboursements »: the cashier gives back, or says why not."""

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.audit.authors import author
from webapp.billing.refunds import rules
from webapp.staff import refunds as lists
from webapp.staff.operations import refunding as operations
from webapp.staff.operations.refunding import Giving, NotEnoughError
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with
from webapp.web.notices import notice

Page = Response | tuple[str, int]
LATE = "Cette demande n’attend plus\u00a0: elle a été traitée ou retirée entre-temps."
NOT_ENOUGH = "Le porte-monnaie n’a plus cette somme\u00a0: rien n’a été remboursé."


@blueprint.get("/admin/regie/remboursements")
@staff_with("money.see")
def refunds() -> str:
    return _list(0, {}, {})


@blueprint.post("/admin/regie/remboursements/<int(max=999999999):refund_id>/accorder")
@staff_with("money.refund")
def accept_refund(refund_id: int) -> Page:
    asked = lists.refund(refund_id) or abort(404)
    if asked.said:
        return _back(LATE)
    typed = {name: _line(name) for name in ("somme", "moyen", "numero")}
    cents, errors = rules.given(typed["somme"], typed["moyen"], typed["numero"], asked.most)
    if errors:
        return _list(refund_id, typed, errors), 422
    today = words.localise(clock.now(), timezone()).date().isoformat()
    giving = Giving(cents, typed["moyen"], typed["numero"], today)
    try:
        done = operations.accept(refund_id, giving, author(), _now())
    except NotEnoughError:
        return _back(NOT_ENOUGH)
    if not done:
        return _back(LATE)
    return _done(
        f"{words.euros(cents)} remboursés à la famille {asked.name}\u202f; elle en est avertie."
    )


@blueprint.post("/admin/regie/remboursements/<int(max=999999999):refund_id>/refuser")
@staff_with("money.refund")
def refuse_refund(refund_id: int) -> Page:
    asked = lists.refund(refund_id) or abort(404)
    if asked.said:
        return _back(LATE)
    answer = _line("reponse")
    error = rules.refused(answer)
    if error:
        return _list(refund_id, {"reponse": answer}, {"reponse": error}), 422
    if not operations.refuse(refund_id, answer, author(), _now()):
        return _back(LATE)
    return _done("La demande est refusée\u202f; le parent en est averti.")


def _list(number: int, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    """The page; `typed` and `errors` belong to the request `number`."""
    return render_template(
        "staff/refunds.html",
        asked=lists.asked(),
        ended=lists.ended(),
        number=number,
        typed=typed,
        errors=errors,
        means=rules.MEANS,
        timezone=timezone(),
        status=notice(),
    )


def _done(said: str) -> Response:
    from webapp import jobs  # the night knows staff

    jobs.enqueue("deliver_outbox")
    return _back(said)


def _back(said: str) -> Response:
    flash(said)
    return redirect(url_for("staff.refunds"), 303)


def _line(name: str) -> str:
    return " ".join(request.form.get(name, "").replace("\x00", "").split())[:600]


def _now() -> int:
    return int(clock.now().timestamp())

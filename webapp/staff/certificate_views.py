"""Absences that wait for a certificate, for the office."""

from datetime import date
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.database import rows
from webapp.staff.operations import certificates
from webapp.staff.views import blueprint
from webapp.web.access import staff_with, visitor
from webapp.web.notices import notice

EXPECTED = """
SELECT x.id, b.day, f.name, d.first_name, d.last_name, a.name, x.reason, x.promised
FROM absence x JOIN booking b ON b.id = x.booking_id JOIN family f ON f.id = x.family_id
JOIN child d ON d.id = b.child_id
JOIN open_day od ON od.id = b.open_day_id JOIN activity a ON a.id = od.activity_id
WHERE b.structure_id = ? AND x.justified_at IS NULL AND x.settled_at IS NULL
  AND x.withdrawn_at IS NULL
ORDER BY x.promised DESC, f.name, b.day, x.id LIMIT 300
"""


class Expected(NamedTuple):
    """An absence not yet settled, without a certificate."""

    id: int
    day: date
    family: str
    child: str
    activity: str
    reason: str
    promised: bool


@blueprint.get("/admin/absences")
@staff_with("requests.decide")
def expected_certificates() -> str:
    structure = visitor().structure or abort(404)
    found = [
        Expected(r[0], date.fromisoformat(r[1]), r[2], f"{r[3]} {r[4]}", *r[5:])
        for r in rows(EXPECTED, structure.id)
    ]
    return render_template("staff/absences.html", absences=found, status=notice())


@blueprint.post("/admin/absences")
@staff_with("requests.decide")
def accept_certificate() -> Response:
    structure = visitor().structure or abort(404)
    absence = number(request.form.get("absence", ""))
    try:
        now = int(clock.now().timestamp())
        done = certificates.accept(structure.id, absence, author(), now)
    except LookupError:
        abort(404)
    flash("Justificatif enregistré." if done else "Ce justificatif était déjà enregistré.")
    return redirect(url_for("staff.expected_certificates"), 303)

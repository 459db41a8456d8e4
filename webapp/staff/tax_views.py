"""« Attestations fiscales » of a family, for the cashier."""

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.billing.tax import certificates
from webapp.billing.tax.certificates import NOTES, Certificate
from webapp.booking.forms import number
from webapp.staff import till
from webapp.staff.views import blueprint, timezone
from webapp.web.access import StructureHead, staff_with, visitor
from webapp.web.sheets import download

OF_FAMILY = "/admin/regie/familles/<int(max=999999999):family_id>/attestations"


@blueprint.get(OF_FAMILY)
@staff_with("money.see")
def family_certificates(family_id: int) -> str:
    family = till.family(family_id) or abort(404)
    structure = _structure()
    return render_template(
        "billing/certificates.html",
        found=certificates.certificates(family_id, structure.id),
        notes=NOTES,
        year=words.localise(clock.now(), timezone()).year,
        staff=family,
        structure=structure,
    )


@blueprint.get(f"{OF_FAMILY}/<int(max=9999):year>")
@staff_with("money.see")
def family_certificate(family_id: int, year: int) -> str:
    family = till.family(family_id) or abort(404)
    structure = _structure()
    paper = _paper(family_id, structure, year)
    who = certificates.issuer(family_id, structure.id)
    today = words.localise(clock.now(), timezone()).date()
    return render_template(
        "billing/certificate.html",
        paper=paper,
        facts=certificates.facts(paper, who, today),
        notes=NOTES,
        staff=family,
        structure=structure,
    )


@blueprint.get(f"{OF_FAMILY}/<int(max=9999):year>.pdf")
@staff_with("money.see")
def family_certificate_file(family_id: int, year: int) -> Response:
    structure = _structure()
    _ = till.family(family_id) or abort(404)
    paper = _paper(family_id, structure, year)
    today = words.localise(clock.now(), timezone()).date()
    who = certificates.issuer(family_id, structure.id)
    return download(certificates.sheet(paper, who, today), "pdf")


def _structure() -> StructureHead:
    chosen = number(request.args.get("structure", ""))
    heads = {head.id: head for head in visitor().structures}
    return (heads.get(chosen) if chosen else visitor().structure) or abort(404)


def _paper(family: int, structure: StructureHead, year: int) -> Certificate:
    payer = request.args.get("payeur", "")
    return certificates.certificate(family, structure.id, year, payer) or abort(404)

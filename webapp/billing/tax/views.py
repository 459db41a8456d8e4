"""« Attestations fiscales » of a family."""

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from webapp.billing.tax import certificates
from webapp.billing.tax.certificates import NOTES, Certificate
from webapp.billing.views import blueprint, today
from webapp.web.access import exports, family_only, visitor
from webapp.web.sheets import download


@blueprint.get("/reglements/attestations")
@family_only
def certificates_page() -> str:
    who = visitor()
    if who.structure is None:
        return render_template("billing/nothing.html")
    found = certificates.certificates(who.family_id, who.structure.id)
    return render_template(
        "billing/certificates.html",
        found=found,
        notes=NOTES,
        year=today().year,
        staff=None,
        structure=None,
    )


@blueprint.get("/reglements/attestations/<int(max=9999):year>")
@family_only
def certificate(year: int) -> str:
    paper = _paper(year)
    who = certificates.issuer(visitor().family_id, visitor().structure.id)
    return render_template(
        "billing/certificate.html",
        paper=paper,
        facts=certificates.facts(paper, who, today()),
        notes=NOTES,
        staff=None,
        structure=None,
    )


@blueprint.get("/reglements/attestations/<int(max=9999):year>.pdf")
@exports
def certificate_file(year: int) -> Response:
    paper = _paper(year)
    who = certificates.issuer(visitor().family_id, visitor().structure.id)
    return download(certificates.sheet(paper, who, today()), "pdf")


def _paper(year: int) -> Certificate:
    who = visitor()
    if who.structure is None:
        abort(404)
    payer = request.args.get("payeur", "")
    return certificates.certificate(who.family_id, who.structure.id, year, payer) or abort(404)

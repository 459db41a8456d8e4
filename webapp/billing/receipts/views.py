"""A family's receipts."""

from flask import abort, render_template
from werkzeug.wrappers import Response

from webapp.billing.receipts import papers
from webapp.billing.views import blueprint, today
from webapp.web.access import exports, family_only, visitor
from webapp.web.sheets import download


@blueprint.get("/reglements/recus/<int(max=999999999):receipt_id>")
@family_only
def receipt(receipt_id: int) -> str:
    paper = papers.receipt(visitor().family_id, receipt_id) or abort(404)
    return render_template(
        "billing/receipt.html", paper=paper, facts=paper.facts(today()), staff=False
    )


@blueprint.get("/reglements/recus/<int(max=999999999):receipt_id>.pdf")
@exports
def receipt_file(receipt_id: int) -> Response:
    paper = papers.receipt(visitor().family_id, receipt_id) or abort(404)
    return download(papers.sheet(paper, today()), "pdf")

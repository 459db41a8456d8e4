"""Receipts as the cashier prints them."""

from flask import abort, render_template
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.billing.receipts import papers
from webapp.billing.receipts.papers import Paper
from webapp.staff import till
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with
from webapp.web.sheets import download


@blueprint.get("/admin/regie/recus/<int(max=999999999):receipt_id>")
@staff_with("money.see")
def receipt(receipt_id: int) -> str:
    paper = _paper(receipt_id)
    today = words.localise(clock.now(), timezone()).date()
    return render_template(
        "billing/receipt.html", paper=paper, facts=paper.facts(today), staff=True
    )


@blueprint.get("/admin/regie/recus/<int(max=999999999):receipt_id>.pdf")
@staff_with("money.see")
def receipt_file(receipt_id: int) -> Response:
    today = words.localise(clock.now(), timezone()).date()
    return download(papers.sheet(_paper(receipt_id), today), "pdf")


def _paper(receipt_id: int) -> Paper:
    """The receipt, of whatever family."""
    return papers.receipt(till.family_of_receipt(receipt_id), receipt_id) or abort(404)

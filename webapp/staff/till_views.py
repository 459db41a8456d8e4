"""The cashier's pages: payments at the desk, a family's accounts, corrections, statement."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock, words
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.staff import rules
from webapp.staff import till as queries
from webapp.staff.operations import till as operations
from webapp.staff.operations.till import Taking
from webapp.staff.till import FamilyRow, WalletRow
from webapp.staff.views import blueprint, timezone
from webapp.web.access import staff_with
from webapp.web.notices import notice

REASON = 150
KEY = 40
NOT_HERE = (
    "Ce règlement n’a pas été saisi au guichet\u00a0: rien n’a été modifié. Un paiement par carte "
    "se rembourse par la banque ou le Trésor\u202f; ce qui est à rectifier au compte de la famille "
    "s’écrit en correction."
)


@blueprint.get("/admin/regie")
@staff_with("money.take")
def till() -> str:
    asked = request.args.get("famille", "").strip()[:120]
    found = queries.families(asked)
    return _till(asked=asked, found=found, chosen=_only(found, asked))


@blueprint.post("/admin/regie")
@staff_with("money.take")
def take_payment() -> Response | tuple[str, int]:
    family = queries.family(number(request.form.get("foyer", ""))) or abort(404)
    typed = _typed()
    amount = rules.cents(typed["montant"])
    errors = rules.mistakes(amount, typed["moyen"], typed["numero"], typed["payeur"])
    if errors or amount is None:
        page = _till(asked=family.name, found=[family], chosen=family, typed=typed, errors=errors)
        return page, 422
    taking = Taking(
        _key(), family.id, number(typed["porte_monnaie"]), _today(), typed["moyen"],
        typed["numero"], typed["payeur"], amount,
    )  # fmt: skip
    try:
        new = operations.take(taking, author(), _now())
    except LookupError:
        abort(404)
    told = f"{words.euros(amount)} de {family.name}, {typed['moyen']}"
    flash(f"Enregistré\u00a0: {told}." if new else f"Déjà enregistré\u00a0: {told}.")
    return redirect(url_for("staff.till"), 303)


@blueprint.post("/admin/regie/<int(max=999999999):payment_id>/annuler")
@staff_with("money.correct")
def take_back_payment(payment_id: int) -> Response:
    reason = " ".join(request.form.get("raison", "").split())[:REASON]
    if not reason:
        flash("Dites pourquoi ce règlement est annulé\u00a0: rien n’a été modifié.")
        return redirect(url_for("staff.till"), 303)
    try:
        new = operations.take_back(payment_id, reason, _today(), author(), _now())
    except LookupError:
        abort(404)
    except operations.NotOfTheDeskError:
        flash(NOT_HERE)
        return redirect(url_for("staff.till"), 303)
    flash("Le règlement est annulé." if new else "Ce règlement est déjà annulé.")
    return redirect(url_for("staff.till"), 303)


@blueprint.get("/admin/regie/familles/<int(max=999999999):family_id>")
@staff_with("money.see")
def accounts_of(family_id: int) -> str:
    return _accounts(family_id)


@blueprint.post("/admin/regie/familles/<int(max=999999999):family_id>")
@staff_with("money.correct")
def correct(family_id: int) -> Response | tuple[str, int]:
    typed = _typed()
    reason = " ".join(request.form.get("raison", "").split())
    amount = rules.cents(typed["montant"])
    sign = {"credit": 1, "debit": -1}.get(request.form.get("sens", "")) or abort(400)
    errors = rules.wrong_correction(amount, reason, REASON)
    if errors or amount is None:
        return _accounts(family_id, typed=typed | {"raison": reason[:400]}, errors=errors), 422
    wallet = number(typed["porte_monnaie"])
    try:
        new = operations.correct(
            _key(), family_id, wallet, sign * amount, reason, _today(), author(), _now()
        )
    except LookupError:
        abort(404)
    flash("La correction est enregistrée." if new else "Cette correction est déjà enregistrée.")
    return redirect(url_for("staff.accounts_of", family_id=family_id), 303)


def _till(
    asked: str,
    found: Sequence[FamilyRow],
    chosen: FamilyRow | None,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    wallets = queries.wallets(chosen.id) if chosen else []
    return render_template(
        "staff/till.html",
        asked=asked,
        found=found,
        chosen=chosen,
        typed=typed or _proposed(chosen, wallets),
        errors=errors or {},
        wallets=wallets,
        means=rules.MEANS,
        key=secrets.token_hex(8),
        taken=queries.taken(_today()),
        status=notice(),
    )


def _only(found: Sequence[FamilyRow], asked: str) -> FamilyRow | None:
    """The family meant: the only one found, or the only one of that very name or number."""
    exact = [f for f in found if asked.casefold() in (f.name.casefold(), f.code.casefold())]
    meant = exact or found
    return meant[0] if len(meant) == 1 else None


def _proposed(chosen: FamilyRow | None, wallets: Sequence[WalletRow]) -> dict[str, str]:
    """The wallet that owes most, what it owes, who usually pays."""
    poorest = min(wallets, key=lambda wallet: wallet.cents, default=None)
    owed = rules.owed(poorest.cents) if poorest else 0
    return {
        "montant": words.amount(owed) if owed else "",
        "moyen": "",
        "numero": "",
        "payeur": queries.payer(chosen.id) if chosen else "",
        "porte_monnaie": str(poorest.id) if poorest else "",
    }


def _accounts(
    family_id: int,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    family = queries.family(family_id) or abort(404)
    found = queries.entries(family_id, number(request.args.get("avant", "")))
    return render_template(
        "staff/family_accounts.html",
        family=family,
        wallets=queries.wallets(family_id),
        entries=[(date.fromisoformat(e.day), e) for e in found[: queries.PAGE]],
        older=found[queries.PAGE - 1].id if len(found) > queries.PAGE else 0,
        typed=typed or {},
        errors=errors or {},
        key=secrets.token_hex(8),
        status=notice(),
    )


def _typed() -> dict[str, str]:
    names = ("porte_monnaie", "montant", "moyen", "numero", "payeur")
    return {name: " ".join(request.form.get(name, "").split())[:400] for name in names}


def _key() -> str:
    key = request.form.get("cle", "")
    return key if key.isalnum() and key.isascii() and len(key) <= KEY else abort(400)


def _today() -> str:
    return words.localise(clock.now(), timezone()).date().isoformat()


def _now() -> int:
    return int(clock.now().timestamp())

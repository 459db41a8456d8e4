"""Every query for a family starts from the family (invariant 6).

In the subjects that answer families, each statement that touches what belongs to one must say
`family_id = ?` (or be joined to a cart, a custody or an account that does). Those that need not
are listed below with the reason: the list is part of every review.
"""

import ast
import re

from tests.architecture.code import Module, functions, modules

ANSWERING = ("structures", "families", "wallets", "activities", "booking", "billing", "accounts")
PRIVATE = ("booking", "booking_slot", "movement", "cart", "cart_line", "validation", "ledger_entry",
           "balance", "consumption", "payment", "receipt", "card_payment", "card_payment_line",
           "card_message", "child", "custody", "family", "account_family", "outbox_mail",
           "fee_due", "absence", "refund")  # fmt: skip
MODELS = {"".join(part.capitalize() for part in name.split("_")) for name in PRIVATE}
TOUCHES = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE)\s+({'|'.join(PRIVATE)})\b")
SCOPED = re.compile(r"\bfamily_id\s*=\s*(?:\?|excluded\.family_id)|\bfamily_id\b[^;]*\)\s*VALUES")

_CART = "the cart's id comes from a statement of the same transaction that names key and family"
_BANK = "the bank speaks, not a family: its message names the payment and is judged on its own"
_BEGUN = "the payment was made, or read for the family, just before; its key names the family"
_CASHIER = "for the cashier, of all families of the office"
_BOOKING = "the booking's id comes from the option, read for the family in the same transaction"
_BOOKS = "the town verifies the books of all families; no page shows them"
_FOUND_BY = "what staff find families by, kept by whoever changes a name; no page shows it"
FREE = {
    "billing/journal.PAID": _BANK,
    "billing/journal.KNOWN": _BANK,
    "billing/operations.PAY": _BANK,
    "billing/operations.END": _BANK,
    "billing/operations.STATE": _BANK,
    "billing/operations.LINES": _BANK,
    "billing/operations.HEARD": _BANK,
    "billing/operations.LOOK": _BANK,
    "billing/operations.NUDGE": _BANK,
    "billing/queries.BY_ID": _BANK,
    "billing/queries.BY_REFERENCE": _BANK,
    "billing/queries.BY_BANK_REF": _BANK,
    "billing/queries.DUE": _BANK,
    "billing/queries.UNTOLD": _BANK,
    "billing/queries.PAYMENT": _BANK,
    "billing/operations.TELL": _BANK,
    "billing/operations.TO_MARK": _CASHIER,
    "billing/operations.FREE_STALE": _BEGUN,
    "billing/operations.NEW_LINE": _BEGUN,
    "billing/operations.ISSUER": "names for the receipt of a payment written in the transaction",
    "billing/operations.DEPART": _BEGUN,
    "billing/operations.TICKET": _BEGUN,
    "billing/queries.UNCHARGED_LINES": "part of statements that name the families",
    "billing/queries.UNCHARGED_OF": _CASHIER,
    "billing/staff_queries.SILENT": _CASHIER,
    "billing/staff_queries.MESSAGES": _CASHIER,
    "billing/staff_queries.PROVEN": _CASHIER,
    "billing/staff_queries.STRANGERS": _CASHIER,
    "booking/queries.FAMILY": "the row of the family that is logged in, by its id",
    "families/operations.KNOWN": _FOUND_BY,
    "families/operations.CHILDREN": _FOUND_BY,
    "families/operations.ACCOUNTS": _FOUND_BY,
    "families/operations.TELL": _FOUND_BY,
    "families/operations.UNKNOW": _FOUND_BY,
    "families/operations.UNKNOWN": _FOUND_BY,
    "families/operations.OF_ACCOUNT": _FOUND_BY,
    "accounts/visitors.VISITOR": "starts from the account logged in; finds its families",
    "accounts/visitors.LOOKED_AT": "staff who may see files look at that family",
    "accounts/changing.FILE": "starts from the account logged in; what its answers must not be",
    "accounts/effect.NIGHTS": "starts from the account logged in, or that of a link",
    "accounts/own_password.NAMES": "starts from the account logged in, or that of a link",
    "accounts/recovery.ACCOUNT": "by identifiant, before anybody is logged in",
    "billing/verification.BALANCES": _BOOKS,
    "billing/verification.CONSUMPTIONS": _BOOKS,
    "billing/verification.PAYMENTS": _BOOKS,
    "billing/verification.RECEIPTS": _BOOKS,
    "billing/verification.REFUNDS": _BOOKS,
    "booking/cart.PUT": _CART,
    "booking/cart.DROP": _CART,
    "booking/cart.SUMMARY": _CART,
    "booking/validation.MARK_LINE": _CART,
    "booking/fees.TOUCHED": "families of bookings that a caller has changed, to settle their fees",
    "booking/packages.HOLD": "locks families whose bookings a caller has changed; reads nothing",
    "booking/packages.TOUCHED": "bookings that a caller has just changed, to settle their packages",
    "booking/recording.HOLD": "locks children of options that a query of the family has found",
    "booking/recording.NEW_SLOT": _BOOKING,
    "booking/recording.DROP_SLOTS": _BOOKING,
    "booking/queries.QUEUES": "counts who waits for a day, of all families, by priority",
    "booking/queries.TAKERS": "counts who has the seats of a day, of all families, by category",
    "booking/seats.BIRTHS": "children of options that a query of the family has found",
    "booking/seats.SOMEBODY_WAITS": "whether anybody of any family waits decides who gets the seat",
}


def _answering() -> list[Module]:
    return [found for found in modules() if found.subject in ANSWERING and not found.is_rules]


def _unscoped() -> dict[str, str]:
    return {
        f"{found.subject}/{found.parts[-1]}.{name}": " ".join(text.split())
        for found in _answering()
        for name, text in found.sql()
        if TOUCHES.search(text) and not SCOPED.search(text)
    }


def test_statements_start_from_the_family() -> None:
    unknown = {name: text for name, text in _unscoped().items() if name not in FREE}
    assert not unknown, "say `family_id = ?`, or give a reason in FREE:\n" + "\n".join(
        f"{name}: {text}" for name, text in unknown.items()
    )


def test_the_list_of_reasons_is_up_to_date() -> None:
    stale = sorted(FREE.keys() - _unscoped().keys())
    assert not stale, f"no longer needed in FREE: {stale}"
    assert all(len(reason) > 20 for reason in FREE.values())


def test_statements_are_constants() -> None:
    """A statement built inside a function escapes the test above."""
    faults = [
        f"{found.where}:{line} {text[:60]!r}"
        for found in _answering()
        for line, text in found.inner_sql()
        if TOUCHES.search(text)
    ]
    assert not faults, "name it at the top of the module:\n" + "\n".join(faults)


def test_models_are_asked_for_the_family_too() -> None:
    faults = []
    for found in _answering():
        for function in functions(found.tree):
            for node in ast.walk(function):
                text = (
                    ast.unparse(node)
                    if isinstance(node, ast.Expr | ast.Assign | ast.Return)
                    else ""
                )
                asked = re.findall(r"\b([A-Z]\w+)\.(?:select|get\w*|update|delete)\(", text)
                if set(asked) & MODELS and "family" not in text.lower().replace("from family", ""):
                    faults.append(f"{found.where}:{node.lineno} {text[:90]}")
    assert not faults, "\n".join(faults)


def test_the_law_sees_the_calendar() -> None:
    """If this fails, statements are no longer found where they are."""
    seen = [text for found in _answering() for _, text in found.sql() if TOUCHES.search(text)]
    assert len(seen) > 15

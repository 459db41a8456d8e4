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
           "consumption", "payment", "child", "custody", "family", "account_family",
           "outbox_mail")  # fmt: skip
MODELS = {"".join(part.capitalize() for part in name.split("_")) for name in PRIVATE}
TOUCHES = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE)\s+({'|'.join(PRIVATE)})\b")
SCOPED = re.compile(r"\bfamily_id\s*=\s*(?:\?|excluded\.family_id)|\bfamily_id\b[^;]*\)\s*VALUES")

_CART = "the cart's id comes from a statement of the same transaction that names key and family"
_BOOKING = "the booking's id comes from the option, read for the family in the same transaction"
FREE = {
    "booking/queries.FAMILY": "the row of the family that is logged in, by its id",
    "accounts/visitors.VISITOR": "starts from the account logged in; finds its families",
    "accounts/own_password.NAMES": "starts from the account logged in, or that of a link",
    "accounts/recovery.ACCOUNT": "by identifiant, before anybody is logged in",
    "booking/cart.PUT": _CART,
    "booking/cart.DROP": _CART,
    "booking/cart.SUMMARY": _CART,
    "booking/validation.MARK_LINE": _CART,
    "booking/recording.NEW_SLOT": _BOOKING,
    "booking/recording.DROP_SLOTS": _BOOKING,
    "booking/recording.SLOT_OWNER": "a child of two households is in one place: both hear where",
    "booking/queries.TAKERS": "counts who has the seats of a day, of all families, by category",
    "booking/recording.OTHERS": "what a child of two households has that day, whoever booked it",
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

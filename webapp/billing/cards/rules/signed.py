"""What may be signed for PayZen, and how far a text signed with its key may be believed.

The signature covers the values joined by « + » in the order of their names: neither the names nor
where a value ends. Whoever brings words of his own into a signed text can give it other names, and
have it say something else. So nothing that a visitor has written is ever signed, and a text is
money only if there is one way to read it.
"""

import re
from collections.abc import Mapping, Sequence

from webapp.billing.cards.rules.verdicts import PAYZEN

LONGEST = 16_000
MOST = 200
NAME = re.compile(r"vads_[A-Za-z0-9_]{1,60}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
PLAIN = re.compile(r"[\x20-\x2a\x2c-\x7e]{0,255}")
"""A value that may be signed: printed ASCII, without « + »."""

REFERENCE = re.compile(r"\d{6}[0-9A-HJKMNP-TV-Z]{12}")
OURS = re.compile(r"https?://\S+/paiement/(banque/\d+|\w+/retour)")
"""Addresses that only our own requests hold: banks do not repeat them."""

ANSWERED = ("vads_trans_status",)
PAID = ("vads_operation_type", "vads_result", "vads_auth_result", "vads_effective_amount",
        "vads_trans_uuid")  # fmt: skip
"""What every answer holds, and what it holds besides if there was money."""


def unsafe(fields: Mapping[str, str]) -> str:
    """The name of a field that may not be signed; '' if all may."""
    return next((name for name, value in fields.items() if not PLAIN.fullmatch(value)), "")


def unreadable(pairs: Sequence[tuple[str, str]]) -> str:
    """Why no bank would have written these fields, in French; '' if one may have."""
    if len(pairs) > MOST or sum(len(name) + len(value) for name, value in pairs) > LONGEST:
        return "message trop long"
    if any(not NAME.fullmatch(name) for name, _ in pairs if name.startswith("vads_")):
        return "nom de champ inconnu"
    if len({name for name, _ in pairs}) < len(pairs):
        return "champ répété"
    if any(CONTROL.search(value) for _, value in pairs):
        return "caractère illisible"
    told = dict(pairs)
    needed = ANSWERED + (PAID if PAYZEN.get(told.get("vads_trans_status", "")) == "paid" else ())
    missing = [name for name in needed if name not in told]
    return f"il manque {missing[0]}" if missing else ""


def doubtful(fields: Mapping[str, str]) -> str:
    """Why a signed text may have meant something else, in French; '' if it cannot: cut at every
    « + », it names one payment and one status, and is no request of ours."""
    values = "+".join(fields[name] for name in sorted(fields) if name.startswith("vads_"))
    words = values.split("+")
    if any(OURS.fullmatch(word) for word in words):
        return "c’est notre demande, non la réponse de la banque"
    if {word for word in words if REFERENCE.fullmatch(word)} - {fields["vads_order_id"]}:
        return "le texte signé nomme un autre paiement"
    if {word for word in words if word in PAYZEN} - {fields["vads_trans_status"]}:
        return "le texte signé contient une autre réponse de la banque"
    return ""

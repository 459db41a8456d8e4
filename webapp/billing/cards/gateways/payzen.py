"""PayZen, SystemPay and their like: a form that the family's browser posts, signed with
HMAC-SHA-256; the answer comes as a signed notification, and again with the family.

What is signed holds nothing that a visitor has written: see `rules/signed.py`.
"""

from decimal import Decimal
from urllib.parse import parse_qsl

from eopayment.common import ResponseError
from eopayment.systempayv2 import Payment

from webapp.billing.cards.gateways import Asked, Departure, GatewayError, UnreadableError
from webapp.billing.cards.rules.signed import doubtful, unreadable, unsafe
from webapp.billing.cards.rules.verdicts import PAYZEN, Proof

MODES = {"test": "TEST", "production": "PRODUCTION"}
NAMES = {told: name for name, told in MODES.items()}
NEEDED = ("signature", "vads_ctx_mode", "vads_order_id", "vads_trans_date", "vads_trans_id")


class PayZen:
    """One shop at the bank, in one mode."""

    posts = True

    def __init__(self, page: str, shop: str, mode: str, key: str) -> None:
        self.page = page
        self._options = {
            "service_url": page,
            "signature_algo": "hmac_sha256",  # eopayment's default is SHA-1
            "vads_site_id": shop,
            "vads_ctx_mode": MODES[mode],
            # A message that says the other mode is read too, and refused for it by the rules.
            "secret_test": key,
            "secret_production": key,
        }

    def start(self, asked: Asked) -> Departure:
        """The form, signed; no address, name, mail or phone leaves with it. Raises GatewayError."""
        payment = Payment(
            {
                **self._options,
                "normal_return_url": asked.back,
                "automatic_return_url": asked.notify,
            }
        )
        number, _, form = payment.request(Decimal(asked.cents) / 100, orderid=asked.reference)
        fields = {field["name"]: field["value"] for field in form.fields}
        if name := unsafe({n: value for n, value in fields.items() if n != "signature"}):
            raise GatewayError(f"{name} ne peut pas être signé")
        return Departure(number, form.url, fields)

    def named(self, raw: str) -> str:
        return _fields(raw)["vads_order_id"]

    def read(self, raw: str) -> Proof:
        """The signature covers all vads_ fields; each fact is compared by the rules."""
        fields = _fields(raw)
        try:
            answer = Payment(self._options).response(raw)
        except ResponseError as error:
            raise UnreadableError(str(error)) from error
        told = fields.get("vads_trans_status", "")
        result = PAYZEN.get(told, "error")
        if result == "paid" and not answer.is_paid():
            result = "error"
        return Proof(
            signed=answer.signed,
            doubt=doubtful(fields),
            reference=fields["vads_order_id"],
            cents=_cents(fields, result),
            shop=fields.get("vads_site_id", ""),
            mode=NAMES[fields["vads_ctx_mode"]],
            currency=fields.get("vads_currency", ""),
            operation=fields.get("vads_operation_type", ""),
            result=result,
            told=f"{told} – {answer.bank_status}"[:250],
            transaction=fields.get("vads_trans_uuid", "")[:64],
            number=_card(fields.get("vads_card_number", "")),
        )

    def look(self, asked: Asked) -> Proof | None:
        """The form's language has no questions: notifications, the family's return and the
        bank's journal are all there is."""
        return None


def _fields(raw: str) -> dict[str, str]:
    """All fields, each said once. Raises UnreadableError."""
    try:
        pairs = parse_qsl(raw, True, max_num_fields=500)
    except ValueError as error:
        raise UnreadableError("message illisible") from error
    found = dict(pairs)
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise UnreadableError(f"il manque {missing[0]}")
    if found["vads_ctx_mode"] not in NAMES:
        raise UnreadableError("mode inconnu")
    if why := unreadable(pairs):
        raise UnreadableError(why)
    return found


def _cents(fields: dict[str, str], result: str) -> int | None:
    """The amount asked for; none if another was taken."""
    asked = _number(fields.get("vads_amount", ""))
    taken = _number(fields["vads_effective_amount"]) if result == "paid" else asked
    return asked if taken == asked else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else None


def _card(text: str) -> str:
    """« 497010XXXXXX0055 » → « …0055 »."""
    return f"…{text[-4:]}" if len(text) > 8 and text[-4:].isalnum() else ""

"""PayFiP, of the Treasury: we ask for an operation (SOAP), send the family there, and ask what has
become of it. Its notification is unsigned and proves nothing: it only makes us ask.

zeep weighs 20 MB in a process: loaded when a payment by PayFiP is.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

from webapp.billing.cards.gateways import Asked, Departure, GatewayError, UnreadableError
from webapp.billing.cards.rules.addresses import PAGES
from webapp.billing.cards.rules.verdicts import DEBIT, EURO, Proof

MODES = {"test": "T", "activation": "X", "production": "W"}
NAMES = {told: name for name, told in MODES.items()}
SERVICE = "/tpa/services/securite?wsdl"
PAGE = "/tpa/paiementws.web?idop="
LONGEST_MAIL = 80


class PayFiP:
    """One client number of PayFiP, in one mode. `page`: the address of the service."""

    posts = False

    def __init__(self, page: str, shop: str, mode: str, key: str) -> None:
        self.page = page
        self._shop, self._mode = shop, mode

    def start(self, asked: Asked) -> Departure:
        """An operation, good for fifteen minutes. Raises GatewayError."""
        if not 6 <= len(asked.email) <= LONGEST_MAIL:
            raise GatewayError("PayFiP demande une adresse mail de 6 à 80 caractères")
        payment = self._payment(asked)
        number = self._asked(
            payment.request,
            amount=Decimal(asked.cents) / 100,
            email=asked.email,
            refdet=asked.reference,
            exer=str(datetime.fromtimestamp(asked.created_at, UTC).year),
        )[0]
        return Departure(number, self.page.rstrip("/") + PAGE + number, {})

    def named(self, raw: str) -> str:
        """The operation's number: all that the notification says."""
        try:
            found = parse_qs(raw, max_num_fields=50)
        except ValueError as error:
            raise UnreadableError("message illisible") from error
        numbers = found.get("idop") or found.get("idOp")
        if not numbers:
            raise UnreadableError("il manque idop")
        return numbers[0]

    def read(self, raw: str) -> Proof | None:
        return None

    def look(self, asked: Asked) -> Proof:
        """What has become of the operation, by PayFiP's word. Raises GatewayError."""
        from eopayment.common import CANCELLED, DENIED, EXPIRED, PAID, WAITING

        answer = self._asked(
            self._payment(asked).payment_status,
            asked.bank_ref,
            transaction_date=datetime.fromtimestamp(asked.created_at, UTC),
        )
        results = {PAID: "paid", DENIED: "refused", CANCELLED: "abandoned", EXPIRED: "expired",
                   WAITING: "waiting"}  # fmt: skip
        result = results.get(answer.result, "error")
        told: dict[str, Any] = answer.bank_data or {}
        if not told and result in ("waiting", "expired"):
            told = self._silent(asked)
        amount = str(told.get("montant") or "")
        return Proof(
            signed=True,
            reference=str(told.get("refdet") or ""),
            cents=int(amount) if amount.isascii() and amount.isdigit() else None,
            shop=str(told.get("numcli") or ""),
            mode=NAMES.get(str(told.get("saisie")), str(told.get("saisie"))),
            currency=EURO,
            operation=DEBIT,
            result=result,
            told=str(answer.bank_status or result)[:250],
            transaction=asked.bank_ref,
            number=str(told.get("numauto") or "")[:40],
        )

    def _silent(self, asked: Asked) -> dict[str, Any]:
        """PayFiP says « not known (yet) » without a detail: there is nothing to compare."""
        return {"refdet": asked.reference, "montant": str(asked.cents), "numcli": self._shop,
                "saisie": MODES[self._mode]}  # fmt: skip

    def _asked(self, question: Any, *args: Any, **kwargs: Any) -> Any:
        from eopayment.common import PaymentException

        try:
            return question(*args, **kwargs)
        except (PaymentException, ValueError) as error:
            raise GatewayError(str(error)[:250]) from error

    def _payment(self, asked: Asked) -> Any:
        from eopayment import payfip_ws

        payment = payfip_ws.Payment(
            {
                "numcli": self._shop,
                "saisie": MODES[self._mode],
                "normal_return_url": asked.back,
                "automatic_return_url": asked.notify,
            }
        )
        if self.page != PAGES["payfip"]:
            payment.payfip = payfip_ws.PayFiP(
                wsdl_url=self.page + SERVICE, zeep_client_kwargs={"transport": _transport()}
            )
        return payment


def _transport() -> Any:
    """For a service of our own machine: a proxy of the environment has no business there."""
    from requests import Session
    from zeep.transports import Transport

    session = Session()
    session.trust_env = False
    return Transport(  # type: ignore[no-untyped-call]
        session=session, timeout=15, operation_timeout=15
    )

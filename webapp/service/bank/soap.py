"""PayFiP's web service as the sandbox bank plays it: two operations, the faults that shops meet."""

import secrets
from datetime import datetime
from importlib.resources import files
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from webapp.service.bank.till import Operation, Till

SERVICE = (
    "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/"
    "contrat_paiement_securise/PaiementSecuriseService"
)
REAL = "https://www.payfip.gouv.fr/tpa/services/securite"
FAULT = "fr.gouv.finances.cp.tpa.webservice.exceptions.FonctionnelleErreur"
CODES = {"paid": "P", "refused": "R", "abandoned": "A"}
ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>{}</S:Body></S:Envelope>'
)


def description(name: str, address: str) -> bytes:
    """The service's WSDL or one of its schemas, as PayFiP publishes them, at our address."""
    text = (files("eopayment") / "resource" / name).read_text(encoding="utf-8")
    return text.replace(REAL, address).encode()


def answered(body: bytes, till: Till) -> tuple[int, str]:
    """HTTP code and envelope of the answer to a question."""
    root = ET.fromstring(body)  # noqa: S314 - comes from this machine
    asked = {e.tag.rpartition("}")[2]: (e.text or "") for e in root.iter()}
    if "creerPaiementSecurise" in asked:
        return _created(asked, till)
    operation = till.operations.get(asked.get("idOp", ""))
    if operation is None:
        return _fault("P1", "IdOp incorrect.")
    if operation.state == "open":
        return _fault("P5", "Resultat de la transaction non connu.")
    return 200, _envelope("recupererDetailPaiementSecuriseResponse", _detail(operation))


def _created(asked: dict[str, str], till: Till) -> tuple[int, str]:
    if asked.get("numcli") not in till.keys:
        return _fault("A1", "Numéro client inconnu.")
    if not asked.get("montant", "").isdigit() or int(asked["montant"]) < 100:
        return _fault("M1", "Montant inférieur à 1 euro.")
    operation = Operation(
        number=secrets.token_hex(16),
        kind="payfip",
        shop=asked["numcli"],
        mode=asked["saisie"],
        reference=asked["refdet"],
        cents=int(asked["montant"]),
        notify=asked["urlnotif"],
        back=asked["urlredirect"],
        email=asked["mel"],
        fields={"exer": asked["exer"]},
    )
    till.opened(operation)
    return 200, _envelope("creerPaiementSecuriseResponse", {"idOp": operation.number})


def _detail(operation: Operation) -> dict[str, str]:
    when = datetime.fromisoformat(operation.created).astimezone(ZoneInfo("Europe/Paris"))
    told = {
        "dattrans": f"{when:%d%m%Y}",
        "heurtrans": f"{when:%H%M}",
        "exer": operation.fields["exer"],
        "idOp": operation.number,
        "mel": operation.email,
        "montant": str(operation.cents),
        "numcli": operation.shop,
        "refdet": operation.reference,
        "resultrans": CODES[operation.state],
        "saisie": operation.mode,
    }
    return {**told, "numauto": operation.authorisation} if operation.state == "paid" else told


def _envelope(name: str, told: dict[str, str]) -> str:
    """The schema wants a sequence; it is that of the alphabet."""
    inner = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in sorted(told.items()))
    return ENVELOPE.format(f'<n:{name} xmlns:n="{SERVICE}"><return>{inner}</return></n:{name}>')


def _fault(code: str, words: str) -> tuple[int, str]:
    detail = (
        f'<n:FonctionnelleErreur xmlns:n="{SERVICE}"><code>{code}</code>'
        f"<descriptif>{escape(words)}</descriptif><libelle>{escape(words)}</libelle>"
        "<severite>2</severite></n:FonctionnelleErreur>"
    )
    return 500, ENVELOPE.format(
        f"<S:Fault><faultcode>S:Server</faultcode><faultstring>{FAULT}</faultstring>"
        f"<detail>{detail}</detail></S:Fault>"
    )

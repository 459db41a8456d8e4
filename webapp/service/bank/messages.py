"""What the sandbox bank writes to shops, and how it delivers it: well, or as banks sometimes do."""

import threading
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from webapp.service.bank.signing import signature
from webapp.service.bank.till import Operation, Till

LATE = 8.0
AGAIN = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each new attempt when a shop answers 5xx, or not at all."""
PATIENCE = 10

UNTOLD = ("signature", "vads_url_check", "vads_url_return")
"""Fields of the request that the answer does not repeat."""

RESULTS = {
    "paid": ("00", "AUTHORISED", "00"),
    "to_validate": ("00", "AUTHORISED_TO_VALIDATE", "00"),
    "refused": ("05", "REFUSED", "51"),
    "abandoned": ("17", "ABANDONED", ""),
}


def answer(operation: Operation, key: str, **instead: str) -> dict[str, str]:
    """The signed fields that tell a shop of PayZen what has become of its request; `instead`:
    fields that say something else, signed too."""
    result, status, authorised = RESULTS[operation.state]
    fields = {
        **{name: value for name, value in operation.fields.items() if name not in UNTOLD},
        "vads_result": result,
        "vads_trans_status": status,
        "vads_auth_result": authorised,
        "vads_auth_number": operation.authorisation if authorised == "00" else "",
        "vads_operation_type": "DEBIT",
        "vads_trans_uuid": operation.uuid,
        "vads_effective_amount": str(operation.cents),
        "vads_effective_creation_date": operation.fields["vads_trans_date"],
        "vads_card_brand": "CB",
        "vads_card_number": "497010XXXXXX0055",
        "vads_url_check_src": "PAY",
        **{f"vads_{name}": value for name, value in instead.items()},
    }
    return {**fields, "signature": signature(fields, key)}


def forged(operation: Operation) -> dict[str, str]:
    """What somebody without the key would write: « paid »."""
    if operation.kind == "payfip":
        return {"idop": operation.number[::-1]}
    paid = Operation(**{**operation.__dict__, "state": "paid"})
    return answer(paid, "a key that nobody has given away")


def told(operation: Operation, till: Till) -> dict[str, str]:
    """The honest notification."""
    if operation.kind == "payfip":
        return {"idop": operation.number}
    return answer(operation, till.keys[operation.shop])


def deliver(operation: Operation, till: Till, manner: str) -> None:
    """`normal`: now, and again until the shop has it; `lost`: never; `late`: in some seconds;
    `repeated`: three times, then three at once; `forged`: by somebody else instead."""
    if manner == "lost":
        till.note(operation, "notification perdue")
    elif manner == "late":
        timer = threading.Timer(LATE, _insist, (operation, till))
        timer.daemon = True
        timer.start()
    elif manner == "forged":
        _post(operation, till, forged(operation))
    else:
        _send(operation, till)
        if manner == "repeated":
            _repeat(operation, till)


def _repeat(operation: Operation, till: Till) -> None:
    for _ in range(2):
        _post(operation, till, told(operation, till))
    crowd = [
        threading.Thread(target=_post, args=(operation, till, told(operation, till)))
        for _ in range(3)
    ]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()


def _send(operation: Operation, till: Till) -> None:
    if not _post(operation, till, told(operation, till)):
        threading.Thread(target=_insist, args=(operation, till), daemon=True).start()


def _insist(operation: Operation, till: Till) -> None:
    for pause in (0.0, *AGAIN):
        threading.Event().wait(pause)
        if _post(operation, till, told(operation, till)):
            return


def _post(operation: Operation, till: Till, fields: dict[str, str]) -> bool:
    """True if the shop has it, whatever it thinks of it; 5xx and silence are to be tried again."""
    request = Request(operation.notify, urlencode(fields).encode(), method="POST")  # noqa: S310
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=PATIENCE) as response:
            code = response.status
    except HTTPError as error:
        code = error.code
    except (URLError, OSError) as error:
        till.note(operation, f"notification non remise ({error})")
        return False
    till.note(operation, f"notification remise, réponse {code}")
    return bool(code < 500)

"""PayZen's signature, written from its documentation: the values of all `vads_` fields in the order
of their names, joined by « + », then the key; HMAC-SHA-256 with the key, in base 64."""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def signature(fields: Mapping[str, str], key: str) -> str:
    values = [fields[name] for name in sorted(fields) if name.startswith("vads_")]
    message = "+".join([*values, key])
    digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def rightly_signed(fields: Mapping[str, str], key: str) -> bool:
    return hmac.compare_digest(signature(fields, key), fields.get("signature", ""))

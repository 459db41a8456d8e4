"""The session's cookie and the tokens of forms: itsdangerous' format, found right once.

A browser sends the same cookie with every request and the same token with every click on a page:
a text whose signature was right is remembered; its age is looked at each time.
"""

from functools import cache, lru_cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import csrf
from itsdangerous import SignatureExpired, TimedSerializer, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode


class Signer(URLSafeTimedSerializer):
    """itsdangerous' own, in its format."""

    def dump_payload(self, obj: Any) -> bytes:
        """Without trying zlib first, which takes longer than all the rest."""
        return base64_encode(TimedSerializer.dump_payload(self, obj))

    def loads(  # type: ignore[override]  # as itsdangerous itself does
        self,
        s: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,
        salt: str | bytes | None = None,
    ) -> Any:
        """What was signed; raises BadSignature, SignatureExpired beyond `max_age` seconds."""
        if return_timestamp or salt is not None:
            return super().loads(s, max_age, return_timestamp, salt)
        payload, signed_at = _verified(self, s)
        if max_age is not None:
            age = self.make_signer().get_timestamp() - signed_at  # type: ignore[attr-defined]
            if not 0 <= age <= max_age:
                raise SignatureExpired("too old")
        return self.load_payload(payload)


@lru_cache(maxsize=4096)
def _verified(signer: Signer, text: str | bytes) -> tuple[bytes, int]:
    """The payload, still packed, and when it was signed, in UTC seconds. Errors are not kept."""
    payload, signed_at = next(signer.iter_unsigners()).unsign(text, return_timestamp=True)
    return payload, int(signed_at.timestamp())


class Sessions(SecureCookieSessionInterface):
    """Flask's own, with one signer for all requests."""

    _signer: Signer | None = None

    def get_signing_serializer(self, app: Flask) -> Signer:
        if self._signer is None:
            hashing = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
            self._signer = Signer(
                app.secret_key or "", self.salt, self.serializer, signer_kwargs=hashing
            )
        return self._signer


def prepare(app: Flask) -> None:
    """Before anything is bound to `app`."""
    app.session_interface = Sessions()
    csrf.URLSafeTimedSerializer = cache(Signer)  # Flask-WTF makes one for every token

"""Browsers that an account's owner has entered with: guesses made with them are counted apart, so
that a stranger who guesses elsewhere keeps nobody out (OWASP, « device cookies »)."""

import secrets

from flask import after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from webapp.accounts.operations.log_in import folded

COOKIE, YEAR, MOST = "appareil", 365 * 24 * 3600, 4


def keys(kind: str, login: str) -> str:
    """What a guess at an account is counted for: this browser, if the account has been entered
    with it before; else the account, known or not, as `kind` (`rules.FREE`)."""
    name = folded(login)[:80]
    mark, names = _read()
    return f"appareil:{mark}:{kind}:{name}" if name in names else f"{kind}:{name}"


def remember(login: str) -> None:
    """The owner of an account has entered: keep it in this browser's cookie."""
    mark, names = _read()
    name = folded(login)[:80]
    kept = [name, *(other for other in names if other != name)][:MOST]
    value = _signer().dumps([mark or secrets.token_hex(8), kept])

    def keep(response: Response) -> Response:
        response.set_cookie(
            COOKIE,
            value,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
        return response

    after_this_request(keep)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="appareil")


def _read() -> tuple[str, list[str]]:
    """The browser's mark and the identifiants entered with it; ('', []) for a new one."""
    try:
        mark, names = _signer().loads(request.cookies.get(COOKIE, "")[:1000])
    except (BadSignature, ValueError, TypeError):
        return "", []
    return str(mark), [str(name) for name in names]

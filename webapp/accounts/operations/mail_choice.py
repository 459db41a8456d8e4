"""Which mails one wants: chosen in the profile, or ended by the link in a mail."""

from collections.abc import Collection

from itsdangerous import BadSignature, URLSafeSerializer

from webapp.accounts.passwords import pepper
from webapp.accounts.rules import MAILS
from webapp.database import execute, write_transaction

CHOOSE = "UPDATE account SET mail_reports = ?, mail_places = ?, mail_news = ? WHERE id = ?"
STOP = {
    "mail_reports": "UPDATE account SET mail_reports = FALSE WHERE id = ?",
    "mail_places": "UPDATE account SET mail_places = FALSE WHERE id = ?",
    "mail_news": "UPDATE account SET mail_news = FALSE WHERE id = ?",
}


def choose(account: int, wanted: Collection[str]) -> None:
    """These mails, and no others of `rules.MAILS`."""
    with write_transaction():
        execute(CHOOSE, *(name in wanted for name in MAILS), account)


def stop_path(account: int, kind: str) -> str:
    """The page where a reader of mails of a kind says that they are to stop: signed, hence good
    for this account alone, without a log-in, for as long as the mail is kept."""
    return f"/mails/arreter/{_signer().dumps([account, kind])}"


def meant(token: str) -> tuple[int, str] | None:
    """The account and the kind that a link means; None if it is not one of ours."""
    try:
        account, kind = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return (account, kind) if kind in MAILS and isinstance(account, int) else None


def stop(account: int, kind: str) -> None:
    """No more mails of this kind."""
    with write_transaction():
        execute(STOP[kind], account)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(pepper(), salt="mails")

"""What must be read again, kept so that the database alone does not tell it: encrypted with a key
made from SECRET_KEY. And what need only be compared: keyed digests."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from webapp.accounts.passwords import pepper


def _key(purpose: str) -> bytes:
    return hmac.new(pepper().encode(), purpose.encode(), sha256).digest()


def sealed(secret: str) -> str:
    """The secret, encrypted and authenticated (Fernet)."""
    from cryptography.fernet import Fernet  # 10 MB that pages of families do without

    return Fernet(urlsafe_b64encode(_key("seal"))).encrypt(secret.encode()).decode()


def opened(text: str) -> str:
    """What was sealed; '' if it was with another SECRET_KEY."""
    from cryptography.fernet import Fernet, InvalidToken

    try:
        return Fernet(urlsafe_b64encode(_key("seal"))).decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


def marked(purpose: str, text: str) -> bytes:
    """32 bytes that only the holder of SECRET_KEY makes of a text."""
    return hmac.new(_key(purpose), text.encode(), sha256).digest()

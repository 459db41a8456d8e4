"""Our signer remembers; it forgives nothing and changes no format."""

import pytest
import time_machine
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from webapp.web.signing import Signer

KEY, SALT = "a key that nobody knows", "tests"


@pytest.fixture
def ours() -> Signer:
    return Signer(KEY, SALT)


def test_the_format_is_that_of_itsdangerous(ours: Signer) -> None:
    theirs = URLSafeTimedSerializer(KEY, SALT)
    value = {"a": "x" * 200, "b": [1, 2]}
    assert theirs.loads(ours.dumps(value)) == value
    assert ours.loads(theirs.dumps(value)) == value


def test_what_it_gives_may_be_changed_without_changing_what_it_remembers(ours: Signer) -> None:
    text = ours.dumps(["one"])
    ours.loads(text).append("two")
    assert ours.loads(text) == ["one"]


def test_a_changed_text_is_refused_each_time(ours: Signer) -> None:
    text = ours.dumps("martin")
    assert ours.loads(text) == "martin"
    for forged in (text[:-2] + "AA", "x" + text, "", "rubbish", text.encode() + b"\xff"):
        for _ in range(2):
            with pytest.raises(BadSignature):
                ours.loads(forged)


def test_another_key_or_salt_is_refused(ours: Signer) -> None:
    text = ours.dumps("martin")
    assert ours.loads(text) == "martin"
    for other in (Signer("another key", SALT), Signer(KEY, "another salt")):
        with pytest.raises(BadSignature):
            other.loads(text)


def test_a_signature_remembered_still_grows_old(ours: Signer) -> None:
    with time_machine.travel("2026-11-27T09:30:00Z", tick=False) as clock:
        text = ours.dumps("martin")
        assert ours.loads(text, max_age=60) == "martin"
        clock.shift(60)
        assert ours.loads(text, max_age=60) == "martin"
        clock.shift(1)
        with pytest.raises(SignatureExpired):
            ours.loads(text, max_age=60)
        assert ours.loads(text) == "martin"

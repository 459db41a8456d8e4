"""After a recovery: what changes at once, and what the address on file must agree to."""

from datetime import datetime

import pytest

from tests.http.profile_changing import GOOD, QUESTION, change, enters, martin_account, told
from tests.jobs.nights import pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from webapp import jobs
from webapp.accounts import passwords
from webapp.accounts.models import Account, ProfileChange
from webapp.structures.models import Structure

pytestmark = pytest.mark.both_engines


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Valkey is away: the database keeps what has to be done."""
    monkeypatch.setattr(jobs, "enqueue", lambda *_: False)


def _recovered(now: datetime) -> None:
    """The password has just been found again by the question."""
    Account.update(hold_until=int(now.timestamp()) + 48 * 3600).where(
        Account.login == "martin"
    ).execute()


def test_a_recovery_withdraws_the_password_that_waits(
    town: Town, martin: Client, client: Client, clock: Clock
) -> None:
    """Or the one shown would stop working in the night."""
    answer = passwords.peppered("Caramel le chat", passwords.pepper())
    Account.update(question=QUESTION, answer_hash=passwords.hashed(answer)).where(
        Account.login == "martin"
    ).execute()
    change(martin, nouveau=GOOD)
    page = client.submit(client.page("/retrouver").form("/retrouver"), identifiant="martin")
    page = client.submit(page.form("/retrouver/reponse"), reponse="Caramel le chat")
    shown = str(page.one("//*[@data-secret='password']").text_content())
    pass_night(town, clock.now)
    assert enters(client, shown) and not enters(client, GOOD)


def test_after_a_recovery_by_question_the_mail_on_file_must_agree(
    town: Town, martin: Client, client: Client, clock: Clock
) -> None:
    _recovered(clock.now)
    page = change(martin, mail="camille@ailleurs.fr", question=QUESTION,
                   reponse="Caramel le chat")  # fmt: skip
    assert "pour donner votre accord" in page.text
    path = str(told("confirm_mail")["path"])
    client.submit(client.page(path).form(path))
    pass_night(town, clock.now)
    assert (martin_account().email, martin_account().question) == ("martin@exemple.fr", "")
    approvals = told("profile_asked")["approvals"]
    assert isinstance(approvals, list) and len(approvals) == 2
    for approval in approvals:
        page = client.page(approval["path"])
        assert page.h1 == "Donner votre accord"
        client.submit(page.form(approval["path"]))
    pass_night(town, clock.now)
    assert (martin_account().email, martin_account().question) == ("camille@ailleurs.fr", QUESTION)


def test_without_a_mail_on_file_it_says_whom_to_call(
    town: Town, martin: Client, clock: Clock
) -> None:
    Account.update(email="").execute()
    Structure.update(phone="03 44 00 00 00").execute()
    _recovered(clock.now)
    page = martin.page("/profil/modifier")
    assert "03 44 00 00 00" in page.text
    page = change(martin, 422, mail="voleur@ailleurs.fr")
    assert "ce changement passe par la structure" in page.text
    page = change(martin, 422, question=QUESTION, reponse="Caramel le chat")
    assert page.id("question").get("aria-invalid") == "true"
    assert ProfileChange.select().count() == 0
    clock.forward(hours=49)
    martin.log_in("martin")
    change(martin, mail="camille@ailleurs.fr")
    assert ProfileChange.get().approved_at is not None


def test_after_a_recovery_ones_own_password_is_chosen_at_once(
    town: Town, martin: Client, client: Client, clock: Clock
) -> None:
    assert martin.page("/mot-de-passe").h1 == "Modifier votre profil"
    _recovered(clock.now)
    page = martin.page("/mot-de-passe")
    martin.submit(page.form("/mot-de-passe"), nouveau=GOOD)
    assert enters(client, GOOD)

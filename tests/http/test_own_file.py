"""Corrections asked of the staff; which mails one wants."""

import json
from collections.abc import Callable

import pytest

from tests.jobs.nights import pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_booking, a_movement, an_account
from webapp import jobs
from webapp.accounts.models import Account, CorrectionRequest
from webapp.audit.models import AuditEvent
from webapp.mail.models import OutboxMail

pytestmark = pytest.mark.both_engines
New = Callable[[str], Client]
WRONG = "Nous habitons désormais 3 rue du Lavoir."


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Valkey is away: the database keeps what has to be done."""
    monkeypatch.setattr(jobs, "enqueue", lambda *_: False)


def _ask(client: Client, text: str = WRONG, status: int = 200) -> Page:
    form = client.page("/profil/correction").form("/profil/correction")
    return client.submit(form, status, champ="adresse", texte=text)


def _decide(agent: Client, state: str, answer: str, status: int = 200) -> Page:
    form = agent.page("/admin/corrections").form("/admin/corrections")
    return agent.submit(form, status, press=("etat", state), reponse=answer)


def test_a_correction_goes_to_the_staff_and_its_answer_comes_back(
    town: Town, martin: Client, agent: Client
) -> None:
    page = _ask(martin)
    assert "Votre demande est envoyée" in page.text and "envoyée à la structure" in page.text
    assert "1\u00a0correction demandée" in agent.page("/admin").text
    page = agent.page("/admin/corrections")
    assert WRONG in page.text and "Mme Camille Martin" in page.text
    page = _decide(agent, "faite", "C’est noté, bonne installation.")
    assert "Aucune demande n’attend." in page.text and "faite le" in page.text
    page = martin.page("/profil")
    assert "faite" in page.id("corrections").text_content()
    assert "bonne installation" in page.text
    mail = OutboxMail.get(OutboxMail.template == "correction")
    assert mail.to_address == "martin@exemple.fr"
    assert json.loads(mail.context)["done"] is True
    assert AuditEvent.select().where(AuditEvent.action == "correction.done").count() == 1


def test_a_refusal_says_why(town: Town, martin: Client, agent: Client) -> None:
    _ask(martin)
    page = _decide(agent, "refusee", "", 422)
    assert "Dites au parent pourquoi" in page.text
    assert CorrectionRequest.get().state == "asked"
    _decide(agent, "refusee", "Apportez un justificatif de domicile.")
    page = martin.page("/profil")
    assert "refusée" in page.text and "justificatif de domicile" in page.text


def test_it_is_decided_once(town: Town, martin: Client, agent: Client) -> None:
    _ask(martin)
    form = agent.page("/admin/corrections").form("/admin/corrections")
    agent.submit(form, press=("etat", "faite"))
    page = agent.submit(form, press=("etat", "refusee"), reponse="Non.")
    assert "a déjà répondu" in page.text
    assert CorrectionRequest.get().state == "done" and OutboxMail.select().count() == 1


def test_sent_twice_it_is_asked_once_and_nobody_floods_the_staff(
    town: Town, martin: Client
) -> None:
    for _ in range(2):
        _ask(martin)
    assert CorrectionRequest.select().count() == 1
    for number in range(9):
        _ask(martin, f"{WRONG} {number}")
    page = _ask(martin, "Encore une", 422)
    assert page.id("texte").text == "Encore une" and "attendent une réponse" in page.text


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_what_cannot_be_read_is_not_sent(town: Town, martin: Client, text: str) -> None:
    page = _ask(martin, text, 422)
    assert page.id("texte").get("aria-invalid") == "true"
    assert CorrectionRequest.select().count() == 0


def test_another_family_reads_nothing_of_it(town: Town, martin: Client, benali: Client) -> None:
    _ask(martin)
    assert "Lavoir" not in benali.page("/profil").text


def test_only_those_who_may_answer_see_them(town: Town, new_client: New) -> None:
    an_account("caisse", role="cashier")
    assert new_client("caisse").get("/admin/corrections").status_code == 403


def _choose(client: Client, *kept: str) -> Page:
    form = client.page("/profil").form("/profil/mails")
    for box in form.xpath(".//input[@type='checkbox']"):
        box.checked = box.get("name") in kept
    return client.submit(form)


def _night(town: Town, clock: Clock) -> list[str]:
    """A request and a seat attributed; the mails of the night."""
    a_movement(a_booking(town.tom, town.martin, town.open_day(town.journee, town.days[1])))
    a_booking(town.lea, town.martin, town.open_day(town.matin), "waiting")
    pass_night(town, clock.now)
    return [mail.template for mail in OutboxMail.select().order_by(OutboxMail.id)]


@pytest.mark.parametrize(
    ("kept", "sent"),
    [
        (("mail_reports", "mail_places"), ["night_report", "promotion"]),
        (("mail_places",), ["promotion"]),
        (("mail_reports",), ["night_report"]),
        ((), []),
    ],
)
def test_the_night_sends_what_one_wants(
    town: Town, martin: Client, clock: Clock, kept: tuple[str, ...], sent: list[str]
) -> None:
    assert "Votre choix est enregistré." in _choose(martin, *kept).text
    assert _night(town, clock) == sent


def test_the_other_parent_still_has_hers(town: Town, martin: Client, clock: Clock) -> None:
    an_account("paul", town.martin)
    _choose(martin)
    _night(town, clock)
    assert {mail.to_address for mail in OutboxMail.select()} == {"paul@exemple.fr"}


def test_a_link_in_the_mail_ends_them_without_a_log_in(
    town: Town, client: Client, clock: Clock
) -> None:
    _night(town, clock)
    report = OutboxMail.get(OutboxMail.template == "night_report")
    path = json.loads(report.context)["stop"]
    page = client.page(path)
    assert page.h1 == "Arrêter ces mails\u202f?"
    assert Account.get(Account.login == "martin").mail_reports, "looking ends nothing"
    for _ in range(2):
        assert client.submit(page.form(path)).h1 == "C’est arrêté"
    martin = Account.get(Account.login == "martin")
    assert (martin.mail_reports, martin.mail_places) == (False, True)
    assert Account.get(Account.login == "benali").mail_reports


@pytest.mark.parametrize("token", ["x", "WzEsIm1haWxfcmVwb3J0cyJd.faux", "e30", "%00"])
def test_a_link_of_ones_own_making_ends_nothing(town: Town, client: Client, token: str) -> None:
    assert client.page(f"/mails/arreter/{token}", 410).h1 == "Ce lien ne vaut plus"
    assert client.send(f"/mails/arreter/{token}").status_code == 410


def test_a_form_that_does_not_say_so_ends_nothing(town: Town, martin: Client) -> None:
    assert martin.send("/profil/mails").status_code == 400
    assert Account.get(Account.login == "martin").mail_reports

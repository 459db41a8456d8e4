"""« Messages »: to whom, how many, once, and back within a quarter of an hour."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.engines import statements
from tests.support.smtp import Mailbox
from tests.town import Town
from tests.world import a_booking, a_family, a_movement, an_account
from webapp import clock as present
from webapp.accounts.models import Account, AccountFamily
from webapp.audit.models import AuditEvent
from webapp.mail import delivery
from webapp.mail.models import OutboxMail
from webapp.staff.models import Message

pytestmark = pytest.mark.both_engines
TEXT = "Prévoir des **bottes**.\n\n<script>alert(1)</script>"


@pytest.fixture
def form(town: Town) -> dict[str, object]:
    """To those who have booked « Matin » on the first day: the Martins and the Benalis."""
    day = town.open_day(town.matin)
    a_booking(town.lea, town.martin, day)
    a_booking(town.ines, town.benali, day)
    return {
        "structure": town.structure.id, "cle": "k1", "objet": "Sortie", "texte": TEXT,
        "a": "reserves", "activite": [town.matin.id], "du": day.day.isoformat(), "au": "",
    }  # fmt: skip


def send(agent: Client, form: dict[str, object], **more: object) -> str:
    answer = agent.send("/admin/messages/nouveau", **form, faire="envoyer", **more)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.location)


def addresses() -> set[str]:
    return {mail.to_address for mail in OutboxMail.select()}


def test_seen_then_sent_once_then_gone(
    app: Flask, agent: Client, town: Town, form: dict[str, object], clock: Clock, smtp: Mailbox
) -> None:
    preview = agent._expect(agent.send("/admin/messages/nouveau", **form), 200)
    assert preview.id("apercu").xpath(".//h2")[0].text_content() == (
        "2\u00a0mails pour 2\u00a0familles"
    )
    assert preview.all("//*[@id='apercu']//strong") and not preview.all("//main//script")
    assert not OutboxMail.select().count()
    seen = preview.one("//input[@name='attendus']").get("value")
    first = send(agent, form, attendus=seen)
    assert send(agent, form, attendus=seen) == first
    assert (Message.select().count(), len(addresses())) == (1, 2)
    page = agent.page(first)
    assert "0\u00a0mail parti sur 2, 2 à partir" in page.text
    assert AuditEvent.select().where(AuditEvent.action == "message.sent").count() == 1
    assert "Sortie" in agent.page("/admin/messages").text
    clock.forward(minutes=16)
    with app.app_context():
        delivery.drain(present.now)
    assert "2\u00a0mails partis sur 2" in agent.page(first).text
    mail = smtp.messages[0]
    html, text = (mail.get_body((kind,)) for kind in ("html", "plain"))
    assert html and "<strong>bottes</strong>" in html.get_content()
    assert html and "<script>" not in html.get_content()
    assert text and "Prévoir des **bottes**." in text.get_content()
    assert mail["Subject"].startswith("Sortie –") and mail["List-Unsubscribe"] is None


def test_taken_back_before_they_leave(
    app: Flask, agent: Client, town: Town, form: dict[str, object], clock: Clock, smtp: Mailbox
) -> None:
    sent = send(agent, form, attendus=2)
    page = agent.page(sent)
    back = agent.submit(page.form(page.one("//form[contains(@action, '/annuler')]").get("action")))
    assert "personne ne l’a reçu" in back.text
    assert {mail.state for mail in OutboxMail.select()} == {"recalled"}
    other = send(agent, form | {"cle": "k2"}, attendus=2)
    stale = agent.page(other)
    clock.forward(minutes=16)
    with app.app_context():
        delivery.drain(present.now)
    form_there = stale.form(stale.one("//form[contains(@action, '/annuler')]").get("action"))
    assert "Trop tard" in agent.submit(form_there).text
    assert Message.get(Message.key == "k2").recalled_at is None


def test_who_is_written_to(agent: Client, town: Town, form: dict[str, object]) -> None:
    a_booking(town.tom, town.martin, town.open_day(town.repas), "waiting")
    a_movement(town.ines.bookings[0], "cancel")
    expected = {
        "tous": {"martin@exemple.fr", "benali@exemple.fr"},
        "inscrits": {"martin@exemple.fr", "benali@exemple.fr"},
        "reserves": {"martin@exemple.fr"},
        "attente": {"martin@exemple.fr"},
    }
    Account.update(email="martin@exemple.fr").where(Account.login == "martin").execute()
    Account.update(email="benali@exemple.fr").where(Account.login == "benali").execute()
    for audience, reached in expected.items():
        activities = [town.repas.id] if audience == "attente" else [town.matin.id]
        OutboxMail.delete().execute()
        fields = form | {"a": audience, "cle": audience, "activite": activities}
        send(agent, fields, attendus=len(reached))
        assert addresses() == reached, audience


def test_news_go_to_who_wants_them_and_end_with_a_link(
    agent: Client, town: Town, form: dict[str, object]
) -> None:
    Account.update(mail_news=False).where(Account.login == "martin").execute()
    fields = form | {"information": "1"}
    page = agent._expect(agent.send("/admin/messages/nouveau", **fields), 200)
    assert "1\u00a0famille ne veut pas de ces informations" in page.text
    send(agent, fields, attendus=1)
    [mail] = OutboxMail.select()
    assert mail.family_id == town.benali.id and "/mails/arreter/" in mail.context


def test_who_has_no_address_is_to_be_called(
    agent: Client, town: Town, form: dict[str, object]
) -> None:
    Account.update(email="", phone="06 39 98 00 01").where(Account.login == "martin").execute()
    page = agent._expect(agent.send("/admin/messages/nouveau", **form), 200)
    assert "À prévenir par téléphone" in page.text and "06 39 98 00 01" in page.text


def test_parents_who_share_an_address_have_one_mail(
    agent: Client, town: Town, form: dict[str, object]
) -> None:
    other = an_account("jean")
    email = Account.get(Account.login == "martin").email
    Account.update(email=email.upper()).where(Account.id == other.id).execute()
    AccountFamily.create(account=other, family=town.martin)
    send(agent, form, attendus=2)
    assert OutboxMail.select().count() == 2


def test_what_is_amiss_is_told_and_nothing_lost(
    agent: Client, town: Town, form: dict[str, object], new_client: Callable[[str], Client]
) -> None:
    for wrong, place, words in (
        ({"objet": ""}, "objet", "Donnez un objet"),
        ({"texte": "x" * 4001}, "texte", "4000\u00a0caractères au plus"),
        ({"du": "2026-02-31"}, "du", "Une date est attendue"),
        ({"au": "2020-01-01"}, "au", "avant le premier"),
        ({"activite": []}, "activite", "Choisissez au moins"),
        ({"du": "2031-01-01"}, "a", "n’atteindrait personne"),
    ):
        page = agent._expect(agent.send("/admin/messages/nouveau", **form | wrong), 422)
        assert words in page.id(f"{place}-err").text_content(), wrong
        if place != "objet":
            assert page.id("objet").get("value") == "Sortie"
    changed = agent._expect(
        agent.send("/admin/messages/nouveau", **form, faire="envoyer", attendus=7), 409
    )
    assert "a changé" in changed.text and not OutboxMail.select().count()
    assert agent.send("/admin/messages/nouveau", **form | {"a": "x"}).status_code == 400
    assert agent.get("/admin/messages/999").status_code == 404
    an_account("jeanne", role="animator")
    assert new_client("jeanne").send("/admin/messages/nouveau", **form).status_code == 403


def test_as_many_statements_for_a_crowd(agent: Client, town: Town, form: dict[str, object]) -> None:
    for number in range(30):
        family = a_family(f"Famille{number}", town.structure, f"Enfant{number}")
        AccountFamily.create(account=an_account(f"parent{number}"), family=family)
    fields = form | {"a": "tous"}
    count = 32
    agent.page("/admin/messages")
    with statements() as seen:
        sent = send(agent, fields, attendus=count)
    assert OutboxMail.select().count() == count
    assert len(seen) <= 20, seen
    with statements() as seen:
        agent.page(sent)
        agent.page("/admin/messages")
    assert len(seen) <= 20

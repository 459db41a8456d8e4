"""Somebody has got into an account: what its owner gets back, and what stays shut."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

from tests.architecture.test_access import address, routes
from tests.http.profile_changing import change
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import PASSWORD, an_account
from webapp import jobs
from webapp.accounts.models import AccessLink, Account, LoginSession, ProfileChange
from webapp.accounts.operations import letters, recovery
from webapp.accounts.operations.cleaning import clean
from webapp.accounts.rules import MAILS_KEPT
from webapp.audit.models import AuditEvent
from webapp.database import execute, write_transaction
from webapp.mail.models import OutboxMail

New = Callable[[str], Client]
pytestmark = pytest.mark.both_engines
OTHER = "Trois pommes et 1 cheval"


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Valkey is away: the database keeps what has to be done."""
    monkeypatch.setattr(jobs, "enqueue", lambda *_: False)


def now(clock: Clock) -> int:
    return int(clock.now.timestamp())


def a_link(kind: str, account: Account, at: int, **more: str) -> str:
    with write_transaction():
        return letters.new_link(kind, account.id, at, **more)  # type: ignore[arg-type]


def test_not_me_gives_the_address_back_whatever_came_since(
    town: Town, client: Client, clock: Clock
) -> None:
    account, at = town.martin_account, now(clock)
    undo = a_link("not_me", account, at, address="martin@exemple.fr")
    execute("UPDATE account SET email = 'voleur@exemple.fr' WHERE id = ?", account.id)
    thieves = [a_link("not_me", account, at, address="voleur@exemple.fr")]
    thieves += [a_link(kind, account, at) for kind in ("recover", "second", "approve")]
    path = f"/retrouver/pas-moi/{undo}"
    client.submit(client.page(path).form(path))
    assert Account.get_by_id(account.id).email == "martin@exemple.fr"
    assert not AccessLink.select().where(AccessLink.used_at.is_null()).count()
    assert client.page(f"/retrouver/pas-moi/{thieves[0]}", 410).h1 == "Ce lien ne vaut plus"


def test_who_came_later_takes_no_way_back_from_who_was_there_before(
    town: Town, client: Client, clock: Clock
) -> None:
    account, at = town.martin_account, now(clock)
    mine = a_link("not_me", account, at, address="martin@exemple.fr")
    theirs = a_link("not_me", account, at, address="voleur@exemple.fr")
    for token, back in ((theirs, "voleur@exemple.fr"), (mine, "martin@exemple.fr")):
        path = f"/retrouver/pas-moi/{token}"
        assert client.submit(client.page(path).form(path)).h1 == "Votre compte est protégé"
        assert Account.get_by_id(account.id).email == back


@pytest.mark.parametrize("way", ["link", "letter"])
def test_a_new_password_ends_what_others_had_begun(
    town: Town, martin: Client, agent: Client, client: Client, clock: Clock, way: str
) -> None:
    change(martin, mail="voleur@exemple.fr")
    recover = a_link("recover", town.martin_account, now(clock))
    second = a_link("recover", town.martin_account, now(clock))
    if way == "link":
        path = f"/retrouver/lien/{recover}"
        client.submit(client.page(path).one("//main//form"), nouveau=OTHER, encore=OTHER)
    else:
        answer = agent.send(f"/admin/comptes/{town.martin_account.id}/mot-de-passe", faire="lettre")
        assert answer.status_code == 200
    assert ProfileChange.get().state == "withdrawn"
    assert recovery.opens("recover", second, now(clock)) is None
    waiting = AccessLink.select().where(AccessLink.used_at.is_null())
    assert {link.kind for link in waiting} == {"not_me"}


def test_staff_who_come_back_by_mail_are_logged_and_told(
    town: Town, client: Client, clock: Clock
) -> None:
    path = f"/retrouver/lien/{a_link('recover', town.agent, now(clock))}"
    client.submit(client.page(path).one("//main//form"), nouveau=OTHER, encore=OTHER)
    assert AuditEvent.get(AuditEvent.action == "staff.password").account_id == town.agent.id
    mail = OutboxMail.get(OutboxMail.template == "recovered")
    assert mail.to_address == town.agent.email and json.loads(mail.context)["how"] == "link"


def _wrong(client: Client, times: int) -> list[int]:
    return [
        client.send("/connexion", identifiant="martin", mot_de_passe="faux").status_code
        for _ in range(times)
    ]


def test_a_stranger_who_guesses_keeps_the_owner_out_nowhere_they_came_in_before(
    town: Town, martin: Client, new_client: New, client: Client
) -> None:
    martin.log_out()
    assert 429 in _wrong(client, 8)
    assert martin.log_in("martin").h1 == "Accueil"
    stranger = client.send("/connexion", identifiant="martin", mot_de_passe=PASSWORD)
    assert stranger.status_code == 429
    martin.log_out()
    assert 429 in _wrong(martin, 8), "their own browser has its own count"


def test_refused_guesses_leave_nothing_behind(town: Town, client: Client) -> None:
    from tests.support.engines import statements

    _wrong(client, 8)
    with statements() as seen:
        assert _wrong(client, 1) == [429]
    assert not [sql for sql in seen if sql.lstrip().upper().startswith(("INSERT", "UPDATE"))]


def test_one_link_a_quarter_of_an_hour_and_never_a_refusal(
    town: Town, client: Client, clock: Clock
) -> None:
    def asked() -> int:
        form = client.page("/retrouver").form("/retrouver/mail")
        assert client.submit(form, mail="martin@exemple.fr").h1 == "Regardez vos mails"
        return recovery.send_links(now(clock))

    assert [asked() for _ in range(6)] == [1, 0, 0, 0, 0, 0]
    clock.forward(minutes=16)
    assert asked() == 1


def test_the_password_of_a_letter_opens_one_page_only(
    app: Flask, town: Town, new_client: New
) -> None:
    an_account("lettre", town.martin)
    an_account("nouvelle", role="secretary")
    for login, access, own in (
        ("lettre", "family", "/mot-de-passe"),
        ("nouvelle", "staff", "/admin/profil/mot-de-passe"),
    ):
        client = new_client(login)
        execute("UPDATE account SET must_change = TRUE WHERE login = ?", login)
        for rule, declared in routes(app):
            if declared == access and rule.rule != own and "GET" in (rule.methods or ()):
                answer = client.get(address(rule))
                assert (answer.status_code, answer.location) == (303, own), rule.rule
        assert client.get("/").location == own
        assert client.get(own).status_code == 200


def test_data_are_not_carried_away_after_a_recovery_by_question(
    town: Town, app: Flask, martin: Client, clock: Clock
) -> None:
    """None of the files that families are offered, whatever subject offers it."""
    until = now(clock) + 3600
    execute("UPDATE account SET hold_until = ? WHERE login = 'martin'", until)
    files = [rule for rule, declared in routes(app)
             if declared == "family" and rule.rule.endswith((".csv", ".xlsx", ".pdf"))]  # fmt: skip
    assert len(files) >= 8
    for rule in files:
        page = martin.page(address(rule), 403)
        assert "ne s’emportent pas" in page.text, rule.rule
    assert martin.page("/historiques").h1
    clock.forward(hours=2)
    assert martin.get("/historiques.csv").status_code == 200


def test_a_mail_that_has_left_keeps_nothing_of_what_it_said(town: Town, clock: Clock) -> None:
    from tests.mail.letters import a_letter, queued
    from webapp.mail import operations

    at = now(clock)
    mail = queued(at, a_letter())[0]
    operations.claim(mail.id, at)
    operations.sent(mail.id, at)
    assert OutboxMail.get().context == "{}"
    clean(at + MAILS_KEPT + 3600)
    assert not OutboxMail.select().count()


def test_staff_correct_a_name_and_a_mail(town: Town, agent: Client, clock: Clock) -> None:
    account = town.martin_account
    path = f"/admin/comptes/{account.id}/nom"
    waiting = a_link("recover", account, now(clock))
    first, second = agent.page(path), agent.page(path)
    page = agent.submit(first.form(path), mail="neuf@exemple.fr", nom="MARTINEAU")
    assert "C’est corrigé" in page.text
    assert Account.get_by_id(account.id).email == "neuf@exemple.fr"
    assert recovery.opens("recover", waiting, now(clock)) is None
    mail = OutboxMail.get(OutboxMail.template == "mail_changed")
    assert mail.to_address == "martin@exemple.fr"
    event = AuditEvent.get(AuditEvent.action == "account.corrected")
    assert "neuf@exemple.fr" in event.after and "martin@exemple.fr" in event.before
    assert "Rien n’a été écrasé" in agent.submit(second.form(path), 409, nom="AUTRE").text
    assert agent.submit(agent.page(path).form(path), 422, mail="pas une adresse").text
    undo = json.loads(mail.context)["path"]
    agent.submit(agent.page(undo).form(undo))
    assert Account.get_by_id(account.id).email == "martin@exemple.fr"
    assert agent.get(f"/admin/comptes/{town.agent.id}/nom").status_code == 404


def test_an_address_that_a_thief_reads_is_replaced_for_good(
    town: Town, agent: Client, martin: Client, client: Client, clock: Clock
) -> None:
    account = town.martin_account
    path, stolen = f"/admin/comptes/{account.id}/nom", a_link("not_me", account, now(clock))
    form = agent.page(path).form(path)
    page = agent.submit(form, 422, detournee="1")
    assert "Remplacez l’adresse" in page.text and page.one("//input[@name='detournee']/@checked")
    page = agent.submit(form, mail="neuf@exemple.fr", detournee="1")
    assert "n’ouvre plus rien" in page.text
    assert not OutboxMail.select().where(OutboxMail.template == "mail_changed").count()
    assert client.page(f"/retrouver/pas-moi/{stolen}", 410).h1 == "Ce lien ne vaut plus"
    assert martin.page("/").h1 == "Connexion"
    assert client.send("/connexion", identifiant="martin", mot_de_passe=PASSWORD).status_code == 422
    assert "détournée" in AuditEvent.get(AuditEvent.action == "account.corrected").after


def test_a_lost_phone_ends_codes_half_given(town: Town, clock: Clock) -> None:
    from webapp.accounts.operations import ending

    link = a_link("second", town.agent, now(clock))
    with write_transaction():
        ending.put_out(town.agent.id, now(clock))
    assert recovery.opens("second", link, now(clock)) is None
    assert not LoginSession.select().where(LoginSession.ended_at.is_null()).count()

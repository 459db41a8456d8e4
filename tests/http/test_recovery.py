"""Getting back in: the question, the link, whom to call (S03, S04, S05)."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.pages import Page
from tests.town import Town
from tests.world import PASSWORD, a_structure, an_account
from webapp import jobs
from webapp.accounts import passwords
from webapp.accounts.models import AccessLink, Account, Attempt, LoginSession
from webapp.database import database
from webapp.mail.models import OutboxMail
from webapp.structures.models import Structure

New = Callable[[str], Client]
pytestmark = pytest.mark.both_engines

QUESTION = "Le nom de votre premier animal\u202f?"
ANSWER = "Caramel le chat"


@pytest.fixture(autouse=True)
def asked(app: Flask, town: Town) -> None:
    """The Martins have a question."""
    pepper = str(app.secret_key)
    Account.update(
        question=QUESTION, answer_hash=passwords.hashed(passwords.peppered(ANSWER, pepper))
    ).where(Account.login == "martin").execute()


def _question(client: Client, login: str, status: int = 200) -> Page:
    form = client.page("/retrouver").form("/retrouver")
    return client.submit(form, status, identifiant=login)


def _answer(client: Client, answer: str, login: str = "martin", status: int = 200) -> Page:
    form = _question(client, login).form("/retrouver/reponse")
    return client.submit(form, status, reponse=answer)


def _shown(page: Page) -> str:
    return str(page.one("//*[@data-secret='password']").text_content())


def _paths(template: str, name: str = "path") -> list[str]:
    import json

    mails = OutboxMail.select().where(OutboxMail.template == template).order_by(OutboxMail.id)
    return [json.loads(mail.context)[name] for mail in mails]


@pytest.mark.parametrize(
    "answer", [ANSWER, "caramel LE chat", "  Caramel, le\u00a0chat ! ", "carâmellechat"]
)
def test_a_right_answer_shows_a_password_that_works_at_once(
    town: Town, client: Client, answer: str
) -> None:
    password = _shown(_answer(client, answer))
    assert re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", password)
    page = client.page("/connexion")
    page = client.submit(page.form("/connexion"), identifiant="martin", mot_de_passe=password)
    assert page.h1 == "Accueil"
    client.log_out()
    page = client.page("/connexion")
    client.submit(page.form("/connexion"), 422, identifiant="martin", mot_de_passe=PASSWORD)


def test_the_page_with_the_password_logs_in_by_one_button(town: Town, client: Client) -> None:
    page = _answer(client, ANSWER)
    assert client.submit(page.form("/connexion")).h1 == "Accueil"


def test_a_wrong_answer_says_so_at_its_place(town: Town, client: Client) -> None:
    page = _answer(client, "Médor", status=422)
    field = page.id("reponse")
    assert field.get("aria-invalid") == "true" and field.get("value") == "Médor"
    assert "Ce n’est pas la réponse" in page.text
    assert Account.get(Account.login == "martin").hold_until is None


def test_other_log_ins_end_and_the_owner_is_told(
    town: Town, martin: Client, client: Client
) -> None:
    assert martin.page("/").h1 == "Accueil"
    _answer(client, ANSWER)
    assert martin.page("/").h1 == "Connexion"
    mail = OutboxMail.get(OutboxMail.template == "recovered")
    assert mail.to_address == "martin@exemple.fr"


def test_the_owner_undoes_it_with_the_mail(town: Town, client: Client) -> None:
    password = _shown(_answer(client, ANSWER))
    [path] = _paths("recovered")
    page = client.page(path)
    assert page.h1 == "Ce n’est pas vous\u202f?"
    assert client.submit(page.form(path)).h1 == "Votre compte est protégé"
    page = client.page("/connexion")
    client.submit(page.form("/connexion"), 422, identifiant="martin", mot_de_passe=password)
    _answer(client, ANSWER, status=422)
    assert client.page(path, 410).h1 == "Ce lien ne vaut plus"


def test_the_owner_agrees_to_it_with_the_mail(
    town: Town, client: Client, clock: Clock, new_client: New
) -> None:
    """Then nothing is held back any more; once, by a button, within 48 hours."""
    form = _answer(client, ANSWER).form("/connexion")
    [path] = _paths("recovered", "mine")
    client.submit(form)
    reader = new_client("benali")  # wherever the mail is read
    page = reader.page(path)
    assert page.h1 == "C’est bien vous\u202f?"
    assert client.get("/historiques.csv").status_code == 403
    assert reader.submit(page.form(path)).h1 == "C’est confirmé"
    assert client.get("/historiques.csv").status_code == 200
    assert client.page(path, 410).h1 == "Ce lien ne vaut plus"


@pytest.mark.parametrize("how", ["old", "undone", "another recovery"])
def test_an_agreement_that_comes_too_late_is_none(
    town: Town, client: Client, clock: Clock, how: str
) -> None:
    _answer(client, ANSWER)
    [path] = _paths("recovered", "mine")
    form = client.page(path).form(path)
    if how == "old":
        clock.forward(hours=49)
    elif how == "undone":
        [undo] = _paths("recovered")
        client.submit(client.page(undo).form(undo))
    else:
        _answer(client, ANSWER)
    assert client.submit(form, 410).h1 == "Ce lien ne vaut plus"
    assert Account.get(Account.login == "martin").hold_until is not None


def test_a_link_by_mail_frees_what_the_question_held_back(
    app: Flask, town: Town, client: Client, no_queue: None
) -> None:
    _answer(client, ANSWER)
    path = _link(client, app)
    client.submit(client.page(path).form(path), nouveau="quatre vaches bleues au pré")
    assert client.get("/historiques.csv").status_code == 200


def test_an_unknown_name_has_a_question_too_always_the_same(town: Town, client: Client) -> None:
    an_account("agent-dupond", role="secretary", question="À moi\u202f?", answer_hash="x")
    for login in ("personne", "benali", "agent-dupond"):
        shown = {_question(client, name).one("//form//b").text for name in (login, login.upper())}
        assert len(shown) == 1 and shown != {"À moi\u202f?"}
        page = _answer(client, "n’importe quoi", login, 422)
        assert "Ce n’est pas la réponse qui a été donnée avec cet identifiant." in page.text


def test_a_structure_may_do_without_questions(town: Town, client: Client) -> None:
    form = client.page("/retrouver").form("/retrouver")
    other = a_structure("tilleuls", "Les Tilleuls")
    Structure.update(secret_question=False).where(Structure.id == town.structure.id).execute()
    _answer(client, ANSWER, status=422)
    assert "Avec votre question secrète" in client.page("/retrouver").text
    Structure.update(secret_question=False).where(Structure.id == other.id).execute()
    page = client.page("/retrouver")  # nobody has one: it is not offered
    assert "question secrète" not in page.text and "Sans adresse mail" in page.text
    assert client.submit(form, identifiant="martin").h1


def test_guesses_are_slowed_down_and_it_heals(town: Town, client: Client, clock: Clock) -> None:
    for _ in range(3):
        _answer(client, "Médor", status=422)
    page = _answer(client, ANSWER, status=429)
    assert "Trop d’essais à la suite" in page.text and "secondes" in page.text
    assert "data-secret" not in page.html
    clock.forward(seconds=10)
    assert _shown(_answer(client, ANSWER))


def test_ones_own_account_buys_no_guesses_at_others(town: Town, client: Client) -> None:
    for _ in range(2):
        _answer(client, "Médor", "personne", 422)
    _answer(client, ANSWER)
    left = {a.key.partition(":")[0]: a.failures for a in Attempt.select()}
    assert left == {"reponse": 2, "adresse": 2}


def test_unknown_names_are_slowed_down_alike(town: Town, client: Client) -> None:
    for _ in range(3):
        _answer(client, "Médor", "personne", 422)
    _answer(client, "Médor", "personne", 429)


def _send_links() -> None:
    with database.connection_context():
        jobs.send_links()


def _ask(client: Client, address: str, status: int = 200) -> Page:
    form = client.page("/retrouver").form("/retrouver/mail")
    return client.submit(form, status, mail=address)


@pytest.fixture
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Valkey is away: the database keeps what has to be done."""
    monkeypatch.setattr(jobs, "enqueue", lambda *_: False)


def _link(client: Client, app: Flask) -> str:
    from webapp.accounts.operations import recovery
    from webapp.clock import now

    assert _ask(client, " Martin@Exemple.fr ").h1 == "Regardez vos mails"
    recovery.send_links(int(now().timestamp()))
    return _paths("recover")[-1]


def test_a_link_lets_one_choose_a_password_once(
    app: Flask, town: Town, client: Client, no_queue: None
) -> None:
    path = _link(client, app)
    page = client.page(path)
    assert page.h1 == "Choisir un mot de passe"
    page = client.submit(page.form(path), nouveau="quatre vaches bleues")
    assert page.h1 == "Accueil" and "nouveau mot de passe est enregistré" in page.text
    client.log_out()
    assert client.page(path, 410).h1 == "Ce lien ne vaut plus"
    page = client.page("/connexion")
    page = client.submit(
        page.form("/connexion"), identifiant="martin", mot_de_passe="quatre vaches bleues"
    )
    assert page.h1 == "Accueil"


def test_a_link_grows_old(
    app: Flask, town: Town, client: Client, clock: Clock, no_queue: None
) -> None:
    path = _link(client, app)
    clock.forward(minutes=29)
    client.page(path)
    clock.forward(minutes=2)
    client.page(path, 410)
    client.page("/retrouver/lien/invente", 410)
    client.page("/retrouver/pas-moi/invente", 410)


def test_of_two_links_the_first_used_ends_the_other(
    app: Flask, town: Town, client: Client, no_queue: None
) -> None:
    first, second = _link(client, app), _link(client, app)
    client.submit(client.page(second).form(second), nouveau="quatre vaches bleues")
    client.page(first, 410)


def test_whoever_asks_sees_the_same_page(town: Town, client: Client, no_queue: None) -> None:
    known, unknown = (_ask(client, f"{name}@exemple.fr") for name in ("martin", "personne"))
    assert known.text == unknown.text
    assert AccessLink.select().count() == 0


@pytest.mark.parametrize("address", ["", "martin", "a b@c.fr", "martin@exemple"])
def test_what_is_not_an_address_is_said(town: Town, client: Client, address: str) -> None:
    page = _ask(client, address, 422)
    assert page.id("mail").get("aria-invalid") == "true"


def _handed_out() -> None:
    """The password is the one of the town's letter: one's own is chosen at once."""
    Account.update(must_change=True).where(Account.login == "martin").execute()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("court", "trop facile à trouver"),
        ("azertyuiop", "parmi les plus employés"),
        ("Motdepasse123", "parmi les plus employés"),
        ("aaaaaaaaaaaaaaaa", "trop facile à trouver"),
        ("Soleil2024!", "parmi les plus employés"),
        ("x" * 201, "200\u00a0signes au plus"),
        ("martin2024", "ressemble trop à un nom"),
        ("", "Saisissez un mot de passe."),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(
    town: Town, martin: Client, password: str, why: str
) -> None:
    _handed_out()
    page = martin.submit(martin.page("/mot-de-passe").form("/mot-de-passe"), 422, nouveau=password)
    assert why in page.text and page.id("nouveau").get("aria-invalid") == "true"


@pytest.mark.parametrize("password", ["quatre vaches bleues", "x" * 40 + "Az1!", "Tr0ub4dor&3"])
def test_good_ones_are_taken_and_end_the_other_log_ins(
    town: Town, martin: Client, client: Client, password: str
) -> None:
    client.log_in("martin")
    _handed_out()
    page = martin.submit(martin.page("/mot-de-passe").form("/mot-de-passe"), nouveau=password)
    assert "vos autres appareils sont déconnectés" in page.text
    assert client.page("/").h1 == "Connexion"
    assert LoginSession.select().where(LoginSession.ended_at.is_null()).count() == 1


def test_the_letters_password_asks_for_ones_own(town: Town, client: Client) -> None:
    _handed_out()
    page = client.log_in("martin")
    assert page.h1 == "Choisir un mot de passe" and "mot de passe de la lettre" in page.text
    client.submit(page.form("/mot-de-passe"), nouveau="quatre vaches bleues")
    client.log_out()
    page = client.page("/connexion")
    page = client.submit(
        page.form("/connexion"), identifiant="martin", mot_de_passe="quatre vaches bleues"
    )
    assert page.h1 == "Accueil"


def test_with_neither_it_says_whom_to_call(town: Town, client: Client) -> None:
    """From the structure's own data; also where a mail never comes."""
    Structure.update(
        phone="03 44 00 00 00", email="enfance@exemple.fr", hours="Du lundi au vendredi"
    ).execute()
    sent = client.submit(client.page("/retrouver").form("/retrouver/mail"), mail="x@exemple.fr")
    for page in (client.page("/retrouver"), sent):
        assert "Du lundi au vendredi" in page.text
        assert page.all("//main//a[starts-with(@href, 'tel:')]")
        assert page.all("//main//a[starts-with(@href, 'mailto:')]")

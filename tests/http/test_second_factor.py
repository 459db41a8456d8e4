"""The second factor of staff: a phone's code, or one of ten kept on paper."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.support.phones import Phone, codes_on, enrol, key_on, step
from tests.town import Town
from tests.world import an_account
from webapp.accounts import passwords
from webapp.accounts.operations import recovery
from webapp.database import rows

pytestmark = pytest.mark.both_engines
LOGGED = "SELECT action FROM audit_event ORDER BY id"


@pytest.fixture(autouse=True)
def _asked(app: Flask, clock: Clock, town: Town) -> None:
    app.config["SECOND_FACTOR"] = True


@pytest.fixture
def other(app: Flask) -> Callable[[], Client]:
    return app.test_client


def inside(client: Client) -> bool:
    return client.page("/admin").h1 == "Accueil"


def actions() -> list[str]:
    return [action for (action,) in rows(LOGGED)]


def test_the_first_log_in_makes_the_phone_known(
    client: Client, other: Callable[[], Client]
) -> None:
    page = client.log_in("agent")
    assert page.h1 == "Enregistrer votre téléphone"
    assert page.one("//svg[@role='img']/title").text_content()
    assert not inside(client)
    key = key_on(client.page("/connexion/telephone"))
    assert key == key_on(page), "a page that is reloaded offers the same key"
    page = client.page("/connexion/telephone")
    page = client.submit(page.form("/connexion/telephone"), 422, code="000000")
    assert "n’est pas le bon" in page.one("//*[@class='err']").text_content()
    page = client.submit(page.form("/connexion/telephone"), code=Phone(key).code())
    assert len(set(codes_on(page))) == 10
    assert inside(client)
    assert other().log_in("agent").h1 == "Code de connexion"
    assert actions() == ["second.enrolled", "staff.entered"]


def test_nobody_learns_the_key_before_its_owner(
    client: Client, other: Callable[[], Client]
) -> None:
    seen = key_on(client.log_in("agent"))
    mine = other()
    phone, _ = enrol(mine, "agent")
    assert phone.key != seen
    page = client.page("/connexion/telephone")
    assert page.h1 == "Code de connexion"
    assert step(client, Phone(seen).code(), 422).h1 == "Code de connexion"


def test_the_password_alone_opens_nothing(
    app: Flask, client: Client, other: Callable[[], Client]
) -> None:
    enrol(client, "agent")
    half = other()
    half.log_in("agent")
    for path in ("/admin", "/admin/journal", "/admin/profil", "/admin/nuits"):
        assert half.page(path).h1 == "Connexion"
    assert half.send("/admin/profil/telephone", faire="codes").location.startswith("/connexion")


def test_a_code_opens_and_leads_back(
    client: Client, other: Callable[[], Client], clock: Clock
) -> None:
    phone, _ = enrol(client, "agent")
    clock.forward(minutes=2)
    mine = other()
    page = mine.page("/admin/journal")
    page = mine.submit(
        page.one("//form[@method='post']"),
        identifiant="agent",
        mot_de_passe="deux enfants et un chat",
    )
    page = mine.submit(page.one("//main//form"), code=f"{phone.code()[:3]} {phone.code()[3:]}")
    assert page.h1 == "Journal"


def test_a_code_serves_once(client: Client, other: Callable[[], Client], clock: Clock) -> None:
    phone, _ = enrol(client, "agent")
    first, second = other(), other()
    for each in (first, second):
        each.log_in("agent")
    step(first, phone.code(), 422)  # that of the enrolment
    clock.forward(minutes=1)
    assert step(first, phone.code()).h1 == "Accueil"
    step(second, phone.code(), 422)
    step(second, phone.code(early=-1), 422)
    assert not inside(second)


@pytest.mark.parametrize(("early", "right"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(
    client: Client, other: Callable[[], Client], clock: Clock, early: int, right: bool
) -> None:
    phone, _ = enrol(client, "agent")
    clock.forward(minutes=5)
    mine = other()
    mine.log_in("agent")
    step(mine, phone.code(early), 200 if right else 422)
    assert inside(mine) == right


def test_a_code_on_paper_serves_once(
    client: Client, other: Callable[[], Client], clock: Clock
) -> None:
    _, codes = enrol(client, "agent")
    mine = other()
    mine.log_in("agent")
    page = step(mine, codes[3].upper().replace("-", " "))
    assert "Il vous reste 9\u00a0codes de secours" in page.text
    again = other()
    again.log_in("agent")
    step(again, codes[3], 422)
    assert step(again, codes[4]).h1 == "Accueil"
    assert actions().count("second.paper") == 2


def test_guesses_are_slowed_down(client: Client, other: Callable[[], Client], clock: Clock) -> None:
    phone, _ = enrol(client, "agent")
    clock.forward(minutes=2)
    mine = other()
    mine.log_in("agent")
    for _ in range(5):
        step(mine, "123456", 422)
    assert "réessayez dans" in step(mine, phone.code(), 429).text
    clock.forward(minutes=1)
    assert step(mine, phone.code()).h1 == "Accueil"


def test_the_half_way_lasts_ten_minutes(
    client: Client, other: Callable[[], Client], clock: Clock
) -> None:
    phone, _ = enrol(client, "agent")
    mine = other()
    mine.log_in("agent")
    page = mine.page("/connexion/code")
    clock.forward(minutes=11)
    assert mine.submit(page.form("/connexion/code"), code=phone.code()).h1 == "Connexion"
    assert not inside(mine)


def test_a_link_by_mail_does_not_go_round_it(client: Client, other: Callable[[], Client]) -> None:
    enrol(client, "agent")
    from tests.world import NOW
    from webapp.accounts.models import Account
    from webapp.database import write_transaction

    now = int(NOW.timestamp())
    with write_transaction():
        token = recovery.new_link("recover", Account.get(login="agent").id, now)
    mine = other()
    page = mine.page(f"/retrouver/lien/{token}")
    page = mine.submit(page.one("//main//form"), nouveau="quatre vaches bleues")
    assert page.h1 == "Code de connexion"
    assert not inside(mine)


def test_families_are_not_asked(client: Client) -> None:
    assert client.log_in("martin").h1 == "Accueil"


def test_where_it_is_not_required_who_has_a_phone_is_asked(
    app: Flask, client: Client, other: Callable[[], Client]
) -> None:
    app.config["SECOND_FACTOR"] = False
    client.log_in("agent")
    page = client.page("/admin/profil")
    page = client.submit(page.form("/admin/profil/telephone"), press=("faire", "enregistrer"))
    page = client.submit(page.form("/connexion/telephone"), code=Phone(key_on(page)).code())
    assert len(codes_on(page)) == 10
    assert other().log_in("agent").h1 == "Code de connexion"


def test_other_codes_are_printed_and_void_the_earlier(
    client: Client, other: Callable[[], Client], clock: Clock
) -> None:
    phone, codes = enrol(client, "agent")
    clock.forward(minutes=1)
    form = client.page("/admin/profil").form("/admin/profil/telephone")
    client.submit(form, 422, press=("faire", "codes"), code="123456")
    fresh = codes_on(client.submit(form, press=("faire", "codes"), code=phone.code()))
    mine = other()
    mine.log_in("agent")
    step(mine, codes[0], 422)
    assert step(mine, fresh[0]).h1 == "Accueil"


def test_another_phone(client: Client, other: Callable[[], Client], clock: Clock) -> None:
    phone, codes = enrol(client, "agent")
    form = client.page("/admin/profil").form("/admin/profil/telephone")
    page = client.submit(form, press=("faire", "changer"), code=codes[0])
    assert page.h1 == "Enregistrer votre téléphone"
    fresh = Phone(key_on(page))
    client.submit(page.form("/connexion/telephone"), code=fresh.code())
    clock.forward(minutes=1)
    mine = other()
    mine.log_in("agent")
    step(mine, phone.code(), 422)
    assert step(mine, fresh.code()).h1 == "Accueil"


def test_the_database_alone_tells_no_secret(client: Client) -> None:
    phone, codes = enrol(client, "agent")
    kept = repr(rows("SELECT * FROM second_factor") + rows("SELECT * FROM recovery_code")
                + rows("SELECT * FROM audit_event"))  # fmt: skip
    assert phone.key not in kept
    assert not [code for code in codes if code in kept]


def test_with_another_secret_key_a_phone_is_refused_not_a_failure(
    client: Client, other: Callable[[], Client], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, _ = enrol(client, "agent")
    clock.forward(minutes=1)
    monkeypatch.setitem(passwords._pepper, "key", "another key")
    mine = other()
    mine.log_in("agent")
    step(mine, phone.code(), 422)


def test_the_letters_password_asks_staff_for_their_own(client: Client, clock: Clock) -> None:
    an_account("jeanne", role="animator", must_change=True)
    page = client.log_in("jeanne")
    phone = Phone(key_on(page))
    page = client.submit(page.form("/connexion/telephone"), code=phone.code())
    following = page.one("//a[contains(., 'continuer')]/@href")
    page = client.page(following)
    assert page.h1 == "Choisir un mot de passe"
    form = page.form("/admin/profil/mot-de-passe")
    page = client.submit(form, 422, actuel="faux", nouveau="quatre vaches bleues")
    assert "pas votre mot de passe actuel" in page.text
    page = client.submit(form, actuel="deux enfants et un chat", nouveau="quatre vaches bleues")
    assert page.h1 == "Profil"
    assert "staff.password" in actions()


def test_staff_are_logged_out_after_half_an_hour_and_come_back(
    app: Flask, client: Client, clock: Clock
) -> None:
    app.config["SECOND_FACTOR"] = False
    client.log_in("agent")
    clock.forward(minutes=29)
    assert inside(client)
    clock.forward(minutes=31)
    page = client.page("/admin/journal")
    assert page.h1 == "Connexion"
    assert "déconnecté après 30\u00a0minutes sans visite" in page.text
    page = client.submit(
        page.one("//form[@method='post']"),
        identifiant="agent",
        mot_de_passe="deux enfants et un chat",
    )
    assert page.h1 == "Journal"


def test_a_lost_phone_is_forgotten_by_command(
    app: Flask, client: Client, other: Callable[[], Client]
) -> None:
    enrol(client, "agent")
    runner = app.test_cli_runner()
    assert runner.invoke(args=["second-factor-reset", "Agent"]).exit_code == 0
    assert runner.invoke(args=["second-factor-reset", "agent"]).exit_code == 1
    assert not inside(client)
    assert other().log_in("agent").h1 == "Enregistrer votre téléphone"
    assert "second.reset" in actions()

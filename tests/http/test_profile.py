"""« Profil »: who one is here, and where one is logged in."""

import pytest

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import PASSWORD
from webapp.accounts.models import Account, LoginSession

pytestmark = pytest.mark.both_engines
PHONE = "Mozilla/5.0 (Linux; Android 9; Moto G) AppleWebKit/537 Chrome/120 Mobile Safari/537"


def test_it_says_who_one_is(town: Town, martin: Client) -> None:
    page = martin.page("/profil")
    for said in ("Mme Camille Martin", "martin@exemple.fr", "Léa Martin", "2 rue des Lilas"):
        assert said in page.text
    assert "Inès" not in page.text


def test_without_mail_or_question_it_says_so(town: Town, martin: Client) -> None:
    Account.update(email="").execute()
    page = martin.page("/profil")
    assert "Aucune n’est connue." in page.text


def test_devices_are_listed_and_ended_one_by_one(
    town: Town, martin: Client, client: Client, clock: Clock
) -> None:
    clock.forward(minutes=5)
    client.environ_base["HTTP_USER_AGENT"] = PHONE
    client.log_in("martin")
    page = martin.page("/profil")
    assert "Chrome sur Android" in page.text and page.text.count("celui-ci") == 1
    other = LoginSession.get(LoginSession.device == "Chrome sur Android")
    form = page.form("/profil/appareils")
    page = martin.submit(form, press=("appareil", str(other.id)))
    assert "Cet appareil est déconnecté." in page.text and "Android" not in page.text
    assert client.page("/").h1 == "Connexion"
    assert martin.page("/").h1 == "Accueil"


def test_all_others_at_once(town: Town, martin: Client, client: Client) -> None:
    client.log_in("martin")
    form = martin.page("/profil").form("/profil/appareils")
    martin.submit(form, press=("appareil", "autres"))
    assert client.page("/").h1 == "Connexion" and martin.page("/").h1 == "Accueil"


@pytest.mark.parametrize("which", ["", "x", "999999", "-1", "99999999999999", "١"])
def test_a_strangers_device_is_unknown(
    town: Town, martin: Client, benali: Client, which: str
) -> None:
    theirs = LoginSession.get(LoginSession.account == town.benali_account)
    for number in (which, str(theirs.id)):
        assert martin.send("/profil/appareils", appareil=number).status_code == 404
    assert benali.page("/").h1 == "Accueil"


def test_one_may_stay_logged_in_for_thirty_days(town: Town, client: Client, clock: Clock) -> None:
    form = client.page("/connexion").form("/connexion")
    client.submit(form, identifiant="martin", mot_de_passe=PASSWORD, rester="1")
    for _ in range(2):
        clock.forward(days=14)
        assert client.page("/").h1 == "Accueil"
    clock.forward(days=3)
    assert client.page("/").h1 == "Connexion"


def test_the_last_use_is_noted(town: Town, martin: Client, clock: Clock) -> None:
    before = LoginSession.get().seen_at
    clock.forward(minutes=30)
    martin.page("/")
    assert LoginSession.get().seen_at > before


def test_staff_are_logged_out_after_half_an_hour(town: Town, agent: Client, clock: Clock) -> None:
    clock.forward(minutes=29)
    assert agent.page("/admin").h1 != "Connexion"
    clock.forward(minutes=31)
    assert agent.page("/admin").h1 == "Connexion"

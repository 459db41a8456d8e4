"""« Profil », « Modifier »: what is asked for waits for the night, or is taken back (S09, S10)."""

from collections.abc import Callable

import pytest

from tests.http.profile_changing import GOOD, QUESTION, change, enters, martin_account, told
from tests.jobs.nights import pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import PASSWORD, a_structure, an_account
from webapp import jobs
from webapp.accounts.models import AccessLink, Account, LoginSession, ProfileChange
from webapp.families.models import Membership
from webapp.mail.models import OutboxMail
from webapp.structures.models import Structure

pytestmark = pytest.mark.both_engines
New = Callable[[str], Client]
NIGHT = "dans la nuit du 27 au 28 novembre"


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Valkey is away: the database keeps what has to be done."""
    monkeypatch.setattr(jobs, "enqueue", lambda *_: False)


def test_a_password_changes_with_the_night(town: Town, martin: Client, client: Client,
                                           clock: Clock, new_client: New) -> None:  # fmt: skip
    other = new_client("martin")
    page = change(martin, nouveau=GOOD)
    assert f"Le mot de passe\u00a0: votre demande prendra effet {NIGHT}." in page.text
    assert f"Prendra effet {NIGHT}." in page.text
    assert enters(client, PASSWORD) and not enters(client, GOOD)
    assert "1\u00a0profil modifié" in pass_night(town, clock.now)
    assert enters(client, GOOD) and not enters(client, PASSWORD)
    assert other.page("/").h1 == "Connexion"
    assert martin.page("/profil").h1 == "Profil" and "en attente" not in martin.page("/profil").text
    assert ProfileChange.get().secret_hash == ""


def test_the_owner_is_told_and_can_object(town: Town, martin: Client, client: Client) -> None:
    change(martin, nouveau=GOOD)
    mail = told("profile_asked")
    assert mail["to"] == "martin@exemple.fr" and mail["changes"] == ["le mot de passe"]
    assert mail["effect"] == NIGHT
    page = client.page(str(mail["path"]))
    assert client.submit(page.form(str(mail["path"]))).h1 == "Votre compte est protégé"
    assert martin.page("/").h1 == "Connexion"
    assert martin_account().password_hash == "" and martin_account().question_locked
    assert [change.state for change in ProfileChange.select()] == ["withdrawn"]


def test_a_change_is_withdrawn(town: Town, martin: Client, client: Client, clock: Clock) -> None:
    page = change(martin, nouveau=GOOD)
    waiting = str(ProfileChange.get().id)
    page = martin.submit(page.form("/profil/retirer"), press=("changement", waiting))
    assert "Votre demande est retirée" in page.text and "en attente" not in page.text
    pass_night(town, clock.now)
    assert enters(client, PASSWORD) and not enters(client, GOOD)
    assert martin.send("/profil/retirer", changement=waiting).status_code == 404


@pytest.mark.parametrize("which", ["", "x", "999999", "-1", "99999999999999"])
def test_a_strangers_change_cannot_be_withdrawn(
    town: Town, martin: Client, benali: Client, which: str
) -> None:
    change(martin, nouveau=GOOD)
    for number in (which, str(ProfileChange.get().id)):
        assert benali.send("/profil/retirer", changement=number).status_code == 404
    assert ProfileChange.get().state == "pending"


def test_a_new_address_answers_first(
    town: Town, martin: Client, client: Client, clock: Clock
) -> None:
    page = change(martin, mail=" camille@ailleurs.fr ")
    assert "Ouvrez le mail envoyé à cette adresse pour la confirmer." in page.text
    assert told("profile_asked")["to"] == "martin@exemple.fr"
    pass_night(town, clock.now)
    assert martin_account().email == "martin@exemple.fr"
    mail = told("confirm_mail")
    assert mail["to"] == "camille@ailleurs.fr"
    page = client.page(str(mail["path"]))  # without a log-in, on whatever device
    page = client.submit(page.form(str(mail["path"])))
    assert page.h1 == "C’est confirmé" and NIGHT in page.text
    assert client.page(str(mail["path"]), 410).h1 == "Ce lien ne vaut plus"
    pass_night(town, clock.now)
    assert martin_account().email == "camille@ailleurs.fr"


def test_looking_at_a_link_confirms_nothing(town: Town, martin: Client, client: Client) -> None:
    """As programs do that look at the links of a mail."""
    change(martin, mail="camille@ailleurs.fr")
    for _ in range(2):
        client.page(str(told("confirm_mail")["path"]))
    assert ProfileChange.get().confirmed_at is None


def test_the_link_of_a_change_withdrawn_or_replaced_confirms_nothing(
    town: Town, martin: Client, client: Client
) -> None:
    change(martin, mail="premier@ailleurs.fr")
    first = str(told("confirm_mail")["path"])
    change(martin, mail="second@ailleurs.fr")
    assert client.page(first, 410).h1 == "Ce lien ne vaut plus"
    assert client.send(first).status_code == 410
    states = {c.value: (c.state, c.confirmed_at) for c in ProfileChange.select()}
    assert states == {
        "premier@ailleurs.fr": ("withdrawn", None), "second@ailleurs.fr": ("pending", None),
    }  # fmt: skip


def test_a_link_grows_old_and_is_good_for_its_purpose_alone(
    town: Town, martin: Client, client: Client, clock: Clock
) -> None:
    change(martin, mail="camille@ailleurs.fr")
    token = str(told("confirm_mail")["path"]).rpartition("/")[2]
    for path in ("/retrouver/lien/", "/retrouver/pas-moi/", "/profil/accord/"):
        assert client.send(path + token).status_code == 410
    clock.forward(days=8)
    assert client.send(f"/profil/confirmer/{token}").status_code == 410
    assert client.send("/profil/confirmer/invente").status_code == 410
    assert ProfileChange.get().confirmed_at is None


def test_the_old_address_takes_the_account_back_after_the_night(
    town: Town, martin: Client, client: Client, clock: Clock
) -> None:
    """Somebody at an open phone, who knows the password, has had a night."""
    change(martin, mail="voleur@ailleurs.fr", nouveau=GOOD)
    path = str(told("confirm_mail")["path"])
    client.submit(client.page(path).form(path))
    pass_night(town, clock.now)
    assert martin_account().email == "voleur@ailleurs.fr"
    clock.forward(days=5)
    path = str(told("profile_asked")["path"])
    client.submit(client.page(path).form(path))
    assert martin_account().email == "martin@exemple.fr" and martin_account().password_hash == ""
    assert LoginSession.select().where(LoginSession.ended_at.is_null()).count() == 0


def test_question_and_answer_change_with_the_night(
    town: Town, martin: Client, client: Client, clock: Clock
) -> None:
    change(martin, question=QUESTION, reponse="Caramel le chat")
    pass_night(town, clock.now)
    page = client.page("/retrouver")
    page = client.submit(page.form("/retrouver"), identifiant="martin")
    assert QUESTION in page.text
    page = client.submit(page.form("/retrouver/reponse"), reponse="caramel LE châtt", status=422)
    page = client.submit(page.form("/retrouver/reponse"), reponse="caramel LE chàt")
    assert page.h1 == "Votre nouveau mot de passe"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("Rex", "trop courte"),
        ("animal", "La question contient déjà"),
        ("14 mai 2019", "Une date ou un nombre"),
        ("le 14 mai", "Une date ou un nombre"),
        ("14/05/2019", "Une date ou un nombre"),
        ("Léa et Tom", "un nom de votre dossier"),
        ("Camille Martin", "un nom de votre dossier"),
        ("rue des Lilas", "un nom de votre dossier"),
        ("CarteVille", "un nom de votre dossier ou de votre commune"),
        ("Minou", "qu’on essaie en premier"),
        ("aaaaaaa", "qu’on essaie en premier"),
        ("", "Saisissez la réponse"),
    ],
)
def test_weak_answers_are_refused_at_their_place(
    town: Town, martin: Client, answer: str, why: str
) -> None:
    page = change(martin, 422, question=QUESTION, reponse=answer)
    field = page.id("reponse")
    assert field.get("aria-invalid") == "true" and (field.get("value") or "") == answer
    assert why in page.id("reponse-err").text_content()
    assert ProfileChange.select().count() == 0


def test_a_question_of_ones_own_would_tell_that_the_account_exists(
    town: Town, martin: Client
) -> None:
    page = change(martin, 422, question="Mon secret\u202f?", reponse="Caramel le chat")
    assert "Choisissez une question." in page.text


def test_the_question_that_the_town_has_given_may_be_kept(town: Town, martin: Client) -> None:
    Account.update(question="Le surnom de l’oncle\u202f?").execute()
    page = change(martin, reponse="Tonton Georges")
    assert "la question secrète" in page.text.lower()


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"mail": "camille"}, "mail"),
        ({"mail": "a\x00b@c.fr"}, "mail"),
        ({"mail": "a@b.fr, c@d.fr"}, "mail"),
        ({"mail": ""}, "mail"),
        ({"nouveau": "court"}, "nouveau"),
        ({"nouveau": "Soleil2024"}, "nouveau"),
        ({"nouveau": "x" * 201}, "nouveau"),
        ({"nouveau": GOOD, "actuel": ""}, "actuel"),
        ({"nouveau": GOOD, "actuel": "faux"}, "actuel"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    town: Town, martin: Client, fields: dict[str, str], where: str
) -> None:
    page = change(martin, 422, **fields)
    assert page.id(where).get("aria-invalid") == "true"
    assert not page.id("actuel").get("value") and not page.id("nouveau").get("value")
    assert ProfileChange.select().count() == OutboxMail.select().count() == 0


def test_guesses_at_the_present_password_are_slowed_down(town: Town, martin: Client) -> None:
    for _ in range(5):
        change(martin, 422, nouveau=GOOD, actuel="faux")
    assert "Trop d’essais" in change(martin, 429, nouveau=GOOD).text


def test_an_address_is_not_flooded_with_links(town: Town, martin: Client) -> None:
    for number in range(6):
        change(martin, mail=f"victime{number}@ailleurs.fr")
    assert "Trop d’essais" in change(martin, 429, mail="victime6@ailleurs.fr").text


def test_a_long_password_is_taken(town: Town, martin: Client, client: Client, clock: Clock) -> None:
    password = "Sixty-four signs and more, with àccents and 1 figure: " + "x" * 100
    change(martin, nouveau=password)
    pass_night(town, clock.now)
    assert enters(client, password)


def test_asked_twice_it_is_asked_once(town: Town, martin: Client) -> None:
    for _ in range(2):
        change(martin, mail="camille@ailleurs.fr", nouveau=GOOD, question=QUESTION,
                reponse="Caramel le chat")  # fmt: skip
    assert ProfileChange.select().count() == 3
    assert OutboxMail.select().count() == 2
    assert "Rien n’a changé." in change(martin).text


def test_a_structure_may_do_without_the_night(
    town: Town, martin: Client, client: Client, new_client: New
) -> None:
    Structure.update(profile_immediate=True).execute()
    other = new_client("martin")
    page = change(martin, nouveau=GOOD, mail="camille@ailleurs.fr")
    assert "Un mail vous attend" in page.text
    assert enters(client, GOOD) and martin_account().email == "martin@exemple.fr"
    assert other.page("/").h1 == "Connexion" and martin.page("/").h1 == "Accueil"
    path = str(told("confirm_mail")["path"])
    client.submit(client.page(path).form(path))
    assert martin_account().email == "camille@ailleurs.fr"


def test_the_first_night_of_several_structures_does_it(
    town: Town, martin: Client, clock: Clock
) -> None:
    early = a_structure("tot", "Tôt", night_at="22:00")
    Membership.create(family=town.martin, structure=early)
    page = change(martin, nouveau=GOOD)
    assert "Prendra effet dans la nuit du 27 au 28 novembre." in page.text
    pass_night(town, clock.now)
    assert ProfileChange.get().state == "applied"


def test_the_night_of_a_structure_unknown_to_the_family_leaves_it(
    town: Town, martin: Client, clock: Clock
) -> None:
    from webapp.transmission import operations

    elsewhere = a_structure("ailleurs", "Ailleurs")
    change(martin, nouveau=GOOD)
    operations.run(operations.open_by_hand(elsewhere.id, clock.now), clock.now)
    assert ProfileChange.get().state == "pending"


def test_what_is_asked_after_the_night_has_begun_is_the_next_ones(
    town: Town, martin: Client, clock: Clock
) -> None:
    from webapp.transmission import operations

    opened = operations.open_by_hand(town.structure.id, clock.now)
    clock.forward(seconds=5)
    change(martin, nouveau=GOOD)
    operations.run(opened, clock.now)
    assert ProfileChange.get().state == "pending"


def test_the_profile_leads_there_and_the_menu_knows_it(town: Town, martin: Client) -> None:
    page = martin.page("/profil")
    assert page.one("//main//a[@href='/profil/modifier']").text_content() == "Modifier"
    page = martin.page("/profil/modifier")
    assert page.one("//nav//a[@aria-current]").text_content() == "Profil"
    kinds = {i.get("id"): i.get("autocomplete") for i in page.all("//main//input[@id]")}
    assert kinds == {
        "mail": "email", "nouveau": "new-password", "reponse": "off", "actuel": "current-password",
    }  # fmt: skip
    assert not page.all("//input[@onpaste or @maxlength]")


def test_two_accounts_may_share_an_address(town: Town, martin: Client, clock: Clock) -> None:
    an_account("paul", town.martin, email="maison@exemple.fr")
    change(martin, mail="maison@exemple.fr")
    assert AccessLink.select().where(AccessLink.kind == "confirm").count() == 1

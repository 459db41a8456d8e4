"""« Activités »: what a structure offers, what its rules do, and changing them."""

import json

import pytest

from tests.support.client import Client
from tests.support.engines import statements
from tests.support.pages import Page
from tests.town import Town
from tests.world import a_booking, a_supplement, terms
from webapp.activities.models import Activity, OpenDay
from webapp.audit.models import AuditEvent
from webapp.booking.models import Booking
from webapp.structures.models import Holiday

NEW = """
[activite.matin]
reserver = "1 jour ouvré avant à 9h"
annuler = "comme réserver"
prix = "3,50"
places = { jour = 12 }
"""


def path(activity: Activity, more: str = "") -> str:
    return f"/admin/activites/{activity.id}{more}"


def told(client: Client) -> Page:
    """The last page that was answered."""
    assert client.last is not None
    return client.last


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_list_leads_to_the_sheet(agent: Client, town: Town) -> None:
    page = agent.page("/admin/activites")
    agent.page(page.one(f"//a[text()='{town.matin.name}']").get("href"))


def test_the_sheet_tells_the_rules_and_the_next_days(agent: Client, town: Town) -> None:
    a_supplement(town.open_day(town.matin))
    with statements() as seen:
        page = agent.page(path(town.matin))
    assert len(seen) <= 10
    text = plain(page.text)
    assert "Réservable jusqu’à 4 jours avant à 23 h 59." in text
    assert "Prix : 14,85 €." in text
    assert "Piscine, 3,50 €" in text
    assert len(page.all("//table//tbody/tr")) == 10
    assert "Trop tard" in text  # the day whose deadline has passed
    assert "Libre . Réservable jusqu’au lundi 30 novembre à 23 h 59." in text


def test_a_full_day_is_told_as_full(agent: Client, town: Town) -> None:
    OpenDay.update(capacity=1).where(OpenDay.activity == town.matin).execute()
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    text = plain(agent.page(path(town.matin)).text)
    assert "Complet . 1 sur 1 ; liste d’attente : vous seriez au rang 1." in text


def test_the_file_comes_back_as_it_went(agent: Client, town: Town) -> None:
    Holiday.create(
        structure=town.structure, kind="school", name="Noël",
        first_day="2026-12-19", last_day="2027-01-03",
    )  # fmt: skip
    Activity.update(
        terms=terms(service="lundi mardi hors vacances", places={"reserve": [["habitant", 2]]})
    ).execute()
    text = agent.get(path(town.matin, "/regles.toml")).text
    page = agent.send(path(town.matin, "/regles"), texte=text, version="1")
    assert page.status_code == 200
    assert "Les phrases sont les mêmes" in page.text


def test_rules_are_seen_then_saved(agent: Client, town: Town) -> None:
    booked = a_booking(town.lea, town.martin, town.open_day(town.matin))
    page = agent.page(path(town.matin, "/regles"))
    with statements() as seen:
        shown = agent.submit(page.form(path(town.matin, "/regles")), press=("faire", "voir"),
                             texte=NEW)  # fmt: skip
    assert len(seen) <= 10
    text = plain(shown.text)
    assert "Ajouté : Réservable jusqu’à 1 jour ouvré avant à 9 h." in text
    assert "Retiré : Prix : 14,85 €." in text
    assert "11 jours à venir changent de places" in text
    assert Activity.get_by_id(town.matin.id).terms == town.matin.terms
    agent.submit(shown.form(path(town.matin, "/regles")), press=("faire", "enregistrer"))
    saved = Activity.get_by_id(town.matin.id)
    assert json.loads(saved.terms)["prix"] == "3,50"
    assert saved.version == 2
    assert {day.capacity for day in OpenDay.select().where(OpenDay.activity == saved)} == {12}
    assert Booking.get_by_id(booked.id).cents == 1485
    event = AuditEvent.get(AuditEvent.action == "activity.rules")
    assert json.loads(event.after)["prix"] == "3,50"


@pytest.mark.both_engines
def test_places_never_go_below_what_is_taken(agent: Client, town: Town) -> None:
    day = town.open_day(town.matin)
    a_booking(town.lea, town.martin, day)
    a_booking(town.tom, town.martin, day)
    text = NEW.replace("jour = 12", "jour = 1")
    form = {"texte": text, "version": "1"}
    shown = agent.send(path(town.matin, "/regles"), **form, faire="voir")
    assert "davantage sont déjà prises" in shown.text
    agent.send(path(town.matin, "/regles"), **form, faire="enregistrer")
    assert OpenDay.get_by_id(day.id).capacity == 2
    assert town.open_day(town.matin, town.days[1]).capacity == 1


def test_the_cases_of_the_file_are_played(agent: Client, town: Town) -> None:
    case = '[[cas]]\naction = "prix"\nprix = "{}"\n'
    for price, said in (("3,50", "1 cas du fichier donne ce qui y est attendu."),
                        ("9,00", "attendu 9,00 €")):  # fmt: skip
        text = NEW + case.format(price)
        page = agent.send(path(town.matin, "/regles"), texte=text, version="1", faire="voir")
        assert page.status_code == 200
        assert said in plain(page.text)


def test_what_is_wrong_is_told_with_its_place(agent: Client, town: Town) -> None:
    for wrong, told in (
        ("[activite.matin]\nreserver = 'demain'", "activite.matin.reserver"),
        ("[activite.matin]\nprix = 4,00", "ligne 2"),
        ("", "activite"),
        ("{", "JSON"),
        ("{} ", "activite"),
        (NEW + NEW.replace("matin", "soir"), "une seule activité"),
        (NEW.replace("jour = 12", 'ages = [["3-5", 7]]'), "places par âge"),
        ("x" * 60_001, "60"),
    ):
        page = agent.send(path(town.matin, "/regles"), texte=wrong, version="1")
        assert page.status_code == 422
        assert told in page.text, wrong
    assert Activity.get_by_id(town.matin.id).terms == town.matin.terms


def test_the_second_of_two_secretaries_is_told(agent: Client, town: Town) -> None:
    agent.send(path(town.matin, "/regles"), texte=NEW, version="1", faire="enregistrer")
    mine = NEW.replace("3,50", "3,60")
    page = agent.send(path(town.matin, "/regles"), texte=mine, version="1", faire="enregistrer")
    assert page.status_code == 409
    assert "Quelqu’un d’autre a changé" in page.text
    assert "3,60" in page.text
    assert '"3,50"' in Activity.get_by_id(town.matin.id).terms
    again = agent.send(path(town.matin, "/regles"), texte=NEW, version="1", faire="enregistrer")
    assert again.status_code == 303  # the first, sent twice
    assert Activity.get_by_id(town.matin.id).version == 2


def test_another_town_s_activity_is_not_there(agent: Client, town: Town) -> None:
    assert agent.get("/admin/activites/9999").status_code == 404


def test_a_deadline_is_changed_without_its_file(agent: Client, town: Town) -> None:
    page = agent.page(path(town.matin, "/changer"))
    form = page.form(path(town.matin, "/changer"))
    assert dict(form.form_values())["reserver_n"] == "4"
    shown = agent.submit(form, reserver_n="1", reserver_unite="working", reserver_heure="9h30")
    text = plain(shown.text)
    assert "Ajouté : Réservable jusqu’à 1 jour ouvré avant à 9 h 30." in text
    assert "Réservable jusqu’au jeudi 3 décembre à 9 h 30" in text
    agent.submit(shown.form(path(town.matin, "/regles")), press=("faire", "enregistrer"))
    stated = json.loads(Activity.get_by_id(town.matin.id).terms)
    assert stated["reserver"] == "1 jour ouvré avant à 9h30"
    assert stated["annuler"] == "comme réserver"


def test_prices_of_a_grid_are_changed_one_by_one(agent: Client, town: Town) -> None:
    grid = [["QF", "prix"], ["0-500", "1,00"], ["501+", "2,85"]]
    price = {"tarif": [{"pour": "PAI", "montant": "1,45"}, {"grille": grid}]}
    Activity.update(terms=terms(prix=price)).execute()
    fields = {"quoi": "prix", "version": "1", "prix.tarif.1.grille.2.1": "3"}
    shown = agent.send(path(town.matin, "/changer"), **fields)
    assert "501+\u00a0: 3\u00a0€" in shown.text
    assert "501+\u00a0: 2,85\u00a0€" in shown.text
    wrong = agent.send(path(town.matin, "/changer"), **fields, **{"prix.tarif.0.montant": "x"})
    page = told(agent)
    assert wrong.status_code == 422
    assert "Une somme en euros est attendue" in page.text
    assert page.id("prix.tarif.1.grille.2.1").get("value") == "3"


def test_places_of_all_days_and_a_waiting_list(agent: Client, town: Town) -> None:
    fields = {"quoi": "places", "version": "1", "places": "14", "liste_attente": "oui"}
    agent.send(path(town.matin, "/changer"), **fields)
    shown = told(agent)
    assert "Places : 14 libres sur 14" in plain(shown.text)
    agent.submit(shown.form(path(town.matin, "/regles")), press=("faire", "enregistrer"))
    assert town.open_day(town.matin).capacity == 14


def test_a_hidden_activity_is_booked_no_more(agent: Client, martin: Client, town: Town) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    calendar = f"/reservations?enfant={town.lea.id}&activite={town.matin.id}"
    tom = f"/reservations?enfant={town.tom.id}"
    assert town.matin.name in martin.page(tom).text
    names = {"quoi": "nom", "version": "1", "nom": "Matinée", "nom_court": "Matin"}
    assert agent.send(path(town.matin, "/changer"), **names).status_code == 303
    assert "Masquée" in agent.page(path(town.matin)).text
    assert "Matinée" not in martin.page(tom).text
    page = martin.page(calendar)
    states = {cell.get("id")[2:]: cell.get("data-state") for cell in page.all("//*[@data-state]")}
    assert states[str(town.days[0])] == "booked"
    assert states.get(str(town.days[1]), "closed") == "closed"


def test_what_is_typed_wrong_is_told_beside_it(agent: Client, town: Town) -> None:
    for what, fields in (
        ("delais", {"reserver_n": "deux"}),
        ("delais", {"reserver_heure": "25h"}),
        ("delais", {"annuler_phrase": "quand je veux"}),
        ("places", {"places": "-3"}),
        ("prix", {"prix": "cher"}),
        ("nom", {"nom": "x" * 121, "nom_court": "x"}),
        ("nom", {"nom": "Matin", "nom_court": ""}),
    ):
        sent = agent.send(path(town.matin, "/changer"), quoi=what, version="1", **fields)
        page = told(agent)
        field = next(key for key, value in fields.items() if value not in ("Matin", "x"))
        assert sent.status_code == 422, fields
        assert page.id(f"{field}-err").text_content()
        assert page.id(field).get("value") == fields[field]
    assert Activity.get_by_id(town.matin.id).version == 1

"""The information of the structure, before and after logging in (S02, S06, S08)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_structure
from webapp.families.models import Membership
from webapp.structures.models import News, Structure

New = Callable[[str], Client]


def _news(structure: Structure, title: str, **more: Any) -> News:
    code = title.lower().replace(" ", "-")
    return News.create(structure=structure, code=code, title=title, body=f"Texte de {title}",
                       **more)  # fmt: skip


def test_public_news_are_read_before_and_after_logging_in(
    town: Town, client: Client, new_client: New
) -> None:
    _news(town.structure, "Portes ouvertes")
    assert "Texte de Portes ouvertes" in client.page("/connexion").text
    assert "Texte de Portes ouvertes" in new_client("martin").page("/").text


def test_news_for_families_are_read_after_logging_in_only(
    town: Town, client: Client, new_client: New
) -> None:
    _news(town.structure, "Pour nos familles", public=False)
    assert "Pour nos familles" not in client.page("/connexion").text
    assert "Pour nos familles" in new_client("martin").page("/").text


def test_a_family_reads_the_news_of_the_structure_it_looks_at(town: Town, new_client: New) -> None:
    other = a_structure("autre", "Autre-Ville", position=1)
    _news(other, "Ailleurs")
    martin = new_client("martin")
    assert "Ailleurs" not in martin.page("/").text
    Membership.create(family=town.martin, structure=other)
    page = martin.submit(
        martin.page("/structures").form("/structures"), press=("structure", "autre")
    )
    assert "Ailleurs" in page.text and "Autre-Ville" in page.text


def test_news_have_their_days(town: Town, clock: Clock, client: Client) -> None:
    today = clock.now.date()
    _news(town.structure, "Demain", first_day=today + timedelta(1))
    _news(town.structure, "Hier", last_day=today - timedelta(1))
    _news(town.structure, "Du jour", first_day=today, last_day=today)
    text = client.page("/connexion").text
    assert "Du jour" in text and "Demain" not in text and "Hier" not in text


def test_the_day_is_that_of_the_town(town: Town, clock: Clock, client: Client) -> None:
    """At half past midnight in Paris, UTC is still the day before."""
    clock.to(clock.now.replace(day=28, hour=0, minute=30))
    _news(town.structure, "Samedi", first_day=clock.now.date())
    assert "Samedi" in client.page("/connexion").text


def test_a_structure_without_news_says_so(town: Town, client: Client, new_client: New) -> None:
    assert "Rien de neuf pour l’instant." in client.page("/connexion").text
    assert "Rien de neuf pour l’instant." in new_client("martin").page("/").text


def test_the_date_of_the_last_update_stands_on_every_page(
    town: Town, clock: Clock, martin: Client
) -> None:
    assert "Mis à jour" not in martin.page("/").text
    Structure.update(last_update=clock.now).where(Structure.id == town.structure.id).execute()
    for path in ("/", "/reservations", "/panier", "/suivi"):
        assert "Mis à jour le 27 novembre 2026 à 9\u00a0h\u00a030" in martin.page(path).text


def test_how_to_reach_the_structure(town: Town, client: Client, new_client: New) -> None:
    Structure.update(
        phone="01 23 45 67 89", email="enfance@carteville.example", hours="Du lundi au vendredi"
    ).where(Structure.id == town.structure.id).execute()
    for page in (
        client.page("/contact"),
        client.page("/connexion"),
        new_client("martin").page("/"),
    ):
        assert page.all("//a[@href='tel:0123456789']")
        assert page.all("//a[@href='mailto:enfance@carteville.example']")
        assert "Du lundi au vendredi" in page.text


def test_the_legal_pages_are_open_to_everybody(town: Town, client: Client, new_client: New) -> None:
    paths = ("/accessibilite", "/mentions-legales", "/donnees-personnelles", "/contact",
             "/retrouver")  # fmt: skip
    for visitor in (client, new_client("martin"), new_client("agent")):
        for path in paths:
            assert visitor.page(path).h1 != "Connexion"
    assert "non conforme" in client.page("/accessibilite").text


def test_a_portal_without_any_structure_still_answers(app: object, client: Client) -> None:
    for path in ("/connexion", "/contact", "/retrouver", "/mentions-legales"):
        client.page(path)

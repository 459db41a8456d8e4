"""`flask --app wsgi rules explain`: what a family would see on a day, and why (N07)."""

import pytest
from flask import Flask

from tests.http.test_activity_rules import rule
from tests.town import Town
from tests.world import a_booking
from webapp.activities.models import OpenDay

NBSP = "\u00a0"
pytestmark = pytest.mark.both_engines


def explain(app: Flask, **changes: str) -> tuple[int, str]:
    asked = {
        "account": "martin",
        "child": "Léa",
        "activity": "matin",
        "day": "2026-12-04",
    } | changes
    words = [word for key, value in asked.items() for word in (f"--{key}", value)]
    done = app.test_cli_runner().invoke(args=["rules", "explain", *words])
    return done.exit_code, done.output


def test_a_free_day(app: Flask, town: Town) -> None:
    code, told = explain(app)
    assert code == 0
    assert "Matin, vendredi 4 décembre 2026, pour Léa Martin" in told
    assert f"État{NBSP}: libre – réservable jusqu’au lundi 30 novembre à 23{NBSP}h{NBSP}59." in told
    assert f"Délai pour annuler{NBSP}: lundi 30 novembre à 23{NBSP}h{NBSP}59" in told
    assert f"Prix{NBSP}: 14,85{NBSP}€ – Tarif unique" in told


def test_the_instant_asked_about_counts(app: Flask, town: Town) -> None:
    code, told = explain(app, at="2026-12-01 9h")
    assert code == 0 and f"État{NBSP}: fermé – Trop tard de 9{NBSP}h" in told


def test_each_rule_that_spoke(app: Flask, town: Town) -> None:
    rule(
        town.matin, public={"ages": "3-5"}, fenetre=[{"du": "2026-11-28 8h"}],
        places={"reserve": [["extérieur", 2]]},
    )  # fmt: skip
    OpenDay.update(capacity=5).execute()
    _, told = explain(app)
    assert f"public et garde{NBSP}: Cette activité n’est pas de l’âge de l’enfant." in told
    assert f"fenêtre{NBSP}: Pas encore ouvert{NBSP}: réservable à partir du samedi 28" in told
    assert f"Places{NBSP}: 3{NBSP}libres sur 5, 2 gardées pour d’autres familles" in told


def test_what_is_booked(app: Flask, town: Town) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    _, told = explain(app)
    assert f"État{NBSP}: réservé, modifiable" in told and "figé à la réservation" in told


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"account": "personne"}, "l’identifiant"),
        ({"child": "Inès"}, "n’a pas d’enfant Inès"),
        ({"activity": "ping-pong"}, "aucune activité ping-pong"),
        ({"day": "demain"}, "un jour est attendu"),
        ({"at": "ce soir"}, "un jour est attendu"),
    ],
)
def test_what_is_not_known_is_said(
    app: Flask, town: Town, changes: dict[str, str], why: str
) -> None:
    code, told = explain(app, **changes)
    assert code == 1 and why in told and "Traceback" not in told


def test_a_day_without_the_activity(app: Flask, town: Town) -> None:
    code, told = explain(app, day="2026-12-06")
    assert code == 0 and "pas d’activité ce jour-là" in told

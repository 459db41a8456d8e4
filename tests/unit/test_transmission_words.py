"""The words of the night: its line, its decisions, its reports."""

from datetime import date
from typing import Any

import pytest

from webapp.transmission.backoffice import BuiltIn
from webapp.transmission.rules import decisions, report, summary
from webapp.transmission.rules.decisions import Request
from webapp.transmission.rules.report import Movement

REQUEST = Request("book", 1, 2, 3, 4, None, "booked", True, True)
DECEMBER = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"kind": "wait", "booking_state": "waiting"}, ""),
        ({"kind": "wait"}, "gone"),
        ({"booking_state": "cancelled"}, "gone"),
        ({"enrolled": False}, "enrolment"),
        ({"supplement_id": 8, "with_activity": False}, "activity"),
    ],
)
def test_a_request_falls_only_with_what_it_stands_on(change: dict[str, Any], code: str) -> None:
    verdict = BuiltIn().decide([REQUEST._replace(**change)])[0]
    assert (verdict.accepted, verdict.code) == (not code, code)
    assert bool(verdict.reason) == bool(code)


def test_one_verdict_per_request_in_their_order() -> None:
    verdicts = BuiltIn().decide([REQUEST, REQUEST._replace(enrolled=False), REQUEST])
    assert [verdict.accepted for verdict in verdicts] == [True, False, True]
    assert verdicts[1].reason == decisions.ENROLMENT


def test_the_line_of_a_night() -> None:
    counts = {"book": 9, "wait": 1, "cancel": 2, "accepted": 8, "refused": 1, "waiting": 1,
              "cancelled": 2, "promoted": 1, "reports": 2, "promotions": 1}  # fmt: skip
    assert summary.line("Mairie de CarteVille", counts) == (
        "Mairie de CarteVille\u00a0: 12\u00a0mouvements reçus, dont 10\u00a0réservations et "
        "2\u00a0annulations\u202f; 8\u00a0acceptées, 1\u00a0refusée, 1\u00a0en liste d’attente, "
        "2\u00a0annulées\u202f; 1\u00a0place attribuée\u202f; 3\u00a0mails."
    )


def test_the_line_of_one_request() -> None:
    assert summary.line("CarteVille", {"book": 1, "accepted": 1, "reports": 1}) == (
        "CarteVille\u00a0: 1\u00a0mouvement reçu, dont 1\u00a0réservation et 0\u00a0annulation"
        "\u202f; 1\u00a0acceptée\u202f; 0\u00a0place attribuée\u202f; 1\u00a0mail."
    )


def test_the_line_of_a_quiet_night() -> None:
    assert summary.line("CarteVille", {"book": 0}) == "CarteVille\u00a0: aucun mouvement reçu."


def test_totals_add_up() -> None:
    assert summary.merged({"book": 2, "cancel": 1}, {"book": 3, "wait": 4}) == {
        "book": 5, "cancel": 1, "wait": 4,
    }  # fmt: skip


def movement(kind: str = "book", state: str = "accepted", **more: Any) -> Movement:
    facts = {"day": DECEMBER, "cents": 1485, "reason": "", "child": "Lilou", "supplement": "",
             "activity": "Accueil de loisirs, journée", "booking_state": "booked"}  # fmt: skip
    return Movement(kind=kind, state=state, **(facts | more))


def test_one_movement_is_told_in_the_singular() -> None:
    told: Any = report.report([movement()])
    assert told["received"] == "1\u00a0mouvement a été reçu\u00a0:"
    assert told["kinds"] == ["1\u00a0nouvelle demande de réservation"]
    assert [section["title"] for section in told["sections"]] == ["Acceptée (1)"]
    assert told["sections"][0]["lines"] == [
        "Lilou, mardi 1er décembre\u00a0: Accueil de loisirs, journée, 14,85\u00a0€"
    ]


def test_several_movements_are_told_by_outcome() -> None:
    told: Any = report.report(
        [
            movement(),
            movement(),
            movement("cancel"),
            movement("leave"),
            movement("book", "refused", reason="Motif."),
            movement("wait", "waiting", booking_state="waiting", reason="Rang 4."),
            movement("promote", "refused", reason="Trop tard."),
        ]
    )
    assert told["received"] == "6\u00a0mouvements ont été reçus, dont\u00a0:"
    assert told["kinds"] == [
        "4\u00a0nouvelles demandes de réservation",
        "1\u00a0demande d’annulation",
        "1\u00a0désistement d’une liste d’attente",
    ]
    assert [section["title"] for section in told["sections"]] == [
        "Acceptées (2)",
        "Annulée (1)",
        "En liste d’attente (1)",
        "Refusée (1)",
        "Attente terminée sans place (1)",
        "Sortie de la liste d’attente (1)",
    ]
    assert told["sections"][3]["lines"][0].endswith("journée. Motif.")
    assert [bool(section["note"]) for section in told["sections"]] == [
        False, False, True, False, False, False,
    ]  # fmt: skip


def test_a_wait_rewarded_the_same_night_is_told_once() -> None:
    told: Any = report.report([movement("wait", "waiting"), movement("promote")])
    assert [s["title"] for s in told["sections"]] == ["Attribuée depuis la liste d’attente (1)"]


def test_seats_attributed_alone_make_a_mail_of_their_own() -> None:
    assert report.report([movement("promote")]) is None
    assert report.promotion([movement("promote"), movement()]) == {
        "lines": ["Lilou, mardi 1er décembre\u00a0: Accueil de loisirs, journée, 14,85\u00a0€"]
    }
    assert report.promotion([movement()]) is None


def test_a_wait_that_ends_is_reported_though_nothing_was_asked() -> None:
    told: Any = report.report([movement("promote", "refused", reason="Trop tard.")])
    assert (told["received"], told["kinds"]) == ("Une attente s’est terminée.", [])


def test_a_supplement_is_told_with_its_activity() -> None:
    told: Any = report.report([movement(supplement="Piscine", cents=350)])
    line = told["sections"][0]["lines"][0]
    assert line.endswith("Accueil de loisirs, journée, supplément Piscine, 3,50\u00a0€")

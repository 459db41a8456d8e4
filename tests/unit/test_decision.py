"""One answer to « may this child book? »: the order of the questions, and the reason told."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from webapp.activities.rules import terms as term_rules
from webapp.activities.rules.decision import (
    Ask,
    Decision,
    admitted,
    decide,
    opened,
    priced,
    timely,
)
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.reading import Table, words_of
from webapp.activities.rules.terms import Terms
from webapp.activities.rules.timetable import BOOK, CANCEL, SUPPLEMENT
from webapp.activities.trials.towns import read_calendar

TOWN = read_calendar(Table({"zone": "C", "fermetures": ["2027-05-07"]}, ""))
WEDNESDAY = date(2027, 1, 13)
NB = "\u00a0"


def _terms(**stated: Any) -> Terms:
    return term_rules.read(Table(stated, ""))


def _utc(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=TOWN.zone).astimezone(UTC)


def _ask(terms: Terms, when: str = "2027-01-08T09:30", **changes: Any) -> Ask:
    known = changes.pop("categories", "")
    facts = Facts(frozenset(words_of(known, "") if known else ()), age=changes.pop("age", 6))
    ask = Ask(BOOK, WEDNESDAY, _utc(when), terms.context(TOWN), facts)
    return replace(ask, **changes)


STRICT = _terms(
    service="mercredi hors vacances",
    public={"pour": "habitant", "ages": "3-11"},
    fenetre=[{"du": "2027-01-10 8h"}],
    reserver="2 jours avant à 9h",
    reserver_des="2 jours avant à 8h30",
    exclut=["matin"],
    avec=["journée"],
    limites={"semaine": "au plus 2"},
    places={"jour": 10},
)
LIFTED: list[tuple[dict[str, Any], str]] = [
    ({"day": date(2027, 1, 12), "now": _utc("2027-01-09T09:00"), "in_custody": False,
      "categories": "extérieur", "age": 2, "beside": ("Matin",), "had": {"semaine": 2},
      "taken": 10}, "service"),
    ({"day": WEDNESDAY}, "category"),
    ({"categories": ""}, "age"),
    ({"age": 11}, "other_week"),
    ({"in_custody": True}, "not_yet"),
    ({"now": _utc("2027-01-11T08:00")}, "too_early"),
    ({"now": _utc("2027-01-11T09:00")}, "late"),
    ({"now": _utc("2027-01-11T08:59:59")}, "exclusion"),
    ({"beside": ("Soir",)}, "needs"),
    ({"beside": ("Soir", "Journée")}, "too_many"),
    ({"had": {"semaine": 1}}, "full"),
    ({"taken": 9}, ""),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(LIFTED)))
def test_the_first_question_that_says_no_gives_the_reason(number: int) -> None:
    """Everything says no at first; one obstacle after another goes."""
    known: dict[str, Any] = {}
    for changes, _ in LIFTED[: number + 1]:
        known |= changes
    found = decide(STRICT, _ask(STRICT, **known))
    assert found.code == LIFTED[number][1]
    assert found.answer == ("refused" if found.code else "accepted")
    assert found.sentence.endswith(".")


def test_cancelling_asks_about_the_time_only() -> None:
    known: dict[str, Any] = {**LIFTED[0][0], "action": CANCEL}
    assert decide(STRICT, _ask(STRICT, **known)).answer == "accepted"


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2027, 1, 12), "."),
        (date(2027, 2, 10), "."),
        (date(2027, 5, 7), f"{NB}: Fermé."),
        (date(2027, 5, 6), f"{NB}: Ascension."),
    ],
)
def test_a_day_without_service(day: date, why: str) -> None:
    terms = _terms(service="mercredi jeudi vendredi hors vacances")
    found = decide(terms, _ask(terms, day=day))
    assert found == Decision("refused", "service", f"L’activité n’a pas lieu ce jour-là{why}")


def test_a_day_that_is_open_whatever_its_service_says() -> None:
    terms = _terms(service="mardi")
    assert decide(terms, _ask(terms)).code == "service"
    assert decide(terms, _ask(terms, served=True)).answer == "accepted"
    everyday = _terms()
    assert decide(everyday, _ask(everyday, served=False)).code == "service"


@pytest.mark.parametrize(
    ("day", "answer"),
    [("2026-12-20", "refused"), ("2026-12-21", "accepted"), ("2026-12-24", "accepted"),
     ("2026-12-30", "accepted"), ("2027-01-03", "refused")],
)  # fmt: skip
def test_a_day_outside_the_periods(day: str, answer: str) -> None:
    terms = _terms(periode=["2026-12-21 au 2026-12-24", "28/12/2026 au 02/01/2027"])
    found = decide(terms, _ask(terms, day=date.fromisoformat(day)))
    assert found.answer == answer
    if answer == "refused":
        assert (found.code, found.sentence) == (
            "service", "L’activité n’a pas lieu à cette période.",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("public", "code", "words"),
    [
        ({"pour": "extérieur"}, "category", "à votre famille"),
        ({"ages": "12+"}, "age", "l’âge de l’enfant"),
        ({"classes": "CP"}, "class", "la classe de l’enfant"),
        ({"ecoles": "Jean Moulin"}, "school", "l’école de l’enfant"),
    ],
)
def test_whom_an_activity_is_not_for(public: dict[str, str], code: str, words: str) -> None:
    terms = _terms(public=public)
    found = admitted(terms, _ask(terms))
    assert found is not None and (found.answer, found.code) == ("refused", code)
    assert words in found.sentence and found.limit is None


def test_the_other_home() -> None:
    terms = _terms()
    found = decide(terms, _ask(terms, in_custody=False))
    assert found == Decision(
        "refused", "other_week", "Ce jour-là, l’enfant est dans son autre foyer."
    )


def test_windows_tell_when_they_open() -> None:
    terms = _terms(fenetre=[{"pour": "habitant", "du": "2027-01-10 8h30", "au": "2027-01-11"}])
    opens = _utc("2027-01-10T08:30")
    assert opened(terms, _ask(terms)) == Decision(
        "refused", "not_yet",
        f"Pas encore ouvert{NB}: réservable à partir du dimanche 10 janvier à 8{NB}h{NB}30.",
        opens, {"opens": int(opens.timestamp())},
    )  # fmt: skip
    assert opened(terms, _ask(terms, "2027-01-10T08:30")) is None
    over = opened(terms, _ask(terms, "2027-01-12T00:00"))
    assert over == Decision("refused", "window_over", "Les réservations sont closes pour ce jour.")
    other = opened(terms, _ask(terms, categories="extérieur"))
    assert other == Decision(
        "refused", "not_for_you", "Les réservations ne vous sont pas ouvertes."
    )


def test_too_early() -> None:
    terms = _terms(reserver_des="7 jours avant à 9h")
    opens = _utc("2027-01-06T09:00")
    found = decide(terms, _ask(terms, "2027-01-06T08:59:59"))
    assert found.sentence == (f"Trop tôt{NB}: réservable à partir du mercredi 6 janvier à 9{NB}h.")
    assert (found.answer, found.code, found.limit) == ("refused", "too_early", opens)
    assert found.facts == {"opens": int(opens.timestamp())}
    assert decide(terms, _ask(terms, "2027-01-06T09:00")).answer == "accepted"


UNTIL = f"lundi 11 janvier à 9{NB}h"


@pytest.mark.parametrize(
    ("action", "able"), [(BOOK, "Réservable"), (CANCEL, "Annulable"), (SUPPLEMENT, "Réservable")]
)
def test_in_time_and_late_are_told_with_the_limit(action: str, able: str) -> None:
    terms = _terms(reserver="2 jours avant à 9h")
    limit = _utc("2027-01-11T09:00")
    in_time = decide(terms, _ask(terms, "2027-01-11T08:59:59", action=action))
    assert in_time == Decision("accepted", "", f"{able} jusqu’au {UNTIL}.", limit)
    late = decide(terms, _ask(terms, "2027-01-11T11:05", action=action))
    assert late == Decision(
        "refused", "late",
        f"Trop tard de 2{NB}h{NB}05{NB}: {able.lower()} jusqu’au {UNTIL}.",
        limit, {"late_seconds": 7500, "until": UNTIL},
    )  # fmt: skip


def test_the_end_of_a_day_is_told_as_people_say_it() -> None:
    terms = _terms(reserver="2 jours avant")
    found = decide(terms, _ask(terms))
    assert found.sentence == f"Réservable jusqu’au lundi 11 janvier à 23{NB}h{NB}59."


@pytest.mark.parametrize(
    ("action", "stated", "answer", "words"),
    [
        (BOOK, {"reserver_apres": "majoré", "majoration": "50 %"}, "surcharge",
         f"accepté, avec une majoration de 50{NB}%."),
        (BOOK, {"reserver_apres": "majoré"}, "surcharge", "accepté, plus cher."),
        (BOOK, {"reserver_apres": "sur demande"}, "ask", "la structure décidera."),
        (BOOK, {"reserver_apres": "selon places"}, "if_places", "s’il reste des places."),
        (CANCEL, {"annuler_apres": "facturé"}, "charged", "accepté, facturé."),
        (CANCEL, {"annuler_apres": "facturé", "retenue": "50 %"}, "charged",
         f"accepté, facturé à hauteur de 50{NB}%."),
        (CANCEL, {"annuler_apres": "sur demande"}, "ask", "la structure décidera."),
    ],
)  # fmt: skip
def test_what_holds_after_the_limit_is_told(
    action: str, stated: dict[str, str], answer: str, words: str
) -> None:
    terms = _terms(reserver="2 jours avant à 9h", **stated)
    found = decide(terms, _ask(terms, "2027-01-11T10:00", action=action))
    assert (found.answer, found.code) == (answer, answer)
    assert found.sentence.startswith("Après la limite (") and found.sentence.endswith(words)
    assert UNTIL in found.sentence and f"passée de 1{NB}h" in found.sentence
    assert found.facts == {"late_seconds": 3600, "until": UNTIL}


def test_never_and_always_have_no_limit() -> None:
    never, always = _terms(reserver="jamais"), _terms()
    assert decide(always, _ask(always)) == Decision("accepted", "", "Réservable.", None)
    refused = decide(never, _ask(never))
    assert refused[:4] == ("refused", "late", "Ce jour ne se réserve pas.", None)
    assert refused.facts == {"late_seconds": 0, "until": ""}
    cancel = decide(never, _ask(never, action=CANCEL))
    assert cancel.sentence == "Ce jour ne s’annule pas."


def test_a_cancellation_always_charged_is_not_told_as_impossible() -> None:
    terms = _terms(annuler="jamais", annuler_apres="facturé")
    found = timely(terms, _ask(terms, action=CANCEL))
    assert found.answer == "charged"
    assert "ne s’annule pas" not in found.sentence


def test_exclusions_are_told_by_name() -> None:
    terms = _terms(exclut=["Matin", "Après-midi"])
    found = decide(terms, _ask(terms, beside=("Repas", "MATIN")))
    assert found == Decision(
        "refused", "exclusion", f"Ne va pas avec «{NB}MATIN{NB}», réservé le même jour.",
        None, {"other": "MATIN"},
    )  # fmt: skip
    assert decide(terms, _ask(terms, beside=("Repas",))).answer == "accepted"


def test_what_goes_only_with_something_else() -> None:
    terms = _terms(avec=["soir", "matin"])
    found = decide(terms, _ask(terms, beside=("Repas",)))
    assert (found.answer, found.code) == ("refused", "needs")
    assert found.sentence == (f"Va seulement avec «{NB}matin{NB}» ou «{NB}soir{NB}», le même jour.")
    assert decide(terms, _ask(terms, beside=("Repas", "Matins"))).answer == "accepted"
    found = decide(_terms(avec="Étude du soir"), _ask(terms))
    assert found.sentence == f"Va seulement avec «{NB}Étude du soir{NB}», le même jour."


@pytest.mark.parametrize(
    ("stated", "had", "total", "code", "words"),
    [
        ({"semaine": "au plus 3"}, {"semaine": 2}, None, "", ""),
        ({"semaine": "au plus 3"}, {"semaine": 3}, None, "too_many",
         "par semaine\u00a0: 3 au plus (vous en avez 3)."),
        ({"semaine": "au moins 2"}, {}, None, "", ""),  # checked at « Valider »
        ({"semaine": "au moins 2"}, {}, {"semaine": 1}, "too_few", "2 au moins (vous en avez 1)."),
        ({"semaine": "au moins 2"}, {"semaine": 8}, {"semaine": 9}, "", ""),
        ({"mois": "2 à 4"}, {"mois": 3}, {"mois": 4}, "", ""),
        ({"mois": "2 à 4"}, {"mois": 4}, None, "too_many", "par mois\u00a0: 4 au plus"),
        ({"mois": "2 à 4"}, {"mois": 0}, {"mois": 1}, "too_few", "2 à 4 (vous en avez 1)."),
        ({"periode": "2, 3 ou 5"}, {"periode": 3}, None, "", ""),  # on the way to five
        ({"periode": "2, 3 ou 5"}, {"periode": 3}, {"periode": 4}, "too_few",
         "par période\u00a0: 2 ou 3 ou 5 (vous en avez 4)."),
        ({"annee": "au plus 10"}, {"annee": 10}, None, "too_many", "par an"),
        ({"famille_semaine": "au plus 4"}, {"semaine": 9, "famille_semaine": 4}, None, "too_many",
         "par semaine pour la famille\u00a0: 4 au plus"),
        ({"semaine": "complète"}, {}, None, "", ""),
        ({"semaine": "complète"}, {}, {"semaine": 3}, "whole", "tous (4) (vous en avez 3)."),
        ({"semaine": "complète"}, {}, {"semaine": 4}, "", ""),
        ({"mois": "au plus 9", "semaine": "au plus 2"}, {"mois": 9, "semaine": 2}, None,
         "too_many", "par semaine"),
    ],
)  # fmt: skip
def test_how_many_days(
    stated: dict[str, str], had: dict[str, int], total: dict[str, int] | None, code: str, words: str
) -> None:
    terms = _terms(service="lundi mardi mercredi jeudi hors vacances", limites=stated)
    found = decide(terms, _ask(terms, had=had, total=total))
    assert found.code == code and words in found.sentence
    if code:
        key = next(key for key in terms.quotas if key == found.facts["quota"])
        assert found.facts["count"] == (total or had)[key]


def test_what_the_structure_confirms() -> None:
    terms = _terms(reserver="2 jours avant à 9h", confirmation="oui", places={"jour": 3})
    found = decide(terms, _ask(terms))
    assert found[:2] == ("ask", "confirm") and found.limit == _utc("2027-01-11T09:00")
    assert found.sentence == "La structure confirmera cette demande."
    assert decide(terms, _ask(terms, "2027-01-11T09:00")).answer == "refused"
    assert decide(terms, _ask(terms, taken=3)).code == "full"
    assert decide(terms, _ask(terms, action=CANCEL)).answer == "accepted"


def test_what_no_tariff_is_for() -> None:
    terms = _terms(prix={"tarif": [{"pour": "extérieur", "montant": "9,00"}]})
    found = priced(terms, _ask(terms))
    assert found is not None and found[:2] == ("refused", "price")
    assert priced(terms, _ask(terms, categories="extérieur")) is None


def test_a_quotient_asked_for_first() -> None:
    terms = _terms(prix="4,00", quotient={"absent": "refusé"})
    found = priced(terms, _ask(terms))
    assert found is not None and found[:2] == ("refused", "quotient")
    known = replace(_ask(terms), facts=Facts(quotient=0))
    assert priced(terms, known) is None

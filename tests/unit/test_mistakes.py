"""A clerk is told all mistakes of a file at once, each with its place."""

import json
from pathlib import Path

import pytest

from webapp.activities.rules.reading import RuleError
from webapp.activities.trials.running import Count, run
from webapp.activities.trials.towns import read_town

FILE = {
    "calendrier": {"zone": "Z"},
    "activite": {
        "cantine": {
            "reserver": "vendredi dernier",
            "annuler": "jamais",
            "limites": {"semaine": "trop"},
            "public": {"ages": "petits"},
            "fenetre": [{"du": "2026-09-01"}, {"du": "septembre"}],
            "prix": {"tarif": [{"montant": "x"}, {"montant": "4,00"}, {"pour": "tous"}]},
            "frais": [{"montant": "1"}],
        },
        "étude": {"prix": "4,00", "anuler": "jamais", "couleur": "bleu"},
        "garderie": {"prix": "2,00"},
    },
}
PLACES = [
    "calendrier.zone",
    "activite.cantine.reserver",
    "activite.cantine.limites.semaine",
    "activite.cantine.public.ages",
    "activite.cantine.fenetre[2].du",
    "activite.cantine.prix.tarif[1].montant",
    "activite.cantine.prix.tarif[3]",
    "activite.cantine.frais[1].nom",
    "activite.étude.anuler",
    "activite.étude.couleur",
]


def test_each_mistake_is_told_once_with_its_place() -> None:
    with pytest.raises(RuleError) as refused:
        read_town(FILE)
    told = [str(each).partition("\u00a0: ")[0] for each in refused.value.all()]
    assert sorted(told) == sorted(PLACES)


def test_the_command_tells_all_of_a_file_that_counts_as_one_failure(tmp_path: Path) -> None:
    path = tmp_path / "ville.json"
    path.write_text(json.dumps(FILE))
    *lines, count = run([path])
    assert count == Count(0, 1)
    assert len([line for line in lines if str(line).startswith("  FAIL  ")]) == len(PLACES)

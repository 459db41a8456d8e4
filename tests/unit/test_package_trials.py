"""Cases of `rules try` about prices that depend on a number of days."""

from pathlib import Path

from click.testing import CliRunner

from webapp.activities.commands import rules_group

WEEKS = """
[calendrier]
zone = "A"

[activite.centre]
service = "lundi à vendredi pendant les vacances"

[activite.centre.prix]
forfait = "semaine"

[[activite.centre.prix.tarif]]
grille = [["nombre de jours", "prix"], ["3", "66"], ["5", "100"]]

[[activite.centre.frais]]
nom = "retard"
par = "fois"
grille = [["occurrence", "prix"], ["1-2", "5,00"], ["3+", "—"]]

[[cas]]
jour = "2027-02-15"
le = "2027-01-29 10h"
attendu = "accepté"
prix = "66"

[[cas]]
jour = "2027-02-15"
le = "2027-01-29 10h"
deja = { semaine = 3 }
prix = "100"

[[cas]]
jour = "2027-02-15"
le = "2027-01-29 10h"
prevus = { semaine = 4 }
attendu = "refusé"
raison = "prix"

[[cas]]
action = "frais"
frais = "retard"
occurrence = 3
attendu = "refusé"
"""


def test_a_day_of_a_package_is_asked_for_without_its_number_of_days(tmp_path: Path) -> None:
    """A case says it, or how many days the child will have; else the next price counts."""
    path = tmp_path / "centre.toml"
    path.write_text(WEEKS, encoding="utf-8")
    done = CliRunner().invoke(rules_group, ["try", str(path)])
    assert "4 passed, 0 failed" in done.output, done.output

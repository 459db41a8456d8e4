"""Places by age group: a counter for each group of the rules, its places on each open day."""

import pytest

from tests.imports.conftest import Folder
from tests.imports.test_rule_files import RULES, named
from webapp.activities.models import ActivityCounter, Counter, CounterDay, OpenDay
from webapp.staff.imports.report import summary

GROUPS = RULES.replace("jour = 7", 'ages = [["3-5", 2], ["6+", 1]]')
LINES = "jour_ages_3-5", "jour_ages_6-plus"


@pytest.fixture
def grouped(folder: Folder) -> Folder:
    """« Journée » has two places for 3 to 5, one for 6 and more; the 10th has four for all. On the
    9th are Lilou (8 years) and Anaé (4 years)."""
    named(folder, rules=GROUPS)
    folder.replace("jours_ouverts.csv", "09/12/2026;decembre;2", "09/12/2026;decembre;")
    return folder


def places() -> dict[tuple[str, str], tuple[int | None, int]]:
    days = CounterDay.select(CounterDay, Counter.code).join(Counter).objects()
    return {(d.code, f"{d.day:%d}"): (d.capacity, d.taken) for d in days if "ages" in d.code}


def links() -> dict[str, tuple[int | None, int | None]]:
    found = ActivityCounter.select(ActivityCounter, Counter.code).join(Counter).objects()
    return {link.code: (link.least_age, link.most_age) for link in found}


def test_each_group_is_a_counter_with_its_places_on_each_open_day(grouped: Folder) -> None:
    grouped.load()
    assert links() == {"cuisine": (None, None), LINES[0]: (3, 5), LINES[1]: (6, None)}
    assert places() == {
        (LINES[0], "09"): (2, 1), (LINES[1], "09"): (1, 1),
        (LINES[0], "10"): (None, 0), (LINES[1], "10"): (None, 0),
    }  # fmt: skip
    capacities = {f"{d.day:%d}": d.capacity for d in OpenDay.select().where(OpenDay.activity == 1)}
    assert capacities == {"09": None, "10": 4}


def test_a_second_import_changes_nothing(grouped: Folder) -> None:
    grouped.load()
    assert all(plan.is_empty for plan in grouped.load())


def test_a_dry_run_tells_the_groups(grouped: Folder) -> None:
    told = "\n".join(summary(grouped.load(dry_run=True), dry_run=True)).replace("\u00a0", " ")
    assert "groupe d’âge : création, mairie / jour_ages_3-5\n" in told
    assert "groupe d’âge : création, mairie / jour_ages_6-plus / 09/12/2026" in told
    assert not Counter.select().exists()


def test_more_places_for_a_group(grouped: Folder) -> None:
    grouped.load()
    grouped.replace("jour.toml", '["6+", 1]', '["6+", 3]')
    told = "\n".join(summary(grouped.load(dry_run=True), dry_run=True)).replace("\u00a0", " ")
    assert "jour_ages_6-plus / 09/12/2026 : modification, capacite « 1 » → « 3 »" in told
    grouped.load()
    assert places()[LINES[1], "09"] == (3, 2), "one is for the child that waits"


def test_fewer_places_than_are_taken(grouped: Folder) -> None:
    grouped.load()
    grouped.replace("jour.toml", '["6+", 1]', '["6+", 0]')
    [problem] = grouped.problems()
    assert problem.startswith("jours_ouverts.csv, ligne 2, colonne « capacite »")
    assert "attendu, au moins 1 : places déjà prises" in problem


def test_bookings_of_the_folder_that_no_group_can_hold(grouped: Folder) -> None:
    grouped.replace("jour.toml", '["6+", 1]', '["6+", 0]')
    [problem] = grouped.problems()
    assert "attendu, au moins 1 : places déjà prises, 1 dans reservations.csv" in problem


def test_other_groups_take_over_the_children(grouped: Folder) -> None:
    grouped.load()
    grouped.replace("jour.toml", '[["3-5", 2], ["6+", 1]]', '[["3-7", 5], ["8+", 5]]')
    grouped.load()
    assert {code: ages for code, ages in links().items() if "ages" in code} == {
        "jour_ages_3-7": (3, 7), "jour_ages_8-plus": (8, None)
    }  # fmt: skip
    assert places()["jour_ages_3-7", "09"] == (5, 1)
    assert places()["jour_ages_8-plus", "09"] == (5, 1)
    assert all(plan.is_empty for plan in grouped.load())


def test_a_group_does_not_come_back_once_seats_are_taken(grouped: Folder) -> None:
    grouped.load()
    grouped.replace("jour.toml", '["3-5", 2]', '["4-5", 2]')
    grouped.load()
    grouped.replace("jour.toml", '["4-5", 2]', '["3-5", 2]')
    [problem] = grouped.problems()
    assert problem.startswith("activites.csv, ligne 2, colonne « regles », valeur « jour.toml »")


def test_without_groups_again(grouped: Folder) -> None:
    grouped.load()
    grouped.write("jour.toml", RULES)
    grouped.load()
    assert set(links()) == {"cuisine"}


def test_a_code_that_leaves_no_room(folder: Folder) -> None:
    long = "j" * 30
    named(folder, rules=GROUPS)
    for name in ("activites.csv", "jours_ouverts.csv", "compteurs.csv", "supplements.csv",
                 "inscriptions.csv", "reservations.csv", "consommations.csv"):  # fmt: skip
        content = (folder.path / name).read_text()
        folder.write(name, content.replace(";jour;", f";{long};").replace(";jour ", f";{long} "))
    assert "attendu, un code de 29 caractères au plus" in folder.problems()[0]


SHARED = "structure;code;nom;activites;ages\nmairie;cuisine;Cuisine;jour repas;{}\n"


def test_a_shared_counter_for_some_ages(folder: Folder) -> None:
    folder.write("compteurs.csv", SHARED.format("3-5"))
    folder.load()
    assert ActivityCounter.select().where(ActivityCounter.most_age == 5).count() == 2
    [day] = CounterDay.select()
    assert day.taken == 1  # Anaé's, not Lilou's
    assert all(plan.is_empty for plan in folder.load())
    folder.write("compteurs.csv", SHARED.format("4"))
    assert (
        "colonne « ages », valeur « 4 » : des places de ce compteur sont déjà prises"
        in folder.problems()[0]
    )


def test_ages_change_while_nobody_is_booked(folder: Folder) -> None:
    folder.remove("reservations.csv")
    folder.write("compteurs.csv", SHARED.format("3-5"))
    folder.load()
    folder.write("compteurs.csv", SHARED.format("6+"))
    [plan] = [p for p in folder.load() if p.spec.name == "compteurs.csv"]
    assert plan.changed[0].words == ("ages « 3-5 » → « 6+ »",)
    assert ActivityCounter.select().where(ActivityCounter.least_age == 6).count() == 2


@pytest.mark.parametrize("ages", ["petits", "5-3", "-2"])
def test_ages_that_are_none(folder: Folder, ages: str) -> None:
    folder.write("compteurs.csv", SHARED.format(ages))
    assert "attendu, des âges, par exemple « 3-5 »" in folder.problems()[0]

"""Grids of notices: brackets, columns, and what is refused with its place."""

from decimal import Decimal
from typing import Any

import pytest

from webapp.activities.rules.axes import COLUMNS, ROWS
from webapp.activities.rules.brackets import UPPER_IN, UPPER_OUT, brackets
from webapp.activities.rules.facts import Facts
from webapp.activities.rules.grids import Grid, read_grid
from webapp.activities.rules.reading import RuleError, Table, word

PLACE = "activite.centre.prix.tarif[2]"
NOTICE = [
    ["QF", "journée", "demi-journée", "demi-journée repas"],
    ["0-359", "10", "5", "7"],
    ["360-564", "11", "5,50", "7,50"],
    ["565-715", "12", "6", "8"],
    ["716+", "13", "6,50", "8,50"],
]


def grid(lines: object, **more: Any) -> Grid:
    table = Table({"grille": lines, **more}, PLACE)
    found = read_grid(table)
    table.done()
    return found


def column(*labels: object, first: str = "QF", **more: Any) -> Grid:
    """A grid of one column: the n-th row costs n euros."""
    rows = [[label, str(n)] for n, label in enumerate(labels, 1)]
    return grid([[first, "prix"], *rows], **more)


def price(of: Grid, shifts: tuple[int, ...] = (), **facts: Any) -> str | None:
    """The cell as an amount or a rate, None outside."""
    if facts.get("quotient") is not None:
        facts["quotient"] = Decimal(facts["quotient"])
    categories = frozenset(word(name) for name in facts.pop("categories", ()))
    found = of.find(Facts(categories=categories, **facts), shifts)
    if found is None:
        return None
    return f"{found.price.value * 100}%" if found.price.is_share else str(found.price.value)


@pytest.mark.parametrize(
    ("quotient", "formula", "expected"),
    [
        ("0", "journée", "10.0"),
        ("359", "journée", "10.0"),
        ("359.60", "journée", "10.0"),
        ("359.99", "Journées", "10.0"),
        ("360", "journée", "11.0"),
        ("700", "journée", "12.0"),
        ("700", "demi-journée", "6.0"),
        ("700", "demi-journée repas", "8.0"),
        ("715.99", "JOURNEE", "12.0"),
        ("716", "journée", "13.0"),
        ("99999", "demi-journée", "6.50"),
        ("700", "nuit", None),
        ("700", "", None),
        (None, "journée", None),
    ],
)
def test_a_cell_is_where_row_and_column_meet(
    quotient: str | None, formula: str, expected: str | None
) -> None:
    assert price(grid(NOTICE, colonnes="formule"), quotient=quotient, formula=formula) == expected


@pytest.mark.parametrize(
    ("labels", "bounds", "rows"),
    [
        (["0-720", "720-920", "920+"], UPPER_OUT, {"719.99": 1, "720": 2, "919.99": 2, "920": 3}),
        (["0-720", "720-920", "920+"], UPPER_IN, {"720": 1, "720.01": 2, "920": 2, "920.01": 3}),
        (["0-500", "500,01-800", "800,01+"], "", {"500": 1, "500.01": 2, "800": 2, "800.01": 3}),
        (["0-500", "500,01-800"], UPPER_IN, {"500": 1, "500.01": 2, "800": 2, "800.01": None}),
        (["0-359,99", "360+"], "", {"359.99": 1, "360": 2}),
        (["0 - 1 200", "1 201 et plus"], "", {"1200.50": 1, "1201": 2}),
        (["0 à 450", "451 – 550"], "", {"450.99": 1, "451": 2, "550.99": 2, "551": None}),
        (["0-359"], "", {"359": 1, "359.60": 1, "360": None}),
        (["0-359"], UPPER_OUT, {"358.99": 1, "359": None}),
        (["0-359,50"], "", {"359.50": 1, "359.51": None}),
        (["0", "1-9", "10+"], "", {"0": 1, "0.50": 1, "1": 2, "10": 3}),
        (["0+"], "", {"0": 1, "100000": 1}),
    ],
)
def test_bounds_of_brackets(labels: list[str], bounds: str, rows: dict[str, int | None]) -> None:
    found = column(*labels, **({"bornes": bounds} if bounds else {}))
    told = {quotient: price(found, quotient=quotient) for quotient in rows}
    assert told == {q: None if row is None else f"{row}.0" for q, row in rows.items()}


@pytest.mark.parametrize(
    ("labels", "bounds", "line", "words"),
    [
        (["1-359", "360+"], "", 2, "commence à 0"),
        (["0-359", "361+"], "", 3, "un trou entre 359 et 361"),
        (["0-359", "360-564", "566-700"], "", 4, "un trou entre 564 et 566"),
        (["0-500", "500,02+"], "", 3, "un trou"),
        (["0-500", "500,1-800"], "", None, ""),
        (["0-720", "720+"], "", 3, "bornes"),
        (["0-720", "700-900"], "", 3, "chevauche"),
        (["0-720", "700-900"], UPPER_OUT, 3, "chevauche"),
        (["0-719", "720+"], UPPER_OUT, 3, "un trou"),
        (["0-719", "721+"], UPPER_IN, 3, "un trou"),
        (["0+", "360-500"], "", 3, "chevauche"),
        (["0-1000", "1001-1200", "1200-9999"], "", 4, "1200 est dans deux tranches"),
        (["0-99", "200-299", "100-199"], "", 3, "un trou"),
        (["0-99", "50-60"], "", 3, "chevauche"),
        (["0-359", "0-359"], "", 3, "deux fois"),
        (["0-359", "beaucoup"], "", 3, "une tranche est attendue"),
        (["0-359", "564-360"], "", 3, "en montant"),
        (["0-359", ""], "", 3, "un nom ou une tranche"),
        (["0-359", 360.5], "", 3, "attendu"),
        (["0-359", True], "", 3, "attendu"),
    ],
)
def test_gaps_and_overlaps_are_refused_with_their_place(
    labels: list[object], bounds: str, line: int | None, words: str
) -> None:
    if line is None:
        assert column(*labels)
        return
    with pytest.raises(RuleError) as refused:
        column(*labels, **({"bornes": bounds} if bounds else {}))
    assert str(refused.value).startswith(f"{PLACE}.grille[{line}]\u00a0:")
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("lines", "more", "place"),
    [
        ("10", {}, ".grille"),
        ([["QF", "prix"]], {}, ".grille"),
        ([["QF"], ["0+"]], {}, ".grille[1]"),
        ([["QF", "prix"], ["0-9", "1"], ["10+", "2", "3"]], {}, ".grille[3]"),
        ([["QF", "prix"], ["0-9", "1"], "10+"], {}, ".grille[3]"),
        ([["QF", "prix"], ["0-9", "1"], ["10+", "dix"]], {}, ".grille[3]"),
        ([["QF", "prix"], ["0-9", "1"], ["10+", 2.5]], {}, ".grille[3]"),
        ([["QF", "prix"], ["0-9", ""], ["10+", "2"]], {}, ".grille[2]"),
        ([["QF", "prix"], ["0-9", "-1"], ["10+", "2"]], {}, ".grille[2]"),
        ([["revenu", "prix"], ["0+", "1"]], {}, ".grille[1]"),
        ([["QF", "tarif"], ["0+", "1"]], {}, ".colonnes"),
        ([["QF", "1", "2"], ["0+", "1", "1"]], {}, ".colonnes"),
        ([["QF", "1", "2"], ["0+", "1", "1"]], {"colonnes": "humeur"}, ".colonnes"),
        ([["QF", "1", "2"], ["0+", "1", "1"]], {"colonnes": "QF"}, ".colonnes"),
        ([["QF", "prix"], ["0+", "1"]], {"colonnes": "formule"}, ".colonnes"),
        ([["rang", "1", "2"], ["1+", "1", "1"]], {"colonnes": "rang"}, ".colonnes"),
        ([["QF", "1", "1"], ["0+", "1", "1"]], {"colonnes": "rang"}, ".grille[1]"),
        ([["QF", "1-3", "2"], ["0+", "1", "1"]], {"colonnes": "rang"}, ".grille[1]"),
        ([["QF", "matin", ""], ["0+", "1", "1"]], {"colonnes": "formule"}, ".grille[1]"),
        ([["QF", "prix"], ["0+", "1"]], {"bornes": "floues"}, ".bornes"),
        ([["QF", "prix"], ["absent", "1"]], {}, ".grille"),
        ([["QF", "prix"], ["0+", "1"], ["absent", "1 %"]], {}, ".grille[3]"),
        ([["rang", "prix"], ["1+", "1"], ["absent", "1"]], {}, ".grille[3]"),
        ([["QF", "prix"], ["0+", "1"], ["absent", "1"], ["absents", "2"]], {}, ".grille[4]"),
        ([["rang", "prix"], ["1-3", "1"], ["3+", "1"]], {}, ".grille[3]"),
        ([["rang", "prix"], ["3", "1"], ["1", "1"]], {}, ".grille[3]"),
    ],
)
def test_a_malformed_grid_is_refused_with_its_place(
    lines: object, more: dict[str, object], place: str
) -> None:
    with pytest.raises(RuleError) as refused:
        grid(lines, **more)
    assert str(refused.value).startswith(f"{PLACE}{place}\u00a0:"), refused.value


@pytest.mark.parametrize(
    ("first", "labels", "facts", "expected"),
    [
        ("jours", ["2", "3", "5"], {"days": 3}, "2.0"),
        ("jours", ["2", "3", "5"], {"days": 4}, None),
        ("jours", ["2", "3", "5"], {}, None),
        ("jours", ["1", "2+"], {}, "1.0"),
        ("rang", ["1", "2", "3+"], {"rank": 7}, "3.0"),
        ("rang", ["1", "2", "3+"], {}, "1.0"),
        ("enfants", ["1-2", "3+"], {"children": 3}, "2.0"),
        ("enfants", ["1-2", "3+"], {}, "1.0"),
        ("occurrence", ["1", "2"], {"occurrence": 2}, "2.0"),
        ("occurrence", ["1", "2"], {"occurrence": 3}, None),
        ("occurrence", [1, 2], {}, "1.0"),
        ("âge", ["3-5", "6-11"], {"age": 6}, "2.0"),
        ("âge", ["3-5 ans", "6-11 ans"], {"age": 5}, "1.0"),
        ("âge", ["3-5", "6-11"], {"age": 12}, None),
        ("âge", ["3-5", "6-11"], {}, None),
        ("minutes", ["0-10", "31+"], {"minutes": 8}, "1.0"),
        ("minutes", ["0-10", "31+"], {"minutes": 40}, "2.0"),
        ("minutes", ["0-10", "31+"], {"minutes": 20}, None),
        ("minutes", ["0-10", "11+"], {}, None),
        ("minutes", ["0-60", "60-120"], {"hours": Decimal(1), "bornes": UPPER_IN}, "1.0"),
        ("heures", ["1-2", "3-4"], {"hours": Decimal("2.5")}, "1.0"),
        ("heures", ["1", "2"], {"hours": Decimal("1.5")}, None),
        ("heures", ["1", "2"], {"minutes": 120}, "2.0"),
        ("catégorie", ["CCAS", "extérieur", "habitant"], {"categories": ["CCAS"]}, "1.0"),
        ("catégorie", ["CCAS", "extérieur", "habitant"], {"categories": ["extérieur"]}, "2.0"),
        ("catégorie", ["CCAS", "extérieur", "habitant"], {}, "3.0"),
        ("catégorie", ["autres", "CCAS"], {"categories": ["CCAS"]}, "2.0"),
        ("catégorie", ["autres", "CCAS"], {}, "1.0"),
        ("catégorie", ["CCAS", "PAI"], {}, None),
    ],
)
def test_rows_of_all_kinds(
    first: str, labels: list[object], facts: dict[str, Any], expected: str | None
) -> None:
    asked = dict(facts)
    bounds = asked.pop("bornes", "")
    found = column(*labels, first=first, **({"bornes": bounds} if bounds else {}))
    assert price(found, **asked) == expected


@pytest.mark.parametrize(
    ("variable", "labels", "facts", "expected"),
    [
        ("rang", ["1", "2", "3", "4+"], {"rank": 5}, "4.0"),
        ("enfants", ["1", "2", "3+"], {"children": 2}, "2.0"),
        ("jours", ["2", "3", "5"], {"days": 5}, "3.0"),
        ("jours", ["2", "3", "5"], {"days": 4}, None),
        ("minutes", ["0-30", "31-60"], {"minutes": 31}, "2.0"),
        ("occurrence", ["1", "2+"], {"occurrence": 4}, "2.0"),
        ("âge", ["3-5", "6+"], {"age": 3}, "1.0"),
        ("catégorie", ["CAF", "autres"], {"categories": ["caf"]}, "1.0"),
        ("catégorie", ["CAF", "autres"], {}, "2.0"),
        ("formule", ["matin, soir", "journée"], {"formula": "Soir"}, "1.0"),
    ],
)
def test_columns_of_all_kinds(
    variable: str, labels: list[str], facts: dict[str, Any], expected: str | None
) -> None:
    prices = [str(n) for n in range(1, len(labels) + 1)]
    found = grid([["QF", *labels], ["0+", *prices]], colonnes=variable)
    assert price(found, quotient="600", **facts) == expected


@pytest.mark.parametrize(
    ("quotient", "shifts", "expected"),
    [
        ("700", (-1,), "2.0"),
        ("440", (-1,), "1.0"),
        ("10000", (-1,), "3.0"),
        ("100", (1000,), "4.0"),
        ("100", (1,), "2.0"),
        ("700", (-1, -1), "1.0"),
        ("100", (-1, 1), "2.0"),
        ("100", (1000, -1), "3.0"),
    ],
)
def test_a_row_is_moved_but_never_out_of_the_grid(
    quotient: str, shifts: tuple[int, ...], expected: str
) -> None:
    found = column("0-450", "451-550", "551-750", "751+")
    assert price(found, shifts, quotient=quotient) == expected


def test_a_row_says_the_price_without_quotient() -> None:
    found = column("0-500", "absent", "501+")
    assert price(found, quotient=None) == "2.0"
    assert [price(found, quotient=q) for q in ("500", "501")] == ["1.0", "3.0"]
    assert not found.needs_quotient


def test_cells_may_be_rates() -> None:
    found = column("0-580", "581+")
    assert found.needs_quotient
    rates = grid([["QF", "prix"], ["0-580", "0,55 %"], ["581+", "3,20"]])
    assert [price(rates, quotient=q) for q in ("580", "581")] == ["0.5500%", "3.20"]
    assert grid([["rang", "prix"], ["1+", "0,55 %"]]).needs_quotient
    assert not grid([["rang", "prix"], ["1+", "2"]]).needs_quotient


@pytest.mark.parametrize(
    ("facts", "guessed", "words"),
    [
        ({"quotient": Decimal(600), "rank": 2}, False, "quotient\u00a0600, rang\u00a02"),
        ({"quotient": Decimal("800.01")}, False, "quotient\u00a0800,01, rang\u00a01"),
        ({"quotient": Decimal(600)}, True, "tranche\u00a0501+, rang\u00a01"),
        ({"quotient": Decimal("Infinity")}, True, "tranche\u00a0501+, rang\u00a01"),
        ({}, False, "sans quotient, rang\u00a01"),
    ],
)
def test_a_cell_says_where_it_is(facts: dict[str, Any], guessed: bool, words: str) -> None:
    found = grid(
        [["QF", "1", "2"], ["0-500", "1", "2"], ["501+", "3", "4"], ["absent", "5", "6"]],
        colonnes="rang",
    ).find(Facts(**facts), guessed=guessed)
    assert found is not None and found.words == words


@pytest.mark.parametrize(
    ("first", "facts", "words"),
    [
        ("minutes", {"minutes": 8}, "8\u00a0min"),
        ("heures", {"hours": Decimal("1.5")}, "1,5\u00a0h"),
        ("jours", {"days": 3}, "3\u00a0jours"),
        ("jours", {}, "1\u00a0jour"),
        ("âge", {"age": 7}, "7\u00a0ans"),
        ("rang", {"rank": 2}, "rang\u00a02"),
        ("enfants", {"children": 3}, "3\u00a0enfants"),
        ("occurrence", {}, "1re fois"),
        ("occurrence", {"occurrence": 2}, "2e fois"),
    ],
)
def test_rows_are_said_in_french(first: str, facts: dict[str, Any], words: str) -> None:
    found = column("0-20", first=first).find(Facts(**facts))
    assert found is not None and found.words == words


def test_a_moved_row_is_said() -> None:
    found = column("0-450", "451+").find(Facts(quotient=Decimal(700)), (-1,))
    assert found is not None and found.words == "quotient\u00a0700, tranche\u00a00-450"


def test_every_variable_of_the_notice_is_known() -> None:
    assert set(COLUMNS.values()) - set(ROWS.values()) == {"formula"}
    for name in ROWS:
        labels = ["CCAS"] if ROWS[name] == "category" else ["0-9"]
        assert column(*labels, first=name)


def test_brackets_without_labels_are_none() -> None:
    assert brackets([]) == ()

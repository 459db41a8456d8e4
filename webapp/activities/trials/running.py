"""`flask --app wsgi rules try PATH…`: every case with its answer and the reason."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from webapp.activities.rules.reading import RuleError
from webapp.activities.trials.outcomes import Outcome, play
from webapp.activities.trials.towns import Town, read_file

SUFFIXES = (".toml", ".json")


class Count(NamedTuple):
    passed: int
    failed: int


def files(paths: Iterable[Path]) -> Iterator[Path | RuleError]:
    """The files of rules under `paths`, in order; an error for a path without any."""
    for path in paths:
        if path.is_dir():
            found: list[Path | RuleError] = []
            found += sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES)
            yield from found or [RuleError(str(path), "un dossier sans fichier .toml ou .json")]
        elif path.suffix in SUFFIXES and path.is_file():
            yield path
        else:
            yield RuleError(str(path), "un fichier .toml ou .json, ou un dossier, est attendu")


def run(paths: Iterable[Path]) -> Iterator[str | Count]:
    """The lines to print, then the count. A file that is badly written is one failure."""
    passed = failed = 0
    for path in files(paths):
        if isinstance(path, RuleError):
            failed += 1
            yield f"  FAIL  {path}"
            continue
        yield f"{path}"
        try:
            town = read_file(path)
        except RuleError as error:
            failed += 1
            yield from (f"  FAIL  {each}" for each in error.all())
            continue
        for number in range(len(town.cases)):
            good, line = case(town, number)
            passed, failed = passed + good, failed + (not good)
            yield line
    yield Count(passed, failed)


def case(town: Town, number: int) -> tuple[bool, str]:
    """Whether a case of a town comes out as expected, and the line to print."""
    try:
        outcome = play(town, number)
    except RuleError as error:
        return False, f"  FAIL  {error}"
    line = f"  {'FAIL' if outcome.differences else 'ok  '}  {outcome.label}\u00a0: {outcome.answer}"
    return not outcome.differences, line + "".join(_differences(outcome))


def _differences(outcome: Outcome) -> Iterator[str]:
    for key, expected, found in outcome.differences:
        yield f"\n        {key}\u00a0: attendu {expected}, obtenu {found}"

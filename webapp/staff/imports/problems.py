"""What is wrong in a folder: where, what was read, what was expected."""

from dataclasses import dataclass

from webapp.staff.imports.values import CONTROL
from webapp.words import typeset

LONGEST = 60


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`line` 0 stands for the whole file; `column` and `value` may be empty."""

    file: str
    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(f"ligne {self.line}")
        if self.column:
            parts.append(f"colonne « {self.column} »")
        if self.value:
            parts.append(f"valeur « {shortened(self.value)} »")
        return typeset(f"{', '.join(parts)} : {self.expected}.")


class ImportRefusedError(Exception):
    """The folder has problems: nothing was imported."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = sorted(problems)


def shortened(value: str) -> str:
    """A value short and printable enough for a message."""
    printable = CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)
    return printable if len(printable) <= LONGEST else printable[: LONGEST - 1] + "…"

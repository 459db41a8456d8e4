"""What an import says to the person at the terminal, in French."""

from collections.abc import Iterator

from webapp.staff.imports.planning import FilePlan
from webapp.staff.imports.problems import ImportRefusedError
from webapp.staff.imports.reading import Row
from webapp.staff.imports.values import shown_key
from webapp.words import plural, typeset

SHOWN_CREATIONS = 20
SHOWN_PROBLEMS = 1000


def refused(error: ImportRefusedError) -> Iterator[str]:
    """Every problem, then the count."""
    for problem in error.problems[:SHOWN_PROBLEMS]:
        yield str(problem)
    if len(error.problems) > SHOWN_PROBLEMS:
        yield f"… et {len(error.problems) - SHOWN_PROBLEMS} autres."
    yield typeset(f"{plural(len(error.problems), 'erreur')} : rien n’a été importé.")


def summary(plans: list[FilePlan], dry_run: bool) -> Iterator[str]:
    """Counts by file; with `dry_run`, the rows that would be created and changed."""
    for plan in plans:
        yield typeset(
            f"{plan.spec.name} : {plural(len(plan.created), 'création')}, "
            f"{plural(len(plan.changed), 'modification')}, "
            f"{plural(plan.unchanged, 'ligne inchangée', 'lignes inchangées')}"
        )
        if dry_run:
            yield from details(plan)
    if all(plan.is_empty for plan in plans):
        yield typeset("Rien à changer : la base contient déjà tout ce dossier.")
    elif dry_run:
        yield typeset("Essai : rien n’a été enregistré.")
    else:
        yield "Import terminé."


def details(plan: FilePlan, most: int = 0) -> Iterator[str]:
    """The rows of a file that would be created and changed, `most` of the latter (0: all)."""
    for row in plan.created[:SHOWN_CREATIONS]:
        words = _key(plan, row)
        where = f"ligne {row.line}" if row.line else "groupe d’âge"
        yield typeset(f"  {where} : création, {words}")
    if len(plan.created) > SHOWN_CREATIONS:
        yield f"  … et {len(plan.created) - SHOWN_CREATIONS} autres créations"
    for change in plan.changed[: most or None]:
        row = change.row
        where = f"ligne {row.line}" if row.line else f"groupe d’âge, {_key(plan, row)}"
        yield typeset(f"  {where} : modification, {', '.join(change.words)}")
    if most and len(plan.changed) > most:
        yield f"  … et {len(plan.changed) - most} autres modifications"


def _key(plan: FilePlan, row: Row) -> str:
    return shown_key(plan.spec.natural(row.values) or ())

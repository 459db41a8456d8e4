"""Commands for the staff: importing a folder, writing the demonstration town.

Their modules are imported when they run: web server and worker do without.
"""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from webapp import clock
from webapp.database import database
from webapp.words import localise

DEFAULT_SEED = 2026


@click.command("import")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, sans rien enregistrer.")
@with_appcontext
def import_command(directory: Path, dry_run: bool) -> None:
    """Importer les fichiers CSV d’un dossier (docs/import.md)."""
    from webapp.staff.imports.operations import import_folder
    from webapp.staff.imports.problems import ImportRefusedError
    from webapp.staff.imports.report import refused, summary

    with database.connection_context():
        try:
            plans = import_folder(directory, clock.now(), dry_run)
        except ImportRefusedError as error:
            for line in refused(error):
                click.echo(line, err=True)
            raise SystemExit(1) from None
    for line in summary(plans, dry_run):
        click.echo(line)


@click.command("demo")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--seed", default=DEFAULT_SEED, show_default=True, help="Graine du hasard.")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Le jour autour duquel la ville vit ; aujourd’hui par défaut.",
)
def demo_command(directory: Path, seed: int, today: datetime | None) -> None:
    """Écrire dans un dossier la ville de démonstration, CarteVille (docs/demonstration.md)."""
    from webapp.staff.demonstration.town import write_town

    day = today.date() if today else localise(clock.now(), "Europe/Paris").date()
    for name, count in write_town(directory, day, seed).items():
        click.echo(f"{directory / name}\u00a0: {count}")


@click.command("explain")
@click.option("--account", required=True, help="L’identifiant d’un parent.")
@click.option("--child", required=True, help="Le code ou le prénom de l’enfant.")
@click.option("--activity", required=True, help="Le code ou le nom de l’activité.")
@click.option("--day", required=True, help="Le jour servi, 2026-12-09 ou 09/12/2026.")
@click.option("--at", default="", help="L’instant de la demande, « 2026-12-01 9h » ; maintenant.")
@with_appcontext
def explain_command(account: str, child: str, activity: str, day: str, at: str) -> None:
    """Dire ce que cette famille verrait ce jour-là, et pourquoi."""
    from webapp.activities.rules.reading import RuleError, instant
    from webapp.activities.rules.reading import day as read_day
    from webapp.staff import simulator

    with database.connection_context():
        try:
            case = simulator.find(account.strip().lower(), child, activity)
            moment = case.calendar.instant(*instant(at, "--at")) if at else clock.now()
            told = simulator.explain(case, read_day(day, "--day"), moment)
        except (simulator.UnknownError, RuleError) as error:
            raise click.ClickException(str(error)) from None
    for line in (told.title, *told.facts):
        click.echo(line)
    for number, (name, said) in enumerate(told.rules):
        if not number:
            click.echo("Règles, dans l’ordre des questions\u00a0:")
        click.echo(f"  {name}\u00a0: {said}")


@click.command("families-index")
@with_appcontext
def families_index_command() -> None:
    """Reconstruire ce par quoi « Familles » trouve (après une mise à jour, ou une reprise)."""
    from webapp.families.operations import index_anew

    with database.connection_context():
        count = index_anew()
    click.echo(f"Familles indexées\u00a0: {count}")


@click.command("second-factor-reset")
@click.argument("login")
@with_appcontext
def second_factor_reset_command(login: str) -> None:
    """Oublier le téléphone d’un agent qui l’a perdu : il en enregistre un autre à la connexion."""
    from webapp.accounts.models import Account
    from webapp.accounts.operations import second_factor
    from webapp.accounts.operations.log_in import folded
    from webapp.audit.operations import MARELLE

    with database.connection_context():
        account = Account.get_or_none(Account.login == folded(login))
        now = int(clock.now().timestamp())
        if account is None or not second_factor.reset(account.id, account.login, MARELLE, now):
            raise click.ClickException(f"Aucun téléphone n’est enregistré pour {login}.")
    click.echo(f"Le téléphone de {login} est oublié\u202f; ses connexions sont fermées.")

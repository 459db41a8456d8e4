"""Commands of `flask --app wsgi …`: each subject writes its own, this list binds them."""

import click
from flask import Flask

from webapp.activities.commands import rules_group
from webapp.billing.cards.commands import payments_group
from webapp.billing.commands import ledger_group
from webapp.staff.commands import (
    demo_command,
    explain_command,
    families_index_command,
    import_command,
    second_factor_reset_command,
)


@click.command("migrate")
def migrate_command() -> None:
    """Mettre la base à jour : appliquer les migrations qui manquent."""
    from webapp import migrate  # web workers do without

    applied = migrate.up()
    for name in applied:
        click.echo(f"Migration appliquée\u00a0: {name}")
    if not applied:
        click.echo("La base est à jour.")


rules_group.add_command(explain_command)
COMMANDS = (
    migrate_command,
    import_command,
    demo_command,
    families_index_command,
    second_factor_reset_command,
    rules_group,
    ledger_group,
    payments_group,
)


def register(app: Flask) -> None:
    """Bind the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)

"""`flask --app wsgi ledger …`: the books."""

import click
from flask.cli import with_appcontext

from webapp.database import database


@click.group("ledger")
def ledger_group() -> None:
    """Les comptes des familles."""


@ledger_group.command("verify")
@with_appcontext
def verify_command() -> None:
    """Recalculer tous les soldes et comparer chaque écriture à ce qu’elle représente.

    Code de sortie 1 si quelque chose diffère, dit ligne par ligne.
    """
    from webapp.billing.verification import differences  # web workers do without

    with database.connection_context():
        found = differences()
    for difference in found:
        click.echo(difference.told, err=True)
    if found:
        raise SystemExit(1)
    click.echo("Les comptes sont justes.")

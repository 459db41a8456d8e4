"""`flask --app wsgi payments …`: the offices, the bank's journal."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from webapp import clock, jobs
from webapp.database import database
from webapp.words import plural

KINDS = {
    "unknown": "connu de la banque, inconnu de Marelle",
    "unpaid": "payé à la banque, pas compté par Marelle",
    "amount": "montants différents",
    "missing": "compté par Marelle, absent du journal",
}


@click.group("payments")
def payments_group() -> None:
    """Les paiements par carte."""


@payments_group.command("offices")
@with_appcontext
def offices_command() -> None:
    """Dire de chaque régie où elle envoie payer, ou pourquoi elle ne démarre pas.

    Code de sortie 1 si une régie ne démarre pas.
    """
    from webapp.billing.cards import port  # web workers do without
    from webapp.billing.cards.offices import offices, page, why_refused

    banks = port.banks()
    with database.connection_context():
        found = offices()
    refused = False
    for o in found:
        why = why_refused(o.gateway, o.shop, o.mode, o.address, banks) if o.active else "fermée"
        refused = refused or bool(why and o.active)
        told = why or f"{page(o.gateway, o.address, banks)} ({o.mode})"
        click.echo(f"{o.structure} – {o.name}\u00a0: {told}")
    if not found:
        click.echo("Aucune régie\u00a0: les familles ne peuvent pas payer par carte.")
    if refused:
        raise SystemExit(1)


@payments_group.command("reconcile")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--shop", help="Boutique ou numéro client, s’il y a plusieurs régies.")
@click.option("--credit", is_flag=True, help="Porter au crédit ce que la banque dit payé.")
@with_appcontext
def reconcile_command(file: Path, shop: str | None, credit: bool) -> None:
    """Comparer le journal de la banque (CSV) à nos paiements.

    Code de sortie 1 si quelque chose diffère et n’a pas été porté au crédit.
    """
    from webapp.billing.cards import journal, offices  # web workers do without

    now = int(clock.now().timestamp())
    credited = left = 0
    with database.connection_context():
        known = [o for o in offices.offices() if shop in (None, o.shop)]
        if len(known) != 1:
            raise click.ClickException("Plusieurs régies, ou aucune\u00a0: précisez --shop.")
        try:
            entries = journal.read(file, known[0])
        except journal.JournalError as error:
            raise click.ClickException(f"{file.name}\u00a0: {error}") from None
        for difference in journal.compare(entries, known[0]):
            done = credit and journal.credit(difference, now, known[0])
            credited, left = credited + done, left + (not done)
            told = "porté au crédit" if done else KINDS[difference.kind]
            click.echo(f"{difference.reference}\u00a0: {told} ({difference.told})")
    if credited:
        jobs.enqueue("tell_payments")
    if left:
        raise SystemExit(1)
    read = plural(len(entries), "ligne lue", "lignes lues")
    click.echo(f"{read}\u00a0: rien ne diffère." if not credited else "Fait.")

"""`flask --app wsgi rules …`: playing files of rules."""

from pathlib import Path

import click


@click.group("rules")
def rules_group() -> None:
    """Les règles des activités : essayer des fichiers, expliquer une réponse."""


@rules_group.command("try")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def try_command(paths: tuple[Path, ...]) -> None:
    """Jouer les cas des fichiers de règles PATHS (.toml, .json, ou des dossiers).

    Code de sortie 1 si une réponse diffère de celle attendue, ou si un fichier est mal écrit.
    """
    from webapp.activities.trials.running import Count, run  # web workers do without

    for line in run(paths):
        if isinstance(line, Count):
            click.echo(f"{line.passed} passed, {line.failed} failed")
            raise SystemExit(int(line.failed > 0))
        click.echo(line)

"""Commands of `flask --app wsgi …`: each subject writes its own, this list binds them."""

from flask import Flask

from webapp.staff.commands import demo_command, import_command

COMMANDS = (import_command, demo_command)


def register(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)

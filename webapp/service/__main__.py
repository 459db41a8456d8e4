"""`python -m webapp.service run|night`."""

import argparse
import io
import sys

from webapp.service import night, run
from webapp.service.errors import ServiceError


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m webapp.service", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("run", "night"):
        command = commands.add_parser(name)
        command.add_argument("--parent", type=int, help="end when this parent process ends")
    commands.add_parser(night.INSIDE)
    return parser.parse_args()


def _execute(arguments: argparse.Namespace) -> int:
    if arguments.command == night.INSIDE:
        return night.pass_now()
    if arguments.command == "night":
        return night.night(arguments.parent)
    return run.run(arguments.parent)


def main() -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an old terminal must not stop a town
            stream.reconfigure(errors="replace", line_buffering=True)
    try:
        return _execute(_arguments())
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

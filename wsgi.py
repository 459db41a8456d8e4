"""The WSGI application: `granian --interface wsgi wsgi:app`, `flask --app wsgi …`."""

import gc
import os
import sys

if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
    from webapp.service.settings import for_commands

    os.environ.update(for_commands())

if os.environ.get("DATABASE_URL", "").startswith("sqlite:"):
    # peewee loads psycopg whenever it is installed: 10 MB in each worker, for nothing here.
    sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]

from webapp import create_app

app = create_app()

# What was made to start lives as long as the process: the collector need not walk through it.
gc.collect()
gc.freeze()
gc.set_threshold(5_000, 20, 50)

"""The worker: takes the jobs of the queue, one after the other, each in a process of its own."""

import os
import sys

if os.environ.get("DATABASE_URL", "").startswith("sqlite:"):
    sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type] # as in wsgi.py

from redis import Redis
from rq import Worker
from rq.serializers import JSONSerializer

from webapp import jobs
from webapp.config import from_environment
from webapp.service.cron import patience


def main() -> None:
    connection = Redis.from_url(from_environment().redis_url, retry=patience())
    jobs.application()  # once, before the fork of each job
    worker = Worker([jobs.QUEUE], connection=connection, serializer=JSONSerializer)
    worker.work(logging_level="WARNING")


if __name__ == "__main__":
    main()

"""The clock: RQ's cron scheduler, which enqueues `tick` every five minutes.

Uniqueness is not its business: two schedulers enqueue two ticks, and the database decides what
is due. RQ's own command pickles its jobs; ours speak JSON, because whoever reaches Valkey could
make a pickle execute code. A script of its own, which needs nothing of the application.
"""

import os

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from rq import Queue
from rq.cron import CronJob, CronScheduler
from rq.job import Job
from rq.serializers import JSONSerializer

QUEUE = "marelle"
SCHEDULE = (("*/5 * * * *", "webapp.jobs.tick"),)
FIVE_MINUTES = 300


class JsonCronJob(CronJob):
    """A cron job named by its dotted path, enqueued in JSON."""

    def enqueue(self, connection: Redis) -> Job:
        queue = Queue(self.queue_name, connection=connection, serializer=JSONSerializer)
        return queue.enqueue(self.func_name, **self.job_options)


class JsonCronScheduler(CronScheduler):
    """Keeps RQ's loop, heartbeat and registry."""

    def schedule(self, cron: str, func_name: str) -> None:
        """Enqueue `func_name` at the times of `cron`; a tick not begun when the next one comes
        is dropped."""
        job = JsonCronJob(
            queue_name=QUEUE, func_name=func_name, cron=cron, ttl=FIVE_MINUTES, result_ttl=0
        )
        self._cron_jobs.append(job)


def patience() -> Retry:
    """Thirty seconds for Valkey to start, or to come back."""
    return Retry(ConstantBackoff(0.2), 150)


def main() -> None:
    connection = Redis.from_url(os.environ["REDIS_URL"], retry=patience())
    scheduler = JsonCronScheduler(connection=connection, logging_level="WARNING")
    for cron, func_name in SCHEDULE:
        scheduler.schedule(cron, func_name)
    scheduler.start()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()

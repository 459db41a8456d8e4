"""Ask the worker for one job and wait for its answer."""

import os
from time import monotonic
from typing import Any

from redis import Redis
from rq import Queue, Worker
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.results import Result
from rq.serializers import JSONSerializer

from webapp.jobs import HOUR, QUEUE
from webapp.service.errors import ServiceError

LOOK_EVERY = 2  # seconds between two looks at a worker that has not answered yet
SECONDS_FOR_A_WORKER = 60  # to start, or to be started again


class JobError(Exception):
    """The job raised; the message is its last line."""


def ask(connection: Redis, function: str, *arguments: Any) -> Any:
    """What the job `function` returns. Raises JobError, or ServiceError if nobody works."""
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    job = queue.enqueue(function, args=arguments, job_timeout=HOUR)
    nobody_since = None
    while (result := job.latest_result(timeout=LOOK_EVERY)) is None:
        if _somebody_is_on_it(job, connection):
            nobody_since = None
        else:
            nobody_since = nobody_since or monotonic()
            if monotonic() - nobody_since > SECONDS_FOR_A_WORKER:
                raise ServiceError(
                    "Aucun ouvrier ne répond\u00a0: «\u00a0make run\u00a0» dit pourquoi."
                )
    if result.type is not Result.Type.SUCCESSFUL:
        lines = (result.exc_string or "").strip().splitlines()
        raise JobError(lines[-1] if lines else result.type.name)
    return result.return_value


def _somebody_is_on_it(job: Job, connection: Redis) -> bool:
    """A worker that lives works, or will find the job; raises ServiceError if the one that had
    begun it is dead: nobody else takes such a job over."""
    alive = {
        worker.name
        for worker in Worker.all(connection=connection, serializer=JSONSerializer)
        if _lives(worker.pid)
    }
    try:
        job.refresh()  # type: ignore[no-untyped-call]
    except NoSuchJobError:
        raise ServiceError(
            "La demande a disparu de Valkey\u00a0: relancez «\u00a0make night\u00a0»."
        ) from None
    if job.worker_name and job.worker_name not in alive:
        raise ServiceError(
            "L’ouvrier est mort pendant la nuit\u00a0: relancez «\u00a0make night\u00a0»."
        )
    return bool(alive)


def _lives(pid: int | None) -> bool:
    try:
        os.kill(pid or 0, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid is not None

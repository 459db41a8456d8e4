"""What runs outside requests: jobs of a few lines that take ids, and how they are enqueued.

Redis only carries them. What has to be done is known to the database, and `tick` asks it every
five minutes: a job that Redis loses is late, never lost.
"""

import logging
from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flask import Flask, current_app

from webapp import clock
from webapp.accounts.operations import recovery
from webapp.database import database
from webapp.mail import delivery
from webapp.mail import operations as outbox
from webapp.transmission import operations as transmission

if TYPE_CHECKING:
    from rq import Queue

QUEUE = "marelle"
HOUR = 3600

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

log = logging.getLogger(__name__)


@cache
def application() -> Flask:
    """The application of this process; a worker makes it before it forks."""
    from webapp import create_app

    return create_app()


def job(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """A job: it has the application and a database connection of its own."""

    @wraps(function)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with application().app_context(), database.connection_context():
            return function(*args, **kwargs)

    return run


def queue() -> "Queue":
    """The queue of all jobs. JSON only: a pickle would run whatever Redis holds."""
    from redis import Redis
    from rq import Queue
    from rq.serializers import JSONSerializer

    connection = Redis.from_url(current_app.config["REDIS_URL"], socket_connect_timeout=2)
    return Queue(QUEUE, connection=connection, serializer=JSONSerializer, default_timeout=HOUR)


def enqueue(name: str, *args: Any) -> bool:
    """Ask for a job, after the commit; False if Redis is away: `tick` will ask for it again."""
    from redis.exceptions import RedisError

    try:
        queue().enqueue(f"{__name__}.{name}", *args, result_ttl=HOUR, failure_ttl=24 * HOUR)
    except RedisError as error:
        log.warning("Redis is away, %s waits for the next tick: %s", name, error)
        return False
    return True


@job
def tick() -> None:
    """Every five minutes: what is due and missing, by the database's word alone."""
    for structure_id in transmission.due(clock.now()):
        enqueue("run_night", structure_id)
    if recovery.links_asked():
        enqueue("send_links")
    if outbox.any_due(int(clock.now().timestamp())):
        enqueue("deliver_outbox")


@job
def run_night(structure_id: int) -> None:
    """The structure's night if it is due, or what is left of one."""
    transmission_id = transmission.open_due(structure_id, clock.now())
    if transmission_id is not None:
        transmission.run(transmission_id, clock.now())
        enqueue("deliver_outbox")


@job
def night_now(structure_id: int) -> str:
    """What is pending now, without waiting for the night; one French line that tells it."""
    transmission_id = transmission.open_by_hand(structure_id, clock.now())
    transmission.run(transmission_id, clock.now())
    return transmission.told(transmission_id)


@job
def send_links() -> None:
    """Links to choose a password, for whoever asked with a mail address that we know."""
    if recovery.send_links(int(clock.now().timestamp())):
        enqueue("deliver_outbox")


@job
def deliver_outbox() -> int:
    """Send the mails that are due; how many went."""
    return delivery.drain(clock.now)

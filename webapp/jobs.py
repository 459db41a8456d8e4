"""What runs outside requests: jobs of a few lines that take ids, and how they are enqueued.

Redis only carries them. What has to be done is known to the database, and `tick` asks it every
five minutes: a job that Redis loses is late, never lost.
"""

import logging
from collections.abc import Callable
from functools import cache, partial, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flask import Flask, current_app

from webapp import clock
from webapp.accounts.operations import cleaning, recovery
from webapp.billing.cards import operations as cards
from webapp.billing.cards import port, queries
from webapp.database import database
from webapp.mail import delivery
from webapp.mail import operations as outbox
from webapp.staff.operations import importing
from webapp.transmission import operations as transmission

if TYPE_CHECKING:
    from rq import Queue

QUEUE = "marelle"
HOUR = 3600
PROGRESS = "marelle:import:{}"

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
    now = int(clock.now().timestamp())
    if queries.due(now, 1):
        enqueue("poll_payments")
    if queries.untold(1):
        enqueue("tell_payments")
    if cleaning.due(now):
        enqueue("clean_accounts")
    if outbox.any_due(now):
        enqueue("deliver_outbox")
    importing.lapse(now)
    for number, _ in importing.due():
        enqueue("import_files", number)


@job
def run_night(structure_id: int) -> None:
    """The structure's night if it is due, or what is left of one."""
    transmission_id = transmission.open_due(structure_id, clock.now())
    if transmission_id is not None:
        transmission.run(transmission_id, clock.now(), present=clock.now)
        enqueue("deliver_outbox")


@job
def night_now(structure_id: int) -> str:
    """What is pending now, without waiting for the night; one French line that tells it."""
    transmission_id = transmission.open_by_hand(structure_id, clock.now())
    transmission.run(transmission_id, clock.now(), present=clock.now)
    return transmission.told(transmission_id)


@job
def night_by_hand(structure_id: int) -> str:
    """The same, with its mails: what staff ask for."""
    line = night_now(structure_id)
    enqueue("deliver_outbox")
    return str(line)


@job
def send_links() -> None:
    """Links to choose a password, for whoever asked with a mail address that we know."""
    if recovery.send_links(int(clock.now().timestamp())):
        enqueue("deliver_outbox")


@job
def poll_payment(payment_id: int) -> None:
    """Ask the bank what has become of a payment: its family is waiting."""
    _poll(payment_id)
    _tell()


@job
def poll_payments() -> None:
    """Ask banks for news of all payments whose time has come."""
    for payment_id in queries.due(int(clock.now().timestamp())):
        _poll(payment_id)
    _tell()


def _poll(payment_id: int) -> None:
    """One that fails must not keep the others from their news."""
    try:
        port.poll(payment_id, int(clock.now().timestamp()))
    except Exception:
        log.exception("Payment %s could not be looked at", payment_id)


@job
def tell_payments() -> None:
    """Confirm by mail the payments that have been proven."""
    _tell()


def _tell() -> None:
    told = [cards.tell(number, int(clock.now().timestamp())) for number in queries.untold()]
    if any(told):
        enqueue("deliver_outbox")


@job
def clean_accounts() -> int:
    """Erase what accounts have left behind and nobody needs any more; how many rows."""
    return cleaning.clean(int(clock.now().timestamp()))


@job
def import_files(number: int) -> None:
    """Look at files that were sent, or import them as was shown; harmless if that is done."""
    telling = partial(tell_progress, number)
    importing.check(number, clock.now(), telling)
    importing.apply(number, clock.now(), telling)


def tell_progress(number: int, told: str) -> None:
    """How far an import is, for who waits; beside the database, whose transaction is open."""
    from redis.exceptions import RedisError

    try:
        queue().connection.set(PROGRESS.format(number), told, ex=HOUR)
    except RedisError as error:
        log.info("Redis is away, nobody is told '%s': %s", told, error)


def progress(number: int) -> str:
    """How far an import is; '' if that is not known."""
    from redis.exceptions import RedisError

    try:
        found = queue().connection.get(PROGRESS.format(number))
    except RedisError as error:
        log.info("Redis is away, an import does not tell how far it is: %s", error)
        return ""
    return found.decode() if isinstance(found, bytes) else ""


@job
def deliver_outbox() -> int:
    """Send the mails that are due; how many went."""
    return delivery.drain(clock.now)

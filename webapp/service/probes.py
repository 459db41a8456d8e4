"""Does a part answer? Each probe returns an empty text, or in French what is missing.

The worker and the clock say so themselves in Valkey: entries of an earlier run may still be
there, so that the process id decides.
"""

import smtplib
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Worker
from rq.cron import CronScheduler
from rq.serializers import JSONSerializer

Probe = Callable[[int], str]
PATIENCE = 2  # seconds that one question may take


def valkey_client(path: Path) -> Redis:
    """A client that says at once when Valkey is not there."""
    return Redis(unix_socket_path=str(path), socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 0))


def valkey_answers(path: Path) -> Probe:
    client = valkey_client(path)

    def probe(_: int) -> str:
        try:
            return "" if client.ping() else "Valkey ne répond pas"
        except (RedisError, OSError) as error:
            return f"Valkey ne répond pas ({error})"

    return probe


def web_answers(url: str) -> Probe:
    """`url` answers 200, asked directly: a proxy of the environment has no business here."""
    opener = build_opener(ProxyHandler({}))

    def probe(_: int) -> str:
        try:
            with opener.open(url, timeout=PATIENCE):
                return ""
        except (URLError, OSError) as error:
            return f"{url} ne répond pas ({error})"

    return probe


def worker_registered(path: Path) -> Probe:
    client = valkey_client(path)

    def probe(pid: int) -> str:
        try:
            workers = Worker.all(connection=client, serializer=JSONSerializer)
        except (RedisError, OSError) as error:
            return f"Valkey ne répond pas ({error})"
        return "" if any(worker.pid == pid for worker in workers) else "il ne s’est pas inscrit"

    return probe


def cron_registered(path: Path) -> Probe:
    client = valkey_client(path)

    def probe(pid: int) -> str:
        try:
            clocks = CronScheduler.all(client)
        except (RedisError, OSError) as error:
            return f"Valkey ne répond pas ({error})"
        return "" if any(clock.pid == pid for clock in clocks) else "elle ne s’est pas inscrite"

    return probe


def smtp_greets(port: int) -> Probe:
    def probe(_: int) -> str:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE):
                return ""
        except (smtplib.SMTPException, OSError) as error:
            return f"le serveur de courrier ne salue pas ({error})"

    return probe

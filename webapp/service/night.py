"""`make night`: let the coming night pass now, through the same queue and worker.

While Marelle runs, its own queue and worker do it. Otherwise Valkey, a worker and the mail
catcher are started for the time of the night, and the night is one more part beside them.
"""

import os
from typing import Any

from peewee import PeeweeException
from redis import Redis, RedisError

from webapp import clock, database
from webapp.config import ConfigError, from_environment
from webapp.service import data_dir, parts, prepare
from webapp.service import settings as read_settings
from webapp.service.asking import JobError, ask
from webapp.service.cron import patience
from webapp.service.errors import ServiceError
from webapp.service.parts import Part, tied
from webapp.service.run import tie_to
from webapp.service.settings import Settings
from webapp.service.supervisor import Supervisor

INSIDE = "night-inside"
STRUCTURES = "SELECT id, name FROM structure ORDER BY id"
SENT = "SELECT COUNT(*) FROM outbox_mail WHERE state = 'sent' AND sent_at >= ?"
NO_TOWN = "La base ne contient aucune structure\u00a0: lancez d’abord «\u00a0make run\u00a0»."


def night(parent: int | None) -> int:
    """Pass the night: 0, or 1 if one structure's night failed; raises ServiceError."""
    tie_to(parent)
    settings = read_settings.read()
    data_dir.open_dir(settings.data_dir)
    held = data_dir.lock(settings.data_dir)
    if held is None:
        return _in_the_run_under_way(settings)
    with held:
        return _alone(settings)


def _in_the_run_under_way(settings: Settings) -> int:
    told = data_dir.announced(settings.data_dir)
    if told is None:
        raise ServiceError("Marelle est en train de démarrer\u00a0: réessayez dans un instant.")
    kind, environment = told
    if kind == "night":
        raise ServiceError("Une nuit est déjà en cours dans ce dossier\u00a0: attendez sa fin.")
    os.environ.update(environment)
    return pass_now()


def _alone(settings: Settings) -> int:
    data_dir.forget(settings.data_dir)
    socket = data_dir.socket_path(settings.data_dir)
    mail_port = read_settings.free_port()
    environment = read_settings.environment(settings, socket, mail_port)
    if not prepare.prepare_database(environment):
        raise ServiceError(NO_TOWN)
    data_dir.announce(settings.data_dir, "night", read_settings.of_marelle(environment))
    crew = [
        parts.valkey(settings, socket),
        parts.mail(settings, mail_port),
        parts.worker(socket),
        Part("night", tied("module", "webapp.service", INSIDE), decides=True),
    ]
    try:
        return Supervisor(crew, environment, on_ready=lambda: None).run()
    finally:
        data_dir.forget(settings.data_dir)


def pass_now() -> int:
    """Have the worker pass the night of each structure, then deliver the mails; print a line for
    each. 1 if one of them failed: the others pass their night all the same."""
    try:
        config = from_environment()
        structures = _structures(config.database_url)
    except (ConfigError, PeeweeException) as error:
        raise ServiceError(f"La base de données ne répond pas\u00a0: {error}") from None
    if not structures:
        raise ServiceError(NO_TOWN)
    connection = Redis.from_url(config.redis_url, retry=patience(), socket_timeout=None)
    began = int(clock.now().timestamp())
    try:
        done = [_passed(connection, number, name) for number, name in structures]
        done.append(_delivered(connection, config.database_url, began))
    except (RedisError, OSError) as error:
        raise ServiceError(f"Valkey ne répond pas\u00a0: {error}") from None
    return 0 if all(done) else 1


def _structures(url: str) -> list[tuple[int, str]]:
    return [(number, name) for number, name in _asked(url, STRUCTURES)]


def _asked(url: str, sql: str, *values: int) -> list[tuple[Any, ...]]:
    database.connect(url)
    try:
        with database.database.connection_context():
            return database.rows(sql, *values)
    finally:
        database.database.close_all()


def _passed(connection: Redis, number: int, name: str) -> bool:
    try:
        print(ask(connection, "webapp.jobs.night_now", number), flush=True)
    except JobError as error:
        print(f"{name}\u00a0: la nuit a échoué ({error})", flush=True)
        return False
    return True


def _delivered(connection: Redis, url: str, began: int) -> bool:
    """All mails sent since the night began count: a tick at the same moment may have sent some."""
    try:
        ask(connection, "webapp.jobs.deliver_outbox")
    except JobError as error:
        print(f"Courrier\u00a0: l’envoi a échoué ({error})", flush=True)
        return False
    sent = _asked(url, SENT, began)[0][0]
    print(f"Courrier\u00a0: {sent} {'envoyés' if sent > 1 else 'envoyé'}.", flush=True)
    return True

"""`make run`: check, prepare, start all parts, stay until the end."""

import signal

from webapp.service import data_dir, parts, prepare
from webapp.service import settings as read_settings
from webapp.service.errors import ServiceError
from webapp.service.parent import children_end_too, end_with_parent
from webapp.service.settings import Settings
from webapp.service.supervisor import ENDED_BY_THE_PERSON, Supervisor


def run(parent: int | None) -> int:
    """Run Marelle until the person ends it (0); raises ServiceError for any other end."""
    tie_to(parent)
    settings = read_settings.read()
    data_dir.open_dir(settings.data_dir)
    held = data_dir.lock(settings.data_dir)
    if held is None:
        raise ServiceError(
            f"Le dossier {settings.data_dir} est déjà utilisé par une autre Marelle\u00a0:"
            " arrêtez-la ou choisissez un autre dossier (DATA_DIR=…)."
        )
    with held:
        read_settings.check_port(settings.port)
        return _run(settings)


def tie_to(parent: int | None) -> None:
    """End cleanly when `parent` (make) ends, even killed; our own children end with us."""
    children_end_too()
    if parent is not None:
        end_with_parent(parent, signal.SIGTERM)


def _run(settings: Settings) -> int:
    data_dir.forget(settings.data_dir)
    socket = data_dir.socket_path(settings.data_dir)
    mail_port = read_settings.free_port()
    environment = read_settings.environment(settings, socket, mail_port)
    if not prepare.prepare_database(environment):
        prepare.load_demonstration(settings, environment)

    def on_ready() -> None:
        data_dir.announce(settings.data_dir, "run", read_settings.of_marelle(environment))
        print(f"Marelle is ready: {settings.url}", flush=True)

    print("Démarrage\u00a0: Valkey, pages, ouvrier, horloge, courrier, banque d’essai…")
    everything = [
        *([parts.bank(environment)] if "BANK_PORT" in environment else []),
        parts.valkey(settings, socket),
        parts.mail(settings, mail_port),
        parts.worker(socket),
        parts.cron(socket),
        parts.web(settings),
    ]
    try:
        code = Supervisor(everything, environment, on_ready).run()
    finally:
        data_dir.forget(settings.data_dir)
    if code in ENDED_BY_THE_PERSON:
        print("Marelle est arrêtée.")
        return 0
    return code

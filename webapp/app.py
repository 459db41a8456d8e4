"""Wiring: extensions, settings, pages, static files; everything else lives in its subject."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from jinja2 import StrictUndefined

from webapp import cli, database
from webapp.accounts import passwords
from webapp.config import Config, from_environment
from webapp.extensions import csrf, htmx, login_manager, mail
from webapp.web import errors, filters, headers, menu, once, signing, static

ROOT = Path(__file__).parent.parent


def create_app(config: Config | None = None) -> Flask:
    """The application for `config` (read from the environment if None)."""
    settings = config or from_environment()
    app = once.Application(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    signing.prepare(app)
    once.prepare(app)
    _configure(app, settings)
    database.connect(settings.database_url)
    passwords.season(settings.secret_key)
    app.before_request(database.open_connection)
    app.teardown_request(database.close_connection)
    for extension in (csrf, htmx, login_manager, mail, Compress()):
        extension.init_app(app)
    login_manager.session_protection = None  # a phone changes network all day long
    for part in (errors, filters, menu, once, static, headers, cli):
        part.register(app)
    _register_pages(app)
    return app


def _configure(app: Flask, settings: Config) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        SECRET_KEY=settings.secret_key,
        DEMO=settings.demo,
        PUBLIC_URL=settings.public_url,
        REDIS_URL=settings.redis_url,
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_USERNAME=settings.mail_username or None,
        MAIL_PASSWORD=settings.mail_password or None,
        MAIL_DEFAULT_SENDER=settings.mail_sender,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),  # the row of the log-in says when it ends
        WTF_CSRF_TIME_LIMIT=None,  # a page left open an hour must still work
        WTF_CSRF_SSL_STRICT=False,  # the token is enough; some browsers send no Referer
        MAX_CONTENT_LENGTH=256 * 1024,
        COMPRESS_MIN_SIZE=600,
    )


def _register_pages(app: Flask) -> None:
    from webapp.accounts import profile_views, recovery_views  # noqa: F401 - routes of accounts
    from webapp.accounts import views as accounts
    from webapp.booking import cart_views as booking
    from webapp.booking import follow_up_views  # noqa: F401 - adds its routes to booking's
    from webapp.staff import views as staff
    from webapp.structures import views as structures

    for views in (structures, accounts, booking, staff):
        app.register_blueprint(views.blueprint)

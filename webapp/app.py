"""Wiring: extensions, settings, pages, static files; everything else lives in its subject."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from jinja2 import StrictUndefined

from webapp import cli, database
from webapp.accounts import passwords
from webapp.config import Config, from_environment, shop_keys
from webapp.extensions import csrf, htmx, login_manager, mail
from webapp.structures import uploads
from webapp.structures.markup import letter
from webapp.web import errors, filters, headers, menu, once, origin, signing, static

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
    origin.trust(app, settings.trusted_proxies)
    app.before_request(database.open_connection)
    uploads.register(app)
    app.teardown_request(database.close_connection)
    for extension in (csrf, htmx, login_manager, mail, Compress()):
        extension.init_app(app)
    login_manager.session_protection = None  # a phone changes network all day long
    for part in (errors, filters, menu, once, static, headers, cli):
        part.register(app)
    app.jinja_env.filters["markdown"] = letter
    _register_pages(app)
    return app


def _configure(app: Flask, settings: Config) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        SECRET_KEY=settings.secret_key,
        DEMO=settings.demo,
        SECOND_FACTOR=settings.second_factor and not settings.demo,
        PUBLIC_URL=settings.public_url,
        REDIS_URL=settings.redis_url,
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_USERNAME=settings.mail_username or None,
        MAIL_PASSWORD=settings.mail_password or None,
        MAIL_DEFAULT_SENDER=settings.mail_sender,
        PAYMENT_KEYS=shop_keys(settings.payment_keys),
        PAYMENT_TEST=settings.payment_test,
        SANDBOX_BANK=settings.sandbox_bank,
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
    _add_routes()
    from webapp.accounts import views as accounts
    from webapp.billing import views as billing
    from webapp.billing.cards import views as cards
    from webapp.booking import cart_views as booking
    from webapp.staff import views as staff
    from webapp.structures import views as structures

    for views in (structures, accounts, booking, billing, cards, staff):
        app.register_blueprint(views.blueprint)


def _add_routes() -> None:
    """Modules that add their routes to the blueprint of their subject."""
    from webapp.accounts import (  # noqa: F401
        change_views,
        own_file_views,
        profile_views,
        recovery_views,
        second_views,
        staff_views,
    )
    from webapp.billing import absence_views, history_views  # noqa: F401
    from webapp.billing.cards import staff_views as _bank  # noqa: F401
    from webapp.billing.receipts import views as _receipts  # noqa: F401
    from webapp.billing.refunds import views as _refunds  # noqa: F401
    from webapp.billing.tax import views as _tax  # noqa: F401
    from webapp.booking import follow_up_views  # noqa: F401
    from webapp.structures import desk_views  # noqa: F401

    _add_staff_routes()


def _add_staff_routes() -> None:
    from webapp.staff import (  # noqa: F401
        accounts_views,
        agents_views,
        attendance_views,
        certificate_views,
        closure_views,
        copy_views,
        correction_views,
        custody_views,
        day_views,
        deciding_views,
        export_views,
        extra_views,
        family_views,
        filing_views,
        import_views,
        journal_views,
        list_views,
        message_views,
        newcomer_views,
        night_views,
        offer_views,
        paper_views,
        refund_views,
        request_views,
        settings_views,
        statement_views,
        tax_views,
        till_views,
        year_views,
    )

"""« Réglages »: each explained where it stands, with what it does today."""

import re
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.audit.authors import author
from webapp.booking.forms import number
from webapp.staff import rules, settings
from webapp.staff.list_views import the_structure
from webapp.staff.operations import configuring
from webapp.staff.settings import Now, Settings
from webapp.staff.views import blueprint
from webapp.wallets.rules import ANY, NEVER, SUM
from webapp.web.access import StructureHead, staff_with
from webapp.web.notices import notice

HOUR = re.compile(r"([01]?\d|2[0-3])[:h]([0-5]\d)", re.ASCII)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
SCOPES = {
    SUM: "quand la somme de ses porte-monnaie est en débit",
    ANY: "quand l’un de ses porte-monnaie est en débit",
    NEVER: "jamais\u00a0: le débit n’empêche rien",
}
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
OUTRUN = (
    "Quelqu’un d’autre vient de modifier cette structure. Rien n’a été écrasé\u00a0: ce que vous "
    "avez saisi est encore là\u202f; vérifiez, puis enregistrez."
)


class Typed(NamedTuple):
    """The form as it was filled; `errors` by field, in French."""

    hour: str
    scope: str
    limit: str
    months: str
    question: bool
    immediate: bool
    days: tuple[str, ...]
    slug: str
    errors: dict[str, str]


@blueprint.get("/admin/reglages")
@staff_with("settings.change")
def settings_page() -> str:
    structure = the_structure()
    now = settings.read(structure.id)
    return _page(structure, now, _shown(now.settings))


@blueprint.post("/admin/reglages")
@staff_with("settings.change")
def change_settings() -> str | tuple[str, int] | Response:
    structure = the_structure()
    now = settings.read(structure.id)
    typed = _typed()
    wanted = _wanted(typed)
    if wanted is None:
        return _page(structure, now, typed), 422
    version = number(request.form.get("version", ""))
    seconds = int(clock.now().timestamp())
    try:
        done = configuring.configure(structure.id, version, wanted, author(), seconds)
    except configuring.OutrunError:
        typed.errors["version"] = OUTRUN
        return _page(structure, settings.read(structure.id), typed), 409
    except configuring.TakenError:
        typed.errors["adresse"] = "Une autre structure a déjà cette adresse."
        return _page(structure, now, typed), 422
    flash("Les réglages sont enregistrés." if done else "Rien n’a changé.")
    return redirect(url_for("staff.settings_page", structure=structure.id), 303)


def _shown(now: Settings) -> Typed:
    euros = f"{now.debit_limit // 100},{now.debit_limit % 100:02d}"
    return Typed(
        now.night_at, now.debit_scope, euros, str(now.history_months), now.secret_question,
        now.profile_immediate, tuple(now.office_days.split()), now.slug, {},
    )  # fmt: skip


def _typed() -> Typed:
    form = request.form
    text = {name: form.get(name, "").strip()[:80] for name in ("nuit", "debit", "autorise", "mois")}
    return Typed(
        text["nuit"], text["debit"], text["autorise"], text["mois"], bool(form.get("question")),
        bool(form.get("profil")), tuple(day for day in DAYS if day in form.getlist("mairie")),
        form.get("adresse", "").strip().lower()[:80], {},
    )  # fmt: skip


def _wanted(typed: Typed) -> Settings | None:
    """The settings meant; None if something is amiss, told in `typed.errors`."""
    hour, limit = HOUR.fullmatch(typed.hour), rules.cents_or_none(typed.limit)
    typed.errors.update(
        {
            name: words
            for name, wrong, words in (
                ("nuit", hour is None, "Une heure est attendue, par exemple 02:00."),
                ("debit", typed.scope not in SCOPES, "Choisissez dans la liste."),
                ("autorise", limit is None, "Un montant en euros est attendu, par exemple 20,00."),
                ("mois", not rules.readable_months(typed.months), "De 0 à 24 mois."),
                ("mairie", not typed.days, "Choisissez au moins un jour."),
                (
                    "adresse",
                    not SLUG.fullmatch(typed.slug) or len(typed.slug) > 40,
                    "Des lettres minuscules sans accent, des chiffres et des tirets.",
                ),
            )
            if wrong
        }
    )
    if typed.errors or hour is None or limit is None:
        return None
    at = f"{int(hour[1]):02d}:{hour[2]}"
    return Settings(
        at, typed.scope, limit, int(typed.months), typed.question, typed.immediate,
        " ".join(typed.days), typed.slug,
    )  # fmt: skip


def _page(structure: StructureHead, now: Now, typed: Typed) -> str:
    return render_template(
        "staff/settings.html",
        structure=structure,
        version=now.version,
        zone=now.timezone,
        typed=typed,
        errors=typed.errors,
        effects=settings.effects(structure.id, now.settings, now.timezone, clock.now()),
        scopes=SCOPES,
        days=DAYS,
        status=notice(),
    )

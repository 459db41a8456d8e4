"""What every page shows around its own matter: its name, the menu, words of the calendar."""

from datetime import date
from functools import cache
from typing import NamedTuple

from flask import Flask, request
from flask_login import current_user
from markupsafe import Markup

from webapp import words
from webapp.permissions import allows
from webapp.web.fragments import macro

DEFAULT_SITE = "Portail famille"


class Entry(NamedTuple):
    """A square of the menu; `same`: the routes on which it is the current one; `permission`: what
    staff need to see it, '' if nothing."""

    endpoint: str
    label: str
    same: tuple[str, ...]
    permission: str = ""


PROFILE = (
    "accounts.own_profile",
    "accounts.own_password",
    "accounts.change_profile",
    "accounts.ask_correction",
)
FAMILY = (
    Entry("structures.home", "Accueil", ("structures.home",)),
    Entry(
        "booking.calendar",
        "Réservations",
        ("booking.calendar", "booking.check", "booking.validated"),
    ),
    Entry("booking.requests", "Suivi", ("booking.requests",)),
    Entry(
        "billing.history",
        "Historiques",
        (
            "billing.history",
            "billing.payments",
            "billing.receipt",
            "billing.certificates_page",
            "billing.certificate",
        ),
    ),
    Entry(
        "billing.balances",
        "Soldes et Paiements",
        ("billing.balances", "cards.amounts_page", "cards.recap", "cards.back"),
    ),
    Entry(
        "accounts.own_profile",
        "Profil",
        PROFILE,
    ),
)


class Group(NamedTuple):
    """A square of the staff's menu: leads to the first of its entries that the role may open;
    the others stand in a line below, while one of them is the current page."""

    label: str
    entries: tuple[Entry, ...]


STAFF = (
    Group("Accueil", (Entry("staff.home", "Accueil", ("staff.home",)),)),
    Group(
        "Familles",
        (
            Entry(
                "staff.families_page",
                "Familles",
                (
                    "staff.families_page",
                    "staff.family_sheet",
                    "staff.family_day",
                    "staff.new_family",
                    "staff.open_family",
                    "staff.new_child",
                    "staff.join_child",
                    "staff.family_history",
                    "staff.family_file",
                    "staff.child_file",
                    "staff.change_family",
                    "staff.change_child",
                    "staff.enrol_child",
                    "staff.declare_quotient",
                ),
                "families.see",
            ),
            Entry(
                "staff.children",
                "Enfants et garde",
                ("staff.children", "staff.child_custody", "staff.change_custody"),
                "custody.change",
            ),
            Entry(
                "staff.family_accounts",
                "Comptes",
                (
                    "staff.family_accounts",
                    "staff.family_account",
                    "staff.correct_account",
                    "staff.new_account",
                    "staff.many_letters",
                ),
                "accounts.manage",
            ),
            Entry("staff.corrections", "Corrections", ("staff.corrections",), "corrections.answer"),
        ),
    ),
    Group(
        "Activités",
        (
            Entry(
                "staff.day_list",
                "Listes du jour",
                ("staff.day_list", "staff.add_child"),
                "attendance.see",
            ),
            Entry(
                "staff.asked_page",
                "Demandes",
                ("staff.asked_page", "staff.answer_page", "staff.answer_requests"),
                "requests.decide",
            ),
            Entry(
                "staff.waiting_page",
                "Listes d’attente",
                ("staff.waiting_page", "staff.give_page", "staff.give_seat"),
                "requests.decide",
            ),
            Entry("staff.meals", "Repas et effectifs", ("staff.meals",), "attendance.see"),
            Entry(
                "staff.expected_certificates",
                "Absences",
                ("staff.expected_certificates",),
                "requests.decide",
            ),
            Entry(
                "staff.activities_page",
                "Activités",
                (
                    "staff.activities_page",
                    "staff.activity_sheet",
                    "staff.activity_rules",
                    "staff.change_activity",
                    "staff.activity_year",
                    "staff.paint_year",
                    "staff.copy_year",
                    "staff.copy_all",
                    "staff.activity_extras",
                ),
                "activities.change",
            ),
            Entry(
                "staff.closed_days",
                "Fermetures",
                ("staff.closed_days", "staff.close_days"),
                "activities.change",
            ),
            Entry(
                "staff.nights",
                "Nuits",
                ("staff.nights", "staff.night", "staff.coming_night"),
                "nights.see",
            ),
        ),
    ),
    Group(
        "Régie",
        (
            Entry(
                "staff.till",
                "Guichet",
                (
                    "staff.till",
                    "staff.take_payment",
                    "staff.receipt",
                    "staff.accounts_of",
                    "staff.family_certificates",
                    "staff.family_certificate",
                ),
                "money.take",
            ),
            Entry("cards.without_news", "Paiements en ligne", ("cards.without_news",), "money.see"),
            Entry("staff.refunds", "Remboursements", ("staff.refunds",), "money.see"),
            Entry("staff.statement", "Relevé", ("staff.statement",), "money.see"),
        ),
    ),
    Group(
        "Portail",
        (
            Entry(
                "staff.messages_page",
                "Messages",
                (
                    "staff.messages_page",
                    "staff.new_message",
                    "staff.write_message",
                    "staff.one_message",
                ),
                "messages.send",
            ),
            Entry(
                "structures.news",
                "Actualités",
                (
                    "structures.news",
                    "structures.new_news",
                    "structures.change_news",
                    "structures.delete_news",
                ),
                "news.write",
            ),
            Entry(
                "structures.pictures",
                "Images",
                ("structures.pictures", "structures.delete_picture"),
                "news.write",
            ),
            Entry("structures.describe", "Structure", ("structures.describe",), "structure.change"),
            Entry(
                "staff.settings_page",
                "Réglages",
                ("staff.settings_page", "staff.change_settings"),
                "settings.change",
            ),
            Entry(
                "staff.colleagues",
                "Agents",
                ("staff.colleagues", "staff.colleague"),
                "staff.manage",
            ),
            Entry(
                "staff.imports_page",
                "Importer",
                ("staff.imports_page", "staff.send_files", "staff.one_import"),
                "import.run",
            ),
            Entry("staff.exports_page", "Exporter", ("staff.exports_page",), "export.run"),
            Entry("staff.journal_page", "Journal", ("staff.journal_page",), "audit.see"),
        ),
    ),
    Group(
        "Profil",
        (
            Entry(
                "accounts.staff_profile",
                "Profil",
                ("accounts.staff_profile", "accounts.staff_password"),
            ),
        ),
    ),
)


def register(app: Flask) -> None:
    """Bind what templates ask for."""
    app.jinja_env.globals.update(
        menu=_menu,
        weekday=lambda day: words.WEEKDAYS[day.weekday()],
        month=_month,
    )
    app.context_processor(_site)


def _menu() -> Markup:
    groups = _of_families() if current_user.role == "family" else _of_staff(current_user.role)
    if current_user.is_authenticated and current_user.looks_at:
        groups = groups[:-1]  # « Profil » is the account's
    return _rendered(groups, request.endpoint, request.script_root)


@cache
def _of_families() -> tuple[Group, ...]:
    return tuple(Group(entry.label, (entry,)) for entry in FAMILY)


@cache
def _of_staff(role: str) -> tuple[Group, ...]:
    """The groups with what the role may open; a group of nothing is left out."""
    allowed = (
        Group(
            group.label,
            tuple(e for e in group.entries if not e.permission or allows(role, e.permission)),
        )
        for group in STAFF
    )
    return tuple(group for group in allowed if group.entries)


@cache
def _rendered(groups: tuple[Group, ...], here: str | None, _root: str) -> Markup:
    current = next((g for g in groups if any(here in e.same for e in g.entries)), None)
    return macro("web/menu.html", "menu", groups, current, here)


def _month(day: date) -> str:
    return words.MONTHS[day.month - 1]


def _site() -> dict[str, str]:
    """Name and colour of the structure shown, or of the portal."""
    if current_user.is_authenticated and current_user.structure:
        head = current_user.structure
        return {"site": head.name, "accent": head.accent}
    return {"site": DEFAULT_SITE, "accent": ""}

"""Roles of the town's staff, and what each may do: the one table of permissions.

docs/permissions.md shows it; a test walks all routes × roles against that page.
"""

from typing import NamedTuple

FAMILY = "family"
ADMIN, SECRETARY, CASHIER, ANIMATOR = "admin", "secretary", "cashier", "animator"


class Role(NamedTuple):
    """A role in French: for one person, for several, and what it is for."""

    name: str
    plural: str
    purpose: str


ROLES = {
    ADMIN: Role("administrateur", "les administrateurs", "règle le portail et les accès"),
    SECRETARY: Role("secrétaire", "les secrétaires", "tient les dossiers et les réservations"),
    CASHIER: Role("régisseur", "les régisseurs", "tient les comptes et les règlements"),
    ANIMATOR: Role("animateur", "les animateurs", "accueille les enfants et pointe les présences"),
}

_OFFICE = (ADMIN, SECRETARY)
_DESK = (ADMIN, SECRETARY, CASHIER)
_TILL = (ADMIN, CASHIER)
_ALL = (ADMIN, SECRETARY, CASHIER, ANIMATOR)


class Permission(NamedTuple):
    """What it lets one do, in French (« voir les nuits »), and the roles that have it."""

    words: str
    roles: tuple[str, ...]


PERMISSIONS = {
    "nights.see": Permission("voir les nuits et les mails en échec", _DESK),
    "nights.run": Permission("faire passer une nuit", _OFFICE),
    "families.see": Permission("voir les dossiers des familles", _DESK),
    "families.change": Permission("modifier les dossiers des familles", _OFFICE),
    "custody.change": Permission("modifier la garde des enfants", _OFFICE),
    "corrections.answer": Permission("répondre aux corrections demandées", _OFFICE),
    "accounts.manage": Permission("gérer les comptes des familles et leurs lettres", _OFFICE),
    "staff.manage": Permission("gérer les agents et leurs rôles", (ADMIN,)),
    "structure.change": Permission("modifier la présentation d’une structure", (ADMIN,)),
    "news.write": Permission("écrire les actualités", _OFFICE),
    "requests.decide": Permission("décider des demandes et des listes d’attente", _OFFICE),
    "booking.act": Permission("réserver à la place d’une famille", _OFFICE),
    "activities.change": Permission("modifier les activités et leur calendrier", _OFFICE),
    "attendance.see": Permission("voir les listes du jour", _ALL),
    "attendance.change": Permission("pointer les présences", (ADMIN, SECRETARY, ANIMATOR)),
    "money.see": Permission("voir les soldes et les règlements", _DESK),
    "money.take": Permission("encaisser un règlement", _TILL),
    "money.correct": Permission("corriger une écriture", _TILL),
    "money.refund": Permission("décider d’un remboursement", _TILL),
    "messages.send": Permission("écrire aux familles", _OFFICE),
    "import.run": Permission("importer des fichiers", (ADMIN,)),
    "export.run": Permission("exporter toutes les données", (ADMIN,)),
    "audit.see": Permission("lire le journal", (ADMIN,)),
    "settings.change": Permission("changer les réglages", (ADMIN,)),
}


def allows(role: str, permission: str) -> bool:
    """True if the role has the permission; KeyError for a permission that does not exist."""
    return role in PERMISSIONS[permission].roles


def holders(permission: str) -> str:
    """Who may, in French: « les administrateurs et les secrétaires »."""
    names = [role.plural for key, role in ROLES.items() if allows(key, permission)]
    return " et ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)

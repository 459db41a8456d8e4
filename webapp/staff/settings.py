"""The settings of a structure and what each does today."""

from datetime import date, datetime
from typing import Any, NamedTuple

from webapp.billing.rules import window
from webapp.database import row, rows
from webapp.structures.rules import nights
from webapp.wallets.rules import Standing
from webapp.words import dated, localise, month_name, plural

READ = """
SELECT version, night_at, debit_scope, debit_limit, history_months, secret_question,
  profile_immediate, office_days, COALESCE(slug, LOWER(code)), timezone
FROM structure WHERE id = ?
"""
STANDINGS = """
SELECT SUM(v.cents), MIN(v.cents) FROM balance v JOIN wallet w ON w.id = v.wallet_id
WHERE w.structure_id = ? GROUP BY v.family_id HAVING MIN(v.cents) < 0
"""
QUESTIONS = """
SELECT COUNT(DISTINCT a.id) FROM account a JOIN account_family f ON f.account_id = a.id
JOIN membership k ON k.family_id = f.family_id AND k.structure_id = ?
WHERE a.active AND a.question <> ''
"""
CHANGES = """
SELECT COUNT(DISTINCT c.id) FROM profile_change c
JOIN account_family f ON f.account_id = c.account_id
JOIN membership k ON k.family_id = f.family_id AND k.structure_id = ? WHERE c.state = 'pending'
"""


class Settings(NamedTuple):
    """What may be set; `debit_limit` in cents, `office_days` in the words of docs/rules.md."""

    night_at: str
    debit_scope: str
    debit_limit: int
    history_months: int
    secret_question: bool
    profile_immediate: bool
    office_days: str
    slug: str


class Now(NamedTuple):
    """The settings as they stand; `version`: of the structure."""

    version: int
    settings: Settings
    timezone: str


def read(structure: int) -> Now:
    """The settings of a structure."""
    found: Any = row(READ, structure)
    version, *settings, timezone = found
    settings[4:6] = (bool(settings[4]), bool(settings[5]))
    return Now(version, Settings(*settings), timezone)


def effects(structure: int, settings: Settings, timezone: str, now: datetime) -> dict[str, str]:
    """What each setting does today, in French, by its field."""
    night = nights.coming(settings.night_at, timezone, now)
    blocked = sum(
        bool(Standing(total, low, settings.debit_scope, settings.debit_limit).debt)
        for total, low in rows(STANDINGS, structure)
    )
    today: date = localise(now, timezone).date()
    first = window(today, settings.history_months)[0]
    [(questions,)], [(changes,)] = rows(QUESTIONS, structure), rows(CHANGES, structure)
    return {
        "nuit": f"La prochaine passe le {dated(night)} à {settings.night_at}.",
        "debit": f"Aujourd’hui, {plural(blocked, 'famille ne peut', 'familles ne peuvent')} pas "
        "réserver pour cette raison.",
        "historique": f"Les familles lisent aujourd’hui de {month_name(first)} à maintenant.",
        "question": f"{plural(questions, 'parent a', 'parents ont')} une question secrète.",
        "profil": f"{plural(changes, 'changement attend', 'changements attendent')} la nuit.",
        "mairie": "Compte pour les délais en «\u00a0jours de mairie\u00a0».",
    }

"""« Soldes et Paiements »: wallets, what the bookings will cost, what will be left."""

from datetime import date

from webapp.billing import queries
from webapp.billing.pages import Balances, WalletLine
from webapp.billing.refunds.queries import requests
from webapp.billing.rules import last_day
from webapp.wallets.queries import balances, standing

FOR_EVER = "9999-12-31"


def page(family: int, structure: int, today: date, typed: str = "") -> Balances:
    """The wallets of a structure; bookings are counted until the day `typed`, or all of them."""
    until, error = last_day(typed, today)
    cost = queries.uncharged(family, structure, until.isoformat() if until else FOR_EVER)
    lines = tuple(
        WalletLine(w.id, w.name, w.cents, cost[w.id].cents if w.id in cost else 0)
        for w in balances(family, structure)
    )
    last = max((each.last for each in cost.values()), default=today.isoformat())
    shown = until or max(today, date.fromisoformat(last))
    reason = standing(family, structure).reason
    return Balances(lines, shown, typed, error, reason, tuple(requests(family, structure)))

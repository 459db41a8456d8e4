"""« Historiques »: what was consumed month by month, what was paid."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from webapp import words
from webapp.billing import queries
from webapp.billing.pages import ConsumedLine, History, PaidLine, Payments, Spending
from webapp.billing.queries import Consumed
from webapp.billing.rules import end_of, shown, window
from webapp.web.sheets import Cents, Sheet

OTHERS = "Toute la famille"


class Reader(NamedTuple):
    """Whose history, with which structure, on which day."""

    family: int
    structure: int
    today: date


def history(reader: Reader, asked: date | None) -> History:
    """The month asked for, or the nearest that may be read."""
    months = window(reader.today, queries.history_months(reader.structure))
    month = shown(asked, months)
    place = months.index(month)
    found = queries.consumed(
        reader.family, reader.structure, months[0].isoformat(), end_of(months[-1]).isoformat()
    )
    lines = tuple(_line(each) for each in found if _month_of(each) == month)
    return History(
        month=month,
        previous=months[place - 1] if place else None,
        following=months[place + 1] if place + 1 < len(months) else None,
        lines=lines,
        by_child=_by_child(lines),
        total=sum(line.cents for line in lines),
        spending=_spending(found),
    )


def payments(reader: Reader) -> Payments:
    """All payments of the months that may be read."""
    months = window(reader.today, queries.history_months(reader.structure))
    first, last = months[0], end_of(months[-1])
    found = queries.paid(reader.family, reader.structure, first.isoformat(), last.isoformat())
    return Payments(
        first, tuple(PaidLine(date.fromisoformat(each.day), *each[1:]) for each in found)
    )


def _line(each: Consumed) -> ConsumedLine:
    price, rest = divmod(each.cents, each.quantity or 1)
    return ConsumedLine(
        date.fromisoformat(each.day), each.child, each.label, None if rest else price,
        each.quantity, each.cents,
    )  # fmt: skip


def _month_of(each: Consumed) -> date:
    return date.fromisoformat(each.day).replace(day=1)


def _by_child(lines: tuple[ConsumedLine, ...]) -> tuple[tuple[str, int], ...]:
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.child or OTHERS] += line.cents
    return tuple(sums.items())


def _spending(found: list[Consumed]) -> tuple[tuple[date, tuple[Spending, ...]], ...]:
    """By month, the latest first, and activity, the dearest first."""
    sums: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in found:
        sums[_month_of(each)][each.activity] += each.cents
    longest = max((cents for month in sums.values() for cents in month.values()), default=0)
    return tuple(
        (
            month,
            tuple(
                Spending(name, cents, max(0, 100 * cents // max(1, longest)))
                for name, cents in sorted(sums[month].items(), key=lambda pair: (-pair[1], pair[0]))
            ),
        )
        for month in sorted(sums, reverse=True)
    )


def consumption_sheet(page: History, about: str) -> Sheet:
    """What one takes away of a month."""
    return Sheet(
        f"historique-{page.month.isoformat()[:7]}",
        f"Consommations de {words.month_name(page.month)}",
        about,
        ("Date", "Consommateur", "Activité", "Prix (€)", "Qté", "Total (€)"),
        (13, 26, 34, 11, 6, 12),
        [
            (i.day, i.child, i.label, None if i.price is None else Cents(i.price), i.quantity,
             Cents(i.cents))
            for i in page.lines
        ],
        ("TOTAL", "", "", "", "", Cents(page.total)),
    )  # fmt: skip


def payment_sheet(page: Payments, about: str) -> Sheet:
    """What one takes away of the payments."""
    return Sheet(
        "reglements",
        f"Règlements depuis le {words.dated(page.first)}",
        about,
        ("Date", "Libellé", "Moyen", "Numéro", "Payeur", "Porte-monnaie", "Montant (€)"),
        (13, 22, 13, 12, 22, 20, 14),
        [
            (i.day, i.label, i.means, i.number, i.payer, i.wallet, Cents(i.cents))
            for i in page.lines
        ],
        ("TOTAL", "", "", "", "", "", Cents(page.total)),
    )  # fmt: skip

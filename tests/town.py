"""CarteVille as most tests find it (fixture `town`).

The Martin family has two children, Léa and Tom; the Benali family, with Inès, is a stranger to
them; an agent works for the town. Everybody's password is `tests.world.PASSWORD`, their logins
are `martin`, `benali` and `agent`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.world import (
    a_family,
    a_structure,
    an_account,
    an_activity,
    enrol,
    open_days,
    terms,
    weekdays,
)
from webapp.accounts.models import Account
from webapp.activities.models import Activity, Counter, CounterDay, OpenDay, Period
from webapp.families.models import Child, Family
from webapp.structures.models import Structure
from webapp.wallets.models import Wallet


@dataclass(frozen=True)
class Town:
    """What `town` made. `matin` and `journee` exclude each other; `journee` and `repas` share
    the meals of `cantine`. `days` can be booked, `late` is a day whose deadline has passed."""

    structure: Structure
    martin: Family
    lea: Child
    tom: Child
    benali: Family
    ines: Child
    martin_account: Account
    benali_account: Account
    agent: Account
    period: Period
    matin: Activity
    journee: Activity
    repas: Activity
    cantine: Counter
    days: Sequence[date]
    late: date

    def open_day(self, activity: Activity, day: date | None = None) -> OpenDay:
        """The open day of an activity, of the first day that can be booked by default."""
        return OpenDay.get(OpenDay.activity == activity, OpenDay.day == (day or self.days[0]))


def make_town(now: datetime) -> Town:
    """The town around `now`: deadlines are four days before, at the end of the day."""
    structure = a_structure()
    martin = a_family("Martin", structure, "Léa", "Tom")
    benali = a_family("Benali", structure, "Inès")
    children = {child.first_name: child for child in Child.select()}
    late = weekdays(now.date() + timedelta(1), 1)[0]
    days = weekdays(now.date() + timedelta(7), 10)
    offer = _offer(structure, [late, *days])
    for child in children.values():
        enrol(child, offer["matin"], offer["journee"], offer["repas"])
    return Town(
        structure=structure,
        martin=martin,
        benali=benali,
        lea=children["Léa"],
        tom=children["Tom"],
        ines=children["Inès"],
        martin_account=an_account("martin", martin),
        benali_account=an_account("benali", benali),
        agent=an_account("agent", role="admin"),
        days=days,
        late=late,
        **offer,
    )


def _offer(structure: Structure, days: Sequence[date]) -> dict[str, Any]:
    """Two activities that exclude each other, meals that two activities share, one period."""
    leisure = Wallet.create(structure=structure, code="loisirs", name="Loisirs")
    kitchen = Wallet.create(structure=structure, code="repas", name="Restauration")
    cantine = Counter.create(structure=structure, code="cantine", name="Repas de la cantine")
    period = Period.create(
        structure=structure, code="hiver", name="Hiver", first_day=days[0], last_day=days[-1]
    )
    matin = an_activity("Matin", leisure, "morning", waiting_list=True, position=1)
    journee = an_activity("Journée", leisure, "morning noon afternoon", counter=cantine, position=2)
    repas = an_activity(
        "Restauration", kitchen, "noon", counter=cantine, position=3, terms=terms(cents=420)
    )
    for activity in (matin, journee, repas):
        open_days(activity, days, period)
    for day in days:
        CounterDay.create(counter=cantine, day=day, capacity=100)
    return {"matin": matin, "journee": journee, "repas": repas, "cantine": cantine,
            "period": period}  # fmt: skip

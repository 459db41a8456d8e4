"""Last step of the night: a mail to each family that it has something to tell."""

import json
from typing import Any

import pytest

from tests.jobs.nights import other_children, pass_night
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, a_movement, an_account
from webapp.accounts.models import Account
from webapp.activities.models import OpenDay
from webapp.booking.models import Booking
from webapp.mail.models import OutboxMail

pytestmark = pytest.mark.both_engines


def ask(town: Town) -> None:
    """Two days for two children of the Martin family."""
    a_movement(a_booking(town.tom, town.martin, town.open_day(town.journee, town.days[1])))
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.journee, town.days[1])))
    a_movement(a_booking(town.lea, town.martin, town.open_day(town.matin, town.days[0])))


def mails() -> list[OutboxMail]:
    return list(OutboxMail.select().order_by(OutboxMail.id))


def context(mail: OutboxMail) -> dict[str, Any]:
    return dict(json.loads(mail.context))


def test_one_mail_per_family_in_order_of_days(town: Town, clock: Clock) -> None:
    ask(town)
    a_movement(a_booking(town.ines, town.benali, town.open_day(town.matin)))
    line = pass_night(town, clock.now)
    report, other = mails()
    assert "2\u00a0mails" in line
    assert (report.template, report.to_address) == ("night_report", "martin@exemple.fr")
    assert (report.family_id, other.family_id) == (town.martin.id, town.benali.id)
    assert report.to_name == "Mme Martin Camille"
    assert report.created_at == clock.now
    told = context(report)
    assert told["received"] == "3\u00a0mouvements ont été reçus\u00a0:"
    assert told["sections"][0]["lines"] == [
        "Léa, vendredi 4 décembre\u00a0: Matin, 14,85\u00a0€",
        "Léa, lundi 7 décembre\u00a0: Journée, 14,85\u00a0€",
        "Tom, lundi 7 décembre\u00a0: Journée, 14,85\u00a0€",
    ]


def test_the_next_night_tells_only_what_is_new(town: Town, clock: Clock) -> None:
    ask(town)
    pass_night(town, clock.now)
    pass_night(town, clock.now)
    assert len(mails()) == 1


def test_without_an_address_there_is_no_mail(town: Town, clock: Clock) -> None:
    Account.update(email="").where(Account.login == "martin").execute()
    ask(town)
    line = pass_night(town, clock.now)
    assert mails() == []
    assert "3\u00a0acceptées" in line


def test_each_account_with_an_address_receives_its_own(town: Town, clock: Clock) -> None:
    """Both parents, each alone on the envelope; told who asked for what."""
    an_account("oncle", town.martin, active=False)
    an_account("muet", town.martin, email="")
    an_account("second", town.martin)
    ask(town)
    pass_night(town, clock.now)
    assert [mail.to_address for mail in mails()] == ["martin@exemple.fr", "second@exemple.fr"]
    first, second = map(context, mails())
    assert first["sections"] == second["sections"]
    assert first["sections"][0]["lines"][0] == (
        "Léa, vendredi 4 décembre\u00a0: Matin, 14,85\u00a0€, demandé par Mme Camille Martin"
    )
    assert "second@" not in mails()[0].context and "martin@" not in mails()[1].context


def test_parents_who_share_an_address_receive_one_mail(town: Town, clock: Clock) -> None:
    an_account("second", town.martin, email="Martin@exemple.fr")
    a_booking(town.tom, town.martin, town.open_day(town.matin), "waiting")
    ask(town)
    pass_night(town, clock.now)
    found = [(mail.template, mail.to_address) for mail in mails()]
    assert found == [(name, "martin@exemple.fr") for name in ("night_report", "promotion")]


def test_a_seat_attributed_has_a_mail_of_its_own(town: Town, clock: Clock) -> None:
    a_booking(town.lea, town.martin, town.open_day(town.matin), "waiting")
    pass_night(town, clock.now)
    (mail,) = mails()
    assert mail.template == "promotion"
    assert context(mail)["lines"] == ["Léa, vendredi 4 décembre\u00a0: Matin, 14,85\u00a0€"]


def test_a_rank_is_told_as_it_is_once_the_list_is_served(town: Town, clock: Clock) -> None:
    open_day = town.open_day(town.matin)
    OpenDay.update(capacity=1).where(OpenDay.id == open_day.id).execute()
    (held, family), (ahead, second) = other_children(town, open_day, 2)
    gone = a_booking(held, family, open_day)
    a_booking(ahead, second, open_day, "waiting")
    a_movement(a_booking(town.lea, town.martin, open_day, "waiting"), "wait")
    Booking.update(state="booked").where(Booking.id == gone.id).execute()
    a_movement(gone, "cancel")
    pass_night(town, clock.now)
    report = OutboxMail.get(OutboxMail.family_id == town.martin.id)
    section = context(report)["sections"][0]
    assert section["lines"] == [
        "Léa, vendredi 4 décembre\u00a0: Matin. Complet\u00a0: 1 sur 1, rang 1."
    ]
    assert section["note"].startswith("Si une place se libère")


def test_many_families_are_told_in_chunks(
    town: Town, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.transmission.steps import reports

    monkeypatch.setattr(reports, "FAMILIES", 2)
    for child, family in other_children(town, town.open_day(town.matin), 5):
        a_movement(a_booking(child, family, town.open_day(town.matin)))
    pass_night(town, clock.now)
    assert len({mail.family_id for mail in mails()}) == len(mails()) == 5

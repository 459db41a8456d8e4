"""A parent says which booked days a child misses; the office takes the certificate."""

from datetime import timedelta

import pytest

from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, open_days
from webapp.audit.models import AuditEvent
from webapp.billing.models import Absence
from webapp.booking.models import Booking

pytestmark = pytest.mark.both_engines


@pytest.fixture
def yesterday(town: Town, clock: Clock) -> Booking:
    [open_day] = open_days(town.matin, [clock.now.date() - timedelta(1)])
    return a_booking(town.lea, town.martin, open_day)


def _declare(client: Client, *bookings: Booking, reason: str = "maladie") -> int:
    fields = {"reservation": [b.id for b in bookings], "motif": reason, "justificatif": "1"}
    return client.send("/absences", **fields).status_code


def test_it_is_found_from_suivi_and_declared(
    town: Town, yesterday: Booking, martin: Client
) -> None:
    assert "/absences" in martin.page("/suivi").all("//main//a/@href")
    coming = a_booking(town.tom, town.martin, town.open_day(town.matin))
    assert _declare(martin, yesterday, coming) == 303
    page = martin.page("/absences")
    assert "2\u00a0absences signalées" in page.text
    assert page.text.count("Justificatif attendu") == 2
    told = Absence.get(Absence.booking == yesterday)
    assert (told.reason, told.promised, told.author) == ("maladie", True, "Camille Martin")


def test_twice_is_once(town: Town, yesterday: Booking, martin: Client) -> None:
    assert _declare(martin, yesterday) == 303
    assert _declare(martin, yesterday) == 404
    assert Absence.select().count() == 1


def test_what_is_missing_is_told_and_the_rest_kept(
    town: Town, yesterday: Booking, martin: Client
) -> None:
    response = martin.send("/absences", motif="maladie")
    assert response.status_code == 422
    page = martin.last
    assert page is not None and "au moins un jour" in page.id("jour-err").text_content()
    assert page.one("//option[@selected]").get("value") == "maladie"
    assert _declare(martin, yesterday, reason="") == 422
    assert martin.last is not None
    assert martin.last.one("//input[@name='reservation'][@checked]") is not None
    assert Absence.select().count() == 0


def test_only_days_of_the_family_and_of_the_time(
    town: Town, clock: Clock, yesterday: Booking, benali: Client, martin: Client
) -> None:
    assert _declare(benali, yesterday) == 404
    [old] = open_days(town.repas, [clock.now.date() - timedelta(40)])
    assert _declare(martin, a_booking(town.tom, town.martin, old)) == 404
    assert Absence.select().count() == 0


def test_it_is_withdrawn_and_declared_again(
    town: Town, yesterday: Booking, martin: Client, benali: Client
) -> None:
    _declare(martin, yesterday)
    number = Absence.get().id
    assert benali.send("/absences/retirer", absence=number).status_code == 404
    assert martin.send("/absences/retirer", absence=number).status_code == 303
    assert "votre enfant est attendu" in martin.page("/absences").text
    martin.send("/absences/retirer", absence=number)
    assert "déjà retirée" in martin.page("/absences").text
    assert _declare(martin, yesterday, reason="autre") == 303
    again = Absence.get()
    assert (again.id, again.reason, again.withdrawn_at) == (number, "autre", None)


def test_what_is_settled_is_not_withdrawn(
    town: Town, clock: Clock, yesterday: Booking, martin: Client
) -> None:
    _declare(martin, yesterday)
    Absence.update(settled_at=clock.now, credit=1485).execute()
    martin.send("/absences/retirer", absence=Absence.get().id)
    page = martin.page("/absences")
    assert "14,85\u00a0€ rendus" in page.text and Absence.get().withdrawn_at is None


def test_the_office_records_a_certificate_once(
    town: Town, yesterday: Booking, martin: Client, agent: Client
) -> None:
    _declare(martin, yesterday)
    page = agent.page("/admin/absences")
    assert "justificatif promis" in page.text
    number = str(Absence.get().id)
    done = agent.submit(page.form("/admin/absences"), press=("absence", number))
    assert "Justificatif enregistré." in done.text
    agent.send("/admin/absences", absence=number)
    events = AuditEvent.select().where(AuditEvent.action == "absence.justified")
    assert events.count() == 1 and Absence.get().justified_at is not None
    assert agent.send("/admin/absences", absence="999").status_code == 404
    assert "Justificatif accepté" in martin.page("/absences").text

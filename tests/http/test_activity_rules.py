"""The rules of towns on the way of a request: page, click, recap, « Valider »."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.http.booking import calendar, click, lines, shows, states, validate
from tests.jobs.nights import pass_night
from tests.support.client import Client
from tests.support.clocks import Clock
from tests.town import Town
from tests.world import a_booking, terms
from webapp.activities.models import Activity, ActivityCounter, Counter, CounterDay, OpenDay
from webapp.booking.models import Booking, CartLine, Movement
from webapp.families.models import Child, Family, Quotient

New = Callable[[str], Client]
pytestmark = pytest.mark.both_engines

NBSP = "\u00a0"
GRID = {
    "tarif": [
        {"pour": "extérieur", "montant": "9,00"},
        {"grille": [["QF", "prix"], ["0-500", "3,00"], ["501-1000", "5,00"], ["1001+", "7,00"]]},
    ],
    "ajustement": [{"rang": "2+", "reduit": "20 %"}],
}


def rule(activity: Activity, **stated: Any) -> None:
    """Give the activity these words beside its usual ones."""
    activity.terms = json.dumps({**json.loads(terms()), **stated})
    activity.save()


def days_of_a_week(town: Town) -> list[date]:
    """Monday to Friday of the first whole week."""
    monday = next(day for day in town.days if day.weekday() == 0)
    return [monday + timedelta(n) for n in range(5)]


def message(page: Any) -> str:
    return str(page.text).lower()


def test_a_late_booking_is_dearer_where_the_rules_say_so(town: Town, martin: Client) -> None:
    rule(town.matin, reserver="30 jours avant", reserver_apres="majoré", majoration="50 %")
    page = calendar(martin, town, town.matin)
    assert shows(page, town.days[0]) == ("open", "")
    assert "majoré" in "".join(page.id(f"j-{town.days[0]}").itertext())
    click(martin, town, town.matin)
    assert [line.cents for line in CartLine.select()] == [2228]
    validate(martin)
    booking = Booking.get()
    assert booking.cents == 2228
    assert (
        booking.price_rule
        == f"Tarif unique{NBSP}: 14,85{NBSP}€\u202f; majoration{NBSP}: +{NBSP}50{NBSP}%"
    )


def test_after_the_last_deadline_nothing_is_booked(town: Town, martin: Client) -> None:
    rule(
        town.matin, reserver="40 jours avant", reserver_apres="majoré", majoration="2,00",
        reserver_dernier="30 jours avant",
    )  # fmt: skip
    assert shows(calendar(martin, town, town.matin), town.days[0]) == ("closed", "")
    assert "trop tard" in message(click(martin, town, town.matin))
    assert lines() == set()


def test_a_late_cancellation_may_be_done_and_stays_due(town: Town, martin: Client) -> None:
    rule(town.matin, annuler="30 jours avant", annuler_apres="facturé", retenue="4,00")
    a_booking(town.lea, town.martin, town.open_day(town.matin))
    click(martin, town, town.matin, "free")
    assert [line.cents for line in CartLine.select()] == [400 - 1485]
    validate(martin)
    movement = Movement.get(Movement.kind == "cancel")
    assert (movement.reason_code, json.loads(movement.facts)) == ("charged", {"due": 400})
    assert movement.reason == f"Annulé après la limite{NBSP}: 4,00{NBSP}€ restent dus."


def test_what_is_left_to_the_staff_is_sent_to_them(town: Town, martin: Client) -> None:
    rule(town.matin, reserver="30 jours avant", reserver_apres="sur demande")
    told = message(click(martin, town, town.matin))
    assert "adressez-vous à la structure" in told and lines() == set()


def test_residents_first(town: Town, martin: Client, benali: Client, clock: Clock) -> None:
    Family.update(resident=False).where(Family.id == town.benali.id).execute()
    today = clock.now.date()
    rule(
        town.matin,
        fenetre=[
            {"pour": "habitant", "du": f"{today - timedelta(1)} 8h"},
            {"du": f"{today} 11h30"},
        ],
    )
    assert shows(calendar(martin, town, town.matin), town.days[0]) == ("open", "")
    page = calendar(benali, town, town.matin, child=town.ines)
    assert shows(page, town.days[0]) == ("closed", "")
    opening = f"réservable à partir du vendredi 27 novembre à 11{NBSP}h{NBSP}30."
    assert f"Matin{NBSP}: {opening}" in page.text
    told = message(click(benali, town, town.matin, child=town.ines))
    assert opening in told
    assert lines() == set()
    clock.forward(hours=3)
    page = calendar(benali, town, town.matin, child=town.ines)
    assert shows(page, town.days[0])[0] == "open"


def test_a_page_left_open_asks_again_when_booking_opens(
    town: Town, martin: Client, clock: Clock
) -> None:
    soon = clock.now + timedelta(hours=2)
    rule(town.matin, fenetre=[{"du": f"{soon:%Y-%m-%d %Hh%M}"}])
    waits = [calendar(martin, town, town.matin).all("//*[@hx-trigger]") for _ in range(8)]
    delays = {int(w[0].get("hx-trigger").split("delay:")[1].removesuffix("ms")) for w in waits}
    assert all(7_200_000 <= delay < 7_220_000 for delay in delays) and len(delays) > 1
    rule(town.matin, fenetre=[{"du": f"{soon + timedelta(days=2):%Y-%m-%d %Hh%M}"}])
    assert not calendar(martin, town, town.matin).all("//*[@hx-trigger]")


def test_an_activity_for_an_age(town: Town, martin: Client) -> None:
    rule(town.matin, public={"ages": "3-6"})
    assert shows(calendar(martin, town, town.matin), town.days[0]) == ("closed", "")
    told = message(click(martin, town, town.matin))
    assert "n’est pas de l’âge de l’enfant" in told and lines() == set()
    Child.update(birth_day=town.days[0].replace(year=town.days[0].year - 6)).execute()
    assert shows(calendar(martin, town, town.matin), town.days[0]) == ("open", "")


def test_the_price_follows_the_quotient_its_date_the_home_and_the_rank(
    town: Town, martin: Client, clock: Clock
) -> None:
    rule(town.matin, prix=GRID, quotient={"effet": "mois suivant"})
    page = calendar(martin, town, town.matin)
    assert f"7,00{NBSP}€ par jour" in page.text and "quotient inconnu" in page.text
    Quotient.create(family=town.martin, declared_on=date(2026, 1, 1), hundredths=80_050)
    Quotient.create(family=town.martin, declared_on=clock.now.date(), hundredths=40_000)
    click(martin, town, town.matin)
    click(martin, town, town.matin, child=town.tom)
    validate(martin)
    found = [(b.child_id, b.cents) for b in Booking.select().order_by(Booking.child_id)]
    assert found == [(town.lea.id, 300), (town.tom.id, 240)]
    assert "uotient" in Booking.get(Booking.child == town.lea).price_rule
    Family.update(resident=False).execute()
    assert f"9,00{NBSP}€ par jour" in calendar(martin, town, town.matin).text


def test_no_more_days_than_the_rules_allow(town: Town, martin: Client) -> None:
    rule(town.matin, limites={"semaine": "au plus 2"})
    week = days_of_a_week(town)
    a_booking(town.lea, town.martin, town.open_day(town.matin, week[0]))
    click(martin, town, town.matin, day=week[1])
    told = message(click(martin, town, town.matin, day=week[2]))
    assert f"nombre de jours par semaine{NBSP}: 2 au plus" in told
    assert {line[1] for line in lines()} == {week[1]}
    click(martin, town, town.matin, "free", day=week[0])
    click(martin, town, town.matin, day=week[2])
    validate(martin)
    live = Booking.select().join(Movement).where(Booking.state == "booked", Movement.kind == "book")
    assert {b.day for b in live} == {week[1], week[2]}


def test_no_fewer_either(town: Town, martin: Client) -> None:
    rule(town.matin, limites={"semaine": "au moins 2"})
    week = days_of_a_week(town)
    click(martin, town, town.matin, day=week[0])
    page = martin.page("/panier")
    assert "Ce qui n’est plus possible" in page.text and "2 au moins" in page.text
    assert states(town.lea) == []
    click(martin, town, town.matin, day=week[1])
    validate(martin)
    assert [state for _, _, state in states(town.lea)] == ["booked", "booked"]


def test_the_whole_family_counts_where_the_rules_say_so(town: Town, martin: Client) -> None:
    rule(town.matin, limites={"famille_semaine": "au plus 1"})
    week = days_of_a_week(town)
    click(martin, town, town.matin, day=week[0])
    told = message(click(martin, town, town.matin, day=week[1], child=town.tom))
    assert "pour la famille" in told and len(lines()) == 1


def test_a_meal_goes_only_with_a_day(town: Town, martin: Client) -> None:
    rule(town.repas, avec=["matin"])
    assert "va seulement avec" in message(click(martin, town, town.repas))
    assert lines() == set()
    click(martin, town, town.matin)
    click(martin, town, town.repas)
    assert CartLine.select().count() == 2
    validate(martin)
    assert {name for name, _, _ in states(town.lea)} == {"Matin", "Restauration"}
    click(martin, town, town.matin, "free")
    assert [line.wish for line in CartLine.select()] == ["cancel", "cancel"]


def test_activities_that_exclude_each_other_by_name(town: Town, martin: Client) -> None:
    rule(town.repas, exclut=["matin"])
    click(martin, town, town.matin)
    click(martin, town, town.repas)
    assert [line.open_day.activity.name for line in CartLine.select()] == ["Restauration"]


def test_seats_kept_for_residents(town: Town, martin: Client, benali: Client) -> None:
    Family.update(resident=False).where(Family.id == town.benali.id).execute()
    rule(town.matin, places={"reserve": [["habitant", 1]]})
    OpenDay.update(capacity=1).where(OpenDay.id == town.open_day(town.matin).id).execute()
    page = calendar(benali, town, town.matin, child=town.ines)
    assert shows(page, town.days[0])[0] == "full"
    assert shows(calendar(martin, town, town.matin), town.days[0])[0] == "open"
    click(martin, town, town.matin)
    validate(martin)
    assert OpenDay.get_by_id(town.open_day(town.matin).id).taken == 1


def test_the_seats_that_residents_have_are_among_those_kept_for_them(
    town: Town, martin: Client, benali: Client
) -> None:
    Family.update(resident=False).where(Family.id == town.benali.id).execute()
    rule(town.matin, places={"reserve": [["habitant", 1]]})
    open_day = town.open_day(town.matin)
    OpenDay.update(capacity=2).where(OpenDay.id == open_day.id).execute()
    click(martin, town, town.matin)
    validate(martin)
    page = calendar(benali, town, town.matin, child=town.ines)
    assert shows(page, town.days[0])[0] == "open"
    click(benali, town, town.matin, child=town.ines)
    validate(benali)
    assert OpenDay.get_by_id(open_day.id).taken == 2


def test_seats_kept_no_longer_go_to_the_list_before_others(
    town: Town, benali: Client, clock: Clock
) -> None:
    """Until the night has served it; where nobody waits they are for all at once."""
    Family.update(resident=False).execute()
    yesterday = clock.now.date() - timedelta(1)
    rule(town.matin, places={"reserve": [["habitant", 1, yesterday.isoformat()]]})
    open_day = town.open_day(town.matin)
    OpenDay.update(capacity=1).where(OpenDay.id == open_day.id).execute()
    page = calendar(benali, town, town.matin, child=town.ines)
    assert shows(page, town.days[0])[0] == "open"
    waits = a_booking(town.lea, town.martin, open_day, "waiting")
    page = calendar(benali, town, town.matin, child=town.ines)
    assert shows(page, town.days[0])[0] == "full"
    pass_night(town, clock.now)
    assert Booking.get_by_id(waits.id).state == "booked"


def test_the_waiting_list_is_kept_by_priority_then_instant(
    town: Town, martin: Client, benali: Client
) -> None:
    Family.update(categories="besoin de garde").where(Family.id == town.benali.id).execute()
    rule(town.matin, places={"priorite": ["besoin de garde"], "liste_attente": "oui"})
    open_day = town.open_day(town.matin)
    OpenDay.update(capacity=0).where(OpenDay.id == open_day.id).execute()
    for client, child in ((martin, town.lea), (benali, town.ines)):
        click(client, town, town.matin, "waiting", child=child)
        validate(client)
    found = Booking.select().order_by(Booking.priority, Booking.waiting_since, Booking.id)
    assert [b.child_id for b in found] == [town.ines.id, town.lea.id]
    page = calendar(martin, town, town.matin)
    assert f"rang{NBSP}2" in "".join(page.id(f"j-{town.days[0]}").itertext())
    told = message(click(martin, town, town.matin, child=town.tom))
    assert f"liste d’attente{NBSP}: vous seriez au rang 3" in told
    Family.update(categories="besoin de garde").where(Family.id == town.martin.id).execute()
    told = message(click(martin, town, town.matin, child=town.tom))
    assert f"liste d’attente{NBSP}: vous seriez au rang 2" in told


def test_without_a_tariff_there_is_no_booking(town: Town, martin: Client) -> None:
    rule(town.matin, prix={"tarif": [{"pour": "extérieur", "montant": "9,00"}]})
    assert shows(calendar(martin, town, town.matin), town.days[0]) == ("closed", "")
    assert "aucun tarif" in message(click(martin, town, town.matin))


def groups(town: Town, capacities: dict[tuple[int, int], int]) -> None:
    """Places of « Matin » by age group."""
    for (least, most), seats in capacities.items():
        counter = Counter.create(
            structure=town.structure, code=f"g{least}", name=f"{least}-{most} ans"
        )
        ActivityCounter.create(activity=town.matin, counter=counter, least_age=least, most_age=most)
        for day in town.days:
            CounterDay.create(counter=counter, day=day, capacity=seats)


def taken() -> dict[str, int]:
    found = CounterDay.select().where(CounterDay.taken > 0)
    return {counter.counter.code: counter.taken for counter in found}


def test_places_by_age_group(town: Town, martin: Client, benali: Client) -> None:
    groups(town, {(3, 5): 1, (6, 10): 1})
    Child.update(birth_day=date(2022, 3, 1)).where(Child.id == town.tom.id).execute()
    click(martin, town, town.matin)
    click(martin, town, town.matin, child=town.tom)
    validate(martin)
    assert taken() == {"g3": 1, "g6": 1}
    page = calendar(benali, town, town.matin, child=town.ines)
    assert shows(page, town.days[0])[0] == "full"
    Child.update(birth_day=date(2021, 12, 4)).where(Child.id == town.ines.id).execute()
    page = calendar(benali, town, town.matin, child=town.ines)
    assert shows(page, town.days[0])[0] == "full"
    Child.update(birth_day=date(2012, 1, 1)).where(Child.id == town.ines.id).execute()
    page = calendar(benali, town, town.matin, child=town.ines)
    assert shows(page, town.days[0])[0] == "open"


def test_an_age_group_gets_its_seat_back_at_night(town: Town, martin: Client) -> None:
    groups(town, {(3, 5): 1, (6, 10): 1})
    click(martin, town, town.matin)
    validate(martin)
    click(martin, town, town.matin, "free")
    validate(martin)
    assert taken() == {}


def test_places_by_age_group_from_the_square_to_the_refusal(town: Town, martin: Client) -> None:
    """Léa is of the group of its age, which is full; Tom of another; nobody takes the 11th year."""
    rule(town.matin, places={"ages": [["3-5", 4], ["6-10", 3]]})
    day = town.days[0]
    for child, age in ((town.lea, 4), (town.tom, 8)):
        Child.update(birth_day=day.replace(year=day.year - age)).where(
            Child.id == child.id
        ).execute()
    for (least, most), capacity in (((3, 5), 4), ((6, 10), 3)):
        counter = Counter.create(structure=town.structure, code=f"m{least}", name="Groupe")
        ActivityCounter.create(activity=town.matin, counter=counter, least_age=least, most_age=most)
        CounterDay.create(counter=counter, day=day, capacity=capacity, taken=4 - (least == 6) * 2)
    page = calendar(martin, town, town.matin)
    assert shows(page, day) == ("full", "")
    assert f"4{NBSP}places sur 4" in "".join(page.id(f"j-{day}").itertext())
    told = click(martin, town, town.matin).text
    assert f"complet pour les 3-5{NBSP}ans{NBSP}: 4 sur 4" in told
    assert shows(calendar(martin, town, town.matin, child=town.tom), day) == ("open", "")
    click(martin, town, town.matin, child=town.tom)
    validate(martin)
    assert [b.child_id for b in Booking.select()] == [town.tom.id]
    Child.update(birth_day=day.replace(year=day.year - 11)).execute()
    assert shows(calendar(martin, town, town.matin), day) == ("closed", "")
    told = message(click(martin, town, town.matin))
    assert "aucune place n’est prévue pour l’âge de l’enfant" in told

"""What an import writes, once and again."""

import json

import pytest

from tests.imports.conftest import FOLDER, NOW, Folder
from tests.world import a_booking
from webapp.accounts import passwords
from webapp.accounts.models import Account
from webapp.activities.models import Activity, CounterDay, OpenDay, Period, Supplement
from webapp.booking.models import Booking, BookingSlot, Movement
from webapp.database import rows, write_transaction
from webapp.families.models import Child, Custody, Membership
from webapp.staff.imports import operations
from webapp.staff.imports.folder import read_folder
from webapp.staff.imports.writing import OutrunError
from webapp.structures.models import Structure

pytestmark = pytest.mark.both_engines


def counts(folder: Folder, dry_run: bool = False) -> dict[str, tuple[int, int, int]]:
    plans = folder.load(dry_run)
    return {p.spec.name: (len(p.created), len(p.changed), p.unchanged) for p in plans}


def taken() -> list[tuple[object, ...]]:
    return rows("SELECT day, taken, released FROM open_day ORDER BY day, id")


def test_bookings_take_their_seats_and_tell_their_story(loaded: Folder) -> None:
    assert taken() == [
        ("2026-12-09", 2, 0),
        ("2026-12-09", 0, 0),
        ("2026-12-09", 0, 0),
        ("2026-12-10", 0, 0),
    ]
    assert CounterDay.get().taken == 2
    assert Supplement.get().taken == 1
    states = [
        (b.state, b.cents, b.supplement_id is None) for b in Booking.select().order_by(Booking.id)
    ]
    assert states == [
        ("booked", 1485, True),
        ("booked", 400, False),
        ("booked", 1485, True),
        ("waiting", 1485, True),
    ]
    assert BookingSlot.select().count() == 4
    movements = list(Movement.select().order_by(Movement.id))
    assert {(m.kind, m.state, m.to_state) for m in movements} == {
        ("book", "accepted", "booked"),
        ("wait", "waiting", "waiting"),
    }
    assert {m.reason for m in movements} == {"Reprise des données de la structure."}
    assert movements[-1].requested_at.isoformat() == "2026-11-02T07:00:00+00:00"


def test_money_goes_to_the_ledger_once(loaded: Folder) -> None:
    for _ in range(2):
        assert rows("SELECT kind, cents FROM ledger_entry ORDER BY cents") == [
            ("consumption", -1485),
            ("payment", 102050),
        ]
        loaded.load()


def test_a_second_import_changes_nothing(loaded: Folder) -> None:
    hashes = rows("SELECT login, password_hash FROM account ORDER BY login")
    revision = Structure.get().revision
    again = counts(loaded)
    assert all(created == changed == 0 and known for created, changed, known in again.values())
    assert hashes == rows("SELECT login, password_hash FROM account ORDER BY login")
    assert taken()[0] == ("2026-12-09", 2, 0)
    assert (Booking.select().count(), Structure.get().revision) == (4, revision)


def test_a_dry_run_says_the_same_and_writes_nothing(folder: Folder) -> None:
    dry = counts(folder, dry_run=True)
    assert Structure.select().count() == 0
    assert counts(folder) == dry


def test_changes_are_made_and_told(loaded: Folder) -> None:
    loaded.replace("familles.csv", "F1;DUPONT", "F1;DUPOND")
    loaded.replace("activites.csv", "14,85;2 jours calendaires à 23:59", "15,00;la veille à 9h")
    loaded.replace("periodes.csv", "08/12/2026 23:59", "09/12/2026 12:00")
    loaded.replace("jours_ouverts.csv", "decembre;2", ";3")
    loaded.replace("vacances.csv", "25/12/2026;25", "25/12/2026;26")
    loaded.replace("comptes.csv", "bonjour-dupont", "nouveau-dupont")
    plans = {plan.spec.name: plan for plan in loaded.load()}
    told = {name: [c.words for c in plan.changed] for name, plan in plans.items() if plan.changed}
    assert told == {
        "familles.csv": [("nom « DUPONT » → « DUPOND »",)],
        "activites.csv": [
            (
                "prix « 14,85 » → « 15,00 »",
                "delai_reservation « 2 jours calendaires à 23:59 » → « la veille à 9h »",
            )
        ],
        "periodes.csv": [("fermeture « 08/12/2026 23:59 » → « 09/12/2026 12:00 »",)],
        "jours_ouverts.csv": [("capacite « 2 » → « 3 »", "periode « decembre » → «  »")],
        "vacances.csv": [("au « 25/12/2026 » → « 26/12/2026 »",)],
        "comptes.csv": [("mot de passe remplacé",)],
    }
    assert Period.get().closes_at.isoformat() == "2026-12-09T11:00:00+00:00"
    assert OpenDay.get(OpenDay.capacity == 3).period is None
    assert Structure.get().revision == 3
    account = Account.get(Account.login == "dupont")
    assert passwords.matches(account.password_hash, "nouveau-dupont")


def test_an_absent_column_leaves_known_rows_alone(loaded: Folder) -> None:
    loaded.write("comptes.csv", "identifiant;prenom;nom\ndupont;Jean;DUPONT\n")
    loaded.load()
    account = Account.get(Account.login == "dupont")
    assert (account.first_name, account.email) == ("Jean", "jp.dupont@exemple.fr")
    assert passwords.matches(account.password_hash, "bonjour-dupont")
    assert account.families.count() == 1


def test_lists_of_codes_say_the_whole_truth(loaded: Folder) -> None:
    loaded.add("structures.csv", "tilleuls;Les Tilleuls")
    loaded.replace("familles.csv", "DUPONT;mairie", "DUPONT;tilleuls mairie")
    loaded.replace("familles.csv", "MARTIN;mairie", "MARTIN;tilleuls")
    loaded.load()
    assert Membership.select().count() == 3


def test_an_account_without_password_has_no_hash(loaded: Folder) -> None:
    assert Account.get(Account.login == "martin").password_hash == ""


def test_a_booking_that_ended_since_is_not_imported_again(loaded: Folder) -> None:
    waiting = Booking.get(Booking.state == "waiting")
    Booking.update(state="left").where(Booking.id == waiting.id).execute()
    assert counts(loaded)["reservations.csv"] == (0, 0, 4)
    assert Booking.get_by_id(waiting.id).state == "left"


def test_references_may_be_in_the_database_only(loaded: Folder) -> None:
    kept = {"reservations.csv", "inscriptions.csv"}
    loaded.remove(*(name for name in FOLDER if name not in kept))
    loaded.add("reservations.csv", "mairie;jour;10/12/2026;;F1;E1;réservé;")
    assert counts(loaded)["reservations.csv"] == (1, 0, 4)
    assert taken()[-1] == ("2026-12-10", 1, 0)


def test_the_column_of_supplements_may_be_absent(folder: Folder) -> None:
    folder.write(
        "reservations.csv",
        "structure;activite;jour;famille;enfant;etat\nmairie;jour;09/12/2026;F1;E1;réservé\n",
    )
    folder.load()
    assert Booking.get().supplement is None


def test_a_new_day_of_a_counter_counts_the_seats_already_taken(loaded: Folder) -> None:
    loaded.add("reservations.csv", "mairie;jour;10/12/2026;;F1;E1;réservé;")
    loaded.load()
    loaded.add("compteurs_jours.csv", "mairie;cuisine;10/12/2026;1")
    loaded.load()
    assert [day.taken for day in CounterDay.select().order_by(CounterDay.day)] == [2, 1]
    loaded.replace("compteurs_jours.csv", "10/12/2026;1", "10/12/2026;0")
    assert len(loaded.problems()) == 1


def test_seats_taken_during_the_import_are_not_taken_twice(folder: Folder) -> None:
    """On PostgreSQL families go on booking between the check and the write."""
    folder.remove("reservations.csv")
    folder.load()
    folder.write("reservations.csv", FOLDER["reservations.csv"])
    work = operations._planned(read_folder(folder.path))
    OpenDay.update(taken=1).where(OpenDay.capacity == 2).execute()
    with pytest.raises(OutrunError), write_transaction():
        operations._write(work, NOW, lambda _: None)
    assert Booking.select().count() == 0


def test_a_capacity_lowered_during_a_rush_stays_above_the_seats(loaded: Folder) -> None:
    loaded.replace("jours_ouverts.csv", "repas;09/12/2026;;5", "repas;09/12/2026;;3")
    work = operations._planned(read_folder(loaded.path))
    OpenDay.update(taken=4).where(OpenDay.taken == 0).execute()
    with pytest.raises(OutrunError), write_transaction():
        operations._write(work, NOW, lambda _: None)
    assert set(OpenDay.select(OpenDay.capacity).tuples()) >= {(5,)}


def test_more_places_go_to_those_who_wait_first(loaded: Folder) -> None:
    meals = Activity.get(Activity.code == "repas")
    open_day = OpenDay.get(OpenDay.activity == meals)
    child = Child.select().order_by(Child.id).get()
    home = Custody.get(Custody.child == child).family
    OpenDay.update(taken=5).where(OpenDay.id == open_day.id).execute()
    Booking.delete().where(Booking.open_day == open_day).execute()
    a_booking(child, home, open_day, "waiting")
    loaded.replace("jours_ouverts.csv", "repas;09/12/2026;;5", "repas;09/12/2026;;8")
    loaded.load()
    found = OpenDay.get_by_id(open_day.id)
    assert (found.capacity, found.taken, found.released) == (8, 6, 1)


def test_a_price_given_wins(folder: Folder) -> None:
    folder.replace("reservations.csv", "etat;depuis", "etat;depuis;prix")
    folder.replace("reservations.csv", "01/11/2026 08:00", "01/11/2026 08:00;9,99")
    folder.replace("reservations.csv", "piscine;F1;E1;réservé;", "piscine;F1;E1;réservé;;")
    folder.replace("reservations.csv", "F1;E2;réservé;", "F1;E2;réservé;;")
    folder.replace("reservations.csv", "02/11/2026 08:00", "02/11/2026 08:00;")
    folder.load()
    assert [b.cents for b in Booking.select().order_by(Booking.id)] == [999, 400, 1485, 1485]


def test_terms_are_plain_json(loaded: Folder) -> None:
    [(text,)] = rows("SELECT terms FROM activity WHERE code = 'repas'")
    assert json.loads(text) == {
        "reserver": "la veille à 18:00",
        "annuler": "la veille à 18:00",
        "prix": "2,85",
    }

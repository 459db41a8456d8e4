"""The lines of each file, in the words of `docs/import.md`."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from webapp.staff.demonstration.calendars import Calendar, Span
from webapp.staff.demonstration.catalogue import (
    CARE,
    EATING,
    EXTRAS,
    KITCHEN,
    LEISURE,
    MAIRIE,
    MEAL,
    OFFERS,
    OFFICES,
    STRUCTURES,
    TILLEULS,
    WALLETS,
    WHOLE_DAY,
    Offer,
)
from webapp.staff.demonstration.money import Payment
from webapp.staff.demonstration.opening import Opening
from webapp.staff.demonstration.people import Family, People
from webapp.staff.demonstration.register import Booking, Register

Line = dict[str, str]
BOTH = (MAIRIE, TILLEULS)
EXTRA_NAMES = {code: (name, cents) for code, name, cents, _ in EXTRAS}
WALLET_NAMES = {(structure, code): name for structure, code, name in WALLETS}
AUGUST_CLOSING = "Fermeture annuelle"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _instant(moment: datetime) -> str:
    return f"{moment:%d/%m/%Y %H:%M}"


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def _yes(value: bool) -> str:
    return "oui" if value else "non"


def structures() -> Iterator[Line]:
    yield from STRUCTURES


def offices() -> Iterator[Line]:
    for structure, (code, name, gateway, shop) in OFFICES.items():
        yield {
            "structure": structure,
            "code": code,
            "nom": name,
            "passerelle": gateway,
            "boutique": shop,
            "mode": "test",
        }


def wallets() -> Iterator[Line]:
    for structure, code, name in WALLETS:
        office = OFFICES[structure][0]
        yield {"structure": structure, "code": code, "nom": name, "regie": office}


def activities() -> Iterator[Line]:
    for order, offer in enumerate(OFFERS, start=1):
        yield {
            "structure": offer.structure,
            "code": offer.code,
            "nom": offer.name,
            "nom_court": offer.short,
            "porte_monnaie": offer.wallet,
            "creneaux": offer.slots,
            "regles": offer.rules,
            **_flat(offer),
            "ordre": str(order),
            "garde": "oui" if offer.wallet in (LEISURE, CARE) else "non",
            "part_repas": _euros(MEAL if offer.slots == WHOLE_DAY else 0),
        }


def _flat(offer: Offer) -> Line:
    """What a file of rules says in the place of the columns."""
    if offer.rules:
        return dict.fromkeys(("prix", "delai_reservation", "delai_annulation", "liste_attente"), "")
    return {
        "prix": _euros(offer.cents),
        "delai_reservation": offer.book,
        "delai_annulation": offer.cancel,
        "liste_attente": _yes(offer.waiting),
    }


def counters() -> Iterator[Line]:
    codes = " ".join(code for _, code in EATING)
    yield {
        "structure": MAIRIE,
        "code": KITCHEN,
        "nom": "Repas de la cuisine centrale",
        "activites": codes,
    }


def counter_days(opening: Opening) -> Iterator[Line]:
    for day, seats in sorted(opening.kitchen.items()):
        yield {
            "structure": MAIRIE,
            "compteur": KITCHEN,
            "jour": _day(day),
            "capacite": str(seats.capacity),
        }


def periods(opening: Opening) -> Iterator[Line]:
    for period in opening.periods:
        yield {
            "structure": period.structure,
            "code": period.code,
            "nom": period.name,
            "du": _day(period.first),
            "au": _day(period.last),
            "ouverture": _instant(period.opens),
            "fermeture": _instant(period.closes),
        }


def open_days(opening: Opening) -> Iterator[Line]:
    for (structure, code, day), open_day in opening.days.items():
        yield {
            "structure": structure,
            "activite": code,
            "jour": _day(day),
            "periode": open_day.period,
            "capacite": str(open_day.capacity),
        }


def supplements(opening: Opening) -> Iterator[Line]:
    for (structure, code, day), open_day in opening.days.items():
        for extra, seats in open_day.extras.items():
            name, cents = EXTRA_NAMES[extra]
            yield {
                "structure": structure,
                "activite": code,
                "jour": _day(day),
                "code": extra,
                "nom": name,
                "prix": _euros(cents),
                "capacite": str(seats.capacity),
            }


def holidays(calendar: Calendar) -> Iterator[Line]:
    """Beyond the open days too: deadlines count back over them, a year is copied to the next."""
    wide = Calendar(calendar.first - timedelta(60), calendar.last + timedelta(366))
    for structure in BOTH:
        for span in wide.holidays:
            yield _holiday(structure, "vacances", span)
        for day, name in sorted(wide.public.items()):
            yield _holiday(structure, "férié", Span(day, day, name))
    for year in range(wide.first.year, wide.last.year + 1):
        closing = Span(date(year, 8, 1), date(year, 8, 21), AUGUST_CLOSING)
        yield _holiday(TILLEULS, "fermeture", closing)


def _holiday(structure: str, kind: str, span: Span) -> Line:
    return {
        "structure": structure,
        "type": kind,
        "nom": span.name,
        "du": _day(span.first),
        "au": _day(span.last),
    }


def families(people: People) -> Iterator[Line]:
    for family in people.families:
        yield {
            "code": family.code,
            "nom": family.name,
            "adresse": family.address,
            "habitant": _yes(family.resident),
            "categories": family.categories,
            "structures": " ".join(family.structures),
        }


def quotients(people: People) -> Iterator[Line]:
    for family in people.families:
        for day, hundredths in family.quotients:
            yield {
                "famille": family.code,
                "declare_le": _day(day),
                "valeur": _euros(hundredths).removesuffix(",00"),
            }


def children(people: People) -> Iterator[Line]:
    for child in people.children:
        yield {
            "code": child.code,
            "prenom": child.first,
            "nom": child.last,
            "naissance": _day(child.birth),
            "ecole": child.school,
            "classe": child.school_class,
            "categories": child.categories,
            "sante": child.health,
            "menu": child.menu,
            "personnes": child.pickup,
            "part_seul": _yes(child.leaves_alone),
            "photo": _yes(child.photo),
        }


def custody(people: People) -> Iterator[Line]:
    for child in people.children:
        if child.other_family:
            homes = {child.family: "semaines paires", child.other_family: "semaines impaires"}
        else:
            homes = {child.family: "toujours"}
        for family, pattern in homes.items():
            yield {"famille": family, "enfant": child.code, "rythme": pattern}


def custody_exceptions(people: People) -> Iterator[Line]:
    for child in people.children:
        for first, last, family, why in child.swaps:
            yield {
                "enfant": child.code,
                "du": _day(first),
                "au": _day(last),
                "famille": family,
                "motif": why,
            }


def enrolments(people: People, calendar: Calendar) -> Iterator[Line]:
    for child in people.children:
        for structure, code in sorted(child.activities):
            yield {
                "enfant": child.code,
                "structure": structure,
                "activite": code,
                "du": _day(calendar.first),
                "au": _day(calendar.last),
            }


NO_SECRET = {"question": "", "reponse": ""}
SECRETS = {
    "dupont": {
        "question": "Le nom de votre premier animal\u202f?",
        "reponse": "Caramel le chat",
    },
}


def accounts(people: People) -> Iterator[Line]:
    for family in people.families:
        yield _account(family)
    yield {
        **_account(people.benali),
        "identifiant": "karim.benali",
        "mot_de_passe": "demo-karim.benali",
        "civilite": "M.",
        "prenom": "Karim",
        "mail": "k.benali@exemple.fr",
        "telephone": "06 39 98 99 03",
    }
    yield {
        "identifiant": "mairie",
        "mot_de_passe": "demo-mairie",
        "civilite": "Mme",
        "prenom": "Claire",
        "nom": "MOREL",
        "mail": "enfance@carteville.exemple.fr",
        "telephone": "",
        **NO_SECRET,
        "role": "administrateur",
        "familles": "",
    }


def _account(family: Family) -> Line:
    return {
        "identifiant": family.login,
        "mot_de_passe": family.password,
        "civilite": family.title,
        "prenom": family.parent,
        "nom": family.name,
        "mail": family.email,
        "telephone": family.phone,
        **SECRETS.get(family.login, NO_SECRET),
        "role": "famille",
        "familles": family.code,
    }


def bookings(register: Register) -> Iterator[Line]:
    for booking in register.bookings:
        yield {
            "structure": booking.key[0],
            "activite": booking.key[1],
            "jour": _day(booking.day),
            "supplement": booking.extra,
            "famille": booking.child.family_of(booking.day),
            "enfant": booking.child.code,
            "etat": "en attente" if booking.waiting else "réservé",
            "depuis": _instant(booking.since),
            "prix": _euros(booking.cents),
        }


def consumptions(consumed: list[tuple[Booking, int]]) -> Iterator[Line]:
    for booking, cents in consumed:
        yield {
            "code": f"C{booking.day:%y%m%d}-{booking.child.code}-{booking.key[1]}",
            "famille": booking.child.family_of(booking.day),
            "enfant": booking.child.code,
            "structure": booking.key[0],
            "activite": booking.key[1],
            "jour": _day(booking.day),
            "quantite": "1",
            "montant": _euros(cents),
        }


def payments(paid: list[Payment]) -> Iterator[Line]:
    for payment in paid:
        yield {
            "code": f"R{payment.day:%y%m%d}-{payment.family.code}-{payment.wallet}",
            "famille": payment.family.code,
            "structure": payment.structure,
            "porte_monnaie": payment.wallet,
            "jour": _day(payment.day),
            "montant": _euros(payment.cents),
            "moyen": payment.means,
            "libelle": f"Règlement {WALLET_NAMES[payment.structure, payment.wallet]}",
            "numero": payment.number,
            "payeur": f"{payment.family.parent} {payment.family.name}",
        }

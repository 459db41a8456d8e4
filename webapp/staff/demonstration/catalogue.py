"""What CarteVille offers. Deadlines and prices are those of real towns, simplified;
`docs/demonstration.md` gives each source."""

from dataclasses import dataclass

MAIRIE = "mairie"
TILLEULS = "tilleuls"

KITCHEN = "repas"


@dataclass(frozen=True)
class Offer:
    """An activity: its line of `activites.csv`, the seats of a day, whom it is for.

    `runs` says on which days: `school`, `wednesdays`, `holidays`, `weekdays`, `saturdays`,
    `homework`. `ages` are first and last age. Who is enrolled in one offer of a `group` is in all
    that fit the child's age. `rules`: the file that says all of its rules (`rule_files.py`), its
    deadlines among them; `cents` is the price of those without.
    """

    structure: str
    code: str
    name: str
    short: str
    wallet: str
    slots: str
    cents: int
    book: str
    cancel: str
    runs: str
    seats: int
    group: str
    waiting: bool = False
    ages: tuple[int, int] = (3, 11)
    rules: str = ""

    def fits(self, age: int) -> bool:
        return self.ages[0] <= age <= self.ages[1]

    @property
    def key(self) -> tuple[str, str]:
        return self.structure, self.code


WHOLE_DAY = "matin midi apres-midi"

# Communauté de communes des Villes Sœurs: three working days with a meal, the eve without.
WITH_MEAL, WITHOUT_MEAL = "3 jours ouvrés à 23:59", "la veille à 23:59"
# CSC La Pinède (Berg et Coiron): cancelled eight days ahead.
EIGHT_DAYS = "8 jours calendaires à 23:59"
# Cournon-d'Auvergne: Wednesdays until Sunday night. Saffré: an absence told by Thursday.
SUNDAY_NIGHT, THURSDAY_NIGHT = "3 jours calendaires à 23:59", "6 jours calendaires à 23:59"
# Rovon: meals four days ahead. Lamagistère: cancelled three days ahead.
FOUR_DAYS, THREE_DAYS = "4 jours calendaires à 23:59", "3 jours calendaires à 23:59"
# mairiesmlv.org: until 7:00 that day. Veyras: the eve at 18:00.
SAME_DAY, EVE = "le jour même à 07:00", "la veille à 18:00"
# Saint-Perreux: 48 hours.
TWO_DAYS = "2 jours calendaires à 00:00"

# Hauterives, bracket 716-815: half a Wednesday without a meal.
HALF_WEDNESDAY = 650
# Vatteville-la-Rue: half an hour.
HALF_HOUR = 115
# Saffré, bracket 851-950: a day.
COURSE = 1235

# What of a whole day pays for its meal: CarteVille's own.
MEAL = 380

# Files of rules.
CANTEEN = "restauration.toml"
WEDNESDAYS, HALF_WEDNESDAYS = "mercredi-journee.toml", "mercredi-matin.toml"
WHOLE_DAYS, HALF_DAYS = "loisirs-journee.toml", "loisirs-demi-journee.toml"

THEATRE = "stage-theatre.toml"

LEISURE, MEALS, CARE = "loisirs", "restauration", "periscolaire"


def _leisure(code: str, ages: tuple[int, int], seats: int) -> tuple[Offer, ...]:
    group = f"{ages[0]}-{ages[1] + 1 if ages[1] > 5 else ages[1]} ans"
    name = f"Accueil de loisirs {group}"
    return (
        Offer(MAIRIE, f"{code}-journee", f"{name}, journée", "Jour", LEISURE, WHOLE_DAY, 0,
              WITH_MEAL, EIGHT_DAYS, "holidays", seats, "alsh", True, ages, WHOLE_DAYS),
        Offer(MAIRIE, f"{code}-matin", f"{name}, matin", "Matin", LEISURE, "matin", 0,
              WITHOUT_MEAL, EIGHT_DAYS, "holidays", 12, "alsh", False, ages, HALF_DAYS),
        Offer(MAIRIE, f"{code}-apres-midi", f"{name}, après-midi", "Ap.-m.", LEISURE, "apres-midi",
              0, WITHOUT_MEAL, EIGHT_DAYS, "holidays", 12, "alsh", False, ages, HALF_DAYS),
    )  # fmt: skip


OFFERS = (
    *_leisure("alsh35", (3, 5), 28),
    *_leisure("alsh612", (6, 11), 40),
    Offer(MAIRIE, "mercredi-journee", "Mercredis, journée", "Jour", LEISURE, WHOLE_DAY,
          0, SUNDAY_NIGHT, THURSDAY_NIGHT, "wednesdays", 44, "mercredi", True, rules=WEDNESDAYS),
    Offer(MAIRIE, "mercredi-matin", "Mercredis, matin", "Matin", LEISURE, "matin", 0,
          SUNDAY_NIGHT, THURSDAY_NIGHT, "wednesdays", 16, "mercredi", rules=HALF_WEDNESDAYS),
    Offer(MAIRIE, "restauration", "Restauration scolaire", "Repas", MEALS, "midi", 0,
          FOUR_DAYS, THREE_DAYS, "school holidays", 160, "restauration", rules=CANTEEN),
    Offer(MAIRIE, "accueil-matin", "Accueil du matin", "Avant", CARE, "avant", HALF_HOUR,
          SAME_DAY, EVE, "weekdays", 45, "accueil"),
    Offer(MAIRIE, "accueil-soir", "Accueil du soir", "Soir", CARE, "soir", 2 * HALF_HOUR,
          EVE, EVE, "weekdays", 60, "accueil"),
    Offer(MAIRIE, "stage", "Samedis découverte", "Stage", LEISURE, WHOLE_DAY, COURSE,
          WITH_MEAL, EIGHT_DAYS, "saturdays", 16, "stage", True, (6, 11)),
    Offer(TILLEULS, "ateliers", "Ateliers du mercredi", "Atel.", "ateliers", "apres-midi",
          HALF_WEDNESDAY, TWO_DAYS, EIGHT_DAYS, "wednesdays", 18, "ateliers", True),
    Offer(TILLEULS, "devoirs", "Aide aux devoirs", "Devoir", "ateliers", "soir", HALF_HOUR,
          EVE, EVE, "homework", 20, "devoirs", False, (6, 11)),
    Offer(TILLEULS, "theatre", "Stage de théâtre", "Théât.", "ateliers", "apres-midi",
          0, TWO_DAYS, EIGHT_DAYS, "holidays", 14, "theatre", True, rules=THEATRE),
)  # fmt: skip
# The part of the children enrolled.
SHARES = {
    "alsh": 0.55,
    "mercredi": 0.5,
    "restauration": 0.9,
    "accueil": 0.45,
    "stage": 0.2,
    "ateliers": 0.7,
    "devoirs": 0.5,
    "theatre": 0.5,
}
BY_KEY = {offer.key: offer for offer in OFFERS}

# Cashier's offices: code, name, gateway, shop. The sandbox bank knows these shops and no others.
OFFICES = {
    MAIRIE: ("regie-enfance", "Régie enfance et jeunesse", "payzen", "12345678"),
    TILLEULS: ("regie-tilleuls", "Régie des Tilleuls", "payfip", "123456"),
}

WALLETS = (
    (MAIRIE, LEISURE, "Accueil de loisirs"),
    (MAIRIE, MEALS, "Restauration"),
    (MAIRIE, CARE, "Périscolaire"),
    (TILLEULS, "ateliers", "Ateliers et stages"),
)

# The kitchen cooks for all of these: its seats are shared.
EATING = tuple(o.key for o in OFFERS if o.structure == MAIRIE and "midi" in o.slots.split())
KITCHEN_SEATS = 200

# Ploërmel adds 2 euros for an outing; circus and pony are CarteVille's own.
EXTRAS = (
    ("piscine", "Piscine", 200, 16),
    ("cirque", "Atelier cirque", 620, 12),
    ("poney", "Poney", 800, 8),
)
WITH_EXTRAS = ("mercredi-journee", "alsh35-journee", "alsh612-journee")

OF_MAIRIE = """\
Le **service enfance** inscrit, accueille et nourrit les enfants de CarteVille de 3 à 12 ans.

- **Restauration** : un repas sur deux vient de moins de 50 km, un repas végétarien par semaine.
- **Périscolaire** : l’école Jules-Ferry ouvre dès 7 h 30, et jusqu’à 18 h 30 le soir.
- **Mercredis et vacances** : le centre de loisirs du parc, avec sa cour et son potager.

Une question sur une facture, une allergie, un changement de garde ? Passez nous voir, appelez, ou
écrivez : on répond dans la journée."""
OF_TILLEULS = """\
Une grande maison, un jardin, et de quoi faire : *ateliers du mercredi*, *aide aux devoirs*,
*stages de théâtre* pendant les vacances.

Le centre social est ouvert à **tous les habitants**, adhérents ou non. L’adhésion (8 € l’an) se
prend à l’accueil."""

STRUCTURES = (
    {
        "code": MAIRIE,
        "nom": "Mairie de CarteVille",
        "adresse": "Service enfance, 12 place de la Mairie, CarteVille",
        "telephone": "01 00 00 00 00",
        "mail": "enfance@carteville.exemple.fr",
        "horaires": "Du lundi au vendredi, de 8 h 30 à 12 h et de 13 h 30 à 17 h",
        "jours_mairie": "lundi à vendredi",
        "fuseau": "Europe/Paris",
        "heure_transmission": "02:00",
        "ordre": "1",
        "adresse_portail": "carteville",
        "couleur": "#1c4f82",
        "presentation": OF_MAIRIE,
    },
    {
        "code": TILLEULS,
        "nom": "Centre social Les Tilleuls",
        "adresse": "3 allée des Tilleuls, CarteVille",
        "telephone": "01 00 00 00 01",
        "mail": "accueil@tilleuls.exemple.fr",
        "horaires": "Du mardi au samedi, de 9 h à 18 h",
        "jours_mairie": "mardi à samedi",
        "fuseau": "Europe/Paris",
        "heure_transmission": "02:30",
        "ordre": "2",
        "adresse_portail": "les-tilleuls",
        "couleur": "#2d6a30",
        "presentation": OF_TILLEULS,
    },
)

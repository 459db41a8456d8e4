"""How the other families book: each child has its days of the week."""

from datetime import date, timedelta

from webapp.staff.demonstration.calendars import Calendar, days
from webapp.staff.demonstration.catalogue import MAIRIE, TILLEULS
from webapp.staff.demonstration.people import Child, People
from webapp.staff.demonstration.register import Key, Register
from webapp.staff.demonstration.scenes import Scenes, day_activity

DAY = timedelta(1)
PAST, AHEAD = 61, 35

# The part of the enrolled children that uses an activity regularly, and how often they come.
REGULAR: dict[Key, float] = {
    (MAIRIE, "restauration"): 0.32,
    (MAIRIE, "accueil-matin"): 0.22,
    (MAIRIE, "accueil-soir"): 0.25,
    (MAIRIE, "mercredi-journee"): 0.16,
    (MAIRIE, "mercredi-matin"): 0.05,
    (MAIRIE, "alsh35-journee"): 0.25,
    (MAIRIE, "alsh612-journee"): 0.2,
    (MAIRIE, "alsh35-matin"): 0.07,
    (MAIRIE, "alsh612-matin"): 0.05,
    (MAIRIE, "alsh35-apres-midi"): 0.06,
    (MAIRIE, "alsh612-apres-midi"): 0.05,
    (MAIRIE, "stage"): 0.15,
    (TILLEULS, "ateliers"): 0.25,
    (TILLEULS, "devoirs"): 0.35,
    (TILLEULS, "theatre"): 0.15,
}
PRESENCE = 0.8


def play_everybody(register: Register, calendar: Calendar, scenes: Scenes, people: People) -> None:
    """Two months past and five weeks ahead, day by day so that nobody takes all the seats."""
    chance, today = register.chance, register.today
    regular = {
        child.code: [
            key
            for key, part in REGULAR.items()
            if chance.random() < part and key in child.activities
        ]
        for child in people.children
        if child.family != people.dupont.code
    }
    for day in days(today - PAST * DAY, today + AHEAD * DAY):
        for child in people.children:
            for key in regular.get(child.code, ()):
                if chance.random() < PRESENCE and not _kept_free(calendar, scenes, child, key, day):
                    register.book(child, key, day)


def _kept_free(calendar: Calendar, scenes: Scenes, child: Child, key: Key, day: date) -> bool:
    """The days of the scenes keep their children for the activity of the scene."""
    return day in scenes.reserved and key != day_activity(calendar, child, day)

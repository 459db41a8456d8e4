"""The news of the home page."""

from datetime import date, timedelta

from webapp.staff.demonstration import pictures
from webapp.staff.demonstration.calendars import Calendar
from webapp.staff.demonstration.catalogue import MAIRIE, TILLEULS
from webapp.staff.demonstration.opening import FirstResidents, Opening
from webapp.staff.demonstration.scenes import Scenes
from webapp.words import capitalised, dated, long_day, typeset

DAY = timedelta(1)
WELCOME = "Ateliers du mercredi, aide aux devoirs et stages de théâtre se réservent ici."


def make_news(
    calendar: Calendar, opening: Opening, scenes: Scenes, today: date
) -> list[dict[str, str]]:
    """Some for everybody, one for families only; all true for the days of the folder."""
    lines = [
        _line(
            MAIRIE,
            "sorties",
            capitalised(long_day(scenes.free)),
            "Piscine, atelier cirque et poney au centre de loisirs : pensez au maillot et à la "
            "serviette. Ces sorties se réservent avec la journée.",
        ),
        _line(
            MAIRIE,
            "samedis",
            "Samedis découverte",
            "Les réservations de la première série sont closes : vous les retrouvez dans "
            f"« Suivi ». La deuxième série ouvre le {long_day(today + 12 * DAY)} à 8 h.",
        ),
        _line(
            MAIRIE,
            "cuisine",
            "Repas",
            "La cuisine sert le même menu à la restauration et au centre de loisirs. Quand elle "
            "est complète, l’activité le dit sur le jour.",
            public=False,
        ),
        _line(TILLEULS, "accueil", "Bienvenue aux Tilleuls", WELCOME),
    ]
    return [
        *_holidays(calendar, today),
        *_closing(calendar, today),
        _hopscotch(today),
        _first_residents(opening.first_residents),
        *lines,
    ]


def _hopscotch(today: date) -> dict[str, str]:
    text = (
        "Les enfants du périscolaire l’ont tracée avec Karim et Odile. Venez la finir avec eux "
        f"**{long_day(today + 7 * DAY)} à 17 h**, craies fournies.\n\n![](image:{pictures.CODE})"
    )
    return _line(MAIRIE, "marelle", "Une marelle géante dans la cour", text)


def _holidays(calendar: Calendar, today: date) -> list[dict[str, str]]:
    coming = next((span for span in sorted(calendar.holidays) if span.last >= today), None)
    if coming is None:
        return []
    text = (
        f"Du {long_day(coming.first)} au {long_day(coming.last)}, le centre de loisirs ouvre du "
        "lundi au vendredi, jours fériés exceptés."
    )
    return [_line(MAIRIE, "vacances", coming.name, text)]


def _closing(calendar: Calendar, today: date) -> list[dict[str, str]]:
    coming = next((day for day in sorted(calendar.public) if day >= today), None)
    if coming is None:
        return []
    name = calendar.public[coming]
    text = f"Tous les services de la mairie sont fermés le {dated(coming)} ({name})."
    return [_line(MAIRIE, "fermeture", capitalised(long_day(coming)), text)]


def _first_residents(first: FirstResidents) -> dict[str, str]:
    text = (
        f"Du {long_day(first.span.first)} au {long_day(first.span.last)}, l’accueil de loisirs est "
        "réservable par les familles de CarteVille ; il le sera par toutes le "
        f"{long_day(first.everybody.date())} à 8 h 30."
    )
    return _line(MAIRIE, "habitants", f"Les habitants d’abord : {first.span.name}", text)


def _line(structure: str, code: str, title: str, text: str, public: bool = True) -> dict[str, str]:
    return {
        "structure": structure,
        "code": code,
        "titre": typeset(title),
        "texte": typeset(text),
        "publique": "oui" if public else "non",
    }

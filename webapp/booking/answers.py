"""What is said and redrawn after a click."""

from collections.abc import Iterator

from webapp import words
from webapp.booking import squares
from webapp.booking.assembly import (
    ALL,
    Choice,
    Setting,
    day_panel,
    extra_days,
    judge_all,
    several_cells,
)
from webapp.booking.operations.cart import Clicked
from webapp.booking.rules.day import judge
from webapp.booking.rules.option import Option
from webapp.web.fragments import Part, macro

ADDED = {
    "book": "ajouté à vos demandes",
    "cancel": "annulation ajoutée à vos demandes",
    "wait": "liste d’attente ajoutée à vos demandes",
    "": "demande retirée",
}


def sentence(clicked: Clicked) -> str:
    """The line of the status region."""
    day = words.capitalised(words.long_day(clicked.option.date))
    if clicked.refusal:
        return f"{day}\u00a0: {words.uncapitalised(clicked.refusal.sentence)}"
    wish = clicked.changes[0].wish
    said = f"{day}\u00a0: {clicked.option.name}, {ADDED[wish]}."
    for option, other_wish in clicked.changes[1:]:
        said += f" {option.name}\u00a0: {ADDED[other_wish]}."
    return f"{said} {clicked.told}" if clicked.told else said


def parts(clicked: Clicked, setting: Setting, choice: Choice) -> Iterator[Part]:
    """The nodes that a click changes: the day, the status, the cart."""
    options = [o for o in clicked.options if not o.supplement]
    if choice.activity == ALL:
        yield from _several(clicked, options, setting, choice)
    else:
        yield from _single(clicked, options, setting, int(choice.activity or 0))
    yield Part("#etat", "innerHTML", sentence(clicked))
    yield Part("#panier", "innerHTML", macro("booking/bar.html", "summary", clicked.summary))


def _several(
    clicked: Clicked, options: list[Option], setting: Setting, choice: Choice
) -> Iterator[Part]:
    day = clicked.option.date
    cells = several_cells(judge_all(options, setting), setting, choice._replace(day=day))
    cell = cells.get(day) or squares.render(squares.blank(day, setting.calendar))
    panel = day_panel(day, clicked.options, setting)
    yield Part(f"#j-{day}", "outerHTML", cell)
    yield Part("#activites", "outerHTML", macro("booking/acts.html", "acts", panel.acts))


def _single(
    clicked: Clicked, options: list[Option], setting: Setting, activity: int
) -> Iterator[Part]:
    shown = [option for option in options if option.activity == activity]
    extras = [o for o in clicked.options if o.supplement and o.activity == activity]
    for option in shown:
        verdict = judge(option, setting.calendar, setting.now)
        cell = squares.square(option, verdict, setting.calendar)
        yield Part(f"#j-{option.day}", "outerHTML", squares.render(cell))
    for extra in extra_days(options, extras, setting):
        html = macro("booking/acts.html", "extra_day", extra)
        yield Part(f"#s-{extra.day}", "outerHTML", html)

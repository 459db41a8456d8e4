"""Staff's first page."""

from flask import Blueprint, render_template

from webapp import clock, words
from webapp.permissions import PERMISSIONS
from webapp.staff import home as first_page
from webapp.web.access import any_staff, visitor
from webapp.web.notices import notice

blueprint = Blueprint("staff", __name__)


def timezone() -> str:
    """The clock on which pages of staff are read."""
    return visitor().structure.timezone if visitor().structure else "Europe/Paris"


@blueprint.get("/admin")
@any_staff
def home() -> str:
    may = frozenset(name for name in PERMISSIONS if visitor().may(name))
    now = clock.now()
    today = words.localise(int(now.timestamp()), timezone()).date()
    nights = first_page.last_nights() if may & {"nights.see", "requests.decide"} else []
    return render_template(
        "staff/home.html",
        hands=first_page.hands(may, int(now.timestamp()), today, nights),
        nights=nights if "nights.see" in may else [],
        sites=first_page.sites(today) if "attendance.see" in may else [],
        today=today,
        status=notice(),
    )

"""Before the opening the page says when; left open, it becomes bookable by itself."""

import json
from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.browser.carteville import CarteVille, DupontWindows
from tests.browser.steps import click_day, open_days
from tests.browser.test_clicks import EVENINGS, evenings
from tests.world import PARIS
from webapp.activities.models import Activity
from webapp.database import database


def open_at(when: datetime) -> None:
    """The evenings open then, to all."""
    with database.connection_context():
        activity = Activity.get(Activity.code == EVENINGS)
        window = {"du": f"{when:%Y-%m-%d %H:%M}"}
        activity.terms = json.dumps({**json.loads(activity.terms), "fenetre": [window]})
        activity.save()


def test_a_page_left_open_becomes_bookable(carteville: CarteVille, windows: DupontWindows) -> None:
    """The browser's timers run an hour ahead; meanwhile the server's hour has come."""
    now = datetime.now(PARIS)
    page = evenings(carteville, windows)
    # The month shown then has free days left, late in a month too.
    free = open_days(page, 1)[0]
    open_at(now + timedelta(hours=1))
    page.clock.install()
    page.reload()
    expect(page.locator("#calendrier .note").first).to_contain_text("réservable à partir du")
    expect(page.locator("#calendrier [data-state=open]")).to_have_count(0)
    open_at(now - timedelta(minutes=1))
    page.clock.fast_forward("01:01:00")
    expect(page.locator("#calendrier [data-state=open]").first).to_be_visible()
    expect(page.locator("#calendrier [hx-trigger]")).to_have_count(0)
    click_day(page, free, "book")

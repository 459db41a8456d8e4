"""The demonstration town as M. Dupont meets it, and his windows on it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Cookie, Page

from tests.support.browsers import PHONE, Windows, log_in
from webapp import jobs
from webapp.database import database, execute, row, write_transaction
from webapp.staff.demonstration.calendars import Calendar
from webapp.staff.demonstration.scenes import Scenes


def copy(original: Path, live: Path) -> None:
    """Put a database back to what it was, under the feet of a server that is at rest."""
    with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(live)) as target:
        source.backup(target)


@dataclass(frozen=True)
class Folder:
    """The town as it was imported: `original` is copied to `live` before each test."""

    original: Path
    live: Path
    today: date

    def remember_log_ins(self) -> None:
        """The original learns of the log-ins of the moment: their cookies hold for all tests."""
        with closing(sqlite3.connect(self.original)) as base:
            base.execute("ATTACH ? AS live", (str(self.live),))
            base.execute(
                "INSERT INTO login_session SELECT * FROM live.login_session WHERE true"
                " ON CONFLICT DO NOTHING"
            )
            base.commit()


@dataclass(frozen=True)
class CarteVille:
    """The town of a test, as M. Dupont finds it. `scenes` are its days, by what they show."""

    scenes: Scenes
    calendar: Calendar

    def child(self, first_name: str) -> int:
        """The id of a child of the Duponts."""
        return self._id(
            "SELECT c.id FROM child c JOIN custody u ON u.child_id = c.id "
            "JOIN family f ON f.id = u.family_id WHERE f.name = 'DUPONT' AND c.first_name = ?",
            first_name,
        )

    def shared_child(self) -> int:
        """The id of a child of `foyer-pair` and `foyer-impair`."""
        return self._id("SELECT MIN(child_id) FROM custody_exception")

    def activity(self, code: str) -> int:
        """The id of an activity of the town hall."""
        return self._id("SELECT id FROM activity WHERE code = ?", code)

    def whole_day(self, day: date) -> int:
        """The activity that takes Lilou for the whole of a day of the scenes."""
        wednesday = day in self.calendar.wednesdays
        return self.activity("mercredi-journee" if wednesday else "alsh612-journee")

    def month_of(self, day: date, activity: int | str = 0, child: str = "Lilou") -> str:
        """The address of the month of `day`, for the activity of that day or another."""
        shown = activity or self.whole_day(day)
        return (
            f"/reservations?enfant={self.child(child)}&activite={shown}&mois={day.isoformat()[:7]}"
        )

    def night(self) -> None:
        """Let the night pass, then deliver its mails."""
        jobs.night_now(self._id("SELECT id FROM structure WHERE code = 'mairie'"))
        jobs.deliver_outbox()

    def one_asked(self) -> None:
        """One booking to come is « Non transmis »."""
        with database.connection_context(), write_transaction():
            execute(
                "UPDATE movement SET state = 'pending', decided_at = NULL WHERE id = ("
                "SELECT MAX(m.id) FROM movement m "
                "JOIN booking b ON b.id = m.booking_id AND b.state = 'booked' "
                "WHERE m.kind = 'book' AND m.state = 'accepted')"
            )

    def count(self, sql: str, *given: Any) -> int:
        """A number read from the database."""
        return self._id(sql, *given)

    def _id(self, sql: str, *given: Any) -> int:
        with database.connection_context():
            found = row(sql, *given)
        assert found is not None, (sql, given)
        return int(found[0])


class DupontWindows(Windows):
    """Windows on CarteVille; `login` names an account of the demonstration."""

    cookies: dict[str, list[Cookie]]
    folder: Folder

    def open(
        self, path: str = "/", size: tuple[int, int] = PHONE, javascript: bool = True,
        login: str = "dupont", **options: Any,
    ) -> Page:  # fmt: skip
        """A page in a session of its own, logged in (once for all tests) unless `login` is ''."""
        context = self.context(size, javascript, **options)
        page = context.new_page()
        if login:
            self._remember(context, page, login)
        page.goto(path)
        return page

    def _remember(self, context: BrowserContext, page: Page, login: str) -> None:
        if login in self.cookies:
            context.add_cookies(self.cookies[login])  # type: ignore[arg-type]
            return
        log_in(page, login, f"demo-{login}")
        self.folder.remember_log_ins()
        self.cookies[login] = [c for c in context.cookies() if c["name"] == "session"]

"""The requests of parents, ready to be sent: logged in, with their cookies and their tokens."""

import random
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask
from flask_login import login_user
from flask_wtf.csrf import generate_csrf

from benchmarks.town import DAILY, Town
from webapp import clock
from webapp.accounts import visitors
from webapp.accounts.operations import sessions
from webapp.database import database, execute_many, open_connection, rows, write_transaction

HEAD = (
    "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n"
    "Accept: text/html\r\nAccept-Language: fr\r\nCookie: {cookies}\r\n"
)
FORM = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {size}\r\n"
HTMX = "HX-Request: true\r\nHX-Current-URL: http://127.0.0.1/reservations\r\n"
TEN, OUT_OF = 10, 14
CLICKS = 2**60
"""The number of the carts that clicks fill; those to validate count from 0."""


class Visit(NamedTuple):
    """A family's browser: its session's cookie and the token of its forms."""

    family: int
    cookie: str
    token: str


def log_in(app: Flask, families: list[int]) -> list[Visit]:
    """A browser for each family, as the log-in leaves it. Passwords are not what is measured."""
    return [_log_in(app, family) for family in families]


def _log_in(app: Flask, family: int) -> Visit:
    with app.test_request_context() as context:
        open_connection()
        now = int(clock.now().timestamp())
        token = sessions.start(family, "family", now)
        login_user(visitors.load(token, now))
        context.session.permanent = True
        token = generate_csrf()
        response = app.response_class()
        app.session_interface.save_session(app, context.session, response)
        return Visit(family, response.headers["Set-Cookie"].partition(";")[0], token)


def calendars(visits: list[Visit], town: Town) -> Iterator[bytes]:
    """Each family comes to the calendar, then looks at an activity in a month to come."""
    rng = random.Random(1)
    for visit in visits:
        yield _get("/reservations", visit)
        activity, days = rng.choice(list(town.coming.items()))
        child = rng.choice(town.children[visit.family])
        month = rng.choice(days)[1][:7]
        query = {"enfant": child, "activite": activity, "mois": month}
        yield _get("/reservations?" + urlencode(query), visit)


def clicks(visits: list[Visit], town: Town) -> Iterator[bytes]:
    """Each family asks for a day; then each takes it back."""
    rng = random.Random(2)
    asked = [(visit, *_some_day(rng, town)) for visit in visits]
    for want in ("booked", "free"):
        for visit, activity, day in asked:
            form = {
                "csrf_token": visit.token,
                "enfant": town.children[visit.family][0],
                "activite": activity,
                "mois": day[:7],
                "want": f"{day}:{activity}:{want}",
            }
            yield _post("/reservations", visit, _token(CLICKS), form, HTMX)


def _some_day(rng: random.Random, town: Town) -> tuple[int, str]:
    activity = rng.choice(DAILY)
    return activity, rng.choice(town.coming[activity])[1]


def carts(visits: list[Visit], town: Town, now: int, count: int) -> list[bytes]:
    """Fill `count` carts, ten days each; the requests that validate them, each once."""
    places = {visit.family: visit for visit in visits}
    with database.connection_context(), write_transaction():
        free = list(islice(_free_days(town), count))
        execute_many(
            "INSERT INTO cart (id, key, family_id, version, updated_at) VALUES (?, ?, ?, 1, ?)",
            [(1_000_000 + n, f"{f}-{_token(n)}", f, now) for n, (f, _, _) in enumerate(free)],
        )
        execute_many(
            "INSERT INTO cart_line"
            " (cart_id, child_id, open_day_id, supplement_id, wish, cents, problem, added_at)"
            " VALUES (?, ?, ?, 0, 'book', 385, '', ?)",
            [(1_000_000 + n, c, day, now) for n, (_, c, days) in enumerate(free) for day in days],
        )
    return [_validate(places[family], n) for n, (family, _, _) in enumerate(free)]


def _free_days(town: Town) -> Iterator[tuple[int, int, list[int]]]:
    """Ten days that a child has not booked, of one activity: family, child, open days. Turn by
    turn, so that neighbours in the list are different families."""
    taken = set(rows("SELECT child_id, open_day_id FROM booking WHERE state = 'booked'"))
    daily = [town.coming[activity] for activity in DAILY]
    turns = [days[n : n + OUT_OF] for days in daily for n in range(0, len(days), OUT_OF)]
    for turn in turns:
        for family, children in town.children.items():
            for child in children:
                days = [day for day, _ in turn if (child, day) not in taken]
                if len(days) >= TEN:
                    yield family, child, days[:TEN]


def _validate(visit: Visit, number: int) -> bytes:
    form = {"csrf_token": visit.token, "version": 1}
    return _post("/panier/valider", visit, _token(number), form)


def _token(number: int) -> str:
    """What a browser keeps as the name of its cart."""
    return f"{number:016x}"


def _get(path: str, visit: Visit, more: str = "") -> bytes:
    cookies = f"{visit.cookie}; panier={_token(CLICKS)}"
    return (HEAD.format(method="GET", path=path, cookies=cookies) + more + "\r\n").encode()


def _post(path: str, visit: Visit, cart: str, form: dict[str, object], more: str = "") -> bytes:
    body = urlencode(form)
    cookies = f"{visit.cookie}; panier={cart}"
    head = HEAD.format(method="POST", path=path, cookies=cookies)
    return (head + FORM.format(size=len(body)) + more + "\r\n" + body).encode()

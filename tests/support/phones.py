"""The phone of somebody of the staff: it shows codes for a key, at the present of the test."""

from dataclasses import dataclass

from pyotp import TOTP

from tests.support.client import Client
from tests.support.pages import Page
from webapp import clock


@dataclass(frozen=True)
class Phone:
    """`phone.code()` is what it shows now; `early` half-minutes ahead of the right time."""

    key: str

    def code(self, early: int = 0) -> str:
        return TOTP(self.key).at(int(clock.now().timestamp()) + 30 * early)


def key_on(page: Page) -> str:
    """The key that the page of enrolment tells."""
    return str(page.one("//*[@data-secret='key']").text_content()).replace(" ", "")


def codes_on(page: Page) -> list[str]:
    """The codes for paper."""
    return [str(found.text_content()) for found in page.all("//*[@data-secret='codes']//code")]


def enrol(client: Client, login: str) -> tuple[Phone, list[str]]:
    """A first log-in with the password, the phone made known: it, and the codes for paper."""
    page = client.log_in(login)
    phone = Phone(key_on(page))
    page = client.submit(page.form("/connexion/telephone"), code=phone.code())
    return phone, codes_on(page)


def step(client: Client, typed: str, status: int = 200) -> Page:
    """Give a code where one is asked for."""
    page = client.page("/connexion/code")
    return client.submit(page.form("/connexion/code"), status, code=typed)

"""A browser without a screen: real cookies, real CSRF tokens, every page checked on the way."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.pages import Page
from tests.world import PASSWORD
from webapp.accounts.models import Account
from webapp.accounts.views import admitted

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/"}


class Client(FlaskClient):
    """Flask's client, and `Page`s.

    `page(path)` fetches; `submit(form, **fields)` sends a form of a page as a browser does;
    `send(path, **fields)` posts whatever one likes with a valid token; `log_in("martin")`.
    """

    _token = ""
    last: Page | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """As Flask's, read to its end and closed; an HTML answer that is not well made fails the
        test."""
        response = super().open(*args, **({"buffered": True} | kwargs))
        if response.mimetype == "text/html" and response.get_data() and not response.location:
            self.last = self._checked(response)
        return response

    def page(self, path: str, status: int = 200, **kwargs: Any) -> Page:
        """GET a page, following redirects; fails if it has another status."""
        return self._expect(self.get(path, follow_redirects=True, **kwargs), status)

    def fragment(self, path: str, status: int = 200, **fields: Any) -> Page:
        """POST as htmx does, with a valid token; the fragments answered."""
        return self._expect(self.send(path, htmx=True, **fields), status)

    def submit(self, form: Any, status: int = 200, press: tuple[str, str] | None = None,
               **fields: Any) -> Page:  # fmt: skip
        """Send a form of a page with what its fields hold, `fields` instead where given.

        `press=(name, value)` is the button; redirects are followed.
        """
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        data |= fields
        if press:
            assert form.xpath(f".//button[@name='{press[0]}'][@value='{press[1]}']"), press
            data[press[0]] = press[1]
        send = self.post if form.get("method").lower() == "post" else self.get
        key = "data" if send == self.post else "query_string"
        return self._expect(send(form.get("action"), follow_redirects=True, **{key: data}), status)

    def send(self, path: str, *, htmx: bool = False, **fields: Any) -> TestResponse:
        """POST `fields` with a valid token, following nothing."""
        headers = HTMX if htmx else {}
        return self.post(path, data={"csrf_token": self.token(), **fields}, headers=headers)

    def token(self) -> str:
        """A CSRF token of this session, from a page that has a form."""
        if not self._token:
            self.get("/connexion", follow_redirects=True)
        assert self._token, "the last page has no form, hence no csrf_token"
        return self._token

    def log_in(self, login: str, password: str = PASSWORD) -> Page:
        """Through the log-in page; the page one arrives on."""
        page = self.page("/connexion")
        return self.submit(page.form("/connexion"), identifiant=login, mot_de_passe=password)

    def let_in(self, login: str) -> None:
        """What the log-in page does once the password is right, without the page and the password:
        what most tests begin with, and what tests of the log-in do not."""
        account = Account.get(Account.login == login)
        with self.application.test_request_context("/connexion", environ_base=self.environ_base):
            answer = self.application.process_response(admitted(account.id, ""))
        for cookie in answer.headers.getlist("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.set_cookie(name, value)

    def log_out(self) -> None:
        """As the button does."""
        self.send("/deconnexion")
        self._token = ""

    def _expect(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, (
            f"{response.request.path}: {response.status_code} instead of {status}\n"
            f"{response.get_data(as_text=True)[:2000]}"
        )
        assert self.last is not None and self.last.response is response, response.headers
        return self.last

    def _checked(self, response: TestResponse) -> Page:
        htmx = response.request.headers.get("HX-Request") == "true"
        fragment = htmx and "<html" not in response.get_data(as_text=True)
        page = Page(response, fragment=fragment)
        page.check()
        self._token = next(iter(page.all("//input[@name='csrf_token']/@value")), self._token)
        return page

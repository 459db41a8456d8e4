"""A browser that counts: real sockets, real compression, every byte that a first visit costs."""

import gzip
import http.client
import re
from typing import NamedTuple
from urllib.parse import urlencode, urljoin

import brotli

from tests.world import PASSWORD

LOADED = re.compile(r'<(?:link|script|img)[^>]*?\s(?:href|src)="(/[^"]+)"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
READ = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


class Answer(NamedTuple):
    """`size`: status line, headers and body as they came; `body` unpacked."""

    status: int
    headers: http.client.HTTPMessage
    body: str
    size: int
    packed: int


class Wire:
    """`Wire(port, "br")`: one browser; `log_in("martin")`, `get`, `post`, `visit`."""

    def __init__(self, port: int, encoding: str) -> None:
        self._port = port
        self._encoding = encoding
        self._cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> Answer:
        return self._send("GET", path)

    def post(self, path: str, fields: dict[str, object], **headers: str) -> Answer:
        body = urlencode({"csrf_token": self.token, **fields})
        return self._send("POST", path, body, headers)

    def log_in(self, login: str) -> None:
        self.get("/connexion")
        done = self.post("/connexion", {"identifiant": login, "mot_de_passe": PASSWORD})
        assert done.status == 303, done.body

    def visit(self, path: str) -> tuple[Answer, dict[str, int]]:
        """A page and all that it loads, with an empty cache: address → bytes."""
        page = self.get(path)
        sizes = {path: page.size}
        for address in dict.fromkeys(LOADED.findall(page.body)):
            loaded = self.get(urljoin(path, address))
            assert loaded.status == 200, address
            sizes[address] = loaded.size
        return page, sizes

    def _send(
        self, method: str, path: str, body: str = "", more: dict[str, str] | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {"Accept-Encoding": self._encoding, **(more or {})}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        raw = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        connection.close()
        return self._answer(response, raw)

    def _answer(self, response: http.client.HTTPResponse, raw: bytes) -> Answer:
        text = READ[response.headers.get("Content-Encoding", "")](raw).decode()
        self.token = next(iter(TOKEN.findall(text)), self.token)
        size = len(f"HTTP/1.1 {response.status} {response.reason}\r\n")
        size += sum(len(f"{name}: {value}\r\n") for name, value in response.headers.items())
        return Answer(response.status, response.headers, text, size + 2 + len(raw), len(raw))

"""Where wrk is missing: as many processes as connections, each sends and waits in turn.

    python -m benchmarks.client PORT SECONDS FILE FIRST STEP

Sends every STEP-th request of FILE from FIRST on; prints how many were answered, how many of
them with an error.
"""

import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path


def read_requests(path: Path) -> list[bytes]:
    """The requests of a file as `load.write_requests` wrote them."""
    found = []
    with path.open("rb") as file:
        while size := file.readline():
            found.append(file.read(int(size)))
    return found


class Connection:
    """One keep-alive connection, opened again when the server closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, request: bytes) -> int:
        """Send a request, read its whole answer; the status."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        head, closes = self._read()
        if closes:
            self._socket.close()
            self._socket = None
        return int(head[9:12])

    def _read(self) -> tuple[bytes, bool]:
        data = self._more(b"")
        while b"\r\n\r\n" not in data:
            data += self._more(data)
        head, _, body = data.partition(b"\r\n\r\n")
        head = head.lower()
        size = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        while len(body) < size:
            body += self._more(body)
        return head, b"connection: close" in head

    def _more(self, so_far: bytes) -> bytes:
        assert self._socket is not None
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError(f"closed after {len(so_far)} bytes")
        return data


def _cycle(requests: list[bytes], first: int, step: int) -> Iterator[bytes]:
    place = first
    while True:
        yield requests[place % len(requests)]
        place += step


def main(port: int, seconds: float, path: Path, first: int, step: int) -> None:
    connection, answered, failed = Connection(port), 0, 0
    requests = _cycle(read_requests(path), first, step)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        failed += connection.ask(next(requests)) >= 400
        answered += 1
    print(answered, failed)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        int(arguments[0]),
        float(arguments[1]),
        Path(arguments[2]),
        int(arguments[3]),
        int(arguments[4]),
    )

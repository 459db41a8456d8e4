"""What the sandbox bank remembers: operations, and who pays them how."""

import json
import secrets
import threading
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path

from webapp import clock


@dataclass
class Operation:
    """One request to pay. `state`: `open`, then `paid`, `refused`, `abandoned`, `to_validate`.

    `fields`: what the shop's form said (PayZen). `uuid`, `authorisation`: the bank's own numbers.
    `log`: what became of its notifications.
    """

    number: str
    kind: str
    shop: str
    mode: str
    reference: str
    cents: int
    notify: str
    back: str
    email: str = ""
    state: str = "open"
    fields: dict[str, str] = field(default_factory=dict)
    uuid: str = field(default_factory=lambda: uuid.uuid4().hex)
    authorisation: str = field(default_factory=lambda: f"{secrets.randbelow(10**6):06d}")
    created: str = field(default_factory=lambda: clock.now().isoformat())
    log: list[str] = field(default_factory=list)


class Till:
    """All operations, in memory and, if `path` is given, in a file that outlives a restart."""

    def __init__(self, keys: dict[str, str], path: Path | None = None) -> None:
        self.keys = keys
        self._path = path
        self._lock = threading.RLock()
        self.operations: dict[str, Operation] = {}
        if path and path.exists():
            for told in json.loads(path.read_text(encoding="utf-8")):
                self.operations[told["number"]] = Operation(**told)

    def opened(self, operation: Operation) -> Operation:
        """The operation of that number: the one that is there already, or this one."""
        with self._lock:
            known = self.operations.setdefault(operation.number, operation)
            self._keep()
            return known

    def settle(self, operation: Operation, state: str) -> bool:
        """Only an open operation may end; False if it has already."""
        with self._lock:
            if operation.state != "open":
                return False
            operation.state = state
            self._keep()
            return True

    def note(self, operation: Operation, line: str) -> None:
        with self._lock:
            operation.log.append(line)
            self._keep()

    def _keep(self) -> None:
        if self._path:
            told = [asdict(operation) for operation in self.operations.values()]
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
            fresh.replace(self._path)

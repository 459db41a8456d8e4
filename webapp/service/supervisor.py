"""The supervisor: honcho starts the parts, relays their lines and ends them; here is decided when
all are ready, who is started again, and why the whole ends."""

import multiprocessing
import shlex
import signal
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic

from honcho.manager import Manager
from honcho.process import Process

from webapp.service.errors import ServiceError
from webapp.service.lines import Lines
from webapp.service.parent import EXPECTED_PARENT
from webapp.service.parts import Part
from webapp.service.settings import ROOT

SECONDS_TO_GET_READY = 90
ENDED_BY_THE_PERSON = (130, 143)  # honcho's codes for SIGINT and SIGTERM
RESTARTS = 5
RESTARTS_WITHIN = 60  # seconds


class Supervisor(Manager):  # type: ignore[misc]
    """Runs `parts` until one of them decides, one cannot be helped, or the person ends it."""

    def __init__(
        self,
        parts: Sequence[Part],
        environment: dict[str, str],
        on_ready: Callable[[], None],
        patience: float = SECONDS_TO_GET_READY,
    ) -> None:
        self._lines = Lines({part.name: part for part in parts}, sys.stdout)
        super().__init__(printer=self._lines)
        self._parts = {part.name: part for part in parts}
        self._on_ready = on_ready
        self._patience = patience
        self._waiting = [part for part in parts if part.probe]
        self.returncode: int | None = None
        self._restarts: deque[float] = deque(maxlen=RESTARTS)
        self._ending = False
        self._failure = ""
        for part in parts:
            command = f"export {EXPECTED_PARENT}=$PPID; exec {shlex.join(part.argv)}"
            self.add_process(part.name, command, env=environment, cwd=str(ROOT))

    def run(self) -> int:
        """Run all to the end: the code of the part that decides, or one of ENDED_BY_THE_PERSON;
        raises ServiceError with the reason for any other end."""
        self._deadline = monotonic() + self._patience
        try:
            self.loop()
        finally:
            self._leave_nobody()
        if self._failure:
            raise ServiceError(self._failure)
        return int(self.returncode or 0)

    # What honcho asks once in each turn of its loop, and what it does at the end.

    def _all_stopped(self) -> bool:
        if self._ending:
            self._end_last()
        else:
            self._turn()
        return bool(super()._all_stopped())

    def _any_stopped(self) -> bool:
        return self._ending

    def terminate(self) -> None:
        """End all. Called by the loop, or by a signal, which may come before all have started:
        then the loop does it as soon as they have. Prints nothing: a signal may interrupt print."""
        self._ending = True
        self._lines.silent = True
        if self._all_started():
            super().terminate()

    def _killall(self, force: bool = False) -> None:
        others = [name for name in self._running() if not self._parts[name].last]
        for name in self._running():
            if force or name in others or not others:
                end = self._procmgr.kill if force else self._procmgr.terminate
                end(self._processes[name]["pid"])

    def _end_last(self) -> None:
        """Once all others have ended, it is the turn of the part that they needed."""
        if self._terminating and all(self._parts[name].last for name in self._running()):
            self._killall()

    def _running(self) -> list[str]:
        return [name for name, state in self._processes.items() if "returncode" not in state]

    def _leave_nobody(self) -> None:
        """Whatever went wrong in the loop, nobody stays behind."""
        for state in self._processes.values():
            if "returncode" not in state and "pid" in state:
                self._procmgr.kill(state["pid"])
            process = state.get("process")
            if process is not None and process.is_alive():
                process.join(1)
                process.kill()

    # What we decide.

    def _turn(self) -> None:
        for name, state in self._processes.items():
            if "returncode" in state:
                self._stopped(self._parts[name], state["returncode"])
            elif not state["process"].is_alive() and self.events.empty():
                state["returncode"] = -signal.SIGKILL  # honcho's own helper was killed
            if self._ending:
                return
        if self._waiting:
            self._ask_next()

    def _stopped(self, part: Part, code: int) -> None:
        if part.decides:
            self.returncode = code
            self._ending = True
        elif self._waiting or self._restarted_too_often():
            self._fail(part, _how(code))
        else:
            print(f"La partie «\u00a0{part.name}\u00a0» {_how(code)}\u00a0: elle est relancée.")
            self._restart(part.name)

    def _restart(self, name: str) -> None:
        runner: Process = self._processes[name]["obj"]
        process = multiprocessing.Process(name=name, target=runner.run, args=(self.events, True))
        self._processes[name] = {"obj": runner, "process": process}
        self.returncode = None
        process.start()

    def _restarted_too_often(self) -> bool:
        now = monotonic()
        often = len(self._restarts) == RESTARTS and now - self._restarts[0] < RESTARTS_WITHIN
        self._restarts.append(now)
        return often

    def _ask_next(self) -> None:
        part = self._waiting[0]
        missing = part.probe(self._processes[part.name]["pid"]) if part.probe else ""
        if not missing:
            self._waiting.pop(0)
            if not self._waiting:
                self._on_ready()
        elif monotonic() > self._deadline:
            wait = f"{self._patience:g} secondes"
            self._fail(part, f"n’est pas prête après {wait}\u00a0: {missing}")

    def _fail(self, part: Part, why: str) -> None:
        last = self._lines.last.get(part.name)
        reason = f" — dernière ligne\u00a0: {last}" if last else ""
        self._failure = f"La partie «\u00a0{part.name}\u00a0» {why}{reason}"
        self._ending = True


def _how(code: int) -> str:
    if code >= 0:
        return f"s’est arrêtée (code {code})"
    with suppress(ValueError):
        return f"a été arrêtée ({signal.Signals(-code).name})"
    return f"a été arrêtée (signal {-code})"

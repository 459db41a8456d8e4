"""What the terminal shows of the lines that parts write."""

from collections.abc import Mapping
from typing import IO, Any

from honcho.manager import SYSTEM_PRINTER_NAME
from honcho.printer import Printer

from webapp.service.parts import Part


class Lines(Printer):  # type: ignore[misc]
    """honcho's printer, without its own remarks and the noise of parts; remembers the last line of
    each part, often the reason of its end. `silent`: what the parts say while they are ended is of
    no interest."""

    def __init__(self, parts: Mapping[str, Part], output: IO[str]) -> None:
        super().__init__(output)
        self._parts = parts
        self.last: dict[str, str] = {}
        self.silent = False

    def write(self, message: Any) -> None:
        """Show one line of one part."""
        if message.name == SYSTEM_PRINTER_NAME:
            return
        part = self._parts[message.name]
        text = message.data.decode("utf-8", "replace").rstrip()
        if not text or any(noise in text for noise in part.noise):
            return
        self.last[part.name] = text.strip()
        if part.decides:
            print(text, file=self.output, flush=True)
        elif not self.silent:
            super().write(message)

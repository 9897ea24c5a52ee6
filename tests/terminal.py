"""riskctl at a real pseudo-terminal of 80 x 24: what is typed, and the screen as a person sees it."""

import os
import sys
import time
from typing import Any

import pexpect
import pyte

WIDTH, HEIGHT = 80, 24
PATIENCE = 30.0
_QUIET = 0.01


class Terminal:
    """One run of riskctl; `screen` is what stands on the terminal now."""

    def __init__(self, *argv: str, folder: str | None = None, term: str = "xterm-256color", **env: str) -> None:
        base = {**os.environ, "PYTHONUTF8": "1", "TERM": term, "COLUMNS": str(WIDTH), "LINES": str(HEIGHT)}
        command = [sys.executable, "-m", "riskctl", *argv]
        self.child: Any = pexpect.spawn(
            command[0],
            command[1:],
            encoding="utf-8",
            dimensions=(HEIGHT, WIDTH),
            timeout=PATIENCE,
            env={**base, **env},
            cwd=folder,
        )
        self.child.delaybeforesend = None
        self.child.ptyproc.delayafterclose = 0
        self.all = ""
        self._screen = pyte.Screen(WIDTH, HEIGHT)
        self._stream = pyte.Stream(self._screen)

    @property
    def lines(self) -> list[str]:
        """The rows of the screen."""
        return [row.rstrip() for row in self._screen.display]

    @property
    def screen(self) -> str:
        """The screen as text, without what is empty at its end."""
        return "\n".join(self.lines).rstrip() + "\n"

    def _read(self, seconds: float) -> bool:
        """Take in what was written; return whether there was anything."""
        try:
            text = self.child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return False
        self.all += text
        self._stream.feed(text)
        return True

    def _asked(self) -> bool:
        row = self._screen.cursor.y
        return self.lines[row] == ">" and self._screen.cursor.x == 2

    def wait(self, question: str = "") -> str:
        """Wait until something is asked, with this question just above; return the screen."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if self._read(_QUIET):
                    continue
            except pexpect.EOF:
                raise AssertionError(f"ended instead of asking {question!r}:\n{self.screen}") from None
            if self._asked() and question in " ".join(" ".join(self.lines).split()):
                return self.screen
        raise AssertionError(f"nothing asked {question!r}:\n{self.screen}")

    def answer(self, question: str, reply: str = "") -> str:
        """Wait for a question, answer it; return the screen it stood on."""
        shown = self.wait(question)
        self.type(reply)
        return shown

    def type(self, reply: str) -> None:
        """Type a line and Enter; return once the line is taken."""
        before = len(self.all)
        self.child.send(reply + "\r")
        while "\n" not in self.all[before:]:
            try:
                self._read(_QUIET)
            except pexpect.EOF:
                return

    def press(self, keys: str) -> None:
        """Send keys without Enter."""
        self.child.send(keys)

    def kill(self) -> None:
        """Kill riskctl as a crash of the machine would."""
        self.child.kill(9)
        self.child.wait()

    def end(self) -> tuple[int | None, str]:
        """Return the exit code once it ends, and the last screen."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                self._read(0.5)
            except pexpect.EOF:
                break
        self.child.close()
        return self.child.exitstatus, self.screen

    def close(self) -> None:
        """End it, whatever it does: at once, for pexpect would ask it three times first."""
        if self.child.isalive():
            self.kill()
        self.child.close()

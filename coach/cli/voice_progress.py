"""Progress of a download: a line that renews itself on a terminal, or one for each quarter; nothing elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from coach.commands.voices import VoiceObserver
from coach.text import printable

_WIDTH = 78
_LARGE = 1_000_000  # bytes


class _Lines(VoiceObserver):
    """Lines that a person should know, and nothing between them."""

    def line(self, text: str) -> None:
        print(printable(text, sys.stdout.encoding), flush=True)


class _Renewed(_Lines):
    """One line on the terminal besides: how much of a file is here."""

    def line(self, text: str) -> None:
        self.renew("")
        super().line(text)

    def fetched(self, name: str, done: int, total: int) -> None:
        of_all = f" of {total / 1e6:.1f}" if total else ""
        share = f"{100 * done // total:3d} %  " if total else ""
        self.renew(f"{share}{done / 1e6:.1f}{of_all} MB  {name}")

    def renew(self, line: str) -> None:
        print(f"\r\x1b[2K{line[:_WIDTH]}", end="", file=sys.stderr, flush=True)


class _Quarters(_Lines):
    """A line for each quarter of a large file, for screen readers and logs."""

    def __init__(self) -> None:
        self._told = ("", 0)

    def fetched(self, name: str, done: int, total: int) -> None:
        told = (name, 4 * done // total if total > _LARGE else 0)
        if told != self._told and told[1]:
            self.line(f"{name}: {25 * told[1]} % of {total / 1e6:.0f} MB")
        self._told = told


@contextmanager
def voice_teller(*, plain: bool) -> Iterator[VoiceObserver]:
    """Yield the teller that fits to where the output goes. On leaving, the line is gone."""
    if plain:
        yield _Quarters()
    elif not sys.stderr.isatty():
        yield _Lines()
    else:
        line = _Renewed()
        try:
            yield line
        finally:
            line.renew("")

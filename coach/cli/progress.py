"""Progress of an export: a line that renews itself on a terminal, lines of JSON for programs, nothing elsewhere."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from coach.cli.options import note
from coach.cli.output import pour
from coach.commands.export import ExportObserver
from coach.export import Album, Progress
from coach.units import SAMPLE_RATE, clock

_WIDTH = 78


class Teller(ExportObserver):
    """Tells nothing until the end, but notes."""

    def note(self, line: str) -> None:
        """A line that the person should know."""
        note(line)

    def done(self, album: Album, spoken: int) -> None:
        """All is written; `spoken` phrases had to be synthesised for it."""
        print(
            f"{album.folder}: {len(album.paths)} files, {clock(album.length)} of sound "
            f"({spoken} phrases newly spoken, {album.made} files newly made)"
        )


class _Line(Teller):
    """One line on the terminal."""

    def __init__(self) -> None:
        self._began: float | None = None

    def note(self, line: str) -> None:
        self.clear()
        note(line)

    def spoken(self, done: int, total: int) -> None:
        self._show(f"speaking  {done} of {total} phrases")

    def encoded(self, progress: Progress) -> None:
        now = time.monotonic()
        if self._began is None:
            self._began = now
            self._first = progress.done
        done, total = progress.done, progress.total
        rate = (done - self._first) / max(now - self._began, 1e-3)
        left = f", {max(0, total - done) / rate:.0f} s left" if rate else ""
        self._show(f"{100 * done // total:3d} %  {clock(done)} of {clock(total)}{left}  {progress.title}")

    def clear(self) -> None:
        print("\r\x1b[2K", end="", file=sys.stderr, flush=True)

    def _show(self, line: str) -> None:
        print(f"\r\x1b[2K{line[:_WIDTH]}", end="", file=sys.stderr, flush=True)


class _Json(Teller):
    """A JSON object a line, on standard output."""

    def spoken(self, done: int, total: int) -> None:
        self._put(step="speak", done=done, total=total)

    def encoded(self, progress: Progress) -> None:
        seconds = {"done_s": progress.done / SAMPLE_RATE, "total_s": progress.total / SAMPLE_RATE}
        self._put(step="encode", title=progress.title, **seconds)

    def done(self, album: Album, spoken: int) -> None:
        self._put(
            step="done",
            folder=str(album.folder),
            files=[path.name for path in album.paths],
            length_s=album.length / SAMPLE_RATE,
            spoken=spoken,
            made=album.made,
        )

    def _put(self, **values: Any) -> None:
        pour(json.dumps(values, ensure_ascii=False) + "\n")


@contextmanager
def teller(as_json: bool) -> Iterator[Teller]:
    """Yield the teller that fits to where the output goes. On leaving, the line is gone."""
    if as_json:
        yield _Json()
    elif not sys.stderr.isatty():
        yield Teller()
    else:
        line = _Line()
        try:
            yield line
        finally:
            line.clear()

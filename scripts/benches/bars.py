"""Bars: one measured figure each, beside a limit of the same run, and the table of all of them."""

import subprocess
import time
from collections.abc import Iterable, Sequence

import msgspec

from benches import ROOT


class BenchError(Exception):
    """Raised when a bench cannot measure: the message says what did not happen."""


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A bar: what was measured, and the value that it may have at most."""

    name: str
    figure: float
    unit: str
    bar: float | None
    """Of the ratio if there is a limit, else of the figure. None if nothing is asked of it."""
    limit: float | None = None
    """Figure of what it stands beside, in the same unit."""
    beside: str = ""
    at_least: bool = False
    """True if the bar is the least and not the most."""

    @property
    def ratio(self) -> float | None:
        """Figure by limit, or None without a limit."""
        return None if self.limit is None else self.figure / self.limit

    @property
    def met(self) -> bool:
        """True if the bar is met, or if there is none."""
        value = self.figure if self.ratio is None else self.ratio
        return self.bar is None or (value >= self.bar if self.at_least else value <= self.bar)


def table(bars: Iterable[Bar]) -> str:
    """The bars as text, a line each under one of headings."""
    lines = [("", "figure", "limit", "ratio", "bar", "met", "the limit is")]
    for bar in bars:
        sign = "at least" if bar.at_least else "at most"
        lines.append(
            (
                bar.name,
                f"{bar.figure:,.5g} {bar.unit}",
                "" if bar.limit is None else f"{bar.limit:,.5g} {bar.unit}",
                "" if bar.ratio is None else f"{bar.ratio:.2f}",
                "" if bar.bar is None else f"{sign} {bar.bar:g}",
                "" if bar.bar is None else "yes" if bar.met else "NO",
                bar.beside,
            )
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) if at in (0, 6) else cell.rjust(width) for at, (cell, width) in each).rstrip()
        for each in (enumerate(zip(line, widths, strict=True)) for line in lines)
    )


def as_json(bars: Sequence[Bar]) -> str:
    """The bars as a JSON list for programs, with `ratio` and `met`."""
    rows = [{**msgspec.structs.asdict(bar), "ratio": bar.ratio, "met": bar.met} for bar in bars]
    return msgspec.json.format(msgspec.json.encode(rows)).decode()


def seconds(command: Sequence[str]) -> float:
    """Wall seconds of a command, run in the checkout. Raises CalledProcessError if it fails."""
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began

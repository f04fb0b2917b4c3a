"""How fast does the command line start? `coach --help` beside `import typer`."""

import statistics
import sys
from pathlib import Path

from benches.bars import Bar, seconds

BASE, COACH = "import typer", "coach --help"
COMMANDS = {BASE: [sys.executable, "-c", "import typer"], COACH: [sys.executable, "-m", "coach", "--help"]}


def measure(*, quick: bool, spoken: Path) -> list[Bar]:
    """Take the median of each command. They take turns, so that a slow spell meets all alike."""
    for command in COMMANDS.values():
        seconds(command)  # Fills the disk cache and writes the bytecode; not counted.
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(5 if quick else 15):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    median = {name: statistics.median(each) for name, each in times.items()}
    return [Bar(name=COACH, figure=median[COACH], unit="s", limit=median[BASE], beside=BASE, bar=3.0)]

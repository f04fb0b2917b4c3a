"""How fast does the command line start? `coach --help` should take less than three times `import typer`.

    python scripts/bench/startup.py [RUNS]

Exit code 1 if it takes longer. Not a test, since a busy machine would fail it.
"""

import os
import statistics
import subprocess
import sys
import time

BAR = 3.0
BASE = "import typer"
COACH = "coach --help"
COMMANDS = {
    BASE: [sys.executable, "-c", "import typer"],
    "import typer, numpy": [sys.executable, "-c", "import typer, numpy"],
    COACH: [sys.executable, "-m", "coach", "--help"],
}


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def measure(runs: int) -> dict[str, float]:
    """Median seconds of each command. They take turns, so that a slow spell meets all alike."""
    for command in COMMANDS.values():
        seconds(command)  # Fills the disk cache and writes the bytecode; not counted.
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    return {name: statistics.median(each) for name, each in times.items()}


os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's Python keeps what it has compiled


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    medians = measure(runs)
    print(f"{'median of ' + str(runs) + ' runs':<22} {'ms':>6} {'ratio':>6}")
    for name, median in medians.items():
        print(f"{name:<22} {median * 1000:6.0f} {median / medians[BASE]:6.2f}")
    ratio = medians[COACH] / medians[BASE]
    print(f"{COACH} under {BAR:.0f} times {BASE}: {'yes' if ratio < BAR else 'NO'}")
    return 0 if ratio < BAR else 1


if __name__ == "__main__":
    sys.exit(main())

"""Measure, and print one table of all bars. Exit code 1 if one of them is missed.

scripts/bench runs it. It is no test, since a busy machine would fail it.
"""

import argparse
import importlib
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benches.bars import Bar, BenchError, as_json, table

BENCHES = (
    "export",
    "startup",
    "start",
    "verbs",
    "buttons",
    "share",
    "batch",
    "live",
    "room",
    "screen",
    "recognition",
    "listening",
)
"""In this order: what `export` has spoken is not spoken again for the others."""

QUICK = ("export", "startup", "start", "verbs", "buttons", "share")
"""Those that `--quick` runs if none is named. `live --quick` takes three minutes."""

ASKED_FOR = {"screen", "recognition", "listening"}
"""Those that run only if they are named: each needs extras, and takes half an hour or more."""

NEED_SOUND = {"start", "verbs", "buttons", "live", "room", "screen"}
PROGRAMS = ("pulseaudio", "pactl", "parec")


def main() -> int:
    """Run the benches that were named. Return the exit code."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Measure the coach beside this machine's limits."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHES)}; all of them if none is named")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="fewer and shorter runs, and without `live`: two minutes in place of an hour",
    )
    parser.add_argument("--json", action="store_true", help="for programs; the table is left out")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(BENCHES)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    bars: list[Bar] = []
    left_out = False
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for name in BENCHES:
            usual = QUICK if arguments.quick else [one for one in BENCHES if one not in ASKED_FOR]
            if name not in (arguments.names or usual):
                continue
            if name in NEED_SOUND and missing:
                tell(f"{name}: left out, for want of {', '.join(missing)}")
                left_out = left_out or name in arguments.names
                continue
            began = time.monotonic()
            try:
                bars += importlib.import_module(f"benches.{name}").measure(quick=arguments.quick, spoken=Path(folder))
            except BenchError as error:
                tell(f"{name}: {error}")
                left_out = True
            tell(f"{name}: {time.monotonic() - began:.0f} s")
    print(as_json(bars) if arguments.json else table(bars))
    return 0 if all(bar.met for bar in bars) and not left_out else 1


def tell(line: str) -> None:
    """Print how far it is, beside what is printed for programs."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

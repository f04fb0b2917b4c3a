"""Benches: how fast and how true the coach is, beside the best that this machine can do, measured in the same run."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# The private sound server, the answered questions and the session at keys are those of the tests, which are no package.
sys.path += [str(ROOT), *(str(ROOT / "tests" / each) for each in ("", "cli", "room"))]

# A user's Python keeps what it has compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

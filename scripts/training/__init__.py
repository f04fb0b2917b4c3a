"""Training of the net that listens: from packages to `coach/listen/net.npz`. `scripts/train_listener.py` runs it."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

sys.path += [str(ROOT), str(ROOT / "scripts")]

"""How soon is a key answered? From the key to the first sample of the `answer` tone, in a recording; at most 250 ms.

    python scripts/bench/verbs.py [PRESSES]

A real `coach play` in a pseudo-terminal plays into a PulseAudio server of its own, whose sink is recorded. A key is
pressed when the recording has so many samples, and the answer is found at one of its samples: the difference is what a
listener waits. The recorder's own delay is in it, so the true figures are a little better.

Exit code 1 if a median is over the bar. Not a test, since a busy machine would fail it.
"""

import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

# The private server, the warm session and the search in a recording are those of the tests, which are no package.
TESTS = Path(__file__).parents[2] / "tests"
sys.path[:0] = [str(TESTS.parent), str(TESTS), str(TESTS / "cli")]

from pulse import RATE, private_server  # noqa: E402
from test_play_verbs import Warm, at_keys  # noqa: E402

from coach.play.controls.verbs import Verb  # noqa: E402
from coach.play.devices.miniaudio import PULSE_LATENCY_MS  # noqa: E402

BAR_MS = 250
VERBS = (Verb.BACK, Verb.NEXT, Verb.PAUSE, Verb.RESUME, Verb.AGAIN, Verb.LOUDER, Verb.SOFTER, Verb.REMAINING)
"""In this order, once a session; STOP comes last, as it ends it."""


def answered(live: Any, warm: Any, verb: Verb) -> float:
    """Ask for something, and return the milliseconds until it was answered."""
    tone = warm.tone("pause" if verb is Verb.PAUSE else "answer")
    pressed = live.press(verb)
    return float((live.hear(tone, 1) - pressed) / RATE * 1000)


def latencies(server: Any, kind: str) -> str:
    """What the server says of its streams of one kind: sink-inputs or source-outputs."""
    command = ["pactl", "list", kind]
    environment = {**os.environ, **server.env, "LC_ALL": "C"}
    listed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    found = re.findall(r"(Buffer|Sink|Source) Latency: (\d+) usec", listed)
    return ", ".join(f"{name.lower()} {int(usec) / 1000:.0f} ms" for name, usec in found)


def session(server: Any, warm: Any) -> tuple[dict[Verb, float], str, str]:
    """Milliseconds of each verb in one session; then the latencies of the playing and of the recording stream."""
    took: dict[Verb, float] = {}
    with at_keys(warm, server) as live:
        live.hear(warm.words("Ask first."), 15)
        for verb in VERBS:
            time.sleep(random.uniform(0.2, 0.4))  # anywhere in the device's period
            took[verb] = answered(live, warm, verb)
            if verb is Verb.AGAIN:
                live.hear(warm.tone("start"), 5)  # a rest follows: under words, an answer is not found as surely
        playing, recording = latencies(server, "sink-inputs"), latencies(server, "source-outputs")
        took[Verb.STOP] = answered(live, warm, Verb.STOP)
    return took, playing, recording


def main() -> int:
    presses = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    sessions: list[dict[Verb, float]] = []
    playing = recording = ""
    disturbed = 0
    with private_server() as server, tempfile.TemporaryDirectory() as folder:
        warm = Warm(Path(folder))
        while len(sessions) < presses:
            try:
                took, playing, recording = session(server, warm)
                sessions.append(took)
            except AssertionError as error:  # a sound was not found
                disturbed += 1
                print(f"a session was disturbed: {error}".splitlines()[0], file=sys.stderr)
                if disturbed > presses:
                    return 1
    device = PULSE_LATENCY_MS
    print(f"{'from key to answer, ms':<24} {'median':>6} {'worst':>6} {'device, at most':>16}")
    medians = []
    for verb in (*VERBS, Verb.STOP):
        each = [took[verb] for took in sessions]
        medians.append(statistics.median(each))
        print(f"{verb:<24} {medians[-1]:6.0f} {max(each):6.0f} {device:>16}")
    print(f"of {presses} presses each; the player asks PulseAudio to keep {device} ms ready")
    print(f"PulseAudio says: playing {playing}; the recorder {recording}, which is part of the figures")
    if disturbed:
        print(f"{disturbed} sessions more are left out, in which a sound was broken or missing: is the machine busy?")
    fast = max(medians) <= BAR_MS
    print(f"every median within {BAR_MS} ms: {'yes' if fast else 'NO'}")
    return 0 if fast else 1


if __name__ == "__main__":
    sys.exit(main())

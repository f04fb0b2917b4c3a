"""How soon is a key answered? From the key to the first sample of the `answer` tone, in a recording.

A real `coach play` in a pseudo-terminal plays into a PulseAudio server of its own, whose sink is recorded. A key is
pressed when the recording has so many samples, and the answer is found at one of its samples: the difference is what a
listener waits. The recorder's own delay is in it, so the true figures are a little better.
"""

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from pulse import RATE, PulseServer, private_server
from test_play_verbs import Live, Warm, at_keys

from benches.bars import Bar
from coach.play.controls.verbs import Verb
from coach.play.devices.miniaudio import PULSE_LATENCY_MS

BAR_MS = 250
VERBS = (Verb.BACK, Verb.NEXT, Verb.PAUSE, Verb.RESUME, Verb.AGAIN, Verb.LOUDER, Verb.SOFTER, Verb.REMAINING)
"""In this order, once a session; STOP comes last, as it ends it."""


def answered(live: Live, warm: Warm, verb: Verb) -> float:
    """Ask for something, and return the milliseconds until it was answered."""
    tone = warm.tone("pause" if verb is Verb.PAUSE else "answer")
    pressed = live.press(verb)
    return float((live.hear(tone, 1) - pressed) / RATE * 1000)


def session(server: PulseServer, warm: Warm) -> dict[Verb, float]:
    """Return the milliseconds of each verb in one session. Raises AssertionError if a sound was not found."""
    took: dict[Verb, float] = {}
    with at_keys(warm, server) as live:
        live.hear(warm.words("Ask first."), 15)
        for verb in VERBS:
            time.sleep(random.uniform(0.2, 0.4))  # anywhere in the device's period
            took[verb] = answered(live, warm, verb)
            if verb is Verb.AGAIN:
                live.hear(warm.tone("hold"), 14)  # 3 s of quiet: under words, an answer is not found as surely
        took[Verb.STOP] = answered(live, warm, Verb.STOP)
    return took


def measure(*, quick: bool, spoken: Path) -> list[Bar]:
    """Press every key once in each of some sessions. Sessions in which a sound was broken or missing are left out."""
    presses = 1 if quick else 10
    sessions: list[dict[Verb, float]] = []
    disturbed = 0
    with private_server() as server, tempfile.TemporaryDirectory() as folder:
        warm = Warm(Path(folder))
        while len(sessions) < presses:
            try:
                sessions.append(session(server, warm))
            except AssertionError as error:
                disturbed += 1
                print(f"verbs: a session was disturbed: {str(error).partition(chr(10))[0]}", file=sys.stderr)
                if disturbed > presses:
                    break
    share = Bar(
        name="sessions heard", figure=len(sessions), unit="", limit=presses, beside="planned", bar=1, at_least=True
    )
    about = f"none; the device keeps up to {PULSE_LATENCY_MS} ms ready"
    return [
        share,
        *(
            Bar(
                name=f"from key to answer, {verb}, median",
                figure=statistics.median(took[verb] for took in sessions),
                unit="ms",
                beside=about,
                bar=BAR_MS,
            )
            for verb in (*VERBS, Verb.STOP)
            if sessions
        ),
    ]

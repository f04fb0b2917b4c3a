"""How it feels, by key, in a live session: heard in a recording, and kept in the diary."""

from pathlib import Path

import needs
import pytest
from pulse import RATE, PulseServer, find, retried
from sessions import SHORT
from test_play_verbs import Warm, at_keys

from coach.diary.store import Diary
from coach.play.verbs import Felt

pytestmark = [pytest.mark.pulse, pytest.mark.piper, needs.pulse]

PROTOCOL = (
    SHORT.replace("sides: {order: [left, right]", "sides: {order: [left]")
    .replace("rests: {", "strips: {order: [{id: top, muscle: one}, {id: low, muscle: one}], source: choice}\nrests: {")
    .replace("- each: side\n", "- each: [side, strip]\n")
    .replace("right: right}", "right: right, top: top, low: low}")
    .replace('"{side} arm", end', '"{side} arm, {strip}", end')
    .replace('always: "{side} arm."', 'always: "{side} arm, {strip}."')
    .replace("ease off:", "comfort: {before: now, ask: was, ease: less, end: over}\nease off:")
    + """\
      now: {source: choice, always: How does it feel now?}
      was: {source: choice, always: How did that feel?}
      less: {source: choice, always: Then we do less.}
      over: {source: choice, always: Then this strip is over.}
"""
)


@retried
def test_what_is_too_much_ends_the_strip_and_stands_in_the_diary(tmp_path: Path, pulse_server: PulseServer) -> None:
    warm = Warm(tmp_path, PROTOCOL, ["--comfort"])
    with at_keys(warm, pulse_server) as live:
        live.hear(warm.words("Ask first."), 10)
        live.hear(warm.words("How does it feel now?"), 10)
        live.press(Felt(2))
        live.hear(warm.words("Left arm, top."), 10)
        held = live.hear(warm.tone("hold"), 5)
        live.recording.wait_until(live.at + RATE)

        live.press(Felt(7))
        live.hear(warm.tone("answer"), 1)
        live.hear(warm.words("Ease off."), 1)
        live.hear(warm.words("Then this strip is over."), 5)
        live.hear(warm.words("How did that feel?"), 5)
        low = live.hear(warm.words("Left arm, low."), 10)
        assert find(live.recording.samples()[held:low], warm.tone("release")) == [], "it was not held to its end"
        live.hear(warm.tone("hold"), 5)
        live.hear(warm.tone("release"), 8)
        live.press(Felt(0))
        live.hear(warm.words("The end."), 20)
        assert live.process.wait(timeout=20) == 0
    (entry,) = Diary(tmp_path / "data" / "smr-coach" / "diary.sqlite").entries()
    assert [done.strip for done in entry.done] == ["low"]
    assert (entry.comfort_before, entry.comfort_after) == (2, 0)

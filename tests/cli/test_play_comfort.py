"""How it feels, by key, in a live session: heard in a recording, and kept in the diary."""

from pathlib import Path

import needs
import pytest
from pulse import RATE, PulseServer, find, retried
from sessions import SHORT
from test_play_verbs import Warm, at_keys

from coach.diary.store import Diary
from coach.play.controls.verbs import Rating

pytestmark = [pytest.mark.pulse, pytest.mark.piper, needs.pulse]

PROTOCOL = (
    SHORT.replace("sides: {order: [left, right]", "sides: {order: [left]")
    .replace("rests: {", "strips: {order: [{id: top, muscle: one}, {id: low, muscle: one}], source: choice}\nrests: {")
    .replace("- each: side\n", "- each: [side, strip]\n")
    .replace("right: right}", "right: right, top: top, low: low}")
    .replace('"{side} arm", end', '"{side} arm, {strip}", end')
    .replace('always: "{side} arm."', 'always: "{side} arm, {strip}."')
    .replace(
        "ease off:", "comfort: {before: now, ask: was, ease: fewer, less: less, end: over, other: other}\nease off:"
    )
    + """\
      now: {source: choice, always: How does it feel now?}
      was: {source: choice, always: How did that feel?}
      fewer: {source: choice, always: Then there are fewer.}
      less: {source: choice, always: Then go less far.}
      over: {source: choice, always: Then we stop with this arm.}
      other: {source: choice, always: Is the other arm well?}
"""
)


@retried
def test_what_is_too_much_ends_this_arm_and_stands_in_the_diary(tmp_path: Path, pulse_server: PulseServer) -> None:
    warm = Warm(tmp_path, PROTOCOL, ["--comfort"])
    with at_keys(warm, pulse_server) as live:
        live.hear(warm.words("Ask first."), 10)
        live.hear(warm.words("How does it feel now?"), 10)
        live.press(Rating(2))
        live.hear(warm.words("You said two."), 8)
        live.hear(warm.words("Left arm, top."), 10)
        live.hear(warm.tone("release"), 15)
        live.hear(warm.words("How did that feel?"), 5)
        live.hear(warm.words("Left arm, low."), 5)
        held = live.hear(warm.tone("hold"), 9)
        live.recording.wait_until(live.at + RATE)

        live.press(Rating(7))
        live.hear(warm.tone("answer"), 1)
        live.hear(warm.words("Ease off."), 1)
        live.hear(warm.words("You said seven."), 4)
        live.hear(warm.words("Then we stop with this arm."), 4)
        over = live.hear(warm.words("The end."), 16)
        assert find(live.recording.samples()[held:over], warm.tone("release")) == [], "it was not held to its end"
        live.hear(warm.words("Places treated: one."), 8)
        assert live.process.wait(timeout=20) == 0
    _, entry = Diary(tmp_path / "data" / "smr-coach" / "diary.sqlite").entries()
    assert [done.strip for done in entry.done] == ["top"]
    assert entry.comfort_before == 2
    assert [felt.value for felt in entry.ratings] == [2, 7]

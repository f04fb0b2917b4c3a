"""The diary's recorder in the real live loop, on a fake clock and a fake device: a hold that was left is not done."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from play_fakes import FakeClock, FakeDevice, FakeKeys, FakeSource, chirp, make

from coach.diary.record import Recorder
from coach.diary.store import About, Diary, DiaryEntry
from coach.mix.model import RenderedChapter
from coach.play.controls.verbs import Verb
from coach.play.devices.supervisor import Device
from coach.play.live import run
from coach.play.stream.stream import Stream
from coach.timeline.model import Cue, Effort
from coach.units import Samples, to_samples

BEGINS, LASTS = to_samples(1), to_samples(2)


def spot(number: int) -> RenderedChapter:
    """Four seconds, with a hold from the first to the third."""
    places = [to_samples(0.1), BEGINS, Samples(BEGINS + LASTS)]
    names = ["here", "hold", "release"]
    cues = [Cue("tone", name, at, to_samples(0.15), n) for n, (name, at) in enumerate(zip(names, places, strict=True))]
    sounds = [(at, chirp(n)) for n, at in enumerate(places)]
    return make(to_samples(4), sounds, cues, [Effort(BEGINS, LASTS)], f"spot {number}")


def played(path: Path, plan: Sequence[tuple[float, Verb]]) -> DiaryEntry:
    """What the diary has after a session of three spots with these keys."""
    clock = FakeClock()
    device = Device(lambda: FakeDevice(clock))
    with Recorder(
        Diary(path),
        About(protocol="arm", version=1, title="Arm", level="learn", language="en", choices="{}"),
        now=clock.wall,
    ) as recorder:
        run(Stream(FakeSource([spot(n) for n in range(3)])), device, FakeKeys(clock, plan), recorder)
    assert recorder.trouble is None
    (entry,) = Diary(path).entries()
    return entry


@pytest.mark.parametrize(
    ("plan", "done", "seconds"),
    [
        ([], [0, 1, 2], 12),
        ([(2.0, Verb.NEXT)], [1, 2], 10),  # in the hold of the first
        ([(3.5, Verb.NEXT)], [0, 1, 2], 11.5),  # after it
        ([(2.0, Verb.PAUSE), (9.0, Verb.RESUME)], [0, 1, 2], 21),  # it is held again, from its beginning
        ([(2.0, Verb.PAUSE), (3.0, Verb.NEXT)], [1, 2], 11),
        ([(3.5, Verb.AGAIN)], [0, 0, 1, 2], 15.5),
        ([(3.5, Verb.AGAIN), (5.5, Verb.NEXT)], [0, 1, 2], 13.5),  # the second time was left
    ],
    ids=str,
)
def test_only_what_was_held_to_its_end_is_done(
    plan: list[tuple[float, Verb]], done: list[int], seconds: float, tmp_path: Path
) -> None:
    entry = played(tmp_path / "diary.sqlite", plan)
    assert [each.chapter for each in entry.done] == done
    assert all(each.held == 2 for each in entry.done)
    assert entry.heard == pytest.approx(seconds, abs=0.5)
    assert entry.ending == "finished"


def test_each_is_written_down_when_it_was_heard(tmp_path: Path) -> None:
    entry = played(tmp_path / "diary.sqlite", [])
    assert [(each.at - entry.began).total_seconds() for each in entry.done] == pytest.approx([3, 7, 11], abs=0.05)

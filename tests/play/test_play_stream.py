"""The stream: exact samples, ramps, verbs, and the carrier that never breaks off."""

import numpy as np
import pytest
from numpy.typing import NDArray
from play_fakes import FakeSource, chirp, make, wide

from coach.audio.levels import CARRIER_PEAK
from coach.errors import CoachError
from coach.mix.model import RenderedChapter
from coach.play.controls.verbs import Verb, resume_point
from coach.play.events import ChapterStarted, CueStarted, Event, StateChanged
from coach.play.stream.carrier import carrier
from coach.play.stream.chapter_reader import RAMP
from coach.play.stream.stream import Stream
from coach.timeline.model import Chapter, Cue, Effort
from coach.units import CARRIER_PERIOD, Samples, to_samples

Sound = NDArray[np.int16]
THREE = [make(to_samples(4), [(4800, chirp(n)), (96_000, chirp(n + 5))], title=f"spot {n}") for n in range(3)]
LENGTH = THREE[0].chapter.length


def ready(stream: Stream) -> Stream:
    """Waits for the worker, as a test's reads are faster than any device."""
    assert stream.wait(10)
    return stream


def read(stream: Stream, frames: int, block: int = 997) -> Sound:
    """`frames` samples in odd blocks, never faster than the worker."""
    pieces = []
    while frames > 0 and not stream.finished:
        pieces.append(ready(stream).read(min(block, frames)))
        frames -= len(pieces[-1])
    return np.concatenate(pieces)


def rest(stream: Stream) -> Sound:
    return read(stream, 10**9)


def assert_carrier_throughout(sound: Sound, start: int = 0) -> None:
    """Without a chirp in it, it is the carrier, sample by sample."""
    assert np.array_equal(sound, carrier(start, len(sound)))


def longest_zeros(sound: Sound) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (sound == 0).astype(np.int8), [0]))))
    return int(max(edges[1::2] - edges[::2], default=0))


@pytest.mark.parametrize("block", [1, 480, 997, 1440, 100_000])
def test_chapters_come_out_as_they_went_in(block: int) -> None:
    chapters = [make(6000, [(1000, chirp(0)[:4000])]), make(1500), make(3000)]
    with Stream(FakeSource(chapters)) as stream:
        pieces = []
        while not stream.finished:
            pieces.append(read(stream, block, min(block, 1500)))
        assert np.array_equal(np.concatenate(pieces), np.concatenate([each.pcm for each in chapters]))
        assert stream.clock == 10_500
        assert stream.position.chapter == 3
        assert not stream.stopped
        assert len(stream.read(10)) == 0


def test_nothing_runs_before_it_is_started() -> None:
    source = FakeSource(THREE)
    stream = Stream(source)
    assert_carrier_throughout(stream.read(5000))
    assert source.loads == []
    stream.close()


def test_a_session_without_chapters_is_over() -> None:
    with Stream(FakeSource([])) as stream:
        assert len(stream.read(100)) == 0
        assert stream.finished


def test_frames_must_be_positive() -> None:
    with pytest.raises(ValueError, match="0 frames"):
        Stream(FakeSource(THREE)).read(0)


def test_it_can_begin_later() -> None:
    with Stream(FakeSource(THREE), first=2) as stream:
        assert np.array_equal(rest(stream), THREE[2].pcm)


def test_the_carrier_is_the_one_that_chapters_carry() -> None:
    from coach.mix import carrier as mixed

    assert np.array_equal(carrier(0, 4500), np.rint(mixed(4500)))


# Waiting for synthesis


def test_a_late_chapter_is_bridged_by_whole_periods_of_carrier() -> None:
    source = FakeSource(THREE, slow=[1])
    with Stream(source) as stream:
        assert stream._head.chapters.wait([0], 10)
        first = stream.read(LENGTH + 700)
        assert np.array_equal(first[:LENGTH], THREE[0].pcm)
        assert stream.position.state == "waiting"
        source.release()
        late = rest(stream)
        sound = np.concatenate([first, late])
        assert_carrier_throughout(sound[LENGTH : LENGTH + CARRIER_PERIOD])
        assert np.array_equal(sound[LENGTH + CARRIER_PERIOD :], np.concatenate([THREE[1].pcm, THREE[2].pcm]))
        assert longest_zeros(sound) == 1


def test_only_a_few_chapters_are_kept_ahead() -> None:
    source = FakeSource([make(1500) for _ in range(9)])
    with Stream(source) as stream:
        assert stream._head.chapters.wait(range(3), 10)
        assert source.loads == [0, 1, 2]
        read(stream, 1600)
        assert stream._head.chapters.wait(range(1, 4), 10)
        assert source.loads == [0, 1, 2, 3]


def test_a_failure_comes_up_when_its_chapter_is_due() -> None:
    source = FakeSource(THREE, failing={1: CoachError("no voice")})
    with Stream(source) as stream:
        sound = read(stream, LENGTH + RAMP)
        assert np.array_equal(sound[:LENGTH], THREE[0].pcm)
        assert abs(int(sound[-1])) <= 1
        for _ in range(2):
            with pytest.raises(CoachError, match="no voice"):
                stream.read(100)
        assert not stream.finished


@pytest.mark.parametrize("verb", [Verb.PAUSE, Verb.NEXT, Verb.AGAIN])
def test_in_stereo_each_channel_is_what_it_would_be_alone(verb: Verb) -> None:
    chapters = [wide(each) for each in THREE]
    alone = [[RenderedChapter(chapter, pcm[:, side].copy()) for chapter, pcm, _ in chapters] for side in (0, 1)]
    heard = []
    for source in (chapters, *alone):
        with Stream(FakeSource(source)) as stream:
            first = read(stream, 7000)
            stream.press(verb)
            pieces = [first, read(stream, 10_000)]
            stream.press(Verb.RESUME)
            pieces.append(read(stream, 10_000))
            stream.press(Verb.STOP)
            pieces.append(rest(stream))
            assert stream.read(5).shape == pieces[0][:0].shape
            heard.append(np.concatenate(pieces))
    assert np.array_equal(heard[0], np.stack(heard[1:], axis=1))
    assert not np.array_equal(heard[1], heard[2])


def test_the_carrier_that_fills_is_the_same_in_both_channels() -> None:
    source = FakeSource([wide(each) for each in THREE], slow=[0])
    with Stream(source) as stream:
        assert np.array_equal(stream.read(4000), carrier(0, 4000, 2))
        assert np.array_equal(carrier(700, 3000, 2), np.stack([carrier(700, 3000)] * 2, axis=1))
        source.release()


@pytest.mark.parametrize(
    "wrong",
    [
        wide(THREE[0])._replace(pcm=wide(THREE[0]).pcm[:-1]),
        wide(THREE[0])._replace(pcm=THREE[0].pcm.repeat(3).reshape(-1, 3)),
        RenderedChapter(THREE[0].chapter, THREE[0].pcm[:-1]),
        RenderedChapter(THREE[0].chapter, THREE[0].pcm.astype(np.float32)),
        RenderedChapter(Chapter("odd", Samples(1501), ()), np.zeros(1501, np.int16)),
    ],
)
def test_sound_that_is_not_as_planned_is_refused(wrong: RenderedChapter) -> None:
    with Stream(FakeSource([wrong])) as stream:
        assert len(ready(stream).read(2 * RAMP)) == RAMP
        with pytest.raises(ValueError, match="chapter 0 has"):
            stream.read(1)


# Verbs


def test_pause_ramps_to_the_carrier_and_resume_repeats_the_instruction() -> None:
    with Stream(FakeSource(THREE)) as stream:
        at = 4800 + 3000  # inside the first chirp
        read(stream, at)
        stream.press(Verb.PAUSE)
        quiet = read(stream, 10_000)
        assert_carrier_throughout(quiet[RAMP:], at + RAMP)
        difference = np.abs(quiet[:RAMP] - THREE[0].pcm[at : at + RAMP].astype(int))
        assert difference[0] == 0, "no step where the ramp begins"
        assert stream.position.state == "paused"
        assert stream.position.offset == at
        assert np.max(np.abs(quiet[RAMP:])) == CARRIER_PEAK
        stream.press(Verb.RESUME)
        sound = read(stream, CARRIER_PERIOD + LENGTH - 4800)
        start = next(
            gap for gap in range(CARRIER_PERIOD + 1) if (at + 10_000 + gap) % CARRIER_PERIOD == 4800 - RAMP - 3000
        )
        assert_carrier_throughout(sound[: start + RAMP], at + 10_000)
        assert np.array_equal(sound[start + RAMP :][: LENGTH - 4800 - RAMP], THREE[0].pcm[4800:-RAMP])


def test_the_lead_in_of_a_resumed_instruction_is_a_ramp() -> None:
    loud = make(
        48_000,
        [(0, np.tile(chirp(0), 6))],
        cues=[Cue("tone", "x", Samples(n), Samples(9), n) for n in (0, 9600)],
    )
    with Stream(FakeSource([loud])) as stream:
        read(stream, 20_000)
        stream.press(Verb.PAUSE)
        read(stream, 3000)
        stream.press(Verb.RESUME)
        sound = read(stream, 12_000)
        start = (9600 - RAMP - 23_000) % CARRIER_PERIOD
        assert_carrier_throughout(sound[:start], 23_000)
        over = np.abs(sound.astype(int) - carrier(23_000, len(sound)))
        full = np.abs(loud.pcm[9600 - RAMP :].astype(int) - carrier(9600 - RAMP, len(loud.pcm) - 9600 + RAMP))
        assert over[start : start + 48].max() < 0.02 * full.max()
        assert np.array_equal(sound[start + RAMP :], loud.pcm[9600:][: len(sound) - start - RAMP])


def test_the_carrier_goes_on_under_a_ramp() -> None:
    with Stream(FakeSource([make(48_000)])) as stream:
        pieces = [read(stream, 7001)]
        for verb in (Verb.PAUSE, Verb.RESUME, Verb.TOGGLE, Verb.TOGGLE, Verb.AGAIN):
            stream.press(verb)
            pieces.append(read(stream, 7001))
        assert_carrier_throughout(np.concatenate(pieces))


def test_next_again_and_back() -> None:
    with Stream(FakeSource(THREE)) as stream:
        read(stream, 5000)
        stream.press(Verb.NEXT)
        read(stream, 5000)
        assert stream.position.chapter == 1
        read(stream, 100_000)
        stream.press(Verb.AGAIN)
        read(stream, 3000)
        assert stream.position.chapter == 1
        assert stream.position.offset < 3000
        for _ in range(2):
            stream.press(Verb.BACK)
            read(stream, 3000)
            assert stream.position.chapter == 0
        stream.press(Verb.NEXT)
        stream.press(Verb.NEXT)
        sound = rest(stream)
        assert np.array_equal(sound[-LENGTH:], THREE[2].pcm)
        assert len(sound) <= RAMP + CARRIER_PERIOD + LENGTH


@pytest.mark.parametrize("at", [100, 4800, 7777, 90_001])
def test_a_jump_fades_waits_for_phase_and_starts_clean(at: int) -> None:
    with Stream(FakeSource(THREE)) as stream:
        read(stream, at)
        stream.press(Verb.NEXT)
        sound = read(stream, 2 * CARRIER_PERIOD + LENGTH)
        start = -(-(at + RAMP) // CARRIER_PERIOD) * CARRIER_PERIOD - at
        assert_carrier_throughout(sound[RAMP:start], at + RAMP)
        assert np.array_equal(sound[start:][:LENGTH], THREE[1].pcm[: len(sound) - start])
        assert longest_zeros(sound) <= 2


def test_next_in_the_last_chapter_ends_the_session() -> None:
    with Stream(FakeSource(THREE), first=2) as stream:
        read(stream, 5000)
        stream.press(Verb.NEXT)
        assert len(rest(stream)) == RAMP
        assert stream.finished
        assert not stream.stopped


def test_next_leaves_a_pause() -> None:
    with Stream(FakeSource(THREE)) as stream:
        read(stream, 5000)
        stream.press(Verb.PAUSE)
        read(stream, 5000)
        stream.press(Verb.NEXT)
        assert np.array_equal(rest(stream)[-2 * LENGTH :], np.concatenate([THREE[1].pcm, THREE[2].pcm]))


@pytest.mark.parametrize("before", [None, Verb.PAUSE, Verb.NEXT])
def test_stop_ramps_to_silence_in_20_ms(before: Verb | None) -> None:
    with Stream(FakeSource(THREE)) as stream:
        read(stream, 7000)
        if before:
            stream.press(before)
            read(stream, 300)
        stream.press(Verb.STOP)
        sound = rest(stream)
        assert len(sound) == RAMP
        assert abs(int(sound[-1])) <= 1
        assert np.max(np.abs(np.diff(sound.astype(int)))) < 1500
        assert stream.finished
        assert stream.stopped
        stream.press(Verb.RESUME)
        assert len(stream.read(5)) == 0


def test_stop_while_waiting_for_a_chapter() -> None:
    source = FakeSource(THREE, slow=[0])
    with Stream(source) as stream:
        stream.read(100)
        stream.press(Verb.STOP)
        assert len(stream.read(5000)) == RAMP
        assert stream.finished
        source.release()


# Where an interrupted instruction begins

SPOT = Chapter(
    "spot",
    Samples(900_000),
    (
        Cue("speech", "place", Samples(100), Samples(1000), 0),
        Cue("speech", "straighten", Samples(5000), Samples(1000), 1),
        Cue("tone", "start", Samples(6500), Samples(500), 1),
        Cue("speech", "hold", Samples(9000), Samples(500), 2),
        Cue("tone", "hold", Samples(10_000), Samples(500), 2),
        Cue("tone", "release", Samples(500_000), Samples(500), 2),
        Cue("speech", "relax", Samples(510_000), Samples(500), 3),
    ),
    (Effort(Samples(10_000), Samples(490_000)),),
)


@pytest.mark.parametrize(
    ("offset", "goal"),
    [
        (0, 0),
        (99, 0),
        (100, 100),
        (4999, 100),
        (5000, 5000),
        (6600, 5000),
        (9999, 9000),
        (10_000, 0),
        (499_999, 0),
        (500_000, 500_000),
        (509_000, 500_000),
        (510_000, 510_000),
        (899_999, 510_000),
    ],
)
def test_resume_point(offset: int, goal: int) -> None:
    assert resume_point(SPOT, offset) == goal


def test_a_pause_inside_a_hold_goes_back_to_the_start_of_the_spot() -> None:
    spot = RenderedChapter(SPOT, carrier(0, SPOT.length) + np.int16(7))
    with Stream(FakeSource([spot])) as stream:
        read(stream, 100_000)
        stream.press(Verb.TOGGLE)
        read(stream, 50_000)
        stream.press(Verb.TOGGLE)
        sound = rest(stream)
        assert np.array_equal(sound[-SPOT.length :][RAMP:], spot.pcm[RAMP:])
        assert len(sound) - SPOT.length < CARRIER_PERIOD


def test_music_goes_on_from_chapter_to_chapter_and_ramps_in_after_a_jump() -> None:
    music = [RenderedChapter(each.chapter, carrier(0, LENGTH) + np.int16(700)) for each in THREE]
    with Stream(FakeSource(music)) as stream:
        over = read(stream, LENGTH + 6_000) - carrier(0, LENGTH + 6_000)
        assert np.all(over[RAMP:] == 700), "the second chapter follows without a dip"
        assert 0 <= over[0] < 20, "the first one ramps in"
        stream.press(Verb.NEXT)
        jumped = read(stream, 12_000)
        steps = np.abs(np.diff((jumped - carrier(LENGTH + 6_000, len(jumped))).astype(int)))
        assert steps.max() < 5, "nothing jumps"


# Events and rewinding


def test_events_come_with_their_frames() -> None:
    with Stream(FakeSource(THREE[:2])) as stream:
        read(stream, 100_000)
        events = list(stream.events())
        chapter = THREE[0].chapter
        expected: list[Event] = [
            StateChanged(Samples(0), "playing"),
            ChapterStarted(Samples(0), 0, chapter, Samples(0), 2),
            CueStarted(Samples(4800), 0, chapter.cues[0]),
            CueStarted(Samples(96_000), 0, chapter.cues[1]),
        ]
        assert events == expected
        rest(stream)
        assert [event.frame for event in stream.events(LENGTH)] == [LENGTH]
        assert [event.frame for event in stream.events()][-1] == 2 * LENGTH


def test_rewinding_gives_what_a_device_lost_again() -> None:
    with Stream(FakeSource(THREE)) as stream:
        rest(stream)
        frame = LENGTH + 97_000
        stream.rewind(frame)
        assert not stream.finished
        assert stream.clock == frame
        assert (stream.position.chapter, stream.position.offset) == (1, 97_000)
        assert max(event.frame for event in stream.events()) < frame
        sound = rest(stream)
        wanted = np.concatenate([THREE[1].pcm[96_000:], THREE[2].pcm])
        assert np.array_equal(sound[-len(wanted) :], wanted)


def test_rewinding_into_a_pause_stays_paused() -> None:
    with Stream(FakeSource(THREE)) as stream:
        read(stream, 6000)
        stream.press(Verb.PAUSE)
        read(stream, 20_000)
        stream.rewind(15_000)
        assert stream.position.state == "paused"
        assert_carrier_throughout(read(stream, 3000), 15_000)
        stream.press(Verb.RESUME)
        wanted = np.concatenate([THREE[0].pcm[4800:], THREE[1].pcm])
        sound = rest(stream)
        assert np.array_equal(sound[-len(wanted) - LENGTH : -LENGTH], wanted)

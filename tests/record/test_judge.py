"""Takes of another voice are judged right: each spoilt one is found, and no good one is refused."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from microphones import syllables
from needs import needs_program
from takes import Floats, clipped, cut, in_room, lines, spoken, write

from coach.record.folder import Line, judge
from coach.record.judge import OwnPace, fault
from coach.record.take import measure, trimmed

espeak = needs_program("espeak-ng", "takes of another voice")

LONG = [line for line in lines() if len(line.text) > 50]
OTHER = " ".join(line.text for line in LONG[:3])

SPOILT: list[tuple[str, Callable[[Line], Floats]]] = [
    ("clipped", lambda line: clipped(in_room(spoken(line.text)), 4.0)),
    ("clipped", lambda line: clipped(in_room(spoken(line.text)), 1.6)),
    # Turned down after it was clipped, as an interface between microphone and computer does.
    ("clipped", lambda line: clipped(in_room(spoken(line.text)), 2.0) * np.float32(0.4)),
    ("noisy", lambda line: in_room(spoken(line.text), over=3.0)),
    ("noisy", lambda line: in_room(spoken(line.text), over=10.0)),
    ("noisy", lambda line: in_room(spoken(line.text), over=15.0)),
    ("cut off at its end", lambda line: cut(in_room(spoken(line.text), after=0.0), 0.7)),
    ("too short", lambda line: in_room(cut(spoken(line.text), 0.4))),
    ("too long", lambda line: in_room(spoken(OTHER))),
    ("silent", lambda line: np.random.default_rng(1).standard_normal(96_000).astype(np.float32) * np.float32(1e-4)),
]


@espeak
def test_of_forty_takes_the_ten_spoilt_ones_are_found_and_no_other(tmp_path: Path) -> None:
    every = lines()
    good = every[:: len(every) // 30][:30]
    assert min(len(line.text) for line in good) < 15, "short ones too"
    spoilt = [line for line in LONG if line not in good][:10]
    rooms = np.linspace(22, 50, 30)
    for number, line in enumerate(good):
        write(tmp_path / f"{line.id}.wav", in_room(spoken(line.text), over=rooms[number], seed=number))
    for (_, spoil), line in zip(SPOILT, spoilt, strict=True):
        write(tmp_path / f"{line.id}.wav", spoil(line))

    judged, _ = judge(tmp_path, every)
    assert len(judged) == 40
    faults = {each.line.id: each.fault for each in judged}
    assert {faults[line.id] for line in good} == {None}
    for (reason, _), line in zip(SPOILT, spoilt, strict=True):
        assert (faults[line.id] or "none").startswith(reason), (line.text, reason)


@espeak
def test_what_is_kept_has_the_words_with_a_margin_and_their_own_samples() -> None:
    line = LONG[0]
    pcm = in_room(spoken(line.text), before=2.0, after=3.0)
    take = measure(pcm)
    kept = trimmed(pcm, take)
    assert len(spoken(line.text)) < len(kept) < len(spoken(line.text)) + 0.7 * 48_000
    assert pcm.tobytes().find(kept.tobytes()) > 0
    again = measure(kept)
    assert fault(again, line.text, "en", OwnPace()) is None
    assert abs(again.speech - take.speech) <= 960


@espeak
@pytest.mark.parametrize(("speed", "fine"), [(110, True), (210, True)])
def test_a_slow_and_a_fast_voice_are_both_taken(speed: int, fine: bool) -> None:
    # Sampled more slowly or faster, which changes the pitch as well: lengths are all that counts here.
    from coach.audio import resample

    for line in LONG[::25]:
        words = resample(spoken(line.text), round(48_000 * speed / 150))
        take = measure(in_room(words))
        assert (fault(take, line.text, "en", OwnPace()) is None) is fine, line.text


@pytest.mark.parametrize(("gain", "reason"), [(0.6, "too loud"), (0.003, "too soft")], ids=["too loud", "too soft"])
def test_too_loud_and_too_soft_are_told_before_they_clip_or_hiss(gain: float, reason: str) -> None:
    take = measure(in_room(syllables(2.0, gain), over=45))
    assert (fault(take, "Straighten the knee until it stretches.", "en", OwnPace()) or "").startswith(reason)


def test_a_take_of_nothing_and_one_of_a_few_samples_are_silent() -> None:
    for pcm in (np.zeros(0, np.float32), np.zeros(100, np.float32), np.zeros(96_000, np.float32)):
        assert (fault(measure(pcm), "One.", "en", OwnPace()) or "").startswith("silent")


def test_a_click_of_a_key_is_no_word() -> None:
    room = np.random.default_rng(0).standard_normal(96_000).astype(np.float32) * np.float32(1e-4)
    room[40_000:40_700] += np.float32(0.1)
    assert measure(room).end == 0


def test_a_file_that_is_no_sound_is_named(tmp_path: Path) -> None:
    line = lines()[0]
    (tmp_path / f"{line.id}.mp3").write_text("no sound")
    judged, _ = judge(tmp_path, lines())
    assert [(each.fault or "").partition(":")[0] for each in judged] == ["unreadable"]

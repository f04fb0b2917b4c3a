"""A question as sound: in the voice of the session, over its carrier."""

from pathlib import Path

import numpy as np
import pytest
from asking import ARM, BLOOD, BONE
from fakes import FAKE, FakeVoice, length

from coach.play.stream.carrier import carrier
from coach.render.renderer import SessionRenderer
from coach.screening.speech import Speech
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds
from coach.units import CARRIER_PERIOD, to_samples
from coach.voice import VOICES


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionRenderer:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    (tmp_path / "arm.yaml").write_text(ARM, encoding="utf-8")
    return SessionRenderer(SessionRequest(str(tmp_path / "arm.yaml"), Choices(), Sounds("fake", tmp_path / "cache")))


@pytest.mark.parametrize(("awake", "opening"), [(False, 1.5), (True, 0.4)])
def test_the_words_wait_for_a_device_that_has_to_wake(prepared: SessionRenderer, awake: bool, opening: float) -> None:
    (loaded,) = Speech(prepared, BONE, to_samples(30), awake=awake).load(0)
    (cue,) = loaded.chapter.cues
    assert cue.content == BONE
    assert 0 <= cue.start - to_samples(opening) < CARRIER_PERIOD
    assert loaded.chapter.length - cue.end >= to_samples(30), "it is kept awake while somebody thinks"
    assert loaded.whole
    assert len(loaded.pcm) == loaded.chapter.length
    assert np.array_equal(loaded.pcm[: cue.start], carrier(0, cue.start)), "the carrier begins at phase zero"
    spoken = loaded.pcm[cue.start : cue.end] - carrier(cue.start, cue.length)
    assert np.array_equal(spoken, prepared.mixer.render_cue("speech", BONE))


def test_a_tone_comes_before_the_words(prepared: SessionRenderer) -> None:
    (loaded,) = Speech(prepared, BONE, 0, awake=True, tone="answer").load(0)
    assert [(cue.kind, cue.content) for cue in loaded.chapter.cues] == [("tone", "answer"), ("speech", BONE)]
    tone = loaded.chapter.cues[0]
    sounds = loaded.pcm[tone.start : tone.end] - carrier(tone.start, tone.length)
    assert np.array_equal(sounds, prepared.mixer.render_cue("tone", "answer"))


def test_the_next_question_is_spoken_while_this_one_is_heard(prepared: SessionRenderer) -> None:
    voice = prepared.clips.voice
    assert isinstance(voice, FakeVoice)
    chapters = Speech(prepared, BONE, 0, awake=True, following=BLOOD).load(0)
    next(chapters)
    assert voice.said == [BONE]
    assert list(chapters) == []
    assert voice.said == [BONE, BLOOD]
    assert prepared.clips.lengths([BLOOD])[BLOOD] <= length(BLOOD)


@pytest.mark.parametrize("awake", [False, True])
def test_a_long_question_begins_before_it_is_spoken_to_its_end(prepared: SessionRenderer, awake: bool) -> None:
    voice = prepared.clips.voice
    assert isinstance(voice, FakeVoice)
    text = "Do you have a broken bone in an arm… or may you have one now… or did you have one lately?"
    chapters = Speech(prepared, text, to_samples(30), awake=awake).load(0)
    first = next(chapters)
    assert voice.said == ["Do you have a broken bone in an arm…"]
    *more, whole = chapters
    assert [loaded.whole for loaded in (first, *more, whole)] == [False, False, True]
    for loaded in (first, *more):
        assert np.array_equal(loaded.pcm, whole.pcm[: len(loaded.pcm)])
        assert loaded.chapter.cues == whole.chapter.cues[: len(loaded.chapter.cues)]
    again = list(Speech(prepared, text, to_samples(30), awake=awake).load(0))
    assert [loaded.whole for loaded in again] == [True], "it is spoken by now"

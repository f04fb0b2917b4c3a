"""-16 LUFS and 20 dB under every word with music of every difficult kind, measured by ffmpeg and by plain power."""

from pathlib import Path

import numpy as np
import pytest
from bed_material import MUSIC, chord, integrated, least_momentary, least_under_words, noise, session, stems, write

from coach.errors import InputError
from coach.mix import Mixer, album_gains, load_tones, open_bed
from coach.mix.mixer import Volumes


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("kind", "stereo", "voice"),
    [*((kind, False, 1.0) for kind in MUSIC), ("loud", True, 2.0), ("beat", True, 1.0), ("sparse", False, 0.25)],
)
def test_an_album_keeps_both_promises(kind: str, stereo: bool, voice: float, tmp_path: Path) -> None:
    timeline, clips = session()
    mixer = Mixer(
        clips.__getitem__,
        load_tones(),
        open_bed(write(tmp_path / "music.wav", MUSIC[kind]())),
        Volumes(voice, 1.0),
        stereo=stereo,
    )
    made = stems(mixer.at_gain(*album_gains(mixer, timeline)), timeline, clips)
    loudness, peak = integrated(made.mix, tmp_path)
    assert -16.5 <= loudness <= -15.5
    assert peak <= -1.0
    assert len(made.words) == 46
    assert least_under_words(made) > (20, "")
    assert least_momentary(made, tmp_path) > 20


@pytest.mark.parametrize("kind", MUSIC)
@pytest.mark.parametrize("voice", [0.5, 2.0])
def test_live_play_keeps_it_under_every_word_too(kind: str, voice: float, tmp_path: Path) -> None:
    timeline, clips = session()
    bed = open_bed(write(tmp_path / "music.wav", MUSIC[kind]()))
    made = stems(Mixer(clips.__getitem__, load_tones(), bed, Volumes(voice, 1.0)), timeline, clips)
    assert least_under_words(made) > (20, "")


def test_words_are_hardly_louder_for_the_music(tmp_path: Path) -> None:
    timeline, clips = session()
    loud = open_bed(write(tmp_path / "music.wav", MUSIC["loud"]()))
    plain, beneath = (album_gains(Mixer(clips.__getitem__, load_tones(), bed), timeline)[0] for bed in (None, loud))
    assert abs(20 * np.log10(beneath / plain)) <= 0.75


def test_channels_that_cancel_each_other_are_refused(tmp_path: Path) -> None:
    one = 0.5 * chord(3, 220, 330)
    for other in (-one, -one + 0.01 * noise(3, 0)):
        file = write(tmp_path / "opposite.wav", np.stack([one, other], axis=1))
        with pytest.raises(InputError, match=r"^--bed \S+opposite\.wav: its channels cancel each other"):
            open_bed(file)
    open_bed(write(tmp_path / "wide.wav", np.stack([one, -0.5 * one], axis=1)))

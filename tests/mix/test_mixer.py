"""The carrier, the cues on it, one gain for all."""

from pathlib import Path

import numpy as np
import pytest
from pydub import AudioSegment
from pydub.generators import Sine

from coach.audio import Clip, Meter, set_loudness, true_peak
from coach.audio.levels import FULL_SCALE
from coach.errors import InputError
from coach.mix import Mixer, album_gains, carrier, load_tones
from coach.protocol.vocabulary import TONES
from coach.timeline import Chapter, Cue, Timeline
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, Samples

LENGTH = Samples(200 * CARRIER_PERIOD)


def speech(text: str) -> Clip:
    random = np.random.default_rng(len(text))
    return set_loudness(random.standard_normal(96_000).astype(np.float32))


def chapter(start: int = 72_000) -> Chapter:
    return Chapter("One", LENGTH, (Cue("speech", "word", Samples(start), Samples(96_000)),))


def test_the_carrier_starts_at_phase_zero_and_never_stays_below_the_threshold_of_silence() -> None:
    wave = carrier(LENGTH)
    assert wave[0] == 0
    assert np.max(wave) == pytest.approx(1250, abs=0.1)
    loud = np.abs(np.round(wave)) >= 1024
    gaps = np.diff(np.flatnonzero(loud))
    assert gaps.max() < 0.020 * SAMPLE_RATE


def test_chapters_join_without_a_step() -> None:
    pcm = Mixer(speech, load_tones()).render(chapter())
    joined = np.concatenate([pcm, pcm]).astype(int)
    at = len(pcm)
    assert abs(joined[at] - joined[at - 1]) <= 6


def test_a_cue_stands_at_its_sample_and_nowhere_else() -> None:
    pcm = Mixer(speech, load_tones()).render(chapter())
    rest = pcm - np.round(carrier(LENGTH)).astype(int)
    sounding = np.flatnonzero(np.abs(rest) > 1)
    assert sounding[0] == pytest.approx(72_000, abs=3)
    assert sounding[-1] == pytest.approx(72_000 + 96_000 - 1, abs=3)


def test_gain_changes_the_cues_and_not_the_carrier_and_peaks_stay_below_the_ceiling() -> None:
    loud = Mixer(speech, load_tones()).at_gain(4.0).render(chapter())
    assert np.array_equal(loud[:72_000], Mixer(speech, load_tones()).render(chapter())[:72_000])
    assert true_peak(loud.astype(np.float32) / np.float32(FULL_SCALE)) < 10 ** (-3.4 / 20)


def test_one_gain_brings_the_whole_to_its_loudness() -> None:
    mixer = Mixer(lambda text: speech(text) * np.float32(0.7), load_tones())
    timeline = Timeline("p", "P", "en", (chapter(), chapter(100_000)))
    final = mixer.at_gain(*album_gains(mixer, timeline))
    meter = Meter()
    for one in timeline.chapters:
        meter.add(final.render(one).astype(np.float32) / np.float32(FULL_SCALE))
    assert meter.loudness() == pytest.approx(-16, abs=0.5)


def test_a_persons_own_tone_replaces_the_shipped_one_in_any_format(tmp_path: Path) -> None:
    Sine(800).to_audio_segment(duration=400).set_frame_rate(22_050).export(tmp_path / "hold.wav", format="wav").close()
    own = load_tones(tmp_path)
    assert len(own["hold"]) == pytest.approx(0.4 * SAMPLE_RATE, abs=10)
    assert np.array_equal(own["start"], load_tones()["start"])
    assert set(own) == set(TONES)


@pytest.mark.parametrize("name", ["start.wav", "Start.wav", "START.WAV", "stArt.Wave"])
def test_a_tone_is_found_by_its_name_whatever_lies_beside_it(tmp_path: Path, name: str) -> None:
    Sine(800).to_audio_segment(duration=400).export(tmp_path / name, format="wav").close()
    for beside in ("start.txt", "start.pdf", "._start.wav", "hold.txt", "notes.wav", "start"):
        (tmp_path / beside).write_text("no sound")
    for folder in ("hold", "settle.wav"):
        (tmp_path / folder).mkdir()
    own, shipped = load_tones(tmp_path), load_tones()
    assert [tone for tone in TONES if not np.array_equal(own[tone], shipped[tone])] == ["start"]


@pytest.mark.parametrize("names", [("start.wav", "start.mp3"), ("start.flac", "Start.WAV"), ("START.ogg", "start.m4a")])
def test_two_files_for_one_tone_are_told(tmp_path: Path, names: tuple[str, str]) -> None:
    for name in names:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(InputError, match=r"both \S+ and \S+ are 'start'; keep one$"):
        load_tones(tmp_path)


NEARLY = {
    "strat.wav": "start",
    "Start (1).wav": "start",
    "start - Copy.mp3": "start",
    "01 start.wav": "start",
    "move.WAV.wav": "move",
    "hodl.flac": "hold",
    "hold .ogg": "hold",
    "stroke_out.wav": "stroke-out",
    "Switch Side.m4a": "switch-side",
    "strokeBack2.wav": "stroke-back",
    "finish-tone.opus": "finish",
    "left\u00a0.wav": "left",
    "Fİnish.wav": "finish",
}


@pytest.mark.parametrize("name", NEARLY)
@pytest.mark.parametrize("beside", [(), ("count.wav",)])
def test_a_sound_with_nearly_the_name_of_a_tone_is_told(tmp_path: Path, name: str, beside: tuple[str, ...]) -> None:
    for each in (name, *beside):
        Sine(800).to_audio_segment(duration=400).export(tmp_path / each, format="wav").close()
    with pytest.raises(InputError, match=rf"is no tone \(did you mean '{NEARLY[name]}\.\w+'\?\)") as told:
        load_tones(tmp_path)
    for part in (str(tmp_path), name.split()[0], ", ".join(TONES), "rename the file, or take it away"):
        assert part in str(told.value)
    assert "\n" not in str(told.value)


def test_files_that_plainly_are_no_tones_stay_free(tmp_path: Path) -> None:
    Sine(800).to_audio_segment(duration=400).export(tmp_path / "start.wav", format="wav").close()
    free = "notes.txt cover.jpg music.wav strat.txt .Start.wav hold-music.mp3 intro.ogg start_old.txt tone.wav 1.wav"
    for name in free.split():
        (tmp_path / name).write_text("no sound")
    shipped = load_tones()
    assert [name for name, tone in load_tones(tmp_path).items() if not np.array_equal(tone, shipped[name])] == ["start"]


@pytest.mark.parametrize("milliseconds", [0, 1, 400])
def test_a_silent_tone_is_refused(tmp_path: Path, milliseconds: int) -> None:
    AudioSegment.silent(milliseconds, frame_rate=48_000).export(tmp_path / "hold.wav", format="wav").close()
    with pytest.raises(InputError, match=r"hold\.wav: nothing in it can be heard; a tone must be"):
        load_tones(tmp_path)


def test_wrong_folders_of_tones_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no tone here; name the files after what they replace: start"):
        load_tones(tmp_path)
    AudioSegment.silent(2_500, frame_rate=48_000).export(tmp_path / "hold.wav", format="wav").close()
    with pytest.raises(InputError, match=r"2\.5 s long; a tone has at most 2 s"):
        load_tones(tmp_path)
    AudioSegment.silent(2_001, frame_rate=48_000).export(tmp_path / "hold.wav", format="wav").close()
    with pytest.raises(InputError, match=r"2\.001 s long; a tone has at most 2 s"):
        load_tones(tmp_path)
    (tmp_path / "hold.mp3").write_bytes(b"")
    with pytest.raises(InputError, match="keep one"):
        load_tones(tmp_path)
    with pytest.raises(InputError, match="no such folder"):
        load_tones(tmp_path / "missing")

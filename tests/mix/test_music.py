"""A person's own music: no seam, no jump, down in time for every cue, never over the carrier."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeVoice
from numpy.typing import NDArray
from pydub import AudioSegment
from small import TEXT

from coach.audio import Clip, Meter, loudness, true_peak
from coach.audio.ffmpeg import find_ffmpeg
from coach.audio.levels import (
    CARRIER_PEAK,
    CEILING,
    CUE_LOUDNESS,
    DUCK,
    FULL_SCALE,
    LOOP_PEAK,
    MOST_MUSIC_GAIN,
    MUSIC_LOUDNESS,
    PEAK_UNDER_CUES,
    READ_FULL_SCALE,
    UNDER_SPEECH,
)
from coach.audio.loudness import short_powers
from coach.errors import InputError
from coach.mix import Mixer, carrier, load_tones, open_bed
from coach.mix.bed import STEP, Carrier
from coach.mix.loop import looped
from coach.mix.music import Music
from coach.protocol import parse
from coach.session import Choices, expand
from coach.timeline import Chapter, Cue, Timeline, schedule
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, Samples, to_samples

EMPTY = Chapter("Empty", Samples(400 * CARRIER_PERIOD), ())


def wave(seconds: float, *hz: float) -> Clip:
    time = np.arange(to_samples(seconds)) / SAMPLE_RATE
    return np.asarray(0.5 * sum(np.sin(2 * np.pi * f * time) for f in hz) / len(hz), np.float32)


def lively(seconds: float) -> Clip:
    """Quiet chords, each second a drum, and from time to time something 20 dB louder: hard to stay under a voice."""
    random = np.random.default_rng(1)
    music = wave(seconds, 110, 277.2, 329.6, 1_760)
    time = np.arange(len(music)) / SAMPLE_RATE
    music *= np.where(time % 7 < 2, 1.0, 0.1).astype(np.float32)
    return music + (random.standard_normal(len(music)) * np.exp(-(time % 1.0) / 0.05)).astype(np.float32)


def bed(music: Clip) -> Music:
    loop = looped([music])
    assert loop is not None
    return Music(loop)


def steady(cue: Cue, gain: float = 1.0) -> NDArray[np.float64]:
    """The power of a hum at the loudness of all cues."""
    hum = wave(1, 230)
    powers = short_powers(hum * np.float32(gain * 10 ** ((CUE_LOUDNESS - loudness(hum)) / 20)), STEP)
    return np.resize(powers[50], (-(-cue.length // STEP), 2))


def under(music: Music, chapter: Chapter, start: int, gain: float = 1.0, last: bool = False) -> NDArray[np.float64]:
    return music.under(chapter, start, gain, lambda cue: steady(cue, gain), last=last)


def alone(music: Music, chapter: Chapter, start: int = 10**7, gain: float = 1.0) -> NDArray[np.float64]:
    """The music's part, 1.0 being full scale."""
    return (under(music, chapter, start, gain) - carrier(chapter.length)) / FULL_SCALE


def spoken(*places: tuple[float, float], seconds: float = 12.5, kind: str = "speech") -> Chapter:
    cues = [
        Cue("tone" if kind == "tone" else "speech", "word", to_samples(start), to_samples(end - start))
        for start, end in places
    ]
    return Chapter("One", to_samples(seconds), tuple(cues))


def envelope(chapter: Chapter, start: int = 10**7) -> NDArray[np.float64]:
    """DB of the music against the same without cues, in the windows of 10 ms that begin at 0, 10, 20 ms and so on."""
    steady = bed(wave(8, 1_000))
    power = [
        (alone(steady, one, start).reshape(-1, 480) ** 2).mean(axis=1)
        for one in (chapter, Chapter("Empty", chapter.length, ()))
    ]
    return np.asarray(10 * np.log10(power[0] / power[1]))


@cache
def small() -> tuple[Timeline, dict[str, Clip]]:
    session = expand(parse(TEXT, "small.yaml"), Choices(level="learn", spots=3), 2)
    voice = FakeVoice()
    clips = {text: voice.speak(text) for one in session.chapters for text in one.texts()}
    lengths = ({name: len(clip) for name, clip in group.items()} for group in (clips, load_tones()))
    return schedule(session, *lengths), clips


@pytest.mark.parametrize(("seconds", "hz"), [(7.013, 440.3), (1.2, 1_000.7), (9.5, 101.9)])
def test_the_loop_has_no_seam(seconds: float, hz: float) -> None:
    loop = looped([wave(seconds, hz)])
    assert loop is not None
    steepest = 2 * np.pi * hz / SAMPLE_RATE * np.max(np.abs(loop))
    turned = np.roll(loop, len(loop) // 2)
    assert np.max(np.abs(np.diff(turned))) <= 1.05 * steepest
    # Away from the sine, nothing: a click would be everywhere.
    repeated = np.tile(loop, 3)
    spectrum = np.abs(np.fft.rfft(repeated * np.blackman(len(repeated))))
    away = np.abs(np.fft.rfftfreq(len(repeated), 1 / SAMPLE_RATE) - hz) > 40
    assert np.max(spectrum[away]) < np.max(spectrum) * 10 ** (-70 / 20)


def test_the_loop_keeps_its_power_across_the_seam() -> None:
    noise = np.random.default_rng(2).standard_normal(to_samples(10)).astype(np.float32)
    loop = looped([noise])
    assert loop is not None
    assert len(loop) == to_samples(8)
    power = (loop.astype(float).reshape(16, -1) ** 2).mean(axis=1)
    assert np.ptp(10 * np.log10(power)) < 0.5


def test_silence_at_the_ends_is_not_played(tmp_path: Path) -> None:
    quiet = np.zeros(to_samples(3), np.float32)
    music = Music.of_file(write(tmp_path / "a.wav", np.concatenate([quiet, wave(9, 300, 470), quiet])))
    power = (alone(music, EMPTY).reshape(-1, SAMPLE_RATE // 2) ** 2).mean(axis=1)
    assert np.min(power) > 0.4 * np.median(power)


@pytest.mark.parametrize("gain", [1.0, 0.5, 1.1])
def test_music_is_at_its_loudness_and_follows_the_gain(gain: float) -> None:
    meter = Meter()
    meter.add(alone(bed(wave(8, 300, 500, 2_000)), EMPTY, gain=gain).astype(np.float32))
    assert meter.loudness() == pytest.approx(MUSIC_LOUDNESS + 20 * np.log10(gain), abs=0.5)


def test_chapters_continue_the_music_and_each_can_be_had_alone() -> None:
    music = bed(lively(8))
    length = Samples(97 * CARRIER_PERIOD)
    whole = under(music, Chapter("All", Samples(9 * length), ()), 0)
    for index in (8, 0, 3, 1):
        part = under(music, Chapter("Part", length, ()), index * length)
        assert np.array_equal(part, whole[index * length : (index + 1) * length])


@pytest.mark.parametrize("tail", [0.5, 3.0])
def test_the_music_does_not_jump_where_ducked_chapters_join(tail: float) -> None:
    music = bed(wave(8, 200))
    one = spoken((1.5, 4.0), seconds=4.0 + tail)
    joined = np.concatenate([alone(music, one, 10**7 + index * one.length) for index in range(4)])
    steepest = 2 * np.pi * 200 / SAMPLE_RATE * np.max(np.abs(joined))
    assert np.max(np.abs(np.diff(joined))) <= 1.05 * steepest
    gain = envelope(one)
    assert gain[0] == pytest.approx(0, abs=0.01)
    assert gain[-1] == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("kind", ["speech", "tone"])
def test_it_sinks_in_time_stays_down_across_a_short_gap_and_comes_back_in_a_longer_one(kind: str) -> None:
    gain = envelope(spoken((2.0, 3.0), (4.4, 5.0), (8.0, 9.0), kind=kind))
    sinking = np.flatnonzero(gain < -0.1)[0] / 100
    assert 0.3 <= 2.0 - sinking <= 0.5
    assert np.allclose(gain[200:500], -DUCK, atol=0.01), "down from the first sample of speech, and across 1.4 s"
    assert np.allclose(gain[800:900], -DUCK, atol=0.01)
    back = (np.flatnonzero(gain[500:] > -0.1)[0]) / 100
    assert 0.8 <= back <= 1.0
    assert np.allclose(gain[600:750], 0, atol=0.05), "up in a gap of 3 s"
    assert np.allclose(gain[1_000:], 0, atol=0.05)
    assert np.max(np.abs(np.diff(gain))) < 0.5, "never faster than 0.5 dB in 10 ms"


def test_it_fades_in_with_the_session_and_out_with_its_last_chapter() -> None:
    music = bed(wave(8, 300))
    one = spoken((1.5, 3.0), seconds=5.0)
    middle, first = alone(music, one, 48_000 * 8 * 3), alone(music, one, 0)
    assert abs(first[0]) < 1e-6
    assert np.max(np.abs(first[:480])) < 0.01 * np.max(np.abs(middle))
    assert np.all(np.diff(np.abs(first[: to_samples(1)]).reshape(-1, 4_800).max(axis=1)) > 0)
    last = (under(music, one, 48_000 * 8 * 3, last=True) - carrier(one.length)) / FULL_SCALE
    assert np.array_equal(last[: to_samples(3)], middle[: to_samples(3)])
    assert np.max(np.abs(last[-480:])) < 0.01 * np.max(np.abs(middle))


@pytest.mark.parametrize("gain", [0.4, 1.0, 1.15, 3.0])
def test_music_is_20_lu_below_every_spoken_cue_of_a_session(gain: float) -> None:
    timeline, clips = small()
    music = bed(lively(23))
    plain = Mixer(clips.__getitem__, load_tones(), open_bed("none"), gain=gain)
    ratios = []
    for chapter, start in zip(timeline.chapters, timeline.starts, strict=True):
        under = alone(music, chapter, start, gain).astype(np.float32)
        voice = plain.render(chapter, start).astype(np.float32) / np.float32(FULL_SCALE)
        for cue in chapter.cues:
            if cue.kind == "speech":
                ratios.append(loudness(voice[cue.start : cue.end]) - loudness(under[cue.start : cue.end]))
    assert len(ratios) > 30
    assert min(ratios) >= 20


def test_music_sinks_deeper_where_it_is_loud_and_no_deeper_elsewhere() -> None:
    swell = wave(60, 400)
    swell[: to_samples(30)] *= 0.25
    swell[to_samples(32) :] *= 0.25
    music = bed(swell)
    heard = []
    for start in range(0, 58 * SAMPLE_RATE, SAMPLE_RATE):
        part = alone(music, spoken((1.5, 2.5), seconds=5), start).astype(np.float32)
        heard.append(loudness(part[to_samples(1.5) : to_samples(2.5)]))
    assert CUE_LOUDNESS - UNDER_SPEECH - 1.5 < max(heard) < CUE_LOUDNESS - UNDER_SPEECH + 0.5
    assert np.median(heard) == pytest.approx(MUSIC_LOUDNESS - DUCK, abs=2)


@pytest.mark.parametrize("gain", [1.0, MOST_MUSIC_GAIN, 5.0])
def test_peaks_stay_below_what_the_cues_leave(gain: float) -> None:
    music = bed(lively(23))
    chapter = spoken((1.5, 9.0))
    part = alone(music, chapter, gain=gain)
    under = (
        part[to_samples(1.5) : to_samples(9)] + carrier(chapter.length)[to_samples(1.5) : to_samples(9)] / FULL_SCALE
    )
    assert np.max(np.abs(under)) <= music.peak
    assert np.max(np.abs(part)) <= 1.0001 * MOST_MUSIC_GAIN * LOOP_PEAK
    assert true_peak(part.astype(np.float32)) + 1250 / FULL_SCALE < CEILING


def test_the_carrier_is_untouched_and_no_music_hides_it() -> None:
    drone = wave(20, 31, 33, 40, 500) * np.float32(1.9)
    music = bed(drone)
    sound = under(music, EMPTY, 10**7)
    spectrum = np.abs(np.fft.rfft(sound - carrier(EMPTY.length))) / (EMPTY.length / 2)
    assert np.max(spectrum[np.fft.rfftfreq(EMPTY.length, 1 / SAMPLE_RATE) < 45]) < 2
    for one in (music, bed(lively(12)), bed(wave(12, 80)), bed(wave(12, 96)), bed(wave(12, 160, 96.3))):
        loud = np.flatnonzero(np.abs(np.round(under(one, EMPTY, 10**7))) >= 1_024)
        assert np.max(np.diff(loud)) < 0.060 * SAMPLE_RATE, "players skip from 83 ms below it"


@pytest.mark.parametrize("suffix", ["wav", "mp3", "flac", "ogg"])
def test_music_files_of_every_usual_kind(tmp_path: Path, suffix: str) -> None:
    wav = write(tmp_path / "own.wav", lively(6), rate=44_100)
    name = str(tmp_path / f"own music.{suffix}")
    subprocess.run([find_ffmpeg(), "-v", "error", "-i", wav, "-ac", "2", name], check=True)
    music = open_bed(name)
    assert isinstance(music, Music)
    part = alone(music, EMPTY).astype(np.float32)
    meter = Meter()
    meter.add(part)
    assert meter.loudness() == pytest.approx(MUSIC_LOUDNESS, abs=1.5)
    assert np.max(np.abs(part)) <= 1.0001 * LOOP_PEAK


def test_only_the_beginning_of_a_long_file_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.mix.music.LONGEST", to_samples(5))
    music = Music.of_file(write(tmp_path / "long.wav", np.concatenate([wave(5, 300), wave(5, 3_000)])))
    spectrum = np.abs(np.fft.rfft(alone(music, EMPTY)))
    hz = np.fft.rfftfreq(EMPTY.length, 1 / SAMPLE_RATE)
    assert np.max(spectrum[hz > 2_000]) < 0.001 * np.max(spectrum)


_OPEN = """
import re, sys
from pathlib import Path
from coach.mix.music import Music

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

before = peak()
music = Music.of_file(sys.argv[1])
music.identity, music._powers
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the most memory that a process ever had")
def test_forty_five_minutes_of_music_take_less_than_150_mb(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    source = ["-f", "lavfi", "-i", "anoisesrc=d=2700:r=44100"]
    subprocess.run([find_ffmpeg(), "-v", "error", *source, "-ac", "2", str(path)], check=True)
    told = subprocess.run([sys.executable, "-c", _OPEN, str(path)], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 150_000, "kB"


def test_soft_music_loses_nothing_in_sixteen_bits() -> None:
    loud = wave(8, 300, 500)
    loops = [looped([loud * np.float32(factor)]) for factor in (1.0, 1e-3)]
    assert loops[0] is not None
    assert loops[1] is not None
    assert np.abs(loops[0].astype(int) - loops[1]).max() <= 2


def test_what_is_no_music_is_refused_in_one_line(tmp_path: Path) -> None:
    takes = "; --bed takes carrier, none or a music file$"
    with pytest.raises(InputError, match=r"^--bed \S*missing\.mp3: there is no such file" + takes):
        open_bed(str(tmp_path / "missing.mp3"))
    (tmp_path / "text.mp3").write_text("no music")
    with pytest.raises(InputError, match=r"text\.mp3: cannot be read as sound; try WAV, MP3 or FLAC" + takes):
        open_bed(str(tmp_path / "text.mp3"))
    for clip in (np.zeros(0, np.float32), np.zeros(SAMPLE_RATE * 3, np.float32), wave(0.9, 300)):
        with pytest.raises(InputError, match=r"less than 1 s that can be heard" + takes):
            open_bed(write(tmp_path / "short.wav", clip))
    with pytest.raises(InputError, match="nothing in it can be heard" + takes):
        open_bed(write(tmp_path / "low.wav", wave(5, 20)))


def write(path: Path, clip: Clip, rate: int = SAMPLE_RATE) -> str:
    """A 16-bit WAV file, whatever `clip` sounds like at that rate."""
    pcm = (np.clip(clip, -1, 1) * 32_767).astype("<i2").tobytes()
    AudioSegment(pcm, sample_width=2, frame_rate=rate, channels=1).export(path, format="wav").close()
    return str(path)


def test_every_bed_leaves_the_carrier_the_same_room() -> None:
    assert Carrier.peak == CARRIER_PEAK / READ_FULL_SCALE
    assert Music.peak == Carrier.peak + PEAK_UNDER_CUES

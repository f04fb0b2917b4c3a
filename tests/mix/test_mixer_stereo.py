"""Left and right by place: mild, for both ears, and with the same sum for whoever hears one channel only."""

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeVoice
from needs import system_ffmpeg
from numpy.typing import NDArray
from sessions import SHORT

from coach.audio import Meter, normalise_loudness, true_peak
from coach.audio.ffmpeg import find_ffmpeg
from coach.audio.levels import FULL_SCALE
from coach.export import export
from coach.mix import Mixer, album_gains, load_tones
from coach.mix.mixer import PAN
from coach.play.stream.carrier import carrier
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.location import Location
from coach.session.request import SessionRequest, Sounds
from coach.timeline import Chapter, Cue, Timeline
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, Samples

APART = 20 * np.log10((1 + PAN["left"]) / (1 - PAN["left"]))
WORD = 96_000
LENGTH = Samples(200 * CARRIER_PERIOD)
AT = 72_000
SIDES = (None, "left", "right", None)

Sound = NDArray[np.int16]


def speech(text: str) -> NDArray[np.float32]:
    """Two seconds of a voice without words, whose pitch and first formant glide; unlike for each text."""
    time = np.arange(WORD) / SAMPLE_RATE
    pitch = (
        2 * np.pi * np.cumsum(120 + 5 * (sum(text.encode()) % 7) + 20 * np.sin(2 * np.pi * 1.5 * time)) / SAMPLE_RATE
    )
    vowel = sum(np.sin(pitch * n + n * n) / n * (1 + np.cos(3 * time + n)) for n in range(1, 25))
    return normalise_loudness((vowel * np.hanning(WORD) ** 0.2).astype(np.float32))


def timeline() -> Timeline:
    chapters = (
        Chapter(
            f"Part {index}",
            LENGTH,
            (
                Cue("tone", "start", Samples(9_600), Samples(len(load_tones()["start"]))),
                Cue("speech", f"word {index}", Samples(AT), Samples(WORD)),
            ),
            location=Location(side=side),
        )
        for index, side in enumerate(SIDES)
    )
    return Timeline("p", "P", "en", tuple(chapters))


def mixers() -> tuple[Mixer, Mixer]:
    """Mono and stereo, at one gain: the stereo album's."""
    stereo = Mixer(speech, load_tones(), stereo=True)
    gain, _ = album_gains(stereo, timeline())
    return Mixer(speech, load_tones()).at_gain(gain), stereo.at_gain(gain)


def renders(mixer: Mixer) -> Callable[[int], Sound]:
    return lambda index: mixer.render(timeline().chapters[index], timeline().starts[index])


def decode(path: Path) -> Sound:
    """What a player hears, in as many channels as the file has."""
    command = [str(find_ffmpeg()), "-v", "error", "-i", str(path), "-f", "wav", "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    channels = int.from_bytes(data[22:24], "little")
    pcm = np.frombuffer(data[data.index(b"data") + 8 :], "<i2").astype(np.int16)
    return pcm.reshape(-1, channels) if channels > 1 else pcm


def words(sound: Sound) -> Iterator[tuple[str | None, NDArray[np.float64]]]:
    """Each chapter's side with its word, the carrier taken off."""
    for side, start in zip(SIDES, timeline().starts, strict=True):
        at = start + AT
        yield side, sound[at : at + WORD].astype(float) - carrier(at, WORD, 2)


def left_over_right(sound: NDArray[np.float64]) -> float:
    """DB."""
    left, right = (sound**2).mean(axis=0)
    return float(10 * np.log10(left / right))


def loudness(sound: Sound) -> float:
    meter = Meter()
    meter.add((sound / FULL_SCALE).astype(np.float32))
    return meter.loudness()


@pytest.fixture(scope="module", params=["wav", "mp3"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Sound, Sound]:
    """The format, the decoded session, and the mono mix of it at the same gain."""
    folder = tmp_path_factory.mktemp(request.param)
    mono, stereo = mixers()
    album = export(timeline(), renders(stereo), folder, "both", request.param, channels=2)
    assert album.single is not None
    whole = decode(album.single)
    assert [decode(path).shape for path in album.tracks] == [(LENGTH, 2)] * len(SIDES)
    return request.param, whole, np.concatenate([renders(mono)(index) for index in range(len(SIDES))])


def test_a_file_is_exact_in_both_channels_and_its_sum_is_the_mono_mix(exported: tuple[str, Sound, Sound]) -> None:
    name, heard, mono = exported
    assert heard.shape == (timeline().length, 2)
    off = heard.mean(axis=1) - mono
    if name == "wav":
        assert np.max(np.abs(off)) <= 1
    else:
        noise = 10 * np.log10(np.mean(off**2) / np.mean(mono.astype(float) ** 2))
        print(f"the mean of both channels is off by {noise:.1f} dB")
        assert noise < -40
        assert abs(20 * np.log10(np.dot(heard.mean(axis=1), mono) / np.dot(mono.astype(float), mono))) < 0.1


def test_each_side_is_mildly_louder_on_its_side_and_both_ears_hear_it(exported: tuple[str, Sound, Sound]) -> None:
    _, heard, _ = exported
    for side, word in words(heard):
        apart = left_over_right(word)
        print(f"{side}: {apart:+.2f} dB")
        expected = {"left": APART, "right": -APART, None: 0.0}[side]
        assert apart == pytest.approx(expected, abs=0.3)
        assert abs(apart) < 6


def test_it_is_as_loud_as_it_should_be_and_leaves_room(exported: tuple[str, Sound, Sound]) -> None:
    _, heard, _ = exported
    peak = max(20 * np.log10(true_peak((channel / 32768).astype(np.float32))) for channel in heard.T)
    print(f"{loudness(heard):.2f} LUFS, {peak:.2f} dBTP")
    assert loudness(heard) == pytest.approx(-16, abs=0.5)
    assert peak <= -1


def test_without_a_side_and_between_cues_both_channels_are_the_mono_mix() -> None:
    mono, stereo = mixers()
    for index, side in enumerate(SIDES):
        both, one = renders(stereo)(index), renders(mono)(index)
        if side is None:
            assert np.array_equal(both, np.stack([one, one], axis=1))
        assert np.array_equal(both[AT + WORD :], carrier(0, LENGTH, 2)[AT + WORD :])


def test_a_loud_cue_is_limited_alike_in_both_channels() -> None:
    both = renders(mixers()[1].at_gain(4.0))(1)
    assert max(true_peak((channel / FULL_SCALE).astype(np.float32)) for channel in both.T) < 10 ** (-3.4 / 20)
    word = both[AT : AT + WORD].astype(float) - carrier(AT, WORD, 2).astype(float)
    assert left_over_right(word) == pytest.approx(APART, abs=0.05)


def test_the_meter_adds_up_both_channels() -> None:
    word = speech("word")
    dual, twice, one_side = Meter(), Meter(), Meter()
    dual.add(word)
    twice.add(np.stack([word, word], axis=1))
    one_side.add(np.stack([word, 0 * word], axis=1))
    assert twice.loudness() == pytest.approx(dual.loudness(), abs=1e-4)
    assert one_side.loudness() == pytest.approx(dual.loudness() - 3.01, abs=0.05)
    with pytest.raises(ValueError, match="2 channels after 1"):
        dual.add(np.stack([word, word], axis=1))


@pytest.mark.ffmpeg
@system_ffmpeg
def test_the_meter_agrees_with_ffmpeg_in_stereo() -> None:
    pcm = np.concatenate([np.stack([speech("a"), 0.5 * speech("b")], axis=1) for _ in range(3)]).astype(np.float32)
    meter = Meter()
    for start in range(0, len(pcm), 33_333):
        meter.add(pcm[start : start + 33_333])
    command = ["ffmpeg", "-hide_banner", "-f", "f32le", "-ar", "48000", "-ac", "2", "-i", "-"]
    run = subprocess.run([*command, "-af", "ebur128", "-f", "null", "-"], input=pcm.tobytes(), capture_output=True)
    found = re.findall(r"I:\s+(-?[\d.]+) LUFS", run.stderr.decode())
    assert meter.loudness() == pytest.approx(float(found[-1]), abs=0.1)


def test_a_whole_session_in_stereo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From protocol to the samples that a player gets, with the sides that the session knows."""
    monkeypatch.setattr("coach.render.sound_kit.open_voice", lambda name, language, _: FakeVoice(language))
    (tmp_path / "short.yaml").write_text(SHORT, encoding="utf-8")
    prepared = SessionRenderer(
        SessionRequest(str(tmp_path / "short.yaml"), Choices(), Sounds(cache=tmp_path / "cache", stereo=True))
    )
    for index, chapter in enumerate(prepared.timeline.chapters):
        chapter, pcm, _ = list(prepared.load(index))[-1]
        assert pcm.shape == (chapter.length, 2)
        apart = left_over_right(pcm.astype(float) - carrier(0, chapter.length, 2))
        assert {"left": apart > 3, "right": apart < -3}.get(chapter.location.side or "", apart == 0)

"""Recordings take the place of exactly their lines, at the loudness of all cues and with their own lengths."""

from pathlib import Path

import numpy as np
import pytest
from fakes import FakeVoice, length
from numpy.typing import NDArray
from small import TEXT

from coach.audio import loudness
from coach.errors import InputError
from coach.protocol import load
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.recording_script import script
from coach.session.request import SessionRequest, Sounds
from coach.units import SAMPLE_RATE
from coach.voice import VOICES, ClipCache, Voice, VoiceError, VoiceRow, open_voice
from coach.voice.lexicon import Added
from coach.voice.recording_id import line_id

EDGES = int(0.06 * SAMPLE_RATE)
"""What trimming may leave of the silence around words."""

CHOICES = Choices(spots=3, passes=2)


@pytest.fixture(autouse=True)
def fallback(monkeypatch: pytest.MonkeyPatch) -> list[FakeVoice]:
    """The voices that were made for what is missing."""
    made: list[FakeVoice] = []

    def make(language: str, pronounce: Added) -> Voice:
        made.append(FakeVoice(language))
        return made[-1]

    monkeypatch.setitem(VOICES, "piper", VoiceRow("piper", "", make, lambda: ("en",)))
    return made


@pytest.fixture
def protocol(tmp_path: Path) -> str:
    file = tmp_path / "small.yaml"
    file.write_text(TEXT)
    return str(file)


def record(
    folder: Path,
    text: str,
    seconds: float,
    kind: str = "wav",
    rate: int = 44_100,
    gain: float = 0.2,
    noise: float = 1e-3,
) -> Path:
    """A recording of `text`: a hum of `seconds` with half a second of the room's noise before and after it."""
    from imageio_ffmpeg import get_ffmpeg_exe
    from pydub import AudioSegment

    folder.mkdir(exist_ok=True)
    time = np.arange(round(seconds * rate)) / rate
    random = np.random.default_rng(len(text))
    around = noise * gain * random.standard_normal((2, rate // 2))
    sound = np.concatenate([around[0], gain * np.sin(2 * np.pi * 310 * time), around[1]])
    data = np.round(32_767 * np.repeat(sound[:, None], 2, axis=1)).astype("<i2")
    AudioSegment.converter = get_ffmpeg_exe()
    segment = AudioSegment(data.tobytes(), sample_width=2, frame_rate=rate, channels=2)
    path = folder / f"{line_id(text, 'en')}.{kind}"
    segment.export(path, format=kind).close()
    return path


def prepare(protocol: str, pack: Path, cache: Path) -> SessionRenderer:
    return SessionRenderer(SessionRequest(protocol, CHOICES, Sounds(f"pack:{pack}", cache)))


def speech(prepared: SessionRenderer) -> dict[str, int]:
    """Samples of each line in the timeline."""
    cues = (cue for chapter in prepared.timeline.chapters for cue in chapter.cues)
    return {cue.content: cue.length for cue in cues if cue.kind == "speech"}


def test_thirty_recorded_lines_replace_exactly_those_lines(
    protocol: str, tmp_path: Path, fallback: list[FakeVoice]
) -> None:
    plain = speech(SessionRenderer(SessionRequest(protocol, CHOICES, Sounds("piper", tmp_path / "plain"))))
    here = [text for text in plain if not text.startswith("About")]
    # What is not said in this session is recorded too, to make thirty.
    other = [line.text for line in script(load(protocol)) if line.text not in plain]
    recorded = (here[:-4] + other)[:30]
    assert len(recorded) == 30
    used = [text for text in recorded if text in plain]
    kinds = [("wav", 44_100), ("mp3", 32_000), ("flac", 22_050), ("wav", 11_025), ("flac", 96_000)]
    seconds = {}
    for index, text in enumerate(recorded):
        # Words of the count have to fit their second.
        seconds[text] = 0.4 + 0.01 * index
        kind, rate = kinds[index % len(kinds)]
        record(tmp_path / "pack", text, seconds[text], kind, rate, gain=(0.02, 0.2, 0.8)[index % 3])

    fallback.clear()
    prepared = prepare(protocol, tmp_path / "pack", tmp_path / "cache")
    lengths = speech(prepared)
    assert set(plain) - set(lengths) <= {text for text in plain if text.startswith("About")}
    for text, samples in lengths.items():
        if text in used:
            assert seconds[text] * SAMPLE_RATE - 480 <= samples <= seconds[text] * SAMPLE_RATE + EDGES + 2_400
        else:
            assert samples == length(text)
        assert loudness(prepared.clips.clip(text)) == pytest.approx(-16, abs=0.5)
    assert len(fallback) == 1
    assert not set(fallback[0].said) & set(recorded)

    missing = [text for text in lengths if text not in recorded]
    notice = prepared.clips.voice.notice(lengths)
    assert notice is not None
    assert f": {len(missing)} of {len(lengths)} lines are not recorded and were spoken by fake; coach script" in notice
    assert notice.endswith(", ".join(f"'{text}'" for text in missing))

    # With all clips kept, nothing is spoken, and the same lines are missing.
    again = prepare(protocol, tmp_path / "pack", tmp_path / "cache")
    assert speech(again) == lengths
    assert again.clips.synthesised_count == 0
    assert again.clips.voice.notice(lengths) == notice


def test_the_sound_is_the_recording_s_and_an_edge_has_no_click(tmp_path: Path) -> None:
    record(tmp_path / "pack", "Hold.", 0.7)
    clip = open_voice(f"pack:{tmp_path / 'pack'}", "en").speak("Hold.")
    spectrum = np.abs(np.fft.rfft(clip))
    assert np.argmax(spectrum) * SAMPLE_RATE / len(clip) == pytest.approx(310, abs=2)
    assert np.abs(clip[[0, -1]]).max() < 1e-3


def test_the_noise_of_a_room_around_the_words_is_cut(tmp_path: Path) -> None:
    lengths = []
    for noise in (0.0, 0.008, 0.015):
        record(tmp_path / "pack", "Hold.", 0.7, noise=noise)
        lengths.append(len(open_voice(f"pack:{tmp_path / 'pack'}", "en").speak("Hold.")) / SAMPLE_RATE)
    assert lengths == pytest.approx([0.75, 1.0, 1.0], abs=0.02)


def test_a_changed_recording_is_a_new_clip_and_only_that_one(tmp_path: Path) -> None:
    def clips(folder: str = "pack") -> tuple[ClipCache, NDArray[np.float32]]:
        cache = ClipCache(open_voice(f"pack:{tmp_path / folder}", "en"), tmp_path / "cache")
        cache.lengths(["Hold.", "Two.", "Go."])
        return cache, cache.clip("Hold.")

    record(tmp_path / "pack", "Hold.", 0.7)
    record(tmp_path / "pack", "Two.", 0.5)
    before, long = clips()
    record(tmp_path / "pack", "Hold.", 0.6)
    after, short = clips()
    assert (before.synthesised_count, after.synthesised_count) == (3, 1)
    assert len(long) - len(short) == pytest.approx(0.1 * SAMPLE_RATE, abs=480)

    (tmp_path / "pack").rename(tmp_path / "elsewhere")
    assert clips("elsewhere")[0].synthesised_count == 0


def test_what_is_missing_shares_the_clips_of_the_voice_that_speaks_it(tmp_path: Path) -> None:
    ClipCache(open_voice("piper", "en"), tmp_path / "cache").lengths(["Hold."])
    (tmp_path / "pack").mkdir()
    pack = ClipCache(open_voice(f"pack:{tmp_path / 'pack'}", "en"), tmp_path / "cache")
    pack.lengths(["Hold."])
    assert pack.synthesised_count == 0
    assert pack.voice.notice() == (
        f"voice pack:{tmp_path / 'pack'}: 1 of 1 lines is not recorded and was spoken by fake; "
        "coach script NAME lists them: 'Hold.'"
    )


def test_a_whole_pack_needs_no_other_voice(tmp_path: Path, fallback: list[FakeVoice]) -> None:
    record(tmp_path / "pack", "Hold.", 0.7)
    voice = open_voice(f"pack:{tmp_path / 'pack'}", "en")
    ClipCache(voice, tmp_path / "cache").lengths(["Hold."])
    assert voice.notice() is None
    assert fallback == []


def test_a_long_list_of_missing_lines_is_counted(tmp_path: Path) -> None:
    voice = open_voice(f"pack:{tmp_path}", "en")
    notice = voice.notice([f"Line {number}." for number in range(50)])
    assert notice is not None
    assert "50 of 50" in notice
    assert notice.endswith("'Line 19.' and 30 more")


def test_two_files_for_one_line_are_refused_and_other_files_are_not(tmp_path: Path) -> None:
    record(tmp_path / "pack", "Hold.", 0.7)
    record(tmp_path / "pack", "An old line.", 0.7)
    for name in ("notes.txt", "notes.pdf", f"._{line_id('Hold.', 'en')}.wav", f"{line_id('Hold.', 'en')}.txt"):
        (tmp_path / "pack" / name).write_text("no sound")
    open_voice(f"pack:{tmp_path / 'pack'}", "en").speak("Hold.")
    record(tmp_path / "pack", "Hold.", 0.7, "flac")
    with pytest.raises(InputError, match=r"hold-\w+\.flac and hold-\w+\.wav are for the same line; keep one"):
        open_voice(f"pack:{tmp_path / 'pack'}", "en")


def test_recordings_that_fit_no_line_are_told_with_the_nearest_id(protocol: str, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    here = record(pack, "Hold.", 0.7)
    assert told(protocol, tmp_path) == []
    end = line_id("The end.", "en")
    for name in (f"{end[:-1]}{'0' if end[-1] != '0' else '1'}.wav", "Put it down.wav", "zzz.mp3"):
        (pack / name).write_bytes(here.read_bytes())
    (pack / "notes.txt").write_text("not a recording")
    (pack / "._zzz.mp3").write_text("the system's")
    (line,) = told(protocol, tmp_path)
    assert ": 3 recordings fit no line and cannot be heard: " in line
    assert f"{end[:-1]}" in line
    assert f"(nearest id: {end})" in line
    assert f"'Put it down.wav' (nearest id: {line_id('Put it down.', 'en')})" in line
    assert "'zzz.mp3'" in line
    assert "notes" not in line


def test_many_recordings_that_fit_no_line_are_counted(protocol: str, tmp_path: Path) -> None:
    for number in range(30):
        record(tmp_path / "pack", f"An old line, number {number}.", 0.3)
    (line,) = told(protocol, tmp_path)
    assert ": 30 recordings fit no line" in line
    assert "and 25 more" in line or ", 25 more;" in line
    assert len(line) < 900


def test_a_recording_for_another_level_language_or_total_is_not_astray(protocol: str, tmp_path: Path) -> None:
    for text in (
        "Move.",
        "About fifty-nine minutes.",
        "Paused.",
        "Is your arm broken?",
        "Left arm, top, spot one of one.",
    ):
        record(tmp_path / "pack", text, 0.7)
    assert told(protocol, tmp_path) == []


def told(protocol: str, folder: Path) -> list[str]:
    """The lines about recordings that fit no line."""
    notice = prepare(protocol, folder / "pack", folder / "cache").notice()
    assert notice is not None
    first, *others = notice.splitlines()
    assert "not recorded" in first
    return others


def test_what_cannot_be_used_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no folder that can be read"):
        open_voice(f"pack:{tmp_path / 'nowhere'}", "en")
    with pytest.raises(InputError, match="write --voice pack:DIR"):
        open_voice("pack:", "en")
    (tmp_path / f"{line_id('Hold.', 'en')}.wav").write_text("no sound")
    with pytest.raises(InputError, match="cannot be read as sound"):
        open_voice(f"pack:{tmp_path}", "en").speak("Hold.")
    record(tmp_path / "short", "Hold still for ten seconds.", 0.05)
    with pytest.raises(VoiceError, match=r"of sound for 'Hold still for ten seconds\.'; record it again"):
        open_voice(f"pack:{tmp_path / 'short'}", "en").speak("Hold still for ten seconds.")

    class Mute(FakeVoice):
        def _synthesise(self, text: str) -> tuple[NDArray[np.float32], int]:
            raise VoiceError("nobody is here")

    monkeypatch.setitem(VOICES, "pyttsx3", VoiceRow("pyttsx3", "", Mute, lambda: ("es",)))
    with pytest.raises(VoiceError, match=r"'Suelta\.' is not recorded, and nobody is here"):
        open_voice(f"pack:{tmp_path}", "es").speak("Suelta.")

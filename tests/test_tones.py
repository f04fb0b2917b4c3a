"""The tones: the files are what the table makes, and a listener can tell them apart."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
import sys
import wave
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest

from coach.protocol.vocabulary import TONES

if TYPE_CHECKING:
    from types import ModuleType

Floats = npt.NDArray[np.float64]

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "audio_cues"
NAMES = TONES
RATE = 48_000


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_tones", ROOT / "scripts" / "make_tones.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


make_tones = load_script()


def read(name: str) -> Floats:
    with wave.open(str(FOLDER / f"{name}.wav")) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64) / 32768


def correlation(a: Floats, b: Floats) -> Floats:
    """Normalised cross-correlation at every lag; lag n is at index n, negative lags count from the end."""
    size = 1 << (len(a) + len(b)).bit_length()
    raw = np.fft.irfft(np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size)), size)
    normalised: Floats = raw / np.sqrt(np.dot(a, a) * np.dot(b, b))
    return normalised


def band_share(sound: Floats, low: float, high: float) -> float:
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(power[(hertz >= low) & (hertz <= high)].sum() / power.sum())


def attack_ms(sound: Floats) -> float:
    """Time in which the envelope climbs from 5 to 95 % of the first note's height."""
    size = len(sound)
    keep = np.zeros(size)
    keep[0] = 1
    keep[1 : (size + 1) // 2] = 2  # the analytic signal: positive frequencies only
    envelope = np.abs(np.fft.ifft(np.fft.fft(sound) * keep))[: RATE // 10]
    height = envelope.max()
    end = int(np.argmax(envelope >= 0.95 * height))
    below = np.flatnonzero(envelope[:end] < 0.05 * height)
    start = int(below[-1]) if len(below) else 0
    return (end - start) * 1000 / RATE


def dominant_hz(sound: Floats) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), RATE))
    return float(np.argmax(spectrum))  # one bin is one hertz


def first_and_last_third(sound: Floats) -> tuple[float, float]:
    third = len(sound) // 3
    return dominant_hz(sound[:third]), dominant_hz(sound[-third:])


def test_the_folder_holds_exactly_these_tones() -> None:
    assert {path.name for path in FOLDER.glob("*.wav")} == {f"{name}.wav" for name in NAMES}
    assert tuple(tone.name for tone in make_tones.TONES) == NAMES


def test_files_equal_the_table() -> None:
    assert make_tones.differing(FOLDER) == []


def test_check_tells_a_changed_a_missing_and_an_unknown_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tones"
    shutil.copytree(FOLDER, folder)
    check = ["--check", "--folder", str(folder)]
    assert make_tones.main(check) == 0

    changed = bytearray((folder / "hold.wav").read_bytes())
    changed[-1] ^= 1
    (folder / "hold.wav").write_bytes(changed)
    (folder / "move.wav").unlink()
    (folder / "extra.wav").write_bytes(b"")
    assert make_tones.main(check) == 1
    said = capsys.readouterr().err
    assert all(name in said for name in ("hold.wav", "move.wav", "extra.wav"))
    assert "start.wav" not in said
    assert (folder / "hold.wav").read_bytes() == changed  # --check writes nothing


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    assert make_tones.main(["--folder", str(tmp_path)]) == 0
    for name in NAMES:
        assert (tmp_path / f"{name}.wav").read_bytes() == (FOLDER / f"{name}.wav").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_format_and_length(name: str) -> None:
    with wave.open(str(FOLDER / f"{name}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        seconds = file.getnframes() / RATE
    least, most = (0.12, 0.2) if name in ("count", "answer", "unclear") else (0.3, 0.9)
    assert least <= seconds <= most


@pytest.mark.parametrize("name", NAMES)
def test_energy_is_where_older_ears_hear_it(name: str) -> None:
    assert band_share(read(name), 500, 2000) >= 0.99


@pytest.mark.parametrize("name", NAMES)
def test_attack_is_soft_and_immediate_and_the_end_is_silent(name: str) -> None:
    sound = read(name)
    assert abs(sound[0]) < 0.001
    assert abs(sound[-1]) < 0.001
    assert attack_ms(sound) >= 5
    assert np.abs(sound[: RATE // 100]).max() > 0.01, "the tone begins in its first 10 ms"


@pytest.mark.parametrize("name", NAMES)
def test_no_click(name: str) -> None:
    """A click spreads over all frequencies: above the band there is nothing, not even for 5 ms."""
    sound = read(name)
    high = np.fft.rfft(sound)
    high[np.fft.rfftfreq(len(sound), 1 / RATE) < 4000] = 0
    assert np.abs(np.fft.irfft(high, len(sound))).max() < 0.001


def test_equally_loud_with_headroom() -> None:
    levels = [make_tones.loudness_db(read(name)) for name in NAMES]
    assert max(levels) - min(levels) < 0.1
    for name in NAMES:
        assert 20 * np.log10(np.abs(read(name)).max()) <= -6, name


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(NAMES, 2)))
def test_no_tone_resembles_another(one: str, other: str) -> None:
    assert np.abs(correlation(read(one), read(other))).max() < 0.35


@pytest.mark.parametrize("name", NAMES)
def test_a_tone_can_be_found_at_one_place_only(name: str) -> None:
    found = correlation(read(name), read(name))
    assert np.argmax(found) == 0
    assert found[0] == pytest.approx(1)
    away = 2 * RATE // 1000
    assert np.abs(found[away + 1 : -away]).max() < 0.9


@pytest.mark.parametrize("name", ["start", "hold"])
def test_effort_rises(name: str) -> None:
    first, last = first_and_last_third(read(name))
    assert last > first * 1.15


def test_hold_then_stays_level() -> None:
    sound = read("hold")
    half = sound[len(sound) // 2 :]
    first, last = first_and_last_third(half)
    assert last == pytest.approx(first, rel=0.03)


def test_release_falls() -> None:
    first, last = first_and_last_third(read("release"))
    assert last < first / 1.3


def test_measures_tell_bad_sounds() -> None:
    """The measures above can fail: a hard, plain, out-of-band beep fails each of them."""
    n = np.arange(RATE // 2)
    beep = 0.5 * np.sin(2 * np.pi * 3000 * n / RATE + 1)
    assert band_share(beep, 500, 2000) < 0.5
    assert attack_ms(beep) < 5
    assert np.abs(correlation(beep, beep)[97:-96]).max() > 0.9
    first, last = first_and_last_third(beep)
    assert first == pytest.approx(last, rel=0.01)


def test_readme_tells_each_tone_as_the_table_does() -> None:
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    for tone in make_tones.TONES:
        rows = [line for line in lines if line.startswith(f"| `{tone.name}` |")]
        assert len(rows) == 1, tone.name
        cells = [cell.strip() for cell in rows[0].strip("|").split("|")]
        assert cells[1] == tone.meaning
        assert cells[3] == tone.moves
        assert cells[4] == f"{len(read(tone.name)) / RATE:.2f} s"
    assert "--tones" in "\n".join(lines)

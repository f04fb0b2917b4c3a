"""WAV headers as recorders, streams and broken disks leave them: samples or one line, never another exception."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from signals import sine

from coach.audio.files import mono_blocks, read
from coach.errors import CoachError
from coach.units import SAMPLE_RATE

PCM = (0.5 * sine(700, 0.25)).astype(np.float64)
"""One channel, 0.25 s."""

SAMPLES = {  # encoding, bits, and the same sound in these
    "s16": (1, 16, (PCM * 32767).astype("<i2").tobytes()),
    "s24": (1, 24, (PCM * 8388607).astype("<i4").view("u1").reshape(-1, 4)[:, :3].tobytes()),
    "s32": (1, 32, (PCM * 2147483647).astype("<i4").tobytes()),
    "f32": (3, 32, PCM.astype("<f4").tobytes()),
    "f64": (3, 64, PCM.astype("<f8").tobytes()),
}
UNFINISHED = (0, 0xFFFFFFFF, 0xFFFFFFF0, 0x80000000, 0x7FFFFFFF, 0x7FFFFFDB)
"""Sizes that stand in a header while the end of a recording is not known."""


def chunk(name: bytes, content: bytes, size: int | None = None) -> bytes:
    return name + struct.pack("<I", len(content) if size is None else size) + content


def wav(
    data: bytes,
    *,
    encoding: int = 1,
    bits: int = 16,
    channels: int = 1,
    rate: int = SAMPLE_RATE,
    riff: int | None = None,
    size: int | None = None,
    before: bytes = b"",
    extensible: bool = False,
) -> bytes:
    """A WAV file; `riff` and `size` replace the true sizes, and `before` are chunks before the samples."""
    width = channels * bits // 8
    kind = 0xFFFE if extensible else encoding
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * width & 0xFFFFFFFF, width & 0xFFFF, bits)
    if extensible:
        form += struct.pack("<HHIH14s", 22, bits, 0, encoding, b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71")
    return chunk(b"RIFF", b"WAVE" + chunk(b"fmt ", form) + before + chunk(b"data", data, size), riff)


def heard(path: Path) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """What both ways to read a file give: they are one."""
    samples, rate = read(path)
    assert rate == SAMPLE_RATE
    assert np.array_equal(samples, np.concatenate(list(mono_blocks(path))))
    return samples


@pytest.mark.parametrize("extensible", [False, True])
@pytest.mark.parametrize("kind", SAMPLES)
def test_every_kind_of_sample_is_read_right(tmp_path: Path, kind: str, extensible: bool) -> None:
    encoding, bits, data = SAMPLES[kind]
    path = tmp_path / "own.wav"
    path.write_bytes(wav(data, encoding=encoding, bits=bits, extensible=extensible))
    np.testing.assert_allclose(heard(path), PCM, atol=1e-4)


@pytest.mark.parametrize("kind", ["s16", "f32"])
@pytest.mark.parametrize("size", UNFINISHED)
@pytest.mark.parametrize("riff", [None, 0, 0xFFFFFFFF])
def test_a_header_without_a_length_is_read_to_its_end(tmp_path: Path, kind: str, size: int, riff: int | None) -> None:
    encoding, bits, data = SAMPLES[kind]
    path = tmp_path / "own.wav"
    path.write_bytes(wav(data, encoding=encoding, bits=bits, riff=riff, size=size, before=chunk(b"LIST", b"INFO")))
    np.testing.assert_allclose(heard(path), PCM, atol=1e-4)
    path.write_bytes(wav(data, encoding=encoding, bits=bits, riff=riff, size=size))
    np.testing.assert_allclose(heard(path), PCM, atol=1e-4)


STALE: dict[str, Callable[[int], int]] = {  # of the samples' bytes
    "nearly none": lambda length: 8,
    "half": lambda length: length // 2,
    "odd": lambda length: length // 2 + 1,
    "a sample less": lambda length: length - 8,
    "more": lambda length: length + 1000,
    "far more": lambda length: 100 * length,
}
BEFORE = {
    "nothing": b"",
    "LIST": chunk(b"LIST", b"INFO"),
    "JUNK": chunk(b"JUNK", bytes(28)),
    "odd": chunk(b"note", b"odd") + b"\0",
    "odd, not filled up": chunk(b"note", b"odd"),
    "wrong LIST": chunk(b"LIST", b""),
}


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("stale", STALE)
@pytest.mark.parametrize("before", BEFORE)
def test_a_stale_length_hides_no_samples(tmp_path: Path, kind: str, stale: str, before: str) -> None:
    encoding, bits, data = SAMPLES[kind]
    path = tmp_path / "own.wav"
    for extensible in (False, True):
        size = STALE[stale](len(data))
        path.write_bytes(
            wav(data, encoding=encoding, bits=bits, size=size, riff=0, before=BEFORE[before], extensible=extensible)
        )
        np.testing.assert_allclose(heard(path), PCM, atol=1e-4)


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize(
    "after", [chunk(b"LIST", b"INFO" + bytes(600)), chunk(b"my_1", b"odd") + b"\0", b"LIST\xff\xff\0\0cut"]
)
def test_what_follows_the_samples_is_not_heard(tmp_path: Path, kind: str, after: bytes) -> None:
    encoding, bits, data = SAMPLES[kind]
    path = tmp_path / "own.wav"
    path.write_bytes(wav(data, encoding=encoding, bits=bits) + after)
    np.testing.assert_allclose(heard(path), PCM, atol=1e-4)


@pytest.mark.parametrize("cut", [1, 7, 1001])
def test_a_recording_that_was_cut_off_is_read_to_there(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "own.wav"
    path.write_bytes(wav(SAMPLES["s16"][2])[:-cut])
    samples = heard(path)
    assert len(samples) == (len(SAMPLES["s16"][2]) - cut) // 2
    np.testing.assert_allclose(samples, PCM[: len(samples)], atol=1e-4)


@pytest.mark.parametrize("rate", [1, 8, 999, 2**31 - 1])
def test_a_rate_that_nothing_was_recorded_at_is_refused_at_once(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "own.wav"
    path.write_bytes(wav(SAMPLES["s16"][2], rate=rate))
    for reader in (read, lambda path: list(mono_blocks(path))):
        with pytest.raises(CoachError, match=rf"own\.wav: says that it was recorded at {rate} Hz; save it again"):
            reader(path)


def test_samples_far_above_full_scale_do_not_spoil_the_measurement(tmp_path: Path) -> None:
    path = tmp_path / "own.wav"
    path.write_bytes(wav(np.array([3e38, -3e38, 1e30, np.nan, np.inf] * 100, "<f4").tobytes(), encoding=3, bits=32))
    assert np.isfinite(read(path)[0]).all()


numbers = st.sampled_from([0, 1, 2, 3, 16, 24, 0x7F, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF]) | st.integers(0, 0xFFFFFFFF)
words = numbers.map(lambda number: number & 0xFFFF)
odd = {
    "encoding": words,
    "bits": st.sampled_from([0, 1, 8, 12, 24, 32, 64]) | words,
    "channels": st.integers(0, 70) | words,
    "rate": st.sampled_from([999, 1_000, 8_000, 44_100, 768_000]) | numbers,
    "riff": numbers,
    "size": st.integers(0, 5_000) | numbers,
    "before": st.binary(max_size=40).map(lambda content: chunk(b"LIST", content)) | st.binary(max_size=40),
}
kinds = st.sampled_from(list(SAMPLES.values()))
faults = st.lists(st.sampled_from(sorted(odd)).flatmap(lambda key: st.tuples(st.just(key), odd[key])), max_size=2)


def faulty(kind: tuple[int, int, bytes], length: int, faults: dict[str, Any], extensible: bool) -> bytes:
    return wav(kind[2][:length], **{"encoding": kind[0], "bits": kind[1], "extensible": extensible} | faults)


headers = st.builds(faulty, kinds, st.integers(0, 3_000), faults.map(dict), st.booleans())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    kind=st.sampled_from(list(SAMPLES.values())),
    size=st.none() | numbers | st.integers(0, 100_000),
    riff=st.none() | numbers,
    before=st.lists(
        st.tuples(st.sampled_from([b"LIST", b"JUNK", b"note", b"fact"]), st.binary(max_size=9)), max_size=3
    ),
    extensible=st.booleans(),
)
def test_no_length_in_a_header_hides_samples(
    tmp_path: Path,
    kind: tuple[int, int, bytes],
    size: int | None,
    riff: int | None,
    before: list[tuple[bytes, bytes]],
    extensible: bool,
) -> None:
    path = tmp_path / "own.wav"
    chunks = b"".join(chunk(name, content) + bytes(len(content) % 2) for name, content in before)
    path.write_bytes(
        wav(kind[2], encoding=kind[0], bits=kind[1], riff=riff, size=size, before=chunks, extensible=extensible)
    )
    samples = heard(path)
    assert len(samples) >= len(PCM) - 1  # a single byte that is left over fills the chunk up
    np.testing.assert_allclose(samples, PCM[: len(samples)], atol=1e-4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(file=headers, cut=st.sampled_from([10**6, 10**6, 10**6, 1_000]) | st.integers(0, 120))
def test_any_header_gives_samples_or_one_line(tmp_path: Path, file: bytes, cut: int) -> None:
    path = tmp_path / "own.wav"
    path.write_bytes(file[:cut] if cut < 10**6 else file)
    try:
        for block in mono_blocks(path):
            assert block.ndim == 1
            assert np.isfinite(block).all()
    except CoachError as error:
        told = str(error)
    else:
        return
    assert told.startswith(f"{path}: ")
    assert "\n" not in told

"""The files hold the session: to the sample, every sound at its place, the same bytes each time."""

import time
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from encoders import PROGRAMS, program_of
from export_material import (
    CHIRP_AT,
    LENGTHS,
    PCM,
    STARTS,
    TITLES,
    TOTAL,
    counted,
    decode,
    everything,
    find_chirp,
    render,
    timeline,
)

from coach.errors import CoachError, InputError
from coach.export import FORMATS, Progress, export
from coach.export.cores import usable_cores
from coach.export.encode import encoding
from coach.export.formats import format_named
from coach.export.formats.mp3 import mp3_samples
from coach.export.formats.tags import Tags
from coach.timeline.model import Chapter, Timeline
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, Samples

FORMAT_NAMES = tuple(FORMATS)


def late(name: str) -> int:
    """Samples by which ffmpeg 5.1 may decode too many: of AAC it plays its last frame whole."""
    return 1_023 if name == "m4b" else 0


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_each_file_is_as_long_as_planned_and_each_sound_in_its_place(name: str, program: str, tmp_path: Path) -> None:
    ffmpeg = program_of(program)
    album = export(timeline(), render, tmp_path, "both", name, program=ffmpeg)
    assert album.single is not None
    for path, length, at in zip(album.tracks, LENGTHS, CHIRP_AT, strict=True):
        sound = decode(path, ffmpeg)
        assert 0 <= len(sound) - length <= late(name)
        assert abs(find_chirp(sound, at) - at) <= SAMPLE_RATE // 1000
    whole = decode(album.single, ffmpeg)
    assert 0 <= len(whole) - TOTAL <= late(name)
    for start, at in zip(STARTS, CHIRP_AT, strict=True):
        assert abs(find_chirp(whole, start + at) - start - at) <= SAMPLE_RATE // 1000


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("periods", [1, 2, 3, 96, 106, 116, 149, 159])
def test_the_odd_lengths_too(periods: int, program: str, tmp_path: Path) -> None:
    """With 106, 149 and 159 periods a frame has 24, 12 and 36 samples left over, where ffmpeg is mistaken."""
    ffmpeg = program_of(program)
    length = Samples(periods * CARRIER_PERIOD)
    one = Timeline("p", "t", "en", (Chapter(title="c", length=length, cues=()),))
    sound = np.resize(render(1), length)
    track = export(one, lambda _: sound, tmp_path, program=ffmpeg).tracks[0]
    heard = decode(track, ffmpeg)
    assert len(heard) == length
    if periods > 3:
        assert np.corrcoef(heard[-3000:], sound[-3000:])[0, 1] > 0.8, "the end is sound, not padding"


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_mp3_is_as_loud_as_its_source(program: str, tmp_path: Path) -> None:
    """LAME makes it a little quieter, which the table of formats gives back."""
    ffmpeg = program_of(program)
    length = Samples(64 * CARRIER_PERIOD)
    one = Timeline("p", "t", "en", (Chapter(title="c", length=length, cues=()),))
    tone = np.sin(2 * np.pi * 1000 * np.arange(length) / SAMPLE_RATE)
    track = export(one, lambda _: np.round(9000 * tone).astype(np.int16), tmp_path, program=ffmpeg).tracks[0]
    middle = slice(length // 4, length // 2)
    level = 2 * np.mean(decode(track, ffmpeg)[middle] * tone[middle])
    assert abs(20 * np.log10(level / 9000)) < 0.02


def in_stereo(index: int) -> PCM:
    """The chapter, at half its level on the right."""
    return np.stack([render(index), render(index) // 2], axis=1)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_stereo_is_as_long_as_planned_in_both_channels(name: str, program: str, tmp_path: Path) -> None:
    ffmpeg = program_of(program)
    album = export(timeline(), in_stereo, tmp_path, "both", name, channels=2, program=ffmpeg)
    assert album.single is not None
    for path, length, at in zip(album.tracks, LENGTHS, CHIRP_AT, strict=True):
        sound = decode(path, ffmpeg).reshape(-1, 2)
        assert 0 <= len(sound) - length <= late(name)
        assert [abs(find_chirp(sound[:, side], at) - at) <= SAMPLE_RATE // 1000 for side in (0, 1)] == [True, True]
    whole = decode(album.single, ffmpeg).reshape(-1, 2)
    assert 0 <= len(whole) - TOTAL <= late(name)
    if name == "wav":
        np.testing.assert_array_equal(whole, np.concatenate([in_stereo(at) for at in range(4)]))


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("periods", [1, 2, 3, 106, 149, 159])
def test_the_odd_lengths_in_stereo(periods: int, program: str, tmp_path: Path) -> None:
    ffmpeg = program_of(program)
    length = Samples(periods * CARRIER_PERIOD)
    one = Timeline("p", "t", "en", (Chapter(title="c", length=length, cues=()),))
    sound = np.resize(in_stereo(1), (length, 2))
    album = export(one, lambda _: sound, tmp_path, channels=2, program=ffmpeg)
    assert len(decode(album.tracks[0], ffmpeg)) == 2 * length


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_stereo_mp3_is_as_loud_as_its_source(program: str, tmp_path: Path) -> None:
    ffmpeg = program_of(program)
    length = Samples(64 * CARRIER_PERIOD)
    one = Timeline("p", "t", "en", (Chapter(title="c", length=length, cues=()),))
    tone = np.sin(2 * np.pi * 1000 * np.arange(length) / SAMPLE_RATE)
    peaks = np.array([9000, 5000])
    pcm = np.round(peaks * tone[:, None]).astype(np.int16)
    heard = decode(export(one, lambda _: pcm, tmp_path, channels=2, program=ffmpeg).tracks[0], ffmpeg).reshape(-1, 2)
    middle = slice(length // 4, length // 2)
    levels = 2 * np.mean(heard[middle] * tone[middle, None], axis=0)
    assert np.max(np.abs(20 * np.log10(levels / peaks))) < 0.02


def test_sound_in_other_channels_than_asked_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="in 1 channels"):
        export(timeline(), in_stereo, tmp_path)
    with pytest.raises(TypeError, match="in 2 channels"):
        export(timeline(), render, tmp_path, channels=2)


def test_a_stereo_wav_holds_half_as_long(tmp_path: Path) -> None:
    mono, stereo = (format_named("wav", channels).longest for channels in (1, 2))
    assert mono is not None
    assert stereo == mono // 2


def test_a_wav_holds_the_very_samples(tmp_path: Path) -> None:
    album = export(timeline(), render, tmp_path, "both", "wav")
    parts = [decode(path) for path in album.tracks]
    assert album.single is not None
    np.testing.assert_array_equal(np.concatenate(parts), np.concatenate([render(at) for at in range(4)]))
    np.testing.assert_array_equal(decode(album.single), np.concatenate(parts))


def test_an_mp3_keeps_the_carrier_above_what_players_take_for_silence(tmp_path: Path) -> None:
    sound = decode(export(timeline(), render, tmp_path).tracks[1])
    loud = np.flatnonzero(np.abs(sound) >= 1024)
    assert np.diff(loud).max() < 0.02 * SAMPLE_RATE


@pytest.mark.parametrize("name", FORMAT_NAMES)
@pytest.mark.parametrize("layout", ["tracks", "single", "both"])
def test_the_same_session_gives_the_same_bytes(name: str, layout: str, tmp_path: Path) -> None:
    for folder in ("one", "two", "two"):
        export(timeline(), render, tmp_path / folder, layout, name)
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


@pytest.mark.parametrize("program", PROGRAMS)
def test_ogg_files_have_serial_numbers_of_their_own_so_that_one_is_chained_after_another(
    program: str, tmp_path: Path
) -> None:
    same = [TITLES[0]] * 2  # of another number
    album = export(timeline((*TITLES, *same)), render, tmp_path, "both", "opus", program=program_of(program))
    pages = [path.read_bytes() for path in album.paths]
    serials = [page[14:18] for page in pages]
    assert len({*serials, bytes(4)}) == len(pages) + 1
    for page, serial in zip(pages, serials, strict=True):
        starts = [at for at in range(len(page)) if page.startswith(b"OggS\0", at)]
        assert {page[at + 14 : at + 18] for at in starts} == {serial}
    chained = tmp_path / "chained.opus"
    chained.write_bytes(b"".join(pages[:3]))
    assert len(decode(chained)) == pytest.approx(sum(LENGTHS[:3]), abs=2 * 960)


def test_layouts_make_what_they_say(tmp_path: Path) -> None:
    tracks = [
        f"{number:02} {name}.mp3"
        for number, name in enumerate((TITLES[0], TITLES[1], "Wechsel- das rechte Bein-Großes", TITLES[3]), 1)
    ]
    whole, old, playlist, manifest = (
        "Hamstrings, spiky ball.mp3",
        "Hamstrings, spiky ball.m3u",
        "Hamstrings, spiky ball.m3u8",
        ".coach-export.json",
    )
    for layout, names in {
        "tracks": [*tracks, old, playlist],
        "single": [whole],
        "both": [*tracks, whole, old, playlist],
    }.items():
        album = export(timeline(), render, tmp_path / layout, layout)
        sounds = [name for name in names if name.endswith(".mp3")]
        beside = [name.replace(".mp3", suffix) for name in sounds for suffix in (".lrc", ".vtt")]
        assert sorted(everything(tmp_path / layout)) == sorted(
            [*names, *beside, "timeline.json", "cue-sheet.html", manifest]
        )
        assert [path.name for path in album.paths] == sounds
        assert (album.playlist is not None) == (playlist in names)
        assert album.length == TOTAL


def test_names_come_into_the_folder_in_the_order_of_the_tracks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a stick, the order in which names came is the order of play; a gap among them is filled by the next name."""
    named: list[str] = []
    was = Path.replace

    def replace_in_order(self: Path, target: Path) -> Path:
        assert self.parent.parent == target.parent, "what is unfinished takes no place among the names"
        if target.name not in named:
            named.append(target.name)
        return was(self, target)

    monkeypatch.setattr(Path, "replace", replace_in_order)

    def slow_first(index: int) -> PCM:
        time.sleep(0.2 if index == 0 else 0)
        return render(index)

    album = export(timeline(TITLES * 3), slow_first, tmp_path, "both")
    sounds = [name for name in named if name.endswith(".mp3")]
    assert sounds == [path.name for path in album.paths]
    assert named[0] == ".coach-export.json"


@pytest.mark.parametrize("titles", [("Uno: años", "Größe"), ("Plain",), ("Ελληνικά",)])
def test_a_playlist_opens_in_players_of_either_encoding(titles: tuple[str, ...], tmp_path: Path) -> None:
    album = export(timeline(titles), render, tmp_path, "tracks")
    assert album.playlist is not None
    for path, code in ((album.playlist, "utf-8"), (album.playlist.with_suffix(".m3u"), "cp1252")):
        if code == "cp1252" and titles == ("Ελληνικά",):
            assert not path.exists(), "no player of this encoding could find the file"
            continue
        lines = path.read_bytes().decode(code).splitlines()
        assert [line for line in lines if not line.startswith("#")] == [track.name for track in album.tracks]


def test_no_more_chapters_are_held_than_there_are_cores(tmp_path: Path) -> None:
    alive: list[weakref.ref[Any]] = []

    def lazily(index: int) -> PCM:
        assert sum(ref() is not None for ref in alive) < usable_cores(), "a chapter before is still held"
        pcm = render(index)
        alive.append(weakref.ref(pcm))
        return pcm

    export(timeline(TITLES * 3), lazily, tmp_path, "both")
    assert len(alive) == 24, "once for its track and once for the whole"
    assert all(ref() is None for ref in alive)


def test_progress_is_told_after_each_chapter(tmp_path: Path) -> None:
    told: list[Progress] = []
    rendered: list[int] = []
    export(timeline(), counted(rendered), tmp_path, on_progress=told.append)
    assert sorted(rendered) == [0, 1, 2, 3]
    assert {one.total for one in told} == {TOTAL}
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert told[-1].done == TOTAL
    assert sorted(one.title for one in told) == sorted(TITLES)


def test_only_what_has_changed_is_made_again(tmp_path: Path) -> None:
    rendered: list[int] = []
    for round_, (changed, made) in enumerate([(-1, 5), (-1, 0), (2, 2), (2, 0)]):
        ids = [f"{index}{index == changed}" for index in range(4)]
        album = export(timeline(), counted(rendered), tmp_path, "both", identity=ids.__getitem__)
        assert album.made == made, round_
    assert sorted(rendered) == sorted([*range(4), *range(4), 2, *range(4)])
    album.tracks[1].unlink()
    assert export(timeline(), render, tmp_path, "both", identity=lambda index: f"{index}{index == 2}").made == 1
    assert export(timeline(), render, tmp_path, "both", identity=lambda index: f"{index}{index == 2}").made == 0
    assert export(timeline(title="Else"), render, tmp_path, "both", identity=lambda index: f"{index}").made == 5


def test_sound_of_any_memory_order_is_taken(tmp_path: Path) -> None:
    def strided(index: int) -> PCM:
        return np.repeat(render(index), 2)[::2].view()

    album = export(timeline(), strided, tmp_path, "single", "wav")
    assert album.single is not None
    np.testing.assert_array_equal(decode(album.single)[: LENGTHS[0]], render(0))


@pytest.mark.parametrize("wrong", [-1, 1, 1500])
def test_a_chapter_of_another_length_is_refused(wrong: int, tmp_path: Path) -> None:
    with pytest.raises(CoachError, match=r"'Left leg.*were planned"):
        export(timeline(), lambda at: np.resize(render(at), LENGTHS[at] + (wrong if at == 1 else 0)), tmp_path)


def test_what_does_not_exist_is_answered_by_what_does(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no format 'ogg'; there are: mp3, m4b, opus, flac, wav"):
        export(timeline(), render, tmp_path / "a", format_name="ogg")
    with pytest.raises(InputError, match="no layout 'disc'; there are: tracks, single, both"):
        export(timeline(), render, tmp_path / "a", "disc")
    with pytest.raises(InputError, match="no chapters"):
        export(timeline(()), render, tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_file_too_long_for_its_format_is_refused_before_work(tmp_path: Path) -> None:
    chapters = timeline(TITLES * 9000)
    assert FORMATS["wav"].longest is not None
    assert chapters.length > FORMATS["wav"].longest
    with pytest.raises(InputError, match=r"longer than wav can hold"):
        export(chapters, render, tmp_path / "a", "single", "wav")
    assert not (tmp_path / "a").exists()


def test_a_truncated_mp3_is_known(tmp_path: Path) -> None:
    bare = replace(FORMATS["mp3"], tag=lambda path, tags: None)
    path = tmp_path / "a.mp3"
    with encoding(path, bare, Tags("a", "b", "en"), LENGTHS[0]) as encoder:
        encoder.write(render(0))
    assert mp3_samples(path) == LENGTHS[0]
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ValueError, match="bytes of"):
        mp3_samples(path)

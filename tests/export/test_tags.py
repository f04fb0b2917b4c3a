"""Tags, chapters and the playlist, read back by mutagen and ffprobe."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from export_material import LENGTHS, STARTS, TITLES, TOTAL, render, timeline
from mutagen.id3 import ID3, CTOCFlags
from mutagen.wave import WAVE
from needs import needs_program

from coach.export import export
from coach.export.formats.iso639 import three_letters
from coach.export.formats.mp3 import tag_mp3
from coach.export.formats.tags import Mark, Tags, milliseconds
from coach.units import SAMPLE_RATE, Samples

ID3_FORMATS = ("mp3", "wav")
ffprobe = needs_program("ffprobe", "reading chapters as players do", "ffmpeg")


def read(path: Path) -> ID3:
    if path.suffix == ".wav":
        tags = WAVE(path).tags
        assert tags is not None
        return tags
    return ID3(path, translate=False)


@pytest.mark.parametrize("name", ID3_FORMATS)
def test_tracks_say_what_they_are(name: str, tmp_path: Path) -> None:
    album = export(timeline(), render, tmp_path, "tracks", name)
    for number, (path, title) in enumerate(zip(album.tracks, TITLES, strict=True), 1):
        tags = read(path)
        assert tags.version == (2, 3, 0)
        assert {key: str(frame) for key, frame in tags.items()} == {
            "TIT2": title,
            "TALB": "Hamstrings, spiky ball",
            "TPE1": "Coach",
            "TRCK": f"{number}/4",
            "TCON": "Speech",
            "TLAN": "eng",
            "TDRC" if name == "wav" else "TYER": "2026",  # mutagen reads the tags of a WAV as those of v2.4
        }


@pytest.mark.parametrize("name", ID3_FORMATS)
def test_the_whole_file_has_its_chapters(name: str, tmp_path: Path) -> None:
    album = export(timeline(), render, tmp_path, "single", name)
    assert album.single is not None
    tags = read(album.single)
    assert str(tags["TIT2"]) == str(tags["TALB"]) == "Hamstrings, spiky ball"
    assert "TRCK" not in tags
    contents = tags["CTOC:toc"]
    assert contents.flags == CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    chapters = [tags[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [str(one.sub_frames["TIT2"]) for one in chapters] == list(TITLES)
    starts = [milliseconds(at) for at in STARTS]
    assert [one.start_time for one in chapters] == starts
    assert [one.end_time for one in chapters] == [*starts[1:], milliseconds(TOTAL)]
    assert all(one.start_offset == one.end_offset == 0xFFFFFFFF for one in chapters)


@pytest.mark.ffmpeg
@ffprobe
def test_ffprobe_sees_the_same(tmp_path: Path) -> None:
    album = export(timeline(TITLES * 4), render, tmp_path, "both", "mp3")
    assert album.single is not None
    whole = probe(album.single)
    assert [one["tags"]["title"] for one in whole["chapters"]] == list(TITLES * 4)
    ends = [one["end_time"] for one in whole["chapters"]]
    assert [one["start_time"] for one in whole["chapters"][1:]] == ends[:-1]
    assert float(ends[-1]) == pytest.approx(4 * TOTAL / SAMPLE_RATE, abs=0.001)
    assert whole["format"]["tags"]["album"] == "Hamstrings, spiky ball (one file)"
    stream = whole["streams"][0]
    assert (stream["codec_name"], stream["channels"], stream["bit_rate"]) == ("mp3", 1, "96000")
    assert probe(album.tracks[2])["format"]["tags"] == {
        "title": TITLES[2],
        "artist": "Coach",
        "album": "Hamstrings, spiky ball",
        "track": "3/16",
        "genre": "Speech",
        "language": "eng",
        "date": "2026",
    }


@pytest.mark.ffmpeg
@ffprobe
def test_ffprobe_reads_the_tags_of_a_wav(tmp_path: Path) -> None:
    seen = probe(export(timeline(), render, tmp_path, "tracks", "wav").tracks[1])
    assert seen["format"]["tags"]["title"] == TITLES[1]
    assert seen["streams"][0]["duration_ts"] == LENGTHS[1]


def probe(path: Path) -> Any:
    command = [
        "ffprobe",
        "-v",
        "error",
        "-of",
        "json",
        "-show_format",
        "-show_streams",
        "-show_chapters",
        str(path),
    ]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def test_more_chapters_than_one_table_can_count(tmp_path: Path) -> None:
    marks = tuple(Mark(f"{at}", Samples(at * 1500), Samples((at + 1) * 1500)) for at in range(600))
    path = tmp_path / "a.mp3"
    path.write_bytes(b"")
    tag_mp3(path, Tags("t", "a", "en", marks=marks))
    tags = ID3(path, translate=False)
    top = tags["CTOC:toc"]
    assert top.flags & CTOCFlags.TOP_LEVEL
    below = [tags[f"CTOC:{name}"] for name in top.child_element_ids]
    assert not any(one.flags & CTOCFlags.TOP_LEVEL for one in below)
    names = [name for one in below for name in one.child_element_ids]
    assert [str(tags[f"CHAP:{name}"].sub_frames["TIT2"]) for name in names] == [str(at) for at in range(600)]


def test_the_playlist_is_relative_and_true(tmp_path: Path) -> None:
    album = export(timeline(), render, tmp_path)
    assert album.playlist is not None
    lines = album.playlist.read_bytes().decode("utf-8").split("\n")
    assert lines[:2] == ["#EXTM3U", "#PLAYLIST:Hamstrings, spiky ball"]
    assert lines[2:] == [
        line
        for path, length, title in zip(album.tracks, LENGTHS, TITLES, strict=True)
        for line in (f"#EXTINF:{length / SAMPLE_RATE:.3f},{title}", path.name)
    ] + [""]
    assert lines[2] == "#EXTINF:2.094,Before you start"
    assert all((album.playlist.parent / name).is_file() for name in lines[3::2])


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "eng"),
        ("en-GB", "eng"),
        ("de_AT", "deu"),
        ("FR", "fra"),
        ("gsw", "gsw"),
        ("xx", "XXX"),
        ("", "XXX"),
    ],
)
def test_languages_have_three_letters(tag: str, code: str) -> None:
    assert three_letters(tag) == code

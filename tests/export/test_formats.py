"""Each format, mono and stereo, read back by ffprobe and mutagen: tags, cover, lyrics, chapters, length, bytes."""

import json
import struct
import subprocess
import zlib
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest
from encoders import PROGRAMS, program_of
from export_material import CHIRP_AT, LENGTHS, PCM, decode, find_chirp, render
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from needs import needs_program
from phone import longest_below

from coach.export import FORMATS
from coach.export.encode import encoding
from coach.export.formats import format_named
from coach.export.formats.tags import Mark, Tags
from coach.units import CARRIER_PERIOD, SAMPLE_RATE, Samples

ffprobe = needs_program("ffprobe", "reading tags and chapters as players do", "ffmpeg")
both_channels = pytest.mark.parametrize("channels", [1, 2], ids=["mono", "stereo"])
every_format = pytest.mark.parametrize("name", FORMATS)

FRAME = 1024
"""Of AAC. Older decoders do not end inside one, whatever the edit list says."""

ROUGHLY = 0.05
"""Seconds by which readers may miss a length: of MP3, ffprobe and mutagen count the padding of two frames."""


def png() -> bytes:
    """A picture of 3 by 2 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress((b"\0" + b"\x10\x40\x80" * 3) * 2)
    head = struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def sound(channels: int = 1) -> PCM:
    """Three chapters of noise, chirps and carrier."""
    pcm = np.concatenate([render(at) for at in range(3)])
    return pcm if channels == 1 else np.stack([pcm, pcm // 2], axis=1)


ENDS = tuple(Samples(int(end)) for end in np.cumsum(LENGTHS[:3]))
TITLES = ("Vorher = „ruhig“; #1 \\ 100 %", "左の脚 🦵 é", "[CHAPTER] it's 'fin'")
LYRICS = "Lie down.\nRoll slowly; breathe = out.\n\nStärker 🦵"
TAGS = Tags(
    title="Ærger & <Ruhe> = 1; #2 \\ 🎧",
    album='Hamstrings, "spiky" ball',
    language="de-AT",
    number=2,
    total=7,
    marks=tuple(map(Mark, TITLES, (Samples(0), *ENDS), ENDS)),
    year=2026,
    cover=png(),
    lyrics=LYRICS,
)


def written(
    folder: Path, name: str, channels: int = 1, tags: Tags = TAGS, pcm: PCM | None = None, program: str | None = None
) -> Path:
    form = format_named(name, channels)
    pcm = sound(channels) if pcm is None else pcm
    path = folder / f"a{form.suffix}"
    with encoding(path, form, tags, Samples(len(pcm)), program=program) as encoder:
        encoder.write(pcm)
    return path


def probe(path: Path) -> Any:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters", str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.mark.ffmpeg
@ffprobe
@both_channels
@every_format
def test_ffprobe_reads_everything(name: str, channels: int, tmp_path: Path) -> None:
    path = written(tmp_path, name, channels)
    seen = probe(path)
    streams = {stream["codec_type"]: stream for stream in seen["streams"]}
    audio = streams["audio"]
    assert (audio["channels"], audio["sample_rate"]) == (channels, "48000")
    assert float(seen["format"]["duration"]) == pytest.approx(ENDS[-1] / SAMPLE_RATE, abs=ROUGHLY)
    tags = {key.lower(): text for found in (seen["format"], audio) for key, text in found.get("tags", {}).items()}
    assert (tags["title"], tags["album"]) == (TAGS.title, TAGS.album)
    assert (tags["artist"], tags["genre"], tags["date"], tags["language"]) == ("Coach", "Speech", "2026", "deu")
    assert tags["track"] == ("2" if "tracktotal" in tags else "2/7")
    assert tags.get("tracktotal", "7") == "7"
    assert next(text for key, text in tags.items() if key.startswith("lyrics")).replace("\r", "") == LYRICS
    assert streams["video"]["codec_name"] == "png"
    assert streams["video"]["disposition"]["attached_pic"] == 1
    assert (streams["video"]["width"], streams["video"]["height"]) == (3, 2)
    copy = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:v", "-c", "copy", "-f", "image2pipe", "-"]
    assert subprocess.run(copy, capture_output=True, check=True).stdout == TAGS.cover
    assert [chapter["tags"]["title"] for chapter in seen["chapters"]] == list(TITLES)
    tolerance = 0 if name == "m4b" else 0.0005  # M4B's times are in samples, the others' in milliseconds
    starts = [float(chapter["start_time"]) for chapter in seen["chapters"]]
    assert starts == pytest.approx([at / SAMPLE_RATE for at in (0, *ENDS[:-1])], abs=tolerance + 1e-6)
    ends = [float(chapter["end_time"]) for chapter in seen["chapters"]]
    assert ends[:-1] == starts[1:]
    assert ends[-1] == pytest.approx(ENDS[-1] / SAMPLE_RATE, abs=ROUGHLY)


@both_channels
@every_format
def test_mutagen_reads_everything(name: str, channels: int, tmp_path: Path) -> None:
    path = written(tmp_path, name, channels)
    file = mutagen.File(path)
    assert file.info.channels == channels or name == "m4b"  # it goes by a field that is always 2
    assert file.info.length == pytest.approx(ENDS[-1] / SAMPLE_RATE, abs=ROUGHLY)
    if name in ("mp3", "wav"):
        id3 = file.tags
        assert id3.version == (2, 3, 0)
        id3 = ID3(path, translate=False) if name == "mp3" else id3
        assert (id3["TIT2"].text[0], id3["TALB"].text[0]) == (TAGS.title, TAGS.album)
        assert (str(id3["TRCK"]), str(id3["TCON"]), str(id3["TLAN"])) == ("2/7", "Speech", "deu")
        assert str(id3.get("TYER", id3.get("TDRC"))) == "2026"
        assert (id3["APIC:"].data, id3["APIC:"].mime, id3["APIC:"].type) == (TAGS.cover, "image/png", 3)
        assert id3["USLT::deu"].text == LYRICS
        assert [str(chapter.sub_frames["TIT2"]) for chapter in id3.getall("CHAP")] == list(TITLES)
    elif name == "m4b":
        assert isinstance(file, MP4)
        atoms = file.tags
        assert atoms is not None
        keys = ("\xa9nam", "\xa9ART", "\xa9alb", "\xa9day", "\xa9gen", "trkn", "\xa9lyr")
        assert [atoms[key][0] for key in keys] == [TAGS.title, "Coach", TAGS.album, "2026", "Speech", (2, 7), LYRICS]
        assert [bytes(cover) for cover in atoms["covr"]] == [TAGS.cover]
        chapters = [(chapter.title, chapter.start) for chapter in file.chapters or ()]
        assert chapters == [(mark.title, mark.start / SAMPLE_RATE) for mark in TAGS.marks]
    else:
        names = ("TITLE", "ARTIST", "ALBUM", "TRACKNUMBER", "TRACKTOTAL", "DATE", "GENRE", "LANGUAGE", "LYRICS")
        texts = [TAGS.title, "Coach", TAGS.album, "2", "7", "2026", "Speech", "deu", LYRICS]
        assert [file.tags[key] for key in names] == [[text] for text in texts]
        packed = file.tags.get("METADATA_BLOCK_PICTURE")
        (cover,) = file.pictures if isinstance(file, FLAC) else [Picture(b64decode(one)) for one in packed]
        assert (cover.data, cover.mime, cover.type) == (TAGS.cover, "image/png", 3)
        assert (cover.width, cover.height, cover.depth) == (3, 2, 24)
        assert file.tags["CHAPTER001"] == ["00:00:00.000"]
        assert file.tags["CHAPTER003"] == ["00:00:06.125"]
        assert [file.tags[f"CHAPTER{at:03}NAME"] for at in (1, 2, 3)] == [[title] for title in TITLES]


@pytest.mark.parametrize("program", PROGRAMS)
@both_channels
@every_format
def test_what_is_heard_is_what_went_in(name: str, channels: int, program: str, tmp_path: Path) -> None:
    """Encoded by the one program, decoded by both: the newer one must be exact, also in AAC."""
    ffmpeg = program_of(program)
    path = written(tmp_path, name, channels, program=ffmpeg)
    first = path.read_bytes()
    assert written(tmp_path, name, channels, program=ffmpeg).read_bytes() == first, "the same bytes each time"
    heard = decode(path, program_of("packaged")).reshape(-1, channels)
    assert len(heard) == ENDS[-1]
    more = len(decode(path, ffmpeg)) // channels - ENDS[-1]
    assert 0 <= more < (FRAME if name == "m4b" else 1)
    if name in ("flac", "wav"):
        np.testing.assert_array_equal(heard, sound(channels).reshape(-1, channels))
    assert longest_below(heard[:, 0]) < 0.015 * SAMPLE_RATE, "a player that skips silence would skip it"
    for start, at in zip((0, *ENDS), CHIRP_AT[:3], strict=False):
        assert [abs(find_chirp(side, start + at) - start - at) <= 2 for side in heard.T] == [True] * channels


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", ["m4b", "opus", "flac"])
@both_channels
def test_no_format_changes_the_level(name: str, channels: int, program: str, tmp_path: Path) -> None:
    """The MP3's own test is narrower; these formats are given no compensation because they need none."""
    carrier = 1250 * np.sin(2 * np.pi * np.arange(64 * CARRIER_PERIOD) / CARRIER_PERIOD)
    pcm = np.round(carrier if channels == 1 else np.stack([carrier, carrier], axis=1)).astype(np.int16)
    path = written(tmp_path, name, channels, pcm=pcm, program=program_of(program))
    heard = decode(path).reshape(-1, channels)[: len(carrier)]
    levels = heard.T @ carrier / (carrier @ carrier)
    assert np.max(np.abs(20 * np.log10(levels))) < 0.1


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", ["m4b", "opus", "flac"])
@pytest.mark.parametrize("periods", [1, 106, 128])
def test_odd_lengths(periods: int, name: str, program: str, tmp_path: Path) -> None:
    """Of 128 periods a FLAC and an AAC frame are left with 3,072 and 512 samples; one period is less than FLAC's."""
    pcm = np.resize(render(1), periods * CARRIER_PERIOD)
    path = written(tmp_path, name, pcm=pcm, tags=Tags("t", "a", "xx"), program=program_of(program))
    assert len(decode(path, program_of("packaged"))) == len(pcm)


@pytest.mark.parametrize("frames", [127, 128, 2048, 2100])
def test_a_long_flac_is_counted(frames: int, tmp_path: Path) -> None:
    """From 128 and 2,048 on, a frame's number takes another byte."""
    pcm = np.zeros(frames * 4608 + 92, np.int16)
    assert mutagen.File(written(tmp_path, "flac", pcm=pcm)).info.total_samples == len(pcm)


@pytest.mark.parametrize("name", ["m4b", "opus", "flac", "wav"])
def test_a_file_cut_short_is_known(name: str, tmp_path: Path) -> None:
    form = FORMATS[name]
    bare = replace(form, tag=lambda path, tags: None)
    path = tmp_path / "a"
    with encoding(path, bare, TAGS, ENDS[-1]) as encoder:
        encoder.write(sound())
    assert form.count_samples(path) == ENDS[-1]
    whole = path.read_bytes()
    for size in (len(whole) - 1, len(whole) - 100, len(whole) // 2, 100, 10, 0):
        path.write_bytes(whole[:size])
        with pytest.raises(ValueError, match=r"."):
            form.count_samples(path)


@pytest.mark.ffmpeg
@ffprobe
@every_format
def test_many_chapters(name: str, tmp_path: Path) -> None:
    """More than one byte counts, and of unequal titles. WAV and MP3 keep them in tables of tables."""
    ends = [Samples(at * CARRIER_PERIOD) for at in range(301)]
    marks = tuple(Mark(f"Kapitel {at} ü", ends[at], ends[at + 1]) for at in range(300))
    pcm = np.resize(render(0), ends[-1])
    chapters = probe(written(tmp_path, name, tags=replace(TAGS, marks=marks), pcm=pcm))["chapters"]
    assert [chapter["tags"]["title"] for chapter in chapters] == [mark.title for mark in marks]
    starts = [float(chapter["start_time"]) for chapter in chapters]
    assert starts == pytest.approx([mark.start / SAMPLE_RATE for mark in marks], abs=0.0006)


@pytest.mark.parametrize("name", ["opus", "flac"])
def test_chapters_beyond_three_digits_spoil_no_others(name: str, tmp_path: Path) -> None:
    marks = tuple(Mark(f"{at}", Samples(at), Samples(at + 1)) for at in range(1, 1200))
    tags = mutagen.File(written(tmp_path, name, tags=replace(TAGS, marks=marks))).tags
    assert tags["CHAPTER999NAME"] == ["999"]
    assert not any(key.lower().startswith("chapter1000") for key, _ in tags)


@every_format
def test_what_is_not_there_is_left_out(name: str, tmp_path: Path) -> None:
    file = mutagen.File(written(tmp_path, name, tags=Tags("t", "a", "en")))
    keys = {key.split(":")[0].lower() for key in file.tags.keys()}  # noqa: SIM118  (Vorbis comments iterate over pairs)
    assert not keys & {"apic", "uslt", "chap", "ctoc", "trck", "tyer", "tdrc", "covr", "\xa9lyr", "trkn", "\xa9day"}
    assert not keys & {"date", "lyrics", "tracknumber", "tracktotal", "metadata_block_picture", "chapter001"}
    assert not getattr(file, "chapters", None)

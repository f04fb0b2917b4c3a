"""The main job, end to end, with the real voice: what is exported is what was planned."""

import filecmp
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mutagen.id3 import ID3
from PIL import Image
from sessions import SHORT, coach, decode, errors_ms, plan

from coach.audio import Meter, true_peak
from coach.units import SAMPLE_RATE

pytestmark = pytest.mark.piper

CHOICES = ("--spots", "1", "--level", "remind")


class Exported:
    """One export of the shipped protocol, shared by the tests below."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self.out = folder / "out"
        run = coach("export", "hamstrings", "-o", self.out, *CHOICES, "--cache", self.cache)
        assert run.returncode == 0, run.stderr
        self.plan: dict[str, Any] = plan("hamstrings", *CHOICES, "--cache", self.cache)
        self.tracks = sorted(self.out.glob("[0-9]*.mp3"))
        (self.single,) = set(self.out.glob("*.mp3")) - set(self.tracks)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return Exported(tmp_path_factory.mktemp("export"))


def test_tracks_and_the_whole_file_decode_to_the_planned_length(exported: Exported) -> None:
    whole = decode(exported.single)
    assert len(whole) == pytest.approx(exported.plan["duration_s"] * SAMPLE_RATE, abs=1)
    assert len(exported.tracks) == len(exported.plan["chapters"])
    for track, chapter in zip(exported.tracks, exported.plan["chapters"], strict=True):
        length = (chapter["end_s"] - chapter["start_s"]) * SAMPLE_RATE
        assert len(decode(track)) == pytest.approx(length, abs=1), track.name


def test_every_tone_stands_at_its_planned_time_within_a_millisecond(exported: Exported) -> None:
    errors = errors_ms(decode(exported.single), exported.plan)
    assert len(errors) == sum(cue["kind"] == "tone" for cue in exported.plan["cues"]) > 20
    assert max(map(abs, errors)) < 1.0
    joined = np.concatenate([decode(track) for track in exported.tracks])
    assert max(map(abs, errors_ms(joined, exported.plan))) < 1.0


def test_loudness_and_true_peak_are_those_of_the_target(exported: Exported) -> None:
    pcm = decode(exported.single)
    meter = Meter()
    meter.add(pcm)
    assert meter.loudness() == pytest.approx(-16, abs=0.5)
    assert 20 * np.log10(true_peak(pcm)) <= -1


def test_the_whole_file_has_a_chapter_for_each_track(exported: Exported) -> None:
    tags = ID3(exported.single)
    chapters = sorted(tags.getall("CHAP"), key=lambda chapter: chapter.start_time)
    planned = [c[edge] * 1000 for c in exported.plan["chapters"] for edge in ("start_s", "end_s")]
    assert [edge for c in chapters for edge in (c.start_time, c.end_time)] == pytest.approx(planned, abs=0.5)
    assert [str(c.sub_frames["TIT2"]) for c in chapters] == [c["title"] for c in exported.plan["chapters"]]
    assert len(tags.getall("CTOC")) == 1


def test_the_playlist_names_the_tracks_with_their_true_lengths(exported: Exported) -> None:
    (playlist,) = exported.out.glob("*.m3u8")
    lines = playlist.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [track.name for track in exported.tracks]
    lengths = [float(line[8:].split(",")[0]) for line in lines if line.startswith("#EXTINF:")]
    planned = [c["end_s"] - c["start_s"] for c in exported.plan["chapters"]]
    assert lengths == pytest.approx(planned, abs=0.0006)


def test_each_hold_is_exact_and_both_sides_are_equal(exported: Exported) -> None:
    held: dict[str, list[float]] = {}
    chapters = exported.plan["chapters"]
    tones = [cue for cue in exported.plan["cues"] if cue["kind"] == "tone" and cue["tone"] in ("hold", "release")]
    for hold, release in zip(tones[::2], tones[1::2], strict=True):
        assert (hold["tone"], release["tone"]) == ("hold", "release")
        held.setdefault(chapters[hold["chapter"]]["side"], []).append(release["start_s"] - hold["start_s"])
    assert held["left"] == pytest.approx([10.0] * 3, abs=1 / SAMPLE_RATE / 2)
    assert held["right"] == pytest.approx(held["left"], abs=1 / SAMPLE_RATE / 2)


def test_a_second_export_synthesises_nothing_and_an_empty_cache_gives_the_same_bytes(exported: Exported) -> None:
    again = coach("export", "hamstrings", "-o", exported.folder / "again", *CHOICES, "--cache", exported.cache)
    assert "(0 phrases newly spoken, 12 files newly made)" in again.stdout
    fresh = coach(
        "export", "hamstrings", "-o", exported.folder / "fresh", *CHOICES, "--cache", exported.folder / "other"
    )
    assert "(0 phrases" not in fresh.stdout
    names = sorted(path.name for path in exported.out.iterdir())
    for folder in ("again", "fresh"):
        assert sorted(path.name for path in (exported.folder / folder).iterdir()) == names
        _, different, odd = filecmp.cmpfiles(exported.out, exported.folder / folder, names, shallow=False)
        assert (different, odd) == ([], [])


def test_wav_and_one_file(tmp_path: Path) -> None:
    protocol = tmp_path / "short.yaml"
    protocol.write_text(SHORT)
    run = coach("export", protocol, "-o", tmp_path / "out", "--format", "wav", "--layout", "single")
    assert run.returncode == 0, run.stderr
    (single,) = (tmp_path / "out").glob("*.wav")
    assert max(map(abs, errors_ms(decode(single), plan(protocol)))) == 0


def test_an_album_for_somebody_keeps_their_name_to_itself(tmp_path: Path) -> None:
    protocol = tmp_path / "short.yaml"
    protocol.write_text(SHORT)
    Image.new("RGB", (60, 40), "teal").save(tmp_path / "mine.png")
    shared = (protocol, "--cache", tmp_path / "cache", "-o", tmp_path / "out", "--layout", "single", "--json")
    given = ("--title", "At home", "--for", "Zo 4711", "--cover", tmp_path / "mine.png")
    run = coach("export", *shared, *given)
    assert run.returncode == 0, run.stderr
    assert "4711" not in run.stdout + run.stderr
    assert {"At home.mp3", "cover.jpg"} <= {path.name for path in (tmp_path / "out").iterdir()}
    tags = ID3(tmp_path / "out" / "At home.mp3")
    assert (str(tags["TALB"]), tags["APIC:"].mime) == ("At home – Zo 4711", "image/jpeg")
    other = coach("export", *shared, "--for", "Al 4712")
    assert (other.returncode, other.stdout) == (2, "")
    assert "here lies an export of" in other.stderr
    assert "471" not in other.stderr
    assert other.stderr.count("\n") == 1
    for wrong in (("--for", ""), ("--title", "a\nb"), ("--cover", protocol)):
        refused = coach("export", *shared, *wrong)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith(f"coach: {wrong[0]} ")
        assert refused.stderr.count("\n") == 1

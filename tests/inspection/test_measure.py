"""A right export meets every target, and each kind of broken one is reported as broken, and as nothing else."""

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest
from inspect_material import PCM, clip, session, without, write
from sessions import coach

from coach.audio import Clip
from coach.errors import InputError
from coach.inspection import Report, as_json, as_lines, inspect
from coach.inspection.model import Inspection, Measure, Target
from coach.mix.bed import Nothing
from coach.timeline import Timeline
from coach.timeline.plan_file import as_data
from coach.timeline.plan_file import as_json as plan_json
from coach.units import SAMPLE_RATE, Samples


def not_met(report: Report) -> set[str]:
    return {measure.id for measure in report.measures if not measure.met}


def both(folder: Path) -> set[str]:
    """What the whole file misses, after a check that the tracks miss the same."""
    whole, tracks = inspect(folder).reports
    assert (whole.kind, tracks.kind) == ("whole", "tracks")
    assert not_met(whole) == not_met(tracks)
    return not_met(whole)


def value(report: Report, name: str) -> float:
    return next(measure.value for measure in report.measures if measure.id == name)


def about(report: Report, name: str) -> tuple[str, ...]:
    return next(measure.about for measure in report.measures if measure.id == name)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("good"))


@pytest.mark.parametrize("format", ["wav", "mp3"])
@pytest.mark.parametrize(
    ("layout", "kinds"), [("both", ["whole", "tracks"]), ("tracks", ["tracks"]), ("single", ["whole"])]
)
def test_a_fresh_export_meets_every_target(format: str, layout: str, kinds: list[str], tmp_path: Path) -> None:
    found = inspect(write(tmp_path, format=format, layout=layout))
    assert [report.kind for report in found.reports] == kinds
    for report in found.reports:
        assert not_met(report) == set()
        assert value(report, "pace") == pytest.approx(113, abs=2)
        assert value(report, "articulation") == pytest.approx(60 / 0.36, abs=1)
        assert value(report, "length") == 0
        assert value(report, "tone_error") < 0.05
        assert [chapter.words for chapter in report.chapters] == [20, 30, 30]
    assert found.met


def test_the_export_leaves_exactly_the_plan_beside_the_sound(good: Path) -> None:
    assert (good / "timeline.json").read_text(encoding="utf-8") == plan_json(session()) + "\n"


@pytest.mark.parametrize("format", ["wav", "mp3"])
def test_clipped(format: str, tmp_path: Path) -> None:
    def spoil(index: int, pcm: PCM) -> PCM:
        clipped: PCM = np.clip(pcm.astype(float) * 8, -32768, 32767).astype(np.int16)
        return clipped

    assert both(write(tmp_path, spoil=spoil, format=format)) == {"loudness", "true_peak", "clipped"}


def test_too_quiet(tmp_path: Path) -> None:
    assert both(write(tmp_path, spoil=lambda index, pcm: (pcm * 0.85).astype(np.int16))) == {"loudness"}


def test_too_fast(tmp_path: Path) -> None:
    folder = write(tmp_path, session(pause=SAMPLE_RATE // 4))
    assert both(folder) == {"pace", "chapters_off_pace"}
    text = "\n".join(as_lines(inspect(folder)))
    assert "words/min: Left arm" in text


def test_one_chapter_too_fast(tmp_path: Path) -> None:
    quick = msgspec.structs.replace(session(), chapters=(*session().chapters, session(38_400).chapters[0]))
    found = inspect(write(tmp_path, quick, layout="tracks"))
    assert [chapter.met for chapter in found.reports[0].chapters] == [True, True, True, False]
    assert not_met(found.reports[0]) == {"chapters_off_pace"}


def test_silence_as_zeros(tmp_path: Path) -> None:
    folder = write(tmp_path, bed=Nothing())
    assert both(folder) == {"silence"}
    assert value(inspect(folder).reports[0], "silence") > 3_000


@pytest.mark.parametrize(("at", "words"), [(1, "Number 1"), (4, "hold"), (5, "Let go."), (6, "release")])
def test_a_cue_is_missing(at: int, words: str, tmp_path: Path) -> None:
    folder = write(tmp_path, spoil=without(session().chapters[1].cues[at], 1))
    assert "missing" in both(folder)
    told = about(inspect(folder).reports[0], "missing")
    assert len(told) == 1
    assert words in told[0]


def test_a_missing_cue_over_silence_is_missing_too(tmp_path: Path) -> None:
    cue = session().chapters[0].cues[0]

    def spoil(index: int, pcm: PCM) -> PCM:
        pcm = pcm.copy()
        pcm[cue.start : cue.end] *= index != 0
        return pcm

    assert {"missing", "silence"} <= both(write(tmp_path, spoil=spoil, bed=Nothing()))


def moved(timeline: Timeline, chapter: int, cue: int, samples: int) -> Timeline:
    """The same plan with one cue elsewhere."""
    chapters = list(timeline.chapters)
    cues = list(chapters[chapter].cues)
    cues[cue] = msgspec.structs.replace(cues[cue], start=Samples(cues[cue].start + samples))
    chapters[chapter] = msgspec.structs.replace(chapters[chapter], cues=tuple(cues))
    return msgspec.structs.replace(timeline, chapters=tuple(chapters))


def test_noisy_music_under_the_speech_is_not_taken_for_speech(tmp_path: Path) -> None:
    random = np.random.default_rng(5)

    def spoil(index: int, pcm: PCM) -> PCM:
        return pcm + np.round(random.standard_normal(len(pcm)) * 300).astype(np.int16)

    assert both(write(tmp_path, spoil=spoil)) == set()


@pytest.mark.parametrize("by", [-0.5, 0.5])
def test_speech_that_is_not_where_the_plan_says(by: float, tmp_path: Path) -> None:
    folder = write(tmp_path, moved(session(), 1, 2, round(by * SAMPLE_RATE)))
    (folder / "timeline.json").write_text(plan_json(session()), encoding="utf-8")
    assert both(folder) == {"misplaced"}


def test_a_tone_that_is_late(tmp_path: Path) -> None:
    folder = write(tmp_path, moved(session(), 1, 4, 144))
    (folder / "timeline.json").write_text(plan_json(session()), encoding="utf-8")
    assert both(folder) == {"tone_error"}
    assert value(inspect(folder).reports[0], "tone_error") == pytest.approx(3.0, abs=0.05)


def test_one_cue_is_louder(tmp_path: Path) -> None:
    def speak(text: str) -> Clip:
        return clip(text) * np.float32(10 ** (3 / 20) if text == "Let go." else 1)

    folder = write(tmp_path, speak=speak)
    assert both(folder) == {"loudest"}
    whole = inspect(folder).reports[0]
    assert value(whole, "loudest") == pytest.approx(3, abs=0.1)
    assert "Let go." in about(whole, "loudest")[0]


def test_one_chapter_is_softer(tmp_path: Path) -> None:
    folder = write(tmp_path, spoil=lambda index, pcm: (pcm * (0.4 if index == 2 else 1)).astype(np.int16))
    assert {"softest", "speech_range", "silence"} <= both(folder)


def test_a_track_is_too_short(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", layout="tracks")
    short = write(tmp_path / "b", msgspec.structs.replace(session(), chapters=session().chapters[:1]), layout="tracks")
    (folder / "02 Left arm.wav").write_bytes((short / "01 Opening.wav").read_bytes())
    (report,) = inspect(folder).reports
    assert {"length", "missing"} <= not_met(report)
    off = session().chapters[0].length - session().chapters[1].length
    assert about(report, "length") == (f"02 Left arm.wav: {off} samples",)
    assert [chapter.samples_off for chapter in report.chapters] == [0, off, 0]


def test_a_track_is_not_there(tmp_path: Path) -> None:
    folder = write(tmp_path, layout="tracks")
    (folder / "03 Right arm.wav").unlink()
    (report,) = inspect(folder).reports
    assert {"length", "missing"} <= not_met(report)
    assert "Right arm (no track)" in about(report, "length")[0]


def test_tracks_are_found_without_a_playlist(tmp_path: Path) -> None:
    folder = write(tmp_path, layout="tracks")
    (folder / "Small.m3u8").unlink()
    (report,) = inspect(folder).reports
    assert not_met(report) == set()
    assert [chapter.file for chapter in report.chapters] == ["01 Opening.wav", "02 Left arm.wav", "03 Right arm.wav"]


def test_files_with_a_byte_order_mark_are_read_and_a_playlist_in_utf_16_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, layout="tracks")
    for name in ("Small.m3u8", "timeline.json"):
        (folder / name).write_bytes(b"\xef\xbb\xbf" + (folder / name).read_bytes())
    (report,) = inspect(folder).reports
    assert not_met(report) == set()
    assert [chapter.file for chapter in report.chapters] == ["01 Opening.wav", "02 Left arm.wav", "03 Right arm.wav"]
    (folder / "Small.m3u8").write_bytes((folder / "Small.m3u8").read_bytes().decode().encode("utf-16"))
    with pytest.raises(InputError, match=r"Small\.m3u8: cannot be read \(not UTF-8 text\); export the session again"):
        inspect(folder)


def test_one_track_is_held_against_its_own_chapter(good: Path) -> None:
    (report,) = inspect(good / "03 Right arm.wav").reports
    assert report.kind == "chapter"
    assert [chapter.title for chapter in report.chapters] == ["Right arm"]
    assert report.met


def test_the_whole_file_alone_is_held_against_the_plan(good: Path) -> None:
    (report,) = inspect(good / "Small.wav").reports
    assert (report.kind, report.met) == ("whole", True)


def test_a_file_without_a_plan_is_measured_as_far_as_that_goes(good: Path, tmp_path: Path) -> None:
    (tmp_path / "some.wav").write_bytes((good / "Small.wav").read_bytes())
    (report,) = inspect(tmp_path / "some.wav").reports
    assert (report.kind, report.met) == ("sound", True)
    assert {measure.id for measure in report.measures} == {
        *("loudness", "loudness_range", "true_peak", "clipped", "silence")
    }


@pytest.mark.parametrize("plan", ["", "[]", '{"protocol": "x", "sample_rate": 8000, "chapters": [], "cues": []}'])
def test_a_damaged_plan_is_an_error(plan: str, good: Path, tmp_path: Path) -> None:
    (tmp_path / "timeline.json").write_text(plan)
    with pytest.raises(InputError, match=r"timeline\.json: is not a plan"):
        inspect(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": None}, "is a plan of an older coach.*export the session again"),
        ({"version": 2, "chapters": "all else"}, "is a plan of version 2, and this coach reads 1"),
        ({"sample_rate": 44_100}, "is not a plan of the coach at 48000 Hz"),
    ],
)
def test_a_plan_of_another_kind_is_told_in_one_line(change: dict[str, object], message: str, tmp_path: Path) -> None:
    plan = {key: value for key, value in {**as_data(session()), **change}.items() if value is not None}
    (tmp_path / "timeline.json").write_text(json.dumps(plan))
    with pytest.raises(InputError, match=rf"timeline\.json: {message}") as caught:
        inspect(tmp_path)
    assert len(str(caught.value).splitlines()) == 1


def test_the_command_line(good: Path, tmp_path: Path) -> None:
    run = coach("inspect", good, "--picture", tmp_path / "a.svg")
    assert run.returncode == 0, run.stderr
    assert "All targets are met." in run.stdout
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert svg.count('class="wave" points') == 3
    assert svg.count('rect class="speech"') == 3 + 4 + 1 + 4 + 1 + 1  # one in the legend
    assert svg.count('rect class="held"') == 2 + 1
    bad = write(tmp_path / "bad", layout="single", spoil=lambda index, pcm: (pcm * 0.5).astype(np.int16))
    run = coach("inspect", bad, "--json")
    assert run.returncode == 1
    data = json.loads(run.stdout)
    assert (data["version"], data["met"]) == (1, False)
    missed = {measure["id"] for measure in data["reports"][0]["measures"] if measure["met"] is False}
    assert "loudness" in missed


@pytest.mark.parametrize("name", ["nothing", "text.mp3", "folder"])
def test_wrong_input(name: str, tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("no sound")
    (tmp_path / "folder").mkdir()
    run = coach("inspect", tmp_path / name)
    assert run.returncode == 2
    assert run.stderr.startswith("coach: ")
    assert run.stderr.count("\n") == 1


def test_a_value_that_misses_its_target_is_never_written_like_the_target() -> None:
    target = Target(-16.5, -15.5)
    values = (-15.46, -16.54, -15.54, -20.0)
    measures = tuple(Measure("loudness", "loudness", value, "LUFS", target) for value in values)
    written = "\n".join(as_lines(Inspection("out", (Report("out", "whole", measures),))))
    assert all(told in written for told in ("-15.46 LUFS", "-16.54 LUFS", "-15.5 LUFS", "-20.0 LUFS"))


def test_json_of_pure_silence_is_json(tmp_path: Path) -> None:
    folder = write(tmp_path, layout="single", spoil=lambda index, pcm: pcm * np.int16(0))
    data = json.loads(as_json(inspect(folder)))
    found = {measure["id"]: measure for measure in data["reports"][0]["measures"]}
    assert found["loudness"]["value"] is None
    assert found["missing"]["value"] == 3 + 7 + 7
    assert "\n".join(as_lines(inspect(folder)))


@pytest.mark.piper
@pytest.mark.parametrize("level", ["learn", "remind", "tones"])
def test_a_real_export_of_each_level_meets_every_target(level: str, tmp_path: Path) -> None:
    choices = ("--spots", "1", "--side", "left", "--level", level)
    run = coach("export", "hamstrings", "-o", tmp_path / "out", *choices)
    assert run.returncode == 0, run.stderr
    run = coach("inspect", tmp_path / "out")
    assert run.returncode == 0, run.stdout

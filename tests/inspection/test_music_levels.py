"""How far music is under each word is found in the sound, so that music that is too loud there cannot hide."""

from pathlib import Path

import numpy as np
import pytest
from bed_material import MUSIC, Stems, least_under_words, session, stems
from bed_material import write as write_wav

from coach.export import export
from coach.inspection import Measure, as_lines, inspect
from coach.mix import Mixer, album_gains, load_tones, open_bed


def exported(folder: Path, kind: str, format: str = "wav", louder: float = 0.0, bed: bool = True) -> Stems:
    """An export of the small session; `louder` is by how many dB its music is louder than it should be under words."""
    timeline, clips = session()
    file = write_wav(folder.parent / "music.wav", MUSIC[kind]())
    mixer = Mixer(clips.__getitem__, load_tones(), open_bed(file if bed else "carrier"))
    mixer = mixer.at_gain(*album_gains(mixer, timeline))
    made = stems(mixer, timeline, clips)
    more = made.music * (10 ** (louder / 20) - 1)
    mix = np.rint((made.mix + more) * 32_767).astype(np.int16)[:, 0]

    def render(index: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
        start = timeline.starts[index]
        return mix[start : start + timeline.chapters[index].length]

    export(timeline, render, folder, "both", format, music=mixer.music(folder))
    return made._replace(music=made.music + more)


def measured(folder: Path) -> list[Measure]:
    """Of the whole file and of the tracks."""
    found = [measure for report in inspect(folder).reports for measure in report.measures]
    return [measure for measure in found if measure.id == "music_under_words"]


@pytest.mark.parametrize("format", ["wav", "mp3"])
@pytest.mark.parametrize("kind", ["loud", "sparse", "swell", "bass", "speech band"])
def test_an_export_with_music_meets_it_and_the_worst_place_is_told(kind: str, format: str, tmp_path: Path) -> None:
    made = exported(tmp_path / "out", kind, format)
    least, _ = least_under_words(made)
    assert least >= 20
    found = measured(tmp_path / "out")
    assert len(found) == 2
    for measure in found:
        assert measure.met
        assert 20 <= measure.value < least + 4
    text = "\n".join(as_lines(inspect(tmp_path / "out")))
    assert "music under every word" in text
    assert "least at 0:" in text


@pytest.mark.parametrize("kind", ["loud", "sparse", "swell", "bass", "speech band"])
def test_music_that_is_too_loud_under_words_is_found(kind: str, tmp_path: Path) -> None:
    least, _ = least_under_words(exported(tmp_path / "out", kind, louder=10))
    assert least < 19
    for measure in measured(tmp_path / "out"):
        assert not measure.met
        assert measure.value == pytest.approx(least, abs=5)


def test_one_track_alone_is_measured_against_its_place_in_the_session(tmp_path: Path) -> None:
    exported(tmp_path / "out", "loud", louder=10)
    (report,) = inspect(tmp_path / "out" / "02 Part two.wav").reports
    (measure,) = [measure for measure in report.measures if measure.id == "music_under_words"]
    assert 10 < measure.value < 20


def test_without_its_music_it_cannot_be_measured_and_says_why(tmp_path: Path) -> None:
    exported(tmp_path / "out", "loud")
    write_wav(tmp_path / "music.wav", MUSIC["sparse"]())
    assert all(not measure.met and "not the music it was" in measure.about[0] for measure in measured(tmp_path / "out"))
    (tmp_path / "music.wav").unlink()
    assert all(not measure.met and "no such file" in measure.about[0] for measure in measured(tmp_path / "out"))


def test_there_is_no_such_line_without_music(tmp_path: Path) -> None:
    exported(tmp_path / "out", "loud", bed=False)
    assert measured(tmp_path / "out") == []

"""Verification: the same session rendered again is identical, or each difference has a name and a reason."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from evidence_material import album_with_everything, verified
from fakes import FakeVoice, length
from mutagen.wave import WAVE
from page_material import album as album

import coach.commands.provenance
from coach.commands.evidence import Sources, verify
from coach.errors import InputError
from coach.evidence.comparison import compare
from coach.export.manifest import MANIFEST
from coach.voice import VoiceRow
from coach.voice.base import Synthesis


class OtherVoice(FakeVoice):
    """Hums higher, for just as long."""

    def identity(self) -> str:
        return "fake 2"

    def _synthesise(self, text: str) -> Synthesis:
        time = np.arange(length(text)) / 48_000
        return (0.3 * np.sin(2 * np.pi * 260 * time)).astype(np.float32), 48_000


OTHER = VoiceRow("fake", "another hum", OtherVoice, lambda: ("en",))


def test_a_session_with_everything_of_ones_own_is_identical(tmp_path: Path) -> None:
    """Also the person's name, which it finds on the cue sheet alone; nothing was spoken before."""
    folder = album_with_everything(tmp_path)
    (tmp_path / "mine.yaml").unlink()
    found = verified(folder)
    assert (found.differences, found.recoded, found.reasons) == ((), (), ())
    assert list(found.lines()) == [f"identical: {found.files} files, byte for byte"]
    (tmp_path / "music.flac").unlink()
    with pytest.raises(InputError, match=r"its music is not at .* any more; say where: --bed FILE"):
        verified(folder)
    sheet = folder / "cue-sheet.html"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("Änne", "Anne"), encoding="utf-8")
    (tmp_path / "music.flac").touch()
    with pytest.raises(InputError, match="was changed, so that it does not tell any more for whom the album is"):
        verified(folder)


def test_another_voice_and_version_are_named_with_the_place(album: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coach.commands.provenance, "__version__", "99.0")
    found = verified(album, OTHER)
    assert not found.identical
    (sound,) = (line for line in found.differences if line.startswith("Small.mp3"))
    assert "sounds different from " in sound
    assert [reason.partition(" ")[0] for reason in found.reasons] == ["coach", "sounds.voice_identity"]
    assert found.reasons[1] == "sounds.voice_identity was fake 1, and is fake 2"
    assert next(found.lines()) == f"NOT identical: {len(found.differences)} of {found.files} files"


def test_another_encoder_is_named_and_the_sound_before_it_is_the_same(album: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(album, tmp_path / "other"))
    plan = json.loads((other / "timeline.json").read_text(encoding="utf-8"))
    plan["provenance"]["encoder"] = "ffmpeg version 99"
    (other / "timeline.json").write_text(json.dumps(plan))
    (reason,) = compare(album, other).reasons
    assert reason.endswith(", and is ffmpeg version 99; the sound before encoding has the same digest")


def test_other_bytes_of_the_same_sound_are_identical_in_sound(tmp_path: Path) -> None:
    one = album_with_everything(tmp_path)
    other = Path(shutil.copytree(one, tmp_path / "other"))
    name = next(path.name for path in other.glob("*.wav"))
    tags = WAVE(other / name)
    assert tags.tags is not None
    tags.tags["TIT2"].text = ["Another title"]
    tags.save()
    found = json.loads((other / MANIFEST).read_text())
    found["files"][name][0]["sha256"] = "0" * 64  # the digest of the other rendering is what counts
    (other / MANIFEST).write_text(json.dumps(found))
    compared = compare(one, other)
    assert compared.recoded == (name,)
    assert next(compared.lines()) == f"identical in sound, to the sample; encoded into other bytes: {name}"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"voice": "pack"}, "say where: --voice pack:DIR or --voice FILE.onnx"),
        ({"own_tones": True}, "say where: --tones DIR"),
    ],
)
def test_sounds_that_lie_elsewhere_are_asked_for(
    album: Path, tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    folder = Path(shutil.copytree(album, tmp_path / "album"))
    plan = json.loads((folder / "timeline.json").read_text(encoding="utf-8"))
    plan["provenance"]["sounds"] |= changes
    (folder / "timeline.json").write_text(json.dumps(plan))
    with pytest.raises(InputError, match=told):
        verify(folder, Sources())


@pytest.mark.parametrize("name", ["../small", "/tmp/small", "..", "a\\b"])
def test_a_folder_from_a_stranger_leads_nowhere_else(album: Path, tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(album, tmp_path / "album"))
    text = (folder / "timeline.json").read_text(encoding="utf-8")
    plan = json.loads(text)
    plan["provenance"]["protocols"] = {name: plan["provenance"]["protocols"]["small"]}
    (folder / "timeline.json").write_text(json.dumps(plan))
    with pytest.raises(InputError, match="is no name of a protocol"):
        verify(folder, Sources())
    (folder / "timeline.json").write_text(text)
    found = json.loads((folder / MANIFEST).read_text())
    found["files"][name] = next(iter(found["files"].values()))
    (folder / MANIFEST).write_text(json.dumps(found))
    with pytest.raises(InputError, match="which is no file of the coach"):
        verify(folder, Sources())

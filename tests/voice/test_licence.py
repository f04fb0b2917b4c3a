"""The licence of a voice, as an export tells it: of each kind, and without a folder of this machine."""

from pathlib import Path

import pytest
from fakes import FakeVoice

from coach.voice.licence import identity_of, licence_of, name_of
from coach.voice.pack import Pack
from coach.voice.piper import Piper, PiperFile
from coach.voice.pyttsx3 import System


def test_each_kind_has_its_licence(tmp_path: Path) -> None:
    model = tmp_path / "es_ES-davefx-medium.onnx"
    model.touch()
    (tmp_path / f"{model.name}.json").write_text('{"espeak": {"voice": "es"}, "language": {"code": "es_ES"}}')
    assert licence_of(Piper("en")).startswith("voice joe: MIT, its recordings CC0")
    assert licence_of(PiperFile(model, "es")).startswith("voice: CC0;")
    (tmp_path / f"{model.stem}.MODEL_CARD").write_text("* License: CC BY 4.0\n")
    assert licence_of(PiperFile(model, "es")).startswith("voice: CC BY 4.0;")
    (tmp_path / f"{model.stem}.MODEL_CARD").write_text("nothing")
    assert str(tmp_path) not in licence_of(PiperFile(model, "es"))
    assert "terms of its maker" in licence_of(System("en"))
    assert licence_of(FakeVoice()) == "not stated"


def test_recordings_tell_of_the_other_voice_only_where_it_spoke(tmp_path: Path) -> None:
    pack = Pack(tmp_path, "en", FakeVoice)
    assert (licence_of(pack), identity_of(pack)) == (
        "recordings: as agreed with the person who spoke them",
        "recordings",
    )
    pack.identity_of("Not recorded.")
    assert licence_of(pack).endswith("; what is not recorded: not stated")
    assert identity_of(pack) == "recordings; fake 1"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("piper", "piper"),
        ("kokoro:af_heart", "kokoro:af_heart"),
        ("pack:/a/b", "pack"),
        ("/a/b.onnx", "b.onnx"),
    ],
)
def test_a_name_has_no_folder(typed: str, name: str) -> None:
    assert name_of(typed) == name

"""Fetched voices: which are there, which is the best for a language, and how `--voice` finds them."""

import json
import os
from pathlib import Path

import pytest

from coach.errors import InputError
from coach.voice import VoiceError, languages, open_voice, synthetic
from coach.voice.installed import best, installed, kokoro_voices, voice_folder
from coach.voice.piper import Piper, PiperFile


def put(name: str, language: str = "es_ES", age: int = 0) -> Path:
    """A model that is none, with its configuration, so many seconds old."""
    folder = voice_folder()
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{name}.onnx"
    model.write_bytes(name.encode())
    os.utime(model, (1e9 - age, 1e9 - age))
    model.with_name(f"{model.name}.json").write_text(json.dumps({"language": {"code": language}}))
    return model


def test_nothing_is_there_without_the_folder_or_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (installed(), best("es"), kokoro_voices()) == ([], None, [])
    monkeypatch.setenv("XDG_DATA_HOME", "")
    monkeypatch.setenv("HOME", "relative")
    assert (installed(), best("es"), kokoro_voices()) == ([], None, [])
    assert languages("piper") == ("en",)


def test_only_a_whole_voice_is_one() -> None:
    put("es_ES-davefx-medium").with_name("es_ES-davefx-medium.onnx.json").unlink()
    (voice_folder() / "es_ES-carlfm-x_low.onnx.part").touch()
    (voice_folder() / "es_ES-carlfm-x_low.onnx.json").write_text("{}")
    assert installed() == []
    (voice_folder() / "kokoro" / "voices").mkdir(parents=True)
    (voice_folder() / "kokoro" / "voices" / "af_heart.bin").touch()
    assert kokoro_voices() == []
    (voice_folder() / "kokoro" / "model.onnx").touch()
    assert kokoro_voices() == ["af_heart"]


def test_the_best_quality_speaks_and_of_several_the_newest() -> None:
    names = [("es_ES-carlfm-x_low", 0), ("es_ES-davefx-medium", 9), ("es_MX-ald-medium", 5), ("mine", 0)]
    for name, age in names:
        put(name, age=age)
    put("de_DE-thorsten-high", "de_DE")
    chosen = best("es")
    assert chosen is not None
    assert chosen.name == "es_MX-ald-medium"
    voice = open_voice("piper", "es")
    assert isinstance(voice, PiperFile)
    assert voice.identity() == open_voice("es_MX-ald-medium", "es").identity()
    assert voice.identity() == open_voice(str(chosen.model), "es").identity()
    assert voice.identity() != open_voice("es_ES-davefx-medium", "es").identity()
    put("es_MX-claude-high", age=99)
    assert open_voice("piper", "es").identity() == open_voice("es_MX-claude-high", "es").identity()
    assert languages("piper") == ("en", "de", "es")
    assert isinstance(synthetic("es"), PiperFile), "a pack has missing lines spoken by a fetched voice"


def test_english_stays_the_shipped_voice_unless_another_is_named() -> None:
    put("en_US-lessac-high", "en_US")
    assert type(open_voice("piper", "en")) is Piper
    assert type(open_voice("en_US-lessac-high", "en")) is PiperFile


def test_a_configuration_that_cannot_be_read_is_told_and_never_chosen() -> None:
    put("es_ES-davefx-medium").with_name("es_ES-davefx-medium.onnx.json").write_text("{")
    (voice,) = installed()
    assert "no configuration of a Piper model" in voice.fault
    with pytest.raises(VoiceError, match="type: coach voices get es"):
        open_voice("piper", "es")


def test_a_wrong_name_is_guessed_among_those_that_are_there() -> None:
    put("es_ES-davefx-medium")
    with pytest.raises(InputError, match=r"did you mean 'es_ES-davefx-medium'\?.* pack:DIR, es_ES-davefx-medium$"):
        open_voice("es_ES-davefx-medum", "es")
    with pytest.raises(VoiceError, match="speaks 'es', and the session is in 'en'"):
        open_voice("es_ES-davefx-medium", "en")

"""Kokoro's voices by name and by language, and what is said when something of it is missing. No model is loaded."""

from pathlib import Path

import pytest
from needs import kokoro_engine

from coach.voice import VoiceError, languages, open_voice
from coach.voice.installed import voice_folder


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine seems to be here, as it need not be for what these tests look at."""
    monkeypatch.setattr("coach.voice.kokoro.find_spec", lambda name: True)


def install(*voices: str, model: bytes | None = b"no model") -> Path:
    """Put files with the names of a model and of voices where Kokoro's lie."""
    folder = voice_folder() / "kokoro"
    (folder / "voices").mkdir(parents=True)
    if model is not None:
        (folder / "model.onnx").write_bytes(model)
    for voice in voices:
        (folder / "voices" / f"{voice}.bin").write_bytes(bytes(510 * 256 * 4))
    return folder


def refusal(name: str, language: str = "en") -> str:
    with pytest.raises(VoiceError) as caught:
        open_voice(name, language)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@kokoro_engine
def test_the_plain_name_takes_the_best_voice_of_the_language() -> None:
    install("am_adam", "bf_emma", "ef_dora", "jf_alpha", "af_heart")
    first, second = open_voice("kokoro", "en"), open_voice("kokoro:af_heart", "en")
    assert first.identity() == second.identity() != open_voice("kokoro:bf_emma", "en").identity()
    assert open_voice("kokoro", "es").identity() == open_voice("kokoro:ef_dora", "es").identity()
    assert languages("kokoro") == ("en", "es")


@kokoro_engine
def test_another_content_is_another_identity() -> None:
    folder = install("af_heart")
    before = open_voice("kokoro", "en").identity()
    (folder / "model.onnx").write_bytes(b"another")
    between = open_voice("kokoro", "en").identity()
    (folder / "voices" / "af_heart.bin").write_bytes(b"another")
    assert len({before, between, open_voice("kokoro", "en").identity()}) == 3


def test_a_voice_that_does_not_fit_names_what_to_type() -> None:
    install("af_heart", "ef_dora")
    told = refusal("kokoro:ef_dora")
    assert told.endswith("speaks 'es', and the session is in 'en'; use --language es, or type --voice kokoro:af_heart")
    assert "kokoro:af_hart (did you mean 'af_heart'?): no voice of that name" in refusal("kokoro:af_hart")
    assert "no voice of that name" in refusal("kokoro:../voices/af_heart")
    assert refusal("kokoro:").endswith("voices get kokoro:NAME")
    assert refusal("kokoro", "fr").endswith("type --voice pyttsx3, or first: coach voices get kokoro:ff_siwis")
    assert refusal("kokoro", "fi").endswith("none that is installed speaks 'fi'; type --voice pyttsx3")


def test_what_is_missing_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal("kokoro").endswith("kokoro/model.onnx; first type: coach voices get kokoro")
    folder = install(model=b"no model")
    assert refusal("kokoro:af_heart").endswith("voices/NAME.bin; first type: coach voices get kokoro")
    (folder / "model.onnx").unlink()
    assert "model.onnx" in refusal("kokoro")
    monkeypatch.setattr("coach.voice.kokoro.find_spec", lambda name: None)
    assert "needs the extra kokoro" in refusal("kokoro")
    assert "coach doctor says what to type" in refusal("kokoro:af_heart")


@kokoro_engine
def test_a_model_or_a_voice_that_is_none_is_refused_at_its_first_word() -> None:
    folder = install("af_heart")
    with pytest.raises(VoiceError, match=r"^[^\n]*model\.onnx: Kokoro cannot load it \([^\n]*voices get kokoro$"):
        open_voice("kokoro", "en").speak("Hold.")
    (folder / "voices" / "af_heart.bin").write_bytes(b"no voice")
    with pytest.raises(VoiceError, match=r"^[^\n]*(model\.onnx|af_heart\.bin)[^\n]*voices get kokoro$"):
        open_voice("kokoro", "en").speak("Hold.")

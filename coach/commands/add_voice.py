"""Add a voice: take files that were fetched by hand, after a look at them."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from coach.commands.voices import VoiceObserver, held
from coach.errors import InputError, shown
from coach.storage.atomic import whole_file, writing
from coach.voice import VOICES, VoiceError
from coach.voice.catalogue import CARD, KOKORO_VOICE_SIZE, is_kokoro_name
from coach.voice.installed import language_of, voice_folder


def add(files: Sequence[Path], observer: VoiceObserver | None = None) -> None:
    """Take files that were fetched by hand: a Piper model with its configuration beside it, Kokoro's model or vectors.

    Raises InputError for a file that is none of these, VoiceError for a voice that does not speak.
    """
    if not files:
        raise InputError("coach voices add needs a FILE: NAME.onnx with NAME.onnx.json beside it, or a file of Kokoro")
    tell = observer or VoiceObserver()
    models = dict.fromkeys(file.with_suffix("") if file.name.endswith(".onnx.json") else file for file in files)
    for model in models:
        if not model.is_file():
            raise InputError(f"{model}: there is no such file")
        copies = _copies_of(model)
        with held():
            for source, target in copies:
                with writing(target):
                    target.parent.mkdir(parents=True, exist_ok=True)
                with whole_file(target) as part, writing(target):
                    shutil.copyfile(source, part)
        tell.line(f"{model}: added to {voice_folder()}")


def _copies_of(model: Path) -> list[tuple[Path, Path]]:
    """Check a file and those beside it; pair each with the place where it is kept, the model last."""
    if model.suffix == ".bin":
        return [(model, _kokoro_vectors(model))]
    if model.suffix != ".onnx":
        raise InputError(f"{model}: no voice; add NAME.onnx, with NAME.onnx.json beside it, or a file of Kokoro")
    config = model.with_name(f"{model.name}.json")
    if not config.is_file():
        if _is_kokoro(model):
            return [(model, voice_folder() / "kokoro" / "model.onnx")]
        raise InputError(f"{config}: there is no such file; it comes with each Piper model, put it beside {model.name}")
    _speaks(model, config)
    card = model.with_name(f"{model.stem}{CARD}")
    beside = [(config, voice_folder() / config.name), *([(card, voice_folder() / card.name)] if card.is_file() else [])]
    return [*beside, (model, voice_folder() / model.name)]


def _speaks(model: Path, config: Path) -> None:
    """Have a Piper model say a word. Raises VoiceError if it cannot, InputError if its name is another voice's."""
    from coach.voice.piper import PiperFile

    if model.stem in VOICES or ":" in model.name:
        raise InputError(f"{model}: '{shown(model.stem)}' means another voice; give the file another name first")
    PiperFile(model, language_of(config)).speak("Piper")


def _is_kokoro(model: Path) -> bool:
    from coach.voice.piper_model import open_session

    try:
        names = {one.name for one in open_session(model, model.parent).get_inputs()}
    except Exception as error:  # onnxruntime has no common class of errors
        raise VoiceError(f"{model}: no model of a voice ({shown(error, 200)}); download it again") from error
    return {"style", "speed"} <= names


def _kokoro_vectors(file: Path) -> Path:
    """Find the place of a Kokoro voice. Raises InputError if the file is none."""
    if not is_kokoro_name(file.stem) or file.stat().st_size != KOKORO_VOICE_SIZE:
        raise InputError(
            f"{file}: no voice of Kokoro, such as af_heart.bin, which has {KOKORO_VOICE_SIZE} bytes; download it again"
        )
    return voice_folder() / "kokoro" / "voices" / file.name

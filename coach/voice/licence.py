"""Licence and identity of a voice, as an export tells them: without folders and files of this machine."""

from typing import TYPE_CHECKING

from coach.voice.base import Voice

if TYPE_CHECKING:
    from coach.voice.pack import Pack

NOT_STATED = "not stated"

_PIPER = "engine Piper: GPL-3.0-or-later"
_JOE = f"voice joe: MIT, its recordings CC0; {_PIPER}"
_KOKORO = "voice: Apache-2.0; engine kokoro-onnx: MIT; phonemizer and eSpeak NG: GPL-3.0-or-later"
_SYSTEM = "a voice of the system: by the terms of its maker"
_RECORDINGS = "recordings: as agreed with the person who spoke them"


def licence_of(voice: Voice) -> str:
    """Tell the licences of a voice and of its engine; of recordings, also of the voice that spoke what was missing."""
    from coach.voice.kokoro import Kokoro
    from coach.voice.pack import Pack
    from coach.voice.piper import Piper, PiperFile
    from coach.voice.pyttsx3 import System

    match voice:
        case Pack():
            return "; ".join([_RECORDINGS, *(f"what is not recorded: {licence_of(one)}" for one in _fallback(voice))])
        case PiperFile():
            return f"voice: {_of_model(voice)}; {_PIPER}"
        case Piper():
            return _JOE
        case Kokoro():
            return _KOKORO
        case System():
            return _SYSTEM
        case _:
            return NOT_STATED


def identity_of(voice: Voice) -> str:
    """Name all that changes the sound of a voice; of recordings, only of the voice that spoke what was missing."""
    from coach.voice.pack import Pack

    if isinstance(voice, Pack):
        return "; ".join(["recordings", *map(identity_of, _fallback(voice))])
    return voice.identity()


def name_of(typed: str) -> str:
    """Take the folder out of a voice's name, as `--voice` takes it."""
    return "pack" if typed.startswith("pack:") else typed.replace("\\", "/").rpartition("/")[2]


def _fallback(pack: "Pack") -> list[Voice]:
    return [pack._fallback] if pack.missing else []


def _of_model(voice: Voice) -> str:
    """Find the licence in the model card beside a Piper model, or in the catalogue."""
    from coach.voice.catalogue import CARD, OFFERS, licence_in
    from coach.voice.piper import PiperFile

    assert isinstance(voice, PiperFile)
    model = voice._model
    found = licence_in(model.with_name(f"{model.stem}{CARD}"))
    offered = [offer.licence for offer in OFFERS.values() if offer.name == model.stem]
    if found == NOT_STATED and offered:
        return offered[0]
    return "see its model card" if found.startswith("see ") else found

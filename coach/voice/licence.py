"""Licence and identity of a voice, as an export tells them: without folders and files of this machine."""

from coach.voice.base import Voice

NOT_STATED = "not stated"

_PIPER = "engine Piper: GPL-3.0-or-later"
_JOE = f"voice joe: MIT, its recordings CC0; {_PIPER}"
_KOKORO = "voice: Apache-2.0; engine kokoro-onnx: MIT; phonemizer and eSpeak NG: GPL-3.0-or-later"
_SYSTEM = "a voice of the system: by the terms of its maker"
_RECORDINGS = "recordings: as agreed with the person who spoke them"


def licence_of(voice: Voice) -> str:
    """Tell the licences of a voice and of its engine; of recordings, also of the voice that spoke what was missing."""
    match voice.name.partition(":")[0]:  # no engine is imported for it
        case "pack":
            return "; ".join([_RECORDINGS, *(f"what is not recorded: {licence_of(one)}" for one in _fallback(voice))])
        case "piper":
            return _piper(voice)
        case "kokoro":
            return _KOKORO
        case "pyttsx3":
            return _SYSTEM
        case _:
            return NOT_STATED


def identity_of(voice: Voice) -> str:
    """Name all that changes the sound of a voice; of recordings, only of the voice that spoke what was missing."""
    missing = _fallback(voice)
    if voice.name.startswith("pack:"):
        return "; ".join(["recordings", *map(identity_of, missing)])
    return voice.identity()


def name_of(typed: str) -> str:
    """Take the folder out of a voice's name, as `--voice` takes it."""
    return "pack" if typed.startswith("pack:") else typed.replace("\\", "/").rpartition("/")[2]


def _fallback(voice: Voice) -> list[Voice]:
    """Return the voice that spoke what a pack lacks; none for another voice, or a pack that has all."""
    from coach.voice.pack import Pack

    return [voice._fallback] if isinstance(voice, Pack) and voice.missing else []


def _piper(voice: Voice) -> str:
    """Find the licence of the shipped voice, or in the model card beside another one, or in the catalogue."""
    from coach.voice.catalogue import CARD, OFFERS, licence_in
    from coach.voice.piper import PiperFile

    if not isinstance(voice, PiperFile):
        return _JOE
    model = voice._model
    found = licence_in(model.with_name(f"{model.stem}{CARD}"))
    offered = [offer.licence for offer in OFFERS.values() if offer.name == model.stem]
    if found == NOT_STATED and offered:
        found = offered[0]
    return f"voice: {'see its model card' if found.startswith('see ') else found}; {_PIPER}"

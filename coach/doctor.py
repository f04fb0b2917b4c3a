"""What this machine has for the coach, what it lacks, and what to type for it."""

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import msgspec

from coach.errors import CoachError


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at."""

    name: str
    there: bool
    detail: str
    needed: bool = False
    """Without it the default way does not work."""
    type_this: str = ""

    def __str__(self) -> str:
        state = "ok" if self.there else ("MISSING" if self.needed else "not here")
        advice = f"; type: {self.type_this}" if self.type_this and not self.there else ""
        return f"{self.name:22}{state:10}{self.detail}{advice}"


def examine() -> Iterator[Finding]:
    """Look at everything, the needed things first."""
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    yield Finding("Python", fits, platform.python_version(), needed=True, type_this="use Python 3.11, 3.12 or 3.13")
    yield _voice()
    yield _encoder()
    yield _cache()
    yield _device()
    yield _package("simpleaudio", "a second player", "pip install 'smr-coach[simpleaudio]'")
    yield _espeak()
    yield _program("ffmpeg", "the system's own encoder, used instead of the one that came with the coach")


def _voice() -> Finding:
    from coach.voice import open_voice

    try:
        clip = open_voice("piper", "en").speak("Ready.")
        return Finding("voice piper", True, f"speaks ({len(clip)} samples for one word)", needed=True)
    except (CoachError, ImportError, OSError) as error:
        return Finding(
            "voice piper", False, str(error), needed=True, type_this="pip install --force-reinstall piper-tts"
        )


def _encoder() -> Finding:
    from coach.export import find_encoder

    try:
        return Finding("encoder", True, str(find_encoder()), needed=True)
    except CoachError as error:
        return Finding("encoder", False, str(error), needed=True, type_this="pip install imageio-ffmpeg")


def _cache() -> Finding:
    from coach.voice import default_folder

    folder = default_folder()
    clips = list(folder.glob("*/*.clip")) if folder.is_dir() else []
    size = sum(clip.stat().st_size for clip in clips) / 1e6
    return Finding("clip cache", True, f"{folder}: {len(clips)} clips, {size:.1f} MB (safe to delete)")


def _device() -> Finding:
    from coach.play.players import make_player

    try:
        with make_player("miniaudio"):
            return Finding("sound device", True, "opens")
    except CoachError as error:
        return Finding("sound device", False, str(error))


def _package(name: str, about: str, type_this: str) -> Finding:
    return Finding(f"player {name}", find_spec(name) is not None, about, type_this=type_this)


def _program(name: str, about: str) -> Finding:
    path = shutil.which(name)
    return Finding(f"program {name}", path is not None, path or about)


def _espeak() -> Finding:
    from coach.voice.pyttsx3 import INSTALL

    if sys.platform in ("win32", "darwin"):
        return Finding("voice pyttsx3", True, "uses the voices of the system")
    code = "import pyttsx3; pyttsx3.init()"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    return Finding("voice pyttsx3", run.returncode == 0, "speaks through eSpeak NG", type_this=INSTALL)

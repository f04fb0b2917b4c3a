"""Doctor: look for what this machine has and lacks, and tell what to type for it."""

import json
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import msgspec

from coach.errors import CoachError

_ROOT = Path(__file__).parents[2]
STAMP = "coach-environment.txt"
"""Name of the file that `scripts/` leave in an environment that they made."""

_BUILT = " (on Linux it is built from source; on Debian or Ubuntu first type: sudo apt install gcc libasound2-dev)"


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at."""

    name: str
    there: bool
    detail: str
    needed: bool = False
    """Without it the default way does not work."""
    advice: str = ""
    """Advice for when it is not there."""

    def __str__(self) -> str:
        state = "ok" if self.there else ("MISSING" if self.needed else "not here")
        advice = f"; {self.advice}" if self.advice and not self.there else ""
        return f"{self.name:22}{state:10}{self.detail}{advice}"


def examine() -> Iterator[Finding]:
    """Look at everything, the needed things first."""
    fits = (3, 11) <= sys.version_info[:2] <= (3, 14)
    yield Finding("Python", fits, platform.python_version(), needed=True, advice="use Python 3.11 to 3.14")
    yield _voice()
    yield _encoder()
    yield _cache()
    yield _device()
    yield _simpleaudio()
    yield _kokoro()
    yield _espeak()
    yield _share()
    yield _buttons()
    yield _listen()
    yield _program("ffmpeg", "the system's own encoder, used instead of the one that came with the coach")


def _voice() -> Finding:
    from coach.voice import open_voice

    try:
        clip = open_voice("piper", "en").speak("Ready.")
        return Finding("voice piper", True, f"speaks ({len(clip)} samples for one word)", needed=True)
    except (CoachError, ImportError, OSError) as error:
        return Finding("voice piper", False, str(error), needed=True, advice=install())


def _encoder() -> Finding:
    from coach.audio.ffmpeg import find_ffmpeg

    try:
        return Finding("encoder", True, str(find_ffmpeg()), needed=True)
    except CoachError:
        return Finding("encoder", False, "no ffmpeg that can write MP3", needed=True, advice=install())


def _cache() -> Finding:
    from coach.voice import default_folder

    folder = default_folder()
    clips = list(folder.glob("*/*.clip")) if folder.is_dir() else []
    size = sum(clip.stat().st_size for clip in clips) / 1e6
    return Finding("clip cache", True, f"{folder}: {len(clips)} clips, {size:.1f} MB (safe to delete)")


def _device() -> Finding:
    from coach.play.devices import make_player

    try:
        with make_player("miniaudio"):
            return Finding("sound device", True, "opens")
    except CoachError as error:
        return Finding("sound device", False, str(error))


def _simpleaudio() -> Finding:
    advice = install("simpleaudio") + (_BUILT if sys.platform == "linux" else "")
    return Finding("player simpleaudio", find_spec("simpleaudio") is not None, "a second player", advice=advice)


def _kokoro() -> Finding:
    from coach.voice import VoiceError, languages

    if find_spec("kokoro_onnx") is None:
        return Finding("voice kokoro", False, "neural voices, in English understood best", advice=install("kokoro"))
    try:
        return Finding("voice kokoro", True, f"speaks {', '.join(languages('kokoro'))}")
    except VoiceError as error:
        return Finding("voice kokoro", False, str(error))


def _share() -> Finding:
    there = all(map(find_spec, ("starlette", "uvicorn", "zeroconf", "ifaddr", "zipstream")))
    return Finding(
        "coach share", there, "serves a page to phones in the same Wi-Fi, and play --remote", advice=install("share")
    )


def _buttons() -> Finding:
    if sys.platform != "linux":
        there = find_spec("pynput") is not None
        return Finding("play --buttons", there, "hears the media keys", advice=install("buttons"))
    from coach.commands.buttons import buttons_here
    from coach.play.controls.buttons import survey

    return Finding("play --buttons", bool(survey()[0]), buttons_here())


def _listen() -> Finding:
    there = find_spec("livekit") is not None
    return Finding("coach play --listen", there, "experimental: does a few phrases", advice=install("listen"))


def _program(name: str, about: str) -> Finding:
    path = shutil.which(name)
    return Finding(f"program {name}", path is not None, path or about)


def _espeak() -> Finding:
    from coach.voice.pyttsx3 import INSTALL

    if sys.platform in ("win32", "darwin"):
        return Finding("voice pyttsx3", True, "uses the voices of the system")
    code = "import pyttsx3; pyttsx3.init()"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    return Finding("voice pyttsx3", run.returncode == 0, "speaks through eSpeak NG", advice=INSTALL)


def install(extra: str = "", root: Path = _ROOT) -> str:
    """Tell what to do so that all that is needed is installed again, or also an extra.

    Right for the checkout at `root`, and for an installed package. It never has an index asked for our name: what
    has that name there may be somebody else's.
    """
    script = root / "scripts" / "coach"
    if script.is_file():
        return _in_checkout(extra, root, "scripts/coach" if Path.cwd() == root else _typed(str(script)))
    origin = _origin()
    if origin is None or find_spec("pip") is None:
        return "install the coach again the way you did" + (f", with its extra {extra}" if extra else "")
    wanted = [f"smr-coach[{extra}] @ {origin}"] if extra else ["--force-reinstall", origin]
    return f"type: {_typed(sys.executable, '-m', 'pip', 'install', *wanted)}"


def _typed(*words: str) -> str:
    """Words as the shell of this system wants them."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _in_checkout(extra: str, root: Path, script: str) -> str:
    if sys.platform == "win32":
        script = f"python {script}"
    if extra:
        setting = f"set COACH_EXTRAS={extra} and type: " if sys.platform == "win32" else f"type: COACH_EXTRAS={extra} "
        return f"{setting}{script} doctor"
    # The scripts make an environment anew when theirs is gone; one that somebody else made is left alone.
    theirs = (Path(sys.prefix) / STAMP).is_file()
    return f"delete the folder {sys.prefix} and type: {script} doctor" if theirs else f"type: {script} doctor"


def _origin() -> str | None:
    """From where the package was installed, as pip takes it (PEP 610); None for an index, or if it is not known."""
    try:
        written = metadata.distribution("smr-coach").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None
    if written is None:
        return None
    origin = json.loads(written)
    vcs = origin.get("vcs_info")
    return f"{vcs['vcs']}+{origin['url']}@{vcs['commit_id']}" if vcs else str(origin["url"])

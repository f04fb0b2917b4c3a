"""Voices of the system, through pyttsx3: SAPI on Windows, NSSpeech on macOS, eSpeak NG on Linux.

pyttsx3 2.99 keeps one slot on eSpeak (of two queued files only the last is written), prints to
standard output and guesses the rate. So each text is spoken by one run of a process of its own, and
its file is read by its own header.
"""

import inspect
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.voice.base import Voice, VoiceError

RATE = 150
"""Words a minute asked of the engine."""

PATIENCE = 60
"""Seconds for one text, before the engine is given up."""

TRIES = 4
"""Tries for one text. On a busy machine pyttsx3 at times ends before eSpeak has written all, without an error."""

INSTALL = "on Debian or Ubuntu: sudo apt install espeak-ng libespeak-ng1"


def whole(path: "str | Path") -> bool:
    """Whether a WAV or AIFF file is there and as long as its header says. A cut sentence could be a warning."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 -- this text also runs in a program without pathlib
            form, length = file.read(4), file.read(4)
            size = file.seek(0, 2)
    except FileNotFoundError:
        return False
    told = int.from_bytes(length, "little" if form == b"RIFF" else "big") if form in (b"RIFF", b"FORM") else 0
    return size > 100 and size >= 8 + told


_NAMES = """
import sys, pyttsx3
engine = pyttsx3.init()
def names(voice):
    names = [n.decode("ascii", "ignore") if isinstance(n, bytes) else str(n) for n in voice.languages or []]
    return [n.strip("\\x05").replace("_", "-").lower() for n in names] or [voice.id.lower()]
"""

_LIST = (
    _NAMES
    + """
for voice in engine.getProperty("voices"):
    for name in names(voice):
        print(name.split("/")[-1].split("-")[0])
"""
)

_RUN = (
    _NAMES
    + f"""
import time
{inspect.getsource(whole)}
"""
    + """
text, language, rate, path = sys.argv[1:]
def speaks(voice):
    return [n for n in names(voice) if n == language or n.startswith(language + "-") or n.endswith("/" + language)]
voices = sorted((v for v in engine.getProperty("voices") if speaks(v)), key=lambda v: len(speaks(v)[0]))
if not voices:
    sys.exit(4)
engine.setProperty("voice", voices[0].id)
engine.setProperty("rate", int(rate))
engine.save_to_file(text, path)
engine.runAndWait()
deadline = time.monotonic() + 5  # eSpeak may still be writing, in a thread of its own
while not whole(path) and time.monotonic() < deadline:
    time.sleep(0.01)
"""
)


class System(Voice):
    """Voice of the system for a language."""

    name = "pyttsx3"

    @classmethod
    def languages(cls) -> tuple[str, ...]:
        """List the languages of this system's voices, two letters each. Raises VoiceError if it has no speech."""
        return spoken_here()

    def identity(self) -> str:
        """Name the engine's version, the platform and the settings; the system's voices have no version to ask."""
        return f"pyttsx3 {version('pyttsx3')} on {sys.platform}, {self.language}, {RATE} words a minute"

    def _synthesise(self, text: str) -> tuple[NDArray[np.float32], int]:
        from coach.audio.files import read

        with _temporary_folder() as folder:
            # macOS writes AIFF whatever the name says; the reader looks inside the file.
            path = Path(folder) / "speech.wav"
            command = [sys.executable, "-c", _RUN, self.respelled(text), self.language, str(RATE), str(path)]
            for _ in range(TRIES):
                try:
                    run = subprocess.run(
                        command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=_inside(folder)
                    )
                except subprocess.TimeoutExpired as error:
                    raise VoiceError(f"voice 'pyttsx3': no speech within {PATIENCE} s; use --voice piper") from error
                wrote = whole(path)
                if run.returncode or wrote:
                    break
            if run.returncode == 4:
                raise VoiceError(
                    f"voice 'pyttsx3': this system has no voice for '{self.language}'; install one ({INSTALL}), take "
                    "one of Piper's (coach voices tells how), or use --voice pack:DIR with recordings"
                )
            if run.returncode or not wrote:
                last = (run.stderr.strip().splitlines() or ["it wrote no sound"])[-1]
                raise VoiceError(f"voice 'pyttsx3': the system's speech failed ({last}); {INSTALL}")
            return read(path)


def _temporary_folder() -> "tempfile.TemporaryDirectory[str]":
    """Make a folder for the engine to write into, which goes with its `with`. Raises VoiceError if there is none."""
    try:
        return tempfile.TemporaryDirectory(prefix="coach-")
    except OSError as error:
        why = "no folder for temporary files can be written; set TMPDIR to one, or use --voice piper"
        raise VoiceError(f"voice 'pyttsx3': {why}") from error


def _inside(folder: str) -> dict[str, str]:
    """Make an environment in which the engine's sound library, which plays nothing, leaves its files in a folder."""
    return {**os.environ, "TMPDIR": folder, "PULSE_RUNTIME_PATH": folder}


def spoken_here() -> tuple[str, ...]:
    """List the languages of this system's voices, two letters each.

    Raises VoiceError if the system has no speech.
    """
    try:
        command = [sys.executable, "-c", _LIST]
        with _temporary_folder() as folder:
            run = subprocess.run(
                command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=_inside(folder)
            )
    except subprocess.TimeoutExpired as error:
        raise VoiceError(f"voice 'pyttsx3': no answer within {PATIENCE} s; use --voice piper") from error
    if run.returncode:
        raise VoiceError(f"voice 'pyttsx3': this system has no speech; {INSTALL}")
    return tuple(sorted({name for name in run.stdout.split() if len(name) == 2 and name.isalpha()}))

"""Skip marks for tests that need a piece of the system; each reason names what to install.

    from needs import pulse

    @pulse
    def test_plays() -> None: ...

Under COACH_REQUIRE_ALL=1, as in CI, each of these skips is a failure (see conftest.py).
"""

import ctypes
import importlib
import os
import shutil
import subprocess
from importlib.util import find_spec

import pytest


def needs_program(name: str, why: str, package: str | None = None) -> pytest.MarkDecorator:
    """Skip if `name` is not on PATH. `package` is what Debian calls it, where that differs."""
    return pytest.mark.skipif(
        shutil.which(name) is None,
        reason=f"{why} needs the program {name} (Debian and Ubuntu: apt install {package or name})",
    )


def _loads(*libraries: str) -> bool:
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            continue
        return True
    return False


def _imports(module: str) -> bool:
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True


system_ffmpeg = needs_program("ffmpeg", "encoding with the system's encoder")

pulse = pytest.mark.skipif(
    not all(shutil.which(program) for program in ("pulseaudio", "pactl", "parec")),
    reason="recording what is played needs a PulseAudio server of its own "
    "(Debian and Ubuntu: apt install pulseaudio pulseaudio-utils libasound2-plugins)",
)

# The two names that pyttsx3 tries; it needs the library, not the program.
espeak = pytest.mark.skipif(
    not _loads("libespeak-ng.so.1", "libespeak.so.1"),
    reason="the system's voice through pyttsx3 needs eSpeak NG "
    "(Debian and Ubuntu: apt install espeak-ng libespeak-ng1)",
)

listen = pytest.mark.skipif(
    not _imports("livekit.wakeword"),
    reason="phrases are heard by the extra of that name (COACH_EXTRAS=listen scripts/test)",
)

kokoro_engine = pytest.mark.skipif(
    find_spec("kokoro_onnx") is None,
    reason="Kokoro's engine is the extra of that name (COACH_EXTRAS=kokoro scripts/test; up to Python 3.13)",
)

kokoro = pytest.mark.skipif(
    find_spec("kokoro_onnx") is None or "COACH_KOKORO" not in os.environ,
    reason="a real Kokoro needs its extra, and COACH_KOKORO that names the folder of its model and voices "
    "(python scripts/assemble_kokoro.py FOLDER; COACH_KOKORO=FOLDER COACH_EXTRAS=kokoro scripts/test)",
)

recogniser = pytest.mark.skipif(
    find_spec("faster_whisper") is None,
    reason="words are heard by the extra recogniser (COACH_EXTRAS=recogniser scripts/test)",
)

simpleaudio = pytest.mark.skipif(
    not _imports("simpleaudio"),
    reason="simpleaudio's player needs the extra of that name "
    "(COACH_EXTRAS=simpleaudio scripts/test; on Linux first: apt install gcc libasound2-dev)",
)

namespaces = pytest.mark.skipif(
    subprocess.run(["unshare", "--net", "--map-root-user", "ip", "link"], capture_output=True).returncode != 0
    if shutil.which("unshare") and shutil.which("ip")
    else True,
    reason="two computers in a network need Linux that lets a user make one (Debian and Ubuntu: apt install iproute2)",
)

browser = pytest.mark.skipif(
    shutil.which("chromium") is None or not _imports("playwright"),
    reason="opening a page needs Chromium (Debian: apt install chromium) and Playwright (pip install playwright)",
)

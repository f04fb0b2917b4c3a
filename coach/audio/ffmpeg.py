"""Find the ffmpeg program: the system's when it can do the job, else the one inside `imageio-ffmpeg`."""

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from coach.errors import CoachError

NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Flag that keeps Windows from opening a console for the program; 0 elsewhere."""

_NEEDED = (b"libmp3lame", b"libopus")
_PATIENCE_S = 20.0


@cache
def find_ffmpeg() -> str:
    """Find an ffmpeg that runs and can write MP3 and Opus, and return its path. It is looked for once.

    Raises CoachError if there is none.
    """
    for program in _candidates():
        if _works(program):
            return program
    raise CoachError("no ffmpeg that can write MP3 was found; install ffmpeg, or type what coach doctor says")


def every_ffmpeg() -> Iterator[str]:
    """Yield the ffmpeg that is found, then the packaged one: a system's may be confined, and see only some folders.

    Raises CoachError if there is none.
    """
    found = find_ffmpeg()
    yield found
    packaged = _packaged()
    if packaged is not None and packaged != found and _works(packaged):
        yield packaged


def ffmpeg_identity() -> str:
    """Tell one ffmpeg from another, without starting it, by its path, size and time of change."""
    program = next(_candidates(), "")
    try:
        found = Path(program).resolve().stat()
    except OSError:
        return program
    return f"{program} {found.st_size} {found.st_mtime_ns}"


def ffmpeg_version(program: str) -> str:
    """Ask an ffmpeg for its version, such as ``ffmpeg version 7.0.2-static``; without an answer, `unknown`."""
    try:
        told = subprocess.run(
            [program, "-version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE_S,
            creationflags=NO_WINDOW,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return told.stdout.partition(b" Copyright")[0].decode("utf-8", "replace").partition("\n")[0].strip() or "unknown"


def _candidates() -> Iterator[str]:
    """Yield the system's ffmpeg, then the packaged one, which is imported only when it is needed."""
    system = shutil.which("ffmpeg")
    if system is not None:
        yield system
    packaged = _packaged()
    if packaged is not None:
        yield packaged


def _packaged() -> str | None:
    try:
        import imageio_ffmpeg
    except ImportError:
        return None
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:  # its way to say that it has none for this platform
        return None


def _works(program: str) -> bool:
    """Whether the program runs and lists the encoders that are needed."""
    try:
        listed = subprocess.run(
            [program, "-hide_banner", "-encoders"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE_S,
            creationflags=NO_WINDOW,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return listed.returncode == 0 and all(encoder in listed.stdout for encoder in _NEEDED)

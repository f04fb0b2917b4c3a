"""The ffmpeg programs that the export is tested with."""

import shutil

import imageio_ffmpeg
import pytest
from needs import system_ffmpeg

PROGRAMS = [
    pytest.param("system", marks=[pytest.mark.ffmpeg, system_ffmpeg]),
    pytest.param("packaged"),
]


def program_of(which: str) -> str:
    """The path of the system's ffmpeg, or of the one that is packaged."""
    found = shutil.which("ffmpeg") if which == "system" else imageio_ffmpeg.get_ffmpeg_exe()
    assert found is not None
    return str(found)

"""The real voices, on a few words."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from needs import espeak

from coach.audio import loudness
from coach.errors import InputError
from coach.units import to_seconds
from coach.voice import VoiceError, open_voice

TEXT = "Straighten the left knee slowly."


@pytest.mark.piper
def test_piper_speaks_the_same_samples_every_time_at_the_loudness_of_all_cues() -> None:
    first, second = (open_voice("piper", "en").speak(TEXT) for _ in range(2))
    assert np.array_equal(first, second)
    assert loudness(first) == pytest.approx(-16, abs=0.5)
    assert 1.0 < to_seconds(len(first)) < 4.0


@pytest.mark.espeak
@espeak
def test_the_system_speaks_each_text_for_itself() -> None:
    voice = open_voice("pyttsx3", "en")
    long, short = voice.speak(TEXT), voice.speak("Two.")
    assert to_seconds(len(long)) > 2 * to_seconds(len(short)) > 0.3
    assert loudness(short) == pytest.approx(-16, abs=0.5)


@pytest.mark.espeak
@espeak
def test_the_system_speaks_other_languages_and_says_so_when_it_cannot() -> None:
    spanish, english = (open_voice("pyttsx3", language).speak("Estira la rodilla.") for language in ("es", "en"))
    assert len(spanish) != len(english)
    with pytest.raises(VoiceError, match="no voice for 'xx'"):
        open_voice("pyttsx3", "xx").speak("Hello.")


@pytest.mark.espeak
@espeak
def test_a_system_that_wrote_nothing_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As pyttsx3 does now and then on a busy machine: it ends well, and there is no file."""
    run, asked = subprocess.run, 0

    def sometimes(command: list[str], **how: Any) -> Any:
        nonlocal asked
        asked += 1
        return run(command if asked % 3 == 0 else [sys.executable, "-c", ""], **how)

    monkeypatch.setattr(subprocess, "run", sometimes)
    assert to_seconds(len(open_voice("pyttsx3", "en").speak("Two."))) > 0.1
    assert asked == 3
    monkeypatch.setattr(subprocess, "run", lambda command, **how: run([sys.executable, "-c", ""], **how))
    with pytest.raises(VoiceError, match="it wrote no sound"):
        open_voice("pyttsx3", "en").speak("Three.")


@pytest.mark.espeak
@espeak
def test_a_sentence_that_was_cut_short_is_spoken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a busy machine does it: the program ends while the file is written. The rest may say when to stop."""
    run, asked = subprocess.run, 0

    def cutting(command: list[str], **how: Any) -> Any:
        nonlocal asked
        asked += 1
        ended = run(command, **how)
        if asked < 3:
            os.truncate(command[-1], 16_384)
        return ended

    text = "Stop if it tingles, burns or hurts."
    uncut = open_voice("pyttsx3", "en").speak(text)
    monkeypatch.setattr(subprocess, "run", cutting)
    assert np.array_equal(open_voice("pyttsx3", "en").speak(text), uncut)
    assert asked == 3


def test_an_unknown_voice_lists_what_exists_and_piper_knows_its_language() -> None:
    with pytest.raises(InputError, match="--voice nobody: there is piper, pyttsx3"):
        open_voice("nobody", "en")
    with pytest.raises(VoiceError, match="no voice for 'fi' is here"):
        open_voice("piper", "fi")


def test_no_folder_for_temporary_files_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(VoiceError, match=r"^voice 'pyttsx3': no folder for temporary files [^\n]* TMPDIR [^\n]*$"):
        open_voice("pyttsx3", "en").speak("Two.")

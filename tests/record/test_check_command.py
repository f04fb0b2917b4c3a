"""`coach record --check`: a folder made in a studio, judged from the command line."""

from pathlib import Path

import numpy as np
import pytest
from microphones import Floats, syllables
from sessions import SHORT, coach
from takes import write

from coach.commands.record import check_takes, lines_of
from coach.errors import InputError
from coach.protocol import load
from coach.protocol.vocabulary import LEVELS
from coach.record.judge import foretold
from coach.voice import synthetic
from coach.voice.pack import Pack


def take_of(text: str, share: float = 1.0) -> Floats:
    """Syllables as long as the words, with a room around them."""
    room = np.random.default_rng(4).uniform(-3e-4, 3e-4, 48_000).astype(np.float32)
    return np.concatenate([room, syllables(share * foretold(text, "en")), room])


def test_each_wrong_take_is_listed_and_the_exit_code_tells(tmp_path: Path) -> None:
    file = tmp_path / "short.yaml"
    file.write_text(SHORT)
    lines = list(lines_of(load(str(file)), "en"))
    voice = tmp_path / "voice"
    voice.mkdir()
    for line in lines[:12]:
        write(voice / f"{line.id}.wav", take_of(line.text))
    (voice / "notes.txt").write_text("no sound, and no matter")
    told: list[str] = []
    assert check_takes(voice, str(file), told.append)
    assert told == ["12 takes: 12 good, 0 to be recorded again"]

    write(voice / f"{lines[3].id}.wav", 9 * take_of(lines[3].text))
    write(voice / f"{lines[5].id}.wav", take_of(lines[5].text, share=4.0))
    write(voice / "strange.wav", take_of("Strange."))
    run = coach("record", file, "--check", voice)
    told = run.stdout.splitlines()
    assert (run.returncode, run.stderr) == (1, "")
    assert told[0].startswith(f"{lines[3].id}.wav: clipped: ")
    assert told[1].startswith(f"{lines[5].id}.wav: too long: ")
    assert "'strange.wav'" in told[2]
    assert told[3:] == ["12 takes: 10 good, 2 to be recorded again"]

    said = Pack(voice, "en", lambda: synthetic("en")).speak(lines[0].text)
    assert len(said) / 48_000 == pytest.approx(foretold(lines[0].text, "en"), abs=0.3)

    empty = tmp_path / "empty"
    empty.mkdir()
    for folder, message in ((empty, "no recording there has the id of a line"), (tmp_path / "none", "no folder")):
        with pytest.raises(InputError, match=message):
            check_takes(folder, str(file), told.append)


def test_the_lines_of_one_level_are_fewer_and_those_of_all_levels_are_all() -> None:
    protocol = load("hamstrings")
    every = {line.id for line in lines_of(protocol, "en")}
    each = [{line.id for line in lines_of(protocol, "en", (level,))} for level in LEVELS]
    assert set.union(*each) == every
    assert all(some < every for some in each)

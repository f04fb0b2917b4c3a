"""`coach record` at a pseudo-terminal: every key, every answer, and the next day."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from at_terminal import Home, Run
from sessions import ROOT, SHORT, coach

from coach.commands.record import lines_of
from coach.protocol import load
from coach.record.dialogue import GOOD, READY
from coach.record.folder import Line, judge
from coach.record.judge import foretold

PROGRAM = """
import json, sys
import numpy as np
sys.path.insert(0, sys.argv.pop(1))
from microphones import FakeMicrophone, syllables
from coach.record import sound
microphone = FakeMicrophone([syllables(*each) for each in json.loads(sys.argv.pop(1))])
sound.system_microphone = lambda: microphone
sound.play = lambda pcm, ended: print(f"heard {len(pcm) / 48000:.0f} s, microphone open: {microphone.open}")
from coach.cli.main import main
sys.argv[0] = "coach"
main()
"""

LOUD = 9.0
"""Amplitude of a take that clips."""


class Booth:
    """A person who records the short protocol."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "voice"
        self.protocol = folder / "short.yaml"
        self.protocol.write_text(SHORT)
        self.lines = list(lines_of(load(str(self.protocol)), "en"))
        self._home = Home(folder)

    def seconds(self, index: int) -> float:
        """How long the words of a line take; a whole number of syllables."""
        return max(0.4, round(foretold(self.lines[index].text, "en") * 5) / 5)

    @contextmanager
    def sitting(
        self, *takes: tuple[float, ...], words: tuple[str, ...] = ("--plain",), columns: int = 0
    ) -> Iterator[Run]:
        """At a terminal; the microphone hears these takes, each as seconds and amplitude."""
        typed = ["record", str(self.protocol), "--voice-dir", str(self.folder), *words]
        command = [sys.executable, "-c", PROGRAM, str(ROOT / "tests" / "record"), json.dumps(takes), *typed]
        with self._home.at_terminal(command, columns) as run:
            yield run

    def recorded(self) -> list[Line]:
        return [each.line for each in judge(self.folder, self.lines)[0] if each.fault is None]


@pytest.fixture
def booth(tmp_path: Path) -> Booth:
    return Booth(tmp_path)


def test_the_whole_dialogue_and_the_next_day(booth: Booth) -> None:
    first, second, third = (line.text for line in booth.lines[:3])
    long = [booth.seconds(index) for index in range(3)]
    with booth.sitting(
        (long[0], LOUD), (long[0],), (long[0],), (0.0,), (long[1],), (6 * long[2] + 4,), (long[2],), (long[0],)
    ) as run:
        run.answer(
            (f"Line 1 of {len(booth.lines)}: {first}", ""),
            (READY, "p"),
            ("There is no take of this line yet.", ""),
            (READY, " "),
            ("Speak now.", ""),
            ("Again, please. This take is clipped", ""),
            (READY, "\r"),
            ("Good: ", ""),
            (GOOD, "p"),
            ("microphone open: False", ""),
            (GOOD, "r"),
            ("Good: ", ""),
            (GOOD, "\n"),
            (f"Line 2 of {len(booth.lines)}: {second}", ""),
            (READY, " "),
            ("Again, please. This take is silent", ""),
            (READY, " "),
            (GOOD, " "),
            (f"Line 3 of {len(booth.lines)}: {third}", ""),
            (READY, " "),
            ("Again, please. This take is too long", ""),
            (READY, "s"),
            ("Line 4 of", ""),
            (READY, "b"),
            (f"Line 3 of {len(booth.lines)}", ""),
            (READY, "x \x1b[A"),
            (GOOD, "q"),
        )
        assert run.end() == 0
    assert f"2 lines recorded in 0 minutes: 2 of {len(booth.lines)} are done, {len(booth.lines) - 2} left" in run.seen
    assert f"--voice pack:{booth.folder}" in run.seen
    assert booth.recorded() == booth.lines[:2]
    assert sorted(path.name for path in booth.folder.iterdir()) == sorted(
        f"{line.id}.wav" for line in booth.lines[:2]
    ), "nothing else is left"

    # The next day it goes on with the third line; a take that was spoilt meanwhile is asked for again.
    (booth.folder / f"{booth.lines[0].id}.wav").write_bytes(b"RIFF")
    left = len(booth.lines) - 1
    with booth.sitting((long[0],)) as run:
        run.answer(
            (f"1 of {len(booth.lines)} lines are recorded, 1 to be recorded again.", ""),
            (f"Line 1 of {left}: {first}", ""),
            (READY, " "),
            (GOOD, "\r"),
            (f"Line 2 of {left}: {third}", ""),
            (READY, "q"),
        )
        assert run.end() == 0
    assert booth.recorded() == booth.lines[:2]


def test_a_line_is_shown_large_and_a_narrow_window_shows_it_plainly(booth: Booth) -> None:
    for columns, large in ((80, True), (12, False)):
        with booth.sitting((booth.seconds(0),), words=(), columns=columns) as run:
            run.answer((READY.split()[-1], " "), ("again", ""), (GOOD.split()[-1], "q"))
            assert run.end() == 0
        assert ("▀" in run.seen) is large
        assert booth.lines[0].text.split()[-1] in run.seen


def test_who_leaves_before_a_take_is_kept_leaves_nothing_behind(booth: Booth) -> None:
    with booth.sitting((booth.seconds(0),)) as run:
        run.answer((READY, " "), (GOOD, ""))
        run.process.send_signal(signal.SIGINT)
        assert run.end() == 130
    assert booth.recorded() == []
    assert list(booth.folder.iterdir()) == []


def test_without_a_terminal_it_says_what_to_do(booth: Booth) -> None:
    run = coach("record", booth.protocol, "--voice-dir", booth.folder)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.count("\n") == 1
    assert "needs a terminal" in run.stderr
    assert not booth.folder.exists()
    run = coach("record", booth.protocol)
    assert (run.returncode, "coach record NAME --voice-dir DIR" in run.stderr) == (2, True)

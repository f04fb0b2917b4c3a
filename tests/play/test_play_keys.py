"""Keys through a real pseudo-terminal."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import TextIO

import pytest

from coach.play.controls.base import NoKeys
from coach.play.controls.keys import requests, terminal_keys
from coach.play.controls.verbs import Request, Verb

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to test with")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (" ", [Verb.TOGGLE]),
        ("nN", [Verb.NEXT, Verb.NEXT]),
        ("rR", [Verb.READY, Verb.READY]),
        ("0n9", [0, Verb.NEXT, 9]),
        ("aq", [Verb.AGAIN, Verb.STOP]),
        ("\x1b[C\x1bOP\x1b[1;5D", []),  # arrows and F1
        ("\x1b", []),
        ("x;é", []),
        ("\r\n", [Verb.RESUME, Verb.RESUME]),
    ],
)
def test_what_keys_mean(typed: str, asked: list[Request]) -> None:
    assert requests(typed) == asked


def test_without_a_terminal_there_are_no_keys() -> None:
    with open(os.devnull) as nothing:
        assert isinstance(terminal_keys(nothing), NoKeys)


def test_no_keys_waits_and_can_be_woken() -> None:
    with NoKeys() as keys:
        assert keys.wait(0) == []
        keys.wake()
        began = time.monotonic()
        assert keys.wait(30) == []
        assert time.monotonic() - began < 10


@pytest.fixture
def terminal() -> Iterator[tuple[int, TextIO]]:
    """Our end of a pseudo-terminal, and the program's."""
    import pty

    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as stream:
        yield ours, stream
    os.close(ours)


@posix
def test_single_keys_need_no_return_and_the_terminal_is_put_back(terminal: tuple[int, TextIO]) -> None:
    import termios

    ours, stream = terminal
    before = termios.tcgetattr(stream)
    with terminal_keys(stream) as keys:
        assert termios.tcgetattr(stream) != before
        assert keys.wait(0) == []
        os.write(ours, b" n")
        assert keys.wait(5) == [Verb.TOGGLE, Verb.NEXT]
    assert termios.tcgetattr(stream) == before


@posix
def test_the_terminal_is_put_back_after_an_error(terminal: tuple[int, TextIO]) -> None:
    import termios

    _, stream = terminal
    before = termios.tcgetattr(stream)
    with pytest.raises(KeyboardInterrupt), terminal_keys(stream):
        raise KeyboardInterrupt
    assert termios.tcgetattr(stream) == before


@posix
def test_a_wait_for_keys_can_be_woken(terminal: tuple[int, TextIO]) -> None:
    with terminal_keys(terminal[1]) as keys:
        threading.Timer(0.05, keys.wake).start()
        began = time.monotonic()
        assert keys.wait(30) == []
        assert time.monotonic() - began < 10
    keys.wake()


@posix
def test_a_terminal_that_hangs_up_is_waited_for_no_more() -> None:
    import pty

    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as stream, terminal_keys(stream) as keys:
        os.close(ours)
        assert keys.wait(5) == []
        began = time.monotonic()
        assert keys.wait(0.1) == []
        assert time.monotonic() - began >= 0.09

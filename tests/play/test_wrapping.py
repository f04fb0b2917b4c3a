"""Words wrap at the width of the terminal, and break only where one alone is wider than all of it."""

import os

import pytest
from large_words import says
from test_screen import CUES, HOLD, LONG, Shown, cue, heard

from coach.play.events import Answered, ChapterStarted, CueStarted, Event, SessionInfo, StateChanged
from coach.play.screens.layout import cut, within
from coach.play.screens.lines import Plain
from coach.text.interface import EN
from coach.text.wrapping import hanging
from coach.timeline.model import Chapter, Effort
from coach.units import Samples, to_samples

WIDTHS = [20, 21, 33, 40, 60, 79, 80, 100, 120, 200]
TEXTS = [LONG, "Otorrinolaringólogo y electrocardiograma, " * 3, "Short.", ""]
TITLE = "Left gastrocnemius, outer strip, spot 2 of 3"
NAMED = Chapter(TITLE, to_samples(40), CUES, (Effort(HOLD.start, to_samples(10)),))
SIZES = [(30, 10), (60, 20), (100, 30), (20, 24), (40, 10)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("before", ["", " " * 8, "  1:05  12/34  "])
def test_lines_hang_and_words_stay_whole(width: int, text: str, before: str) -> None:
    lines = hanging(before, text, width)
    assert all(len(line) <= width for line in lines)
    assert " ".join(lines).split() == (before + text).split()
    if max(map(len, text.split()), default=0) <= width - len(before):
        assert all(line.startswith(" " * len(before)) for line in lines[1:])
        assert lines[0].startswith(before.rstrip())


def test_only_a_word_wider_than_the_whole_line_is_broken() -> None:
    assert hanging("  1/2  ", "one " + "x" * 50, 20) == ["  1/2", "one", "x" * 20, "x" * 20, "x" * 10]
    assert hanging("  1/2  ", "one " + "x" * 20, 20) == ["  1/2", "one", "x" * 20]
    assert hanging("  1/2  ", "one " + "x" * 15, 20) == ["  1/2", "     one", "     " + "x" * 15]


@pytest.mark.parametrize("width", [1, 3, 4, 8, 12, 20, 30])
def test_what_is_left_out_ends_with_a_whole_word(width: int) -> None:
    short = cut("Slowly straighten the elbow.", width)
    assert len(short) <= max(3, width)
    if width >= 12:
        assert short in (
            "Slowly...",
            "Slowly straighten...",
            "Slowly straighten the...",
            "Slowly straighten the elbow.",
        )
    assert within("Left arm, outer strip, spot 2 of 3", 15, 2) == ["Left arm, outer", "strip, spot..."]
    assert cut("Slowly", 4) == "S..."


def on_screen(width: int, height: int, *more: Event) -> str:
    shown = Shown(width, height)
    started: list[Event] = [ChapterStarted(Samples(0), 1, NAMED), StateChanged(Samples(0), "playing")]
    return "\n".join(shown.at(2, *started, *more))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", ["playing", "paused", "lost", "waiting", "easing"])
def test_no_word_on_the_large_screen_is_broken(size: tuple[int, int], state: str) -> None:
    answer = Answered(to_samples(2), "Less than one minute left, and then it is over.")
    known = {*LONG.split(), *TITLE.split(), *answer.text.split(), "Arms", "next:", "Foot", "down."}
    known |= {word.rstrip(".,;:") + "..." for word in known}
    known |= {word for text in (*EN.states.values(), *EN.keys, EN.place, EN.left) for word in text.split()}
    known |= {word.rstrip(",") for word in known}  # what follows a comma is left out where it is narrow
    for more in ([], [answer]):
        shown = on_screen(*size, heard(cue("speech", LONG, 1)), StateChanged(to_samples(2), state), *more)  # type: ignore[arg-type]
        found = {word for word in shown.split() if not set(word) <= set("█▄▀░0123456789:/")}
        assert found - known == set()
        assert (
            not more or answer.text in " ".join(shown.split()) or says(shown.split("\n"), answer.text) or size[1] < 12
        )


@pytest.mark.parametrize("size", SIZES[:3])
def test_words_name_and_place_are_all_there(size: tuple[int, int]) -> None:
    shown = on_screen(*size, heard(cue("speech", "Slowly straighten the elbow.", 1)))
    assert says(shown.split("\n"), "Slowly straighten the elbow.")
    named = " ".join(shown.replace(" 2/5", " ").split())
    assert TITLE in named


def _all_of(terminal: int) -> bytes:
    got = b""
    while True:
        try:
            got += os.read(terminal, 65536)
        except OSError:  # Linux reports the end of a pseudo-terminal as an error
            return got


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize("columns", WIDTHS)
def test_plain_lines_wrap_on_a_terminal_of_any_width(columns: int) -> None:
    import pty
    import termios
    import tty

    ours, theirs = pty.openpty()
    try:
        termios.tcsetwinsize(theirs, (24, columns))
        tty.setraw(theirs)
        with os.fdopen(os.dup(theirs), "w", encoding="utf-8") as out:
            plain = Plain(SessionInfo("", 34), out)
            plain.show(ChapterStarted(to_samples(65), 11, NAMED))
            plain.show(CueStarted(Samples(0), 11, cue("speech", LONG, 1)))
            plain.show(Answered(Samples(0), "Five minutes left."))
        os.close(theirs)
        lines = _all_of(ours).decode().splitlines()
    finally:
        os.close(ours)
    assert all(len(line) <= columns for line in lines)
    assert " ".join(lines).split() == f"1:05 12/34 {TITLE} {LONG} Five minutes left.".split()
    if columns == 200:
        assert len(lines) == 3
    if columns == 60:
        assert [line for line in lines if line[:10].strip()] == [lines[0]], "what follows is indented"

"""The large screen in an emulated terminal, with events made by hand and a clock of frames."""

import codecs
import io
import os
import re
import subprocess
import sys
import time

import pyte
import pytest
from large_words import says
from rich.console import Console

from coach.play.events import Answered, ChapterStarted, CueStarted, Event, SessionInfo, State, StateChanged
from coach.play.screens.glyphs import glyphs
from coach.play.screens.large import BigScreen
from coach.timeline.model import Chapter, Cue, Effort
from coach.units import SAMPLE_RATE, Samples, to_samples

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to test with")
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7])[;m]")
LONG = "Ask first with numb legs or nerve damage from diabetes, with osteoporosis, cancer, or a clotting disorder."


def cue(kind: str, content: str, start: float, instruction: int = 1) -> Cue:
    return Cue("speech" if kind == "speech" else "tone", content, to_samples(start), to_samples(1), instruction)


ELBOW = cue("speech", "Slowly straighten the elbow.", 1)
HOLD = cue("tone", "hold", 10, 2)
CUES = (ELBOW, cue("tone", "start", 3), HOLD, cue("speech", "Foot down.", 25, 3))
SPOT = Chapter("Left arm, spot 2 of 3", to_samples(40), CUES, (Effort(HOLD.start, to_samples(10)),))


class Terminal(pyte.Screen):
    """Also knows the second buffer, which the emulator does not."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self._stream = pyte.Stream(self)
        self._main: list[str] | None = None
        self.writes = 0

    def feed(self, text: str) -> None:
        self.writes += 1
        self._stream.feed(text)

    def set_mode(self, *modes: int, **how: bool) -> None:
        if 1049 in modes:
            self._main = list(self.display)
            self.erase_in_display(2)
        super().set_mode(*modes, **how)

    def reset_mode(self, *modes: int, **how: bool) -> None:
        if 1049 in modes and self._main is not None:
            self.erase_in_display(2)
            for y, line in enumerate(self._main):
                self.cursor_position(y + 1, 1)
                self.draw(line.rstrip())
            self.cursor_position(2, 1)
            self._main = None
        super().reset_mode(*modes, **how)

    @property
    def text(self) -> str:
        return "\n".join(self.display)


class Shown:
    """A large screen with its terminal."""

    def __init__(
        self, width: int = 60, height: int = 15, encoding: str = "utf-8", env: dict[str, str] | None = None
    ) -> None:
        shown = self
        self.raw = ""

        class Out(io.StringIO):
            def write(self, text: str) -> int:
                shown.raw += text
                shown.terminal.feed(text)
                return len(text)

        Out.encoding = encoding
        self.terminal = Terminal(width, height)
        self.terminal.feed("typed before")
        console = Console(
            file=Out(),
            force_terminal=True,
            width=width,
            height=height,
            _environ={"TERM": "xterm-256color", **(env or {})},
        )
        self.console = console
        self.screen = BigScreen(SessionInfo("Arms", 5), lambda index, offset: to_samples(100) - offset, console)

    def at(self, seconds: float, *events: Event) -> list[str]:
        """The lines at this time, after these events."""
        for event in events:
            self.screen.show(event)
        self.screen.tick(to_samples(seconds))
        return list(self.terminal.display)

    def says(self, words: str) -> bool:
        return says(list(self.terminal.display), words)

    def resize(self, width: int, height: int) -> None:
        self.terminal.resize(height, width)
        self.console.size = (width, height)


def began(at: float = 0) -> tuple[Event, Event]:
    return ChapterStarted(to_samples(at), 1, SPOT), StateChanged(to_samples(at), "playing")


def heard(which: Cue) -> CueStarted:
    return CueStarted(which.start, 1, which)


def squeezed(lines: list[str]) -> str:
    """Without the space between letters, lines and columns."""
    return "".join("".join(lines).split())


@pytest.mark.parametrize("size", [(100, 30), (60, 15), (40, 10)])
def test_what_is_seen_while_words_are_heard(size: tuple[int, int]) -> None:
    shown = Shown(*size)
    lines = shown.at(2, *began(), heard(ELBOW))
    assert shown.says("Slowly straighten the elbow.")
    assert "Left arm, spot 2 of 3" in lines[2 if size[1] >= 30 else 0]
    assert "2of5" in squeezed(lines) or "2/5" in squeezed(lines)
    assert "next: Foot down." in shown.terminal.text
    assert "1:38 left" in shown.terminal.text
    assert "space pause" in shown.terminal.text
    assert "q stop" in shown.terminal.text
    bold = [y for y in range(size[1]) if any(cell.bold for x, cell in shown.terminal.buffer[y].items() if x < 30)]
    assert bold
    if size[1] >= 30:
        assert any(set(lines[y]) & set("▄▀█") for y in bold), "it is drawn in glyphs"


def test_the_bar_of_a_hold_fills_and_counts_down() -> None:
    shown = Shown()
    bars, began_at = [], [heard(ELBOW), heard(HOLD)]
    for tenth in range(0, 100, 25):
        line = shown.at(10 + tenth / 10, *(began() if tenth == 0 else ()), *began_at)[11]
        began_at = []
        bars.append((line.count("█"), line.split()[-2:]))
    assert [left for _, left in bars] == [["10", "s"], ["8", "s"], ["5", "s"], ["3", "s"]]
    full = bars[0][0] + Shown().at(10, *began(), heard(HOLD))[11].count("░")
    assert [filled for filled, _ in bars] == [round(full * part / 4) for part in range(4)]
    assert "░" not in shown.at(20)[11]


@pytest.mark.parametrize("size", [(40, 15), (60, 20), (80, 24), (120, 40), (200, 60)])
def test_the_number_of_a_hold_fills_a_third_of_the_height(size: tuple[int, int]) -> None:
    lines = Shown(*size).at(15.5, *began(), heard(HOLD))
    at = next(y for y, line in enumerate(lines) if "5 s" in line)
    rows = size[1] // 3
    number = glyphs("5", size[0], rows)
    assert len(number) >= rows - 1, "a font has whole pixels"
    assert [line.strip() for line in lines[at - len(number) : at]] == [row.strip() for row in number]


def test_the_bar_of_the_session() -> None:
    line = Shown().at(20, *began())[13]
    filled, empty = line.count("█"), line.count("░")
    assert filled == round((filled + empty) * 1.5 / 5)


def test_a_console_without_blocks_gets_ascii() -> None:
    shown = Shown(100, 30, encoding="latin-1")
    shown.at(15, *began(), heard(HOLD), Answered(Samples(0), "Después 5 \N{BLACK HEART SUIT}"))
    assert "###---" in shown.terminal.text
    assert shown.raw.encode("latin-1")


def test_a_tone_without_words_is_said_in_words() -> None:
    tones = Chapter("Spot", to_samples(40), (HOLD,), SPOT.held)
    shown = Shown()
    shown.at(10.5, ChapterStarted(Samples(0), 1, tones), StateChanged(Samples(0), "playing"), heard(HOLD))
    assert shown.says("Hold")
    shown.at(3, *began(), heard(ELBOW), heard(CUES[1]))
    assert shown.says("Slowly straighten the elbow.")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "one moment"),
        ("paused", "paused - space goes on"),
        ("lost", "no sound, trying again"),
        ("easing", "easing off"),
    ],
)
def test_states_are_told_in_words(state: State, words: str) -> None:
    shown = Shown()
    shown.at(2, *began(), heard(ELBOW), StateChanged(to_samples(2), state))
    assert words in shown.terminal.text
    assert "next:" not in shown.terminal.text
    shown.at(3, StateChanged(to_samples(3), "playing"))
    assert words not in shown.terminal.text


def test_an_answer_stays_for_three_seconds() -> None:
    shown = Shown()
    shown.at(2, *began(), Answered(to_samples(2), "Five minutes left."))
    assert "Five minutes left." in shown.terminal.text
    shown.at(4.9)
    assert "Five minutes left." in shown.terminal.text
    shown.at(5.1)
    assert "Five minutes left." not in shown.terminal.text
    assert "next: Foot down." in shown.terminal.text


def test_the_words_of_easing_off_are_the_instruction() -> None:
    shown = Shown()
    shown.at(11, *began(), heard(HOLD), StateChanged(to_samples(11), "easing"), Answered(to_samples(11), "Arm down."))
    shown.at(20)
    assert shown.says("Arm down.")


def test_going_on_inside_a_chapter_shows_the_words_heard_last() -> None:
    shown = Shown()
    shown.at(30, ChapterStarted(to_samples(30), 1, SPOT, to_samples(8)))
    assert shown.says("Slowly straighten the elbow.")


def test_it_draws_in_single_writes_and_only_when_something_changes() -> None:
    shown = Shown()
    with shown.screen:
        shown.at(0, *began(), heard(ELBOW))
        for seconds, most in ((0, 8), (10, 41)):
            before = shown.terminal.writes
            for frame in range(0, 8 * SAMPLE_RATE, SAMPLE_RATE // 50):
                shown.screen.tick(Samples(to_samples(seconds) + frame))
            assert shown.terminal.writes - before <= most
        before = shown.terminal.writes
        shown.at(17.99, heard(HOLD), Answered(to_samples(17.99), "Yes."))
        assert shown.terminal.writes == before + 1
    frames = shown.raw.split("\x1b[1;1H")[1:]
    assert len(frames) > 10
    assert not any("\x1b[2J" in frame or "\x1b[J" in frame or "\n" in frame for frame in frames)


def test_a_resize_leaves_nothing_of_the_old_picture() -> None:
    shown = Shown(100, 30)
    shown.at(12, *began(), heard(ELBOW), heard(HOLD))
    for size in ((40, 10), (60, 15), (20, 5), (5, 2), (1, 1), (200, 50), (80, 24), (60, 15)):
        shown.resize(*size)
        lines = shown.at(12)
        fresh = Shown(*size)
        assert lines == fresh.at(12, *began(), heard(ELBOW), heard(HOLD))
        if size[0] >= 20:
            assert shown.says("Hold")
            assert "█" in shown.terminal.text


@pytest.mark.parametrize(
    "words", [LONG, "息を吐きながらゆっくりと肘を伸ばしてください。" * 4, "x" * 500, "[bold]no[/] :smile:"]
)
def test_no_words_are_too_long(words: str) -> None:
    for size in ((100, 30), (60, 15), (40, 10), (20, 5), (2, 1)):
        shown = Shown(*size)
        shown.at(2, *began(), heard(cue("speech", words, 1)))
        assert shown.terminal.cursor.y < size[1]
        if size == (60, 15) and len(words) < 200:
            assert shown.says(words)


def test_no_color_means_none() -> None:
    environments: list[dict[str, str]] = [{}, {"NO_COLOR": "1"}]
    for env in environments:
        shown = Shown(env=env)
        shown.at(12, *began(), heard(HOLD), StateChanged(to_samples(12), "playing"))
        assert bool(COLOUR.search(shown.raw)) is not bool(env)


def test_afterwards_everything_is_as_before() -> None:
    shown = Shown()
    before = shown.terminal.text

    def interrupted() -> None:
        with shown.screen:
            shown.at(2, *began(), heard(ELBOW))
            assert shown.terminal.cursor.hidden
            assert "typed before" not in shown.terminal.text
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not shown.terminal.cursor.hidden
    assert shown.terminal.text == before


def test_a_terminal_that_is_gone_does_not_end_the_session() -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            if "elbow" in text:
                raise OSError("gone")
            return len(text)

    with BigScreen(
        SessionInfo("Arms", 5), lambda *_: None, Console(file=Gone(), force_terminal=True, width=60)
    ) as screen:
        for event in (*began(), heard(ELBOW)):
            screen.show(event)
        for second in range(5):
            screen.tick(to_samples(second))


def test_rich_is_not_imported_before_it_is_needed() -> None:
    code = "import coach.play.screens.large, sys; sys.exit(any(name.startswith('rich') for name in sys.modules))"
    subprocess.run([sys.executable, "-c", code], check=True)


CHILD = """
import os, select
os.login_tty(0)
from test_screen import ELBOW, BigScreen, SessionInfo, began, heard
print("typed before", flush=True)
with BigScreen(SessionInfo("Arms", 5), lambda *_: None) as screen:
    for event in (*began(), heard(ELBOW)):
        screen.show(event)
    while not select.select([0], [], [], 0.02)[0]:
        screen.tick(0)  # time stands still: only a new size is a reason to draw
    raise SystemExit("the end")
"""


@posix
def test_in_a_real_terminal_that_is_resized() -> None:
    import pty
    import select
    import termios

    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (15, 60))
    terminal, decode = Terminal(60, 15), codecs.getincrementaldecoder("utf-8")().decode
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "33", "LINES": "44", "PYTHONPATH": os.path.dirname(__file__)}
    child = subprocess.Popen([sys.executable, "-c", CHILD], stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)

    def until(words: str, row: int | None = None) -> None:
        end = time.monotonic() + 30
        while words not in (terminal.text if row is None else terminal.display[row]):
            assert time.monotonic() < end, terminal.text
            if select.select([ours], [], [], 0.1)[0]:
                terminal.feed(decode(os.read(ours, 65536)))

    try:
        until("q stop", 14)
        assert "Slowly straighten the elbow." in terminal.text
        for width, height in ((40, 10), (100, 30)):
            terminal.resize(height, width)
            termios.tcsetwinsize(ours, (height, width))
            until("q stop", height - 1 if height < 20 else height - 2)
            shown = Shown(width, height)
            shown.screen._picture._remaining = lambda *_: None
            assert terminal.display == shown.at(0, *began(), heard(ELBOW))
        os.write(ours, b"q\n")
        until("the end")
        assert "typed before" in terminal.text
        assert "elbow" not in terminal.text
        assert not terminal.cursor.hidden
        assert child.wait(30) == 1
    finally:
        child.kill()
        child.wait()
        os.close(ours)

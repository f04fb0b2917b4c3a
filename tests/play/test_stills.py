"""Still pictures of the large screen: each state in each size, as it was looked at and found good.

After a change that is meant, `STILLS=write` writes them anew: look at them before they are committed.
"""

import os
import time
from functools import cache
from pathlib import Path

import pytest
from large_words import says
from still_picture import screens

from coach.play.events import ChapterStarted, SessionInfo, State, StateChanged
from coach.play.now_playing import NowPlaying
from coach.play.screens import frame
from coach.play.screens.glyphs import Setting, largest
from coach.play.screens.layout import Row, exactly
from coach.protocol import load, shipped
from coach.session.location import Location
from coach.session.recording_script import script
from coach.text.interface import TEXTS
from coach.timeline.model import Chapter, Cue, Effort
from coach.units import Samples, to_samples

SIZES = [(40, 15), (60, 20), (80, 24), (120, 40), (200, 60)]
FOLDER = Path(__file__).parent / "stills"
AFTER = Cue("speech", "Let the foot come down.", to_samples(50), to_samples(2), 3)
HOLD = Effort(to_samples(10), to_samples(10))
STROKES = Effort(to_samples(10), to_samples(30), to_samples(3))
SHOWN: dict[str, tuple[float, State, str, Effort, str]] = {
    "an instruction, on the left": (2, "playing", "left", HOLD, "Straighten the knee."),
    "a sentence, on the right": (2, "playing", "right", HOLD, "On the right leg, outside line, spot two of three."),
    "a hold": (13, "playing", "left", HOLD, "Hold."),
    "a release": (21, "playing", "left", HOLD, "Let go."),
    "a set of strokes": (22, "playing", "right", STROKES, "Roll out and back."),
    "a pause": (22, "paused", "left", HOLD, ""),
    "easing off": (22, "easing", "left", HOLD, "Lower the foot."),
}


def rows(size: tuple[int, int], second: float, state: State, side: str, effort: Effort, words: str) -> list[Row]:
    """The screen, each row as wide as it is."""
    chapter = Chapter(f"{side.title()} leg, outside line, spot 2 of 3", to_samples(60), (AFTER,), (effort,))
    located = Chapter(chapter.title, chapter.length, chapter.cues, chapter.held, Location(side=side))
    now = NowPlaying()
    now.apply(ChapterStarted(Samples(0), 4, located, Samples(0), 20))
    now.apply(StateChanged(Samples(0), "playing"))
    now.apply(StateChanged(to_samples(second), state))
    picture = frame.Picture(SessionInfo("Hamstrings", 20), lambda index, offset: to_samples(1000), "utf-8")
    picture.words = words
    return [exactly(row, size[0]) for row in picture.rows(now, to_samples(second), *size)]


def still(size: tuple[int, int], second: float, state: State, side: str, effort: Effort, words: str) -> list[str]:
    """The screen as lines of text."""
    return ["".join(text for text, _ in row) for row in rows(size, second, state, side, effort, words)]


def same(name: str, drawn: str) -> None:
    """Compare with the file, which is written first where that is wished."""
    file = FOLDER / name
    if os.environ.get("STILLS") == "write":
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES)
def test_each_state_looks_as_it_did(size: tuple[int, int]) -> None:
    parts = [[f"{name}:", *(f"|{line}|" for line in still(size, *shown)), ""] for name, shown in SHOWN.items()]
    drawn = "\n".join(line for part in parts for line in part)
    same(f"{size[0]}x{size[1]}.txt", drawn)


def test_the_picture_of_the_readme_is_that_of_the_screen() -> None:
    shown = [SHOWN["an instruction, on the left"], SHOWN["a hold"]]
    title = "The large screen at an instruction and in a hold"
    same("screen.svg", screens([rows((60, 20), *each) for each in shown], 60, title))


@pytest.mark.parametrize("size", SIZES)
def test_states_are_told_apart_without_colour(size: tuple[int, int]) -> None:
    states: list[State] = ["playing", "paused", "easing", "lost", "waiting", "offered"]
    pictures = [still(size, 22, state, "left", HOLD, "") for state in states]
    pictures.append(still(size, 13, "playing", "left", HOLD, ""))
    assert len(set(map(tuple, pictures))) == len(pictures)
    left, right = (still(size, 2, "playing", side, HOLD, "Go.") for side in ("left", "right"))
    assert any(line.startswith("█") for line in left)
    assert not any(line.endswith("█") for line in left)
    assert any(line.endswith("█") for line in right)
    assert not any(line.startswith("█") for line in right)


@cache
def sentences() -> list[str]:
    """Every sentence of every shipped protocol, and every word of the coach's own on this screen."""
    protocols = [(load(name), language) for name in shipped() for language in load(name).words]
    said = {line.sentence for protocol, language in protocols for line in script(protocol, language)}
    return sorted(said | {words for table in TEXTS.values() for words in table.asked_by_tones.values()})


def test_no_word_of_any_sentence_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Setting] = []

    def drawn(text: str, width: int, height: int) -> tuple[str, ...]:
        """The drawing is that of the real glyphs; here its words count, and that it has the space it needs."""
        if (setting := largest(text, width, height)) is None:
            return ()
        assert " ".join(setting.lines) == " ".join(text.split())
        assert setting.height <= 2 * height
        found.append(setting)
        return ("glyphs",)

    monkeypatch.setattr(frame, "glyphs", drawn)
    moments = [(2, words) for words in sentences()]
    moments += [(13, words) for words in sorted(sentences(), key=len)[-200:]]  # the number leaves less space
    for second, words in moments:
        for size in SIZES:
            found.clear()
            lines = still(size, second, "playing", "left", HOLD, words)
            assert len(lines) == size[1]
            shown = " ".join(" ".join(line.strip("█ ") for line in lines).split())
            in_glyphs = any(" ".join(setting.lines) == words for setting in found)
            assert in_glyphs or " ".join(words.split()) in shown, (size, second, words)


def test_a_new_sentence_is_drawn_in_less_than_twenty_milliseconds() -> None:
    took = []
    for number in range(20):
        before = time.process_time()
        still((200, 60), 2, "playing", "left", HOLD, f"Slowly straighten the knee to stretch {number} of {number}.")
        took.append(time.process_time() - before)
    assert sorted(took)[10] < 0.02


def test_every_letter_of_every_sentence_is_in_the_font() -> None:
    letters = {letter for words in sentences() for letter in words} | set("ñáéíóúü¿¡äöüÄÖÜß–—…“”„«»\u2018\u2019")
    letters |= {letter for table in TEXTS.values() for words in table.states.values() for letter in words}
    assert [letter for letter in sorted(letters - {" "}) if largest(letter, 99, 99) is None] == []


def test_a_letter_that_the_font_lacks_makes_the_whole_instruction_text() -> None:
    lines = still((80, 24), 2, "playing", "left", HOLD, "Estira 肘 despacio.")
    assert any("Estira 肘 despacio." in line for line in lines)
    assert says(still((80, 24), 2, "playing", "left", HOLD, "Estira despacio."), "Estira despacio.")

"""What the coach itself shows is in the language of the session, whatever happens in it."""

import io
import re
from typing import TYPE_CHECKING, get_args

import msgspec
import pytest
from english import english_only, texts_of, words
from test_screen import Shown

from coach.play.controls.keys import KEYS
from coach.play.events import Answered, ChapterStarted, CueStarted, Event, RatingGiven, SessionInfo, State, StateChanged
from coach.play.screens.large import BigScreen
from coach.play.screens.lines import Plain
from coach.protocol.vocabulary import TONES
from coach.text.interface import EN, ES, TEXTS, Texts, texts
from coach.timeline.model import Chapter, Cue, Effort
from coach.units import Samples, to_samples

if TYPE_CHECKING:
    from rich.console import Console

WORDS = Cue("speech", "Estira despacio el codo.", to_samples(1), to_samples(2), 1)
HOLD = Cue("tone", "hold", to_samples(10), to_samples(1), 2)
AFTER = Cue("speech", "Baja el brazo.", to_samples(45), to_samples(2), 4)
HELD = (Effort(HOLD.start, to_samples(10)), Effort(to_samples(25), to_samples(12), to_samples(3)))
SPOT = Chapter("Brazo izquierdo, punto 2 de 3", to_samples(60), (WORDS, HOLD, AFTER), HELD)


def shape(value: object) -> object:
    """The keys of a table, and how many texts stand where there are several."""
    if isinstance(value, dict):
        return sorted(value)
    return len(value) if isinstance(value, tuple) else type(value)


@pytest.mark.parametrize("language", TEXTS)
def test_every_text_is_there_in_every_language(language: str) -> None:
    own, english = (msgspec.structs.asdict(table) for table in (TEXTS[language], EN))
    for name in Texts.__struct_fields__:
        assert shape(own[name]) == shape(english[name]), name
    for text, original in zip(texts_of(TEXTS[language]), texts_of(EN), strict=True):
        assert text.strip()
        assert set(re.findall(r"\{(\w+)", text)) == set(re.findall(r"\{(\w+)", original)), text
    assert set(TEXTS[language].tones) == set(TONES)
    assert len(TEXTS[language].months) == 12


def test_the_keys_are_those_of_the_session() -> None:
    letters = [[key.split()[0] for key in table.keys][1:] for table in TEXTS.values()]
    assert letters[0] == ["a", "n", "b", "0-9", "t", "+", "-", "h", "q"]
    assert set("".join(letters[0]).replace("0-9", "")) < set(KEYS)
    assert all(each == letters[0] for each in letters)


def test_another_language_has_the_english_ones() -> None:
    assert texts("de") is EN
    assert texts("es") is ES


def everything() -> list[tuple[float, Event]]:
    """A chapter with words, a hold and strokes, then every state and every tone."""
    seen: list[tuple[float, Event]] = [
        (0, ChapterStarted(Samples(0), 1, SPOT)),
        (0, StateChanged(Samples(0), "playing")),
        (1, CueStarted(WORDS.start, 1, WORDS)),
        (10, CueStarted(HOLD.start, 1, HOLD)),
        (11, RatingGiven(to_samples(11), 1, 4)),
    ]
    seen += [(26 + 3 * beat, Answered(to_samples(26 + 3 * beat), "")) for beat in range(4)]
    for number, tone in enumerate(TONES):
        cue = Cue("tone", tone, to_samples(40), Samples(100), 10 + number)
        alone = Chapter(SPOT.title, SPOT.length, (cue,))
        seen += [(40, ChapterStarted(to_samples(40), 2, alone)), (40, CueStarted(cue.start, 2, cue))]
    seen += [(41, ChapterStarted(to_samples(41), 1, SPOT))]
    seen += [(42 + at, StateChanged(to_samples(42 + at), state)) for at, state in enumerate(get_args(State))]
    return seen


def large(language: str, width: int, height: int) -> str:
    shown = Shown(width, height)
    console: Console = shown.console
    shown.screen = BigScreen(
        SessionInfo("Brazos", 5), lambda index, offset: to_samples(100) - offset, console, language
    )
    return "\n".join("\n".join(shown.at(at, event)) for at, event in everything())


def plain(language: str) -> str:
    out = io.StringIO()
    screen = Plain(SessionInfo("", 5), out, language)
    for _, event in everything():
        screen.show(event)
    return out.getvalue()


@pytest.mark.parametrize("size", [(20, 6), (30, 10), (60, 20), (100, 30), (200, 50)])
def test_a_spanish_session_on_the_large_screen_has_no_english_word(size: tuple[int, int]) -> None:
    shown, english = large("es", *size), english_only(ES)
    assert words(shown) & english == set()
    assert words(large("en", *size)) & english, "in an English one they would be found"
    if size[0] >= 100:
        wide = ("2 de 5", "quedan 1:", "después: Baja el brazo.", "en pausa - sigue con espacio", "q parar", "vuelta")
        assert [text for text in wide if text not in shown] == []
        assert ("t cuánto queda" in shown) == (size[0] == 200)


def test_a_spanish_session_in_plain_lines_has_no_english_word() -> None:
    shown, english = plain("es"), english_only(ES)
    assert words(shown) & english == set()
    assert words(plain("en")) & english
    assert "(mantén) 10 s" in shown
    assert "[has dicho: 4]" in shown
    assert "[sin sonido, probando otra vez]" in shown

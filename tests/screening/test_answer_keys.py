"""Which keys answer, and which come too early to be an answer."""

import pytest

from coach.play.controls.base import NoKeys
from coach.play.controls.keys import KEYS
from coach.play.controls.verbs import Request, Verb
from coach.screening.answer_keys import APART, AnswerKeys, Pressed
from coach.text.interface import texts

STOP = [Verb.STOP, Verb.STOP]


class Typed(NoKeys):
    """A terminal into which a test types."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead: list[str] = []

    def meaning(self, typed: str) -> list[Request]:
        raise AssertionError("no keys yet")

    def wait(self, seconds: float) -> list[Request]:
        return [each for typed in (self.ahead.pop(0) for _ in self.ahead[:]) for each in self.meaning(typed)]


class Keyboard:
    """Keys on a clock that stands still."""

    def __init__(self, language: str = "en", *, asks: bool = True) -> None:
        self.now, self.terminal = 0.0, Typed()

        def take(meaning: object) -> Typed:
            self.terminal.meaning = meaning  # type: ignore[assignment,method-assign]
            return self.terminal

        self.keys = AnswerKeys(language, take, lambda: self.now)
        self.keys.listen(asks=asks)

    def type(self, typed: str, later: float = 1.1 * APART) -> list[Request]:
        """Wait so long, then type."""
        self.keys.wait(0)
        self.now += later
        self.terminal.ahead.append(typed)
        return self.keys.wait(0)


@pytest.mark.parametrize(
    ("language", "typed", "pressed"),
    [
        ("en", "y", "yes"),
        ("en", "N", "no"),
        ("es", "s", "yes"),
        ("es", "y", "yes"),
        ("es", "n", "no"),
        ("fr", "y", "yes"),
        ("en", "r", "again"),
        ("en", "a", "again"),
        ("en", "q", "stop"),
        ("en", "\x03", "stop"),
        ("en", "", "stop"),  # the terminal is gone
        ("en", "\x1b[Ay", "yes"),
        ("en", "xny", "no"),
        ("en", "s", "unknown"),
        ("en", "x", "unknown"),
        ("es", "x", "unknown"),
        ("en", " ", "unknown"),
        ("en", "7", "unknown"),
        ("en", "\r", "unknown"),
        ("en", "\x1b[C", "unknown"),  # an arrow
        ("en", "é", "unknown"),
    ],
)
def test_what_keys_mean(language: str, typed: str, pressed: Pressed) -> None:
    keyboard = Keyboard(language)
    assert keyboard.type(typed) == STOP, "what sounds is cut off, also while the device is away"
    assert keyboard.keys.pressed == pressed


@pytest.mark.parametrize("key", ["n", "x"])
def test_a_key_that_is_held_down_answers_one_question(key: str) -> None:
    keyboard = Keyboard()
    assert keyboard.type(key) == STOP
    keyboard.keys.listen(asks=True)
    for _ in range(50):
        assert keyboard.type(key, later=0.03) == []
    assert keyboard.keys.pressed is None
    assert keyboard.type("y") == STOP
    assert keyboard.keys.pressed == "yes"


def test_what_was_typed_before_the_question_is_no_answer() -> None:
    keyboard = Keyboard()
    keyboard.now += 5  # until a device was open
    keyboard.terminal.ahead.append("nnn")
    assert keyboard.keys.wait(0) == []
    assert keyboard.keys.pressed is None


def test_an_early_wish_to_stop_counts() -> None:
    keyboard = Keyboard()
    assert keyboard.type("q", later=0) == STOP


def test_only_a_wish_to_stop_counts_where_nothing_is_asked() -> None:
    keyboard = Keyboard(asks=False)
    assert keyboard.type("ynrax") == []
    assert keyboard.type("q") == STOP


def test_no_language_has_an_answer_on_a_key_of_another_meaning() -> None:
    for language in ("en", "es", "fr"):
        its = texts(language)
        yes, no = its.yes[0], its.no[0]
        assert yes != no
        assert not {yes, no} & {"r", "a", "q"}
        for key in (yes, no, "r", "q"):
            assert f" {key.upper()} " in its.keys_to_answer, "it is told"
    assert KEYS["q"] is Verb.STOP, "the same key as in the session"


def test_without_a_terminal_nobody_can_answer() -> None:
    assert not AnswerKeys("en", lambda meaning: NoKeys()).there
    assert Keyboard().keys.there

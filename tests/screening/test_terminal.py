"""A person at a terminal: what they hear and read around a question, and that every key is answered."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from asking import ARM, BONE
from fakes import FAKE

from coach.errors import NotStartedError
from coach.play.controls.base import NoKeys
from coach.play.controls.verbs import Request
from coach.play.devices.null import NullPlayer
from coach.play.devices.supervisor import Device
from coach.render.renderer import SessionRenderer
from coach.screening import terminal
from coach.screening.answer_keys import AnswerKeys
from coach.screening.speech import Speech
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds
from coach.voice import VOICES

KEYS = {
    "en": "Press Y for yes, N for no, R to hear it again, Q to leave.",
    "es": "Pulsa S para sí, N para no, R para oírlo otra vez, Q para salir.",
}
WRONG = {"en": "That key means nothing here.", "es": "Esa tecla no hace nada ahora."}


class Person(NoKeys):
    """Presses the next key each time a question is the last thing on the screen."""

    def __init__(self, out: io.StringIO, keys: list[str]) -> None:
        super().__init__()
        self.out, self.left = out, keys
        self.answers: AnswerKeys

    def meaning(self, typed: str) -> list[Request]:
        raise AssertionError("no keys yet")

    def wait(self, seconds: float) -> list[Request]:
        if self.answers.pressed or not self.out.getvalue().rstrip().endswith("?"):
            return []
        return self.meaning(self.left.pop(0))


class At:
    """A terminal with its person; knows what was said, each with the tone before it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, language: str, *keys: str) -> None:
        self.said: list[tuple[str | None, str]] = []

        class Heard(Speech):
            def __init__(heard, prepared: SessionRenderer, text: str, quiet: int, **more: Any) -> None:
                self.said.append((more["tone"], text))
                super().__init__(prepared, text, quiet, **more)

        monkeypatch.setattr(terminal, "Speech", Heard)
        monkeypatch.setitem(VOICES, "fake", FAKE)
        (folder / "arm.yaml").write_text(ARM, encoding="utf-8")
        prepared = SessionRenderer(
            SessionRequest(str(folder / "arm.yaml"), Choices(language=language), Sounds("fake", folder / "cache"))
        )
        self.out, now = io.StringIO(), iter(range(1_000_000))
        self.person = Person(self.out, list(keys))

        def take(meaning: Any) -> Person:
            self.person.meaning = meaning  # type: ignore[method-assign]
            return self.person

        answers = self.person.answers = AnswerKeys(language, take, lambda: float(next(now)))
        self.terminal = terminal.AtTerminal(prepared, Device(NullPlayer), answers, "left", self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.getvalue().splitlines()


@pytest.mark.parametrize(("language", "answer"), [("en", "yes"), ("es", "sí")])
def test_the_keys_are_said_and_printed_once_before_the_first_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, answer: str
) -> None:
    at = At(tmp_path, monkeypatch, language, answer[0], "n")
    assert at.terminal.ask(BONE, "1/2")
    assert not at.terminal.ask("And now?", "2/2")
    assert at.said == [(None, KEYS[language]), (None, BONE), (None, "And now?")]
    assert at.lines == [
        f"        {KEYS[language]}",
        f"   1/2  {BONE}",
        f"        {answer}",
        "   2/2  And now?",
        "        no",
    ]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_wrong_key_is_answered_and_the_question_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    at = At(tmp_path, monkeypatch, language, "x", "\x1b[A", "n")
    assert not at.terminal.ask(BONE, "1/1")
    wrong = f"{WRONG[language]} {KEYS[language]}"
    assert at.said[1:] == [(None, BONE), ("answer", f"{wrong} {BONE}"), ("answer", f"{wrong} {BONE}")]
    assert at.lines[1:] == [f"   1/1  {BONE}", *[f"        {wrong}", f"   1/1  {BONE}"] * 2, "        no"]


def test_a_question_is_heard_again_without_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = At(tmp_path, monkeypatch, "en", "x", "r", "n")
    at.terminal.ask(BONE)
    assert [text.endswith(BONE) for _, text in at.said[1:]] == [True] * 3
    assert at.said[-1] == (None, BONE)


def test_leaving_is_told_in_the_words_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = At(tmp_path, monkeypatch, "en", "x", "q")
    with pytest.raises(NotStartedError, match=re.escape("left")):
        at.terminal.ask(BONE)

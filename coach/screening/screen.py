"""Before the first session of a protocol: its questions, printed and spoken, and answered by keys."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TextIO

from coach.errors import CoachError, NotStarted
from coach.play.device import Device
from coach.play.live import run
from coach.play.plain import printable
from coach.play.stream import Stream
from coach.prepare import Prepared
from coach.screening import memory
from coach.screening.keys import AnswerKeys, yes_no
from coach.screening.questions import AGAIN, Questions, ask, questions_of
from coach.screening.speech import Speech
from coach.units import to_samples

LISTENS = to_samples(30.0)
"""The device is kept awake so long after a question. Then it waits on in silence."""

UNASKED = "the questions before a first session were not asked, as nobody can answer here; heed the notice you hear"


def screened(prepared: Prepared, to: Device, tell: Callable[[str], None]) -> None:
    """Ask whoever sits at the terminal what the protocol asks before its first session, unless it was answered lately.

    `tell` is told what the person should know beside that. Without a terminal nothing is asked, and that is told.
    Raises NotStarted if the session must not begin, and what `live.run` raises.
    """
    protocol, today = prepared.protocol, date.today()
    path: Path | None = memory.default_path()
    questions = questions_of(protocol, prepared.clips.voice.language)
    if questions is None:
        return
    try:
        entries, trouble = memory.read(memory.default_path())
    except CoachError as error:
        tell(f"{error}; until then, the questions come each time")
        entries, trouble, path = {}, None, None
    if trouble:
        tell(trouble)
    before = entries.pop(protocol.protocol, None)
    if before is not None and memory.counts(before, protocol, today):
        return
    keys = AnswerKeys(questions.language)
    if not keys.there:
        tell(UNASKED)
        return
    if before is not None:  # it does not stand any more, and must not stand again if nothing comes of this
        _save(path, entries, tell)
    answers = AtTerminal(prepared, to, keys, questions).screen()
    yes, no = yes_no(questions.language)
    words = {text: yes if answer else no for text, answer in answers.items()}
    entry = memory.Entry(today, protocol.version, questions.language, questions.digest, words)
    _save(path, {**entries, protocol.protocol: entry}, tell)


def _save(path: Path | None, entries: dict[str, memory.Entry], tell: Callable[[str], None]) -> None:
    """Not to be able to write is no reason to leave somebody alone who has just answered; it is told."""
    if path is None:
        return
    try:
        memory.write(path, entries)
    except CoachError as error:
        tell(f"{error}; so the questions come again next time")


class AtTerminal:
    """A person at a terminal, as `questions.Person`."""

    def __init__(
        self, prepared: Prepared, to: Device, keys: AnswerKeys, questions: Questions, out: TextIO | None = None
    ) -> None:
        self._prepared = prepared
        self._device = to
        self._keys = keys
        self._questions = questions
        self._out = out or (sys.stdout if sys.stdout.isatty() else sys.stderr)
        self._awake = False

    def screen(self) -> dict[str, bool]:
        """All questions. Raises NotStarted."""
        count = len(self._questions.asked)
        try:
            with self._keys.open():
                self._print(f"Before the first session, {count} question(s): {self._keys.hint}")
                return ask(self._questions, self)
        except KeyboardInterrupt:
            raise self._left() from None

    def ask(self, text: str, place: str = "") -> bool:
        """Print and say a question, and wait for its answer, however long it takes."""
        while True:
            self._print(f"{place:>6}  {text}")
            self._keys.listen(asks=True)
            self._say(text, LISTENS)
            while self._keys.pressed is None:
                self._keys.wait(60.0)
            if self._keys.pressed == "stop":
                raise self._left()
            if self._keys.pressed != "again":
                yes = self._keys.pressed == "yes"
                self._print(f"{'':8}{yes_no(self._questions.language)[0 if yes else 1]}")
                return yes

    def tell(self, text: str) -> None:
        """Print and say it."""
        self._print(f"{'':8}{text}")
        self._keys.listen(asks=False)
        self._say(text, 0)
        if self._keys.pressed:
            raise self._left()

    def _say(self, text: str, quiet: int) -> None:
        """Say it until a key is pressed or it is over."""
        source = Speech(self._prepared, text, quiet, awake=self._awake, following=self._questions.after(text))
        ending = run(Stream(source), self._device, self._keys)
        if ending == "stopped" and self._keys.pressed is None:  # Ctrl-C
            raise self._left()
        # Cut off, or just over without a long quiet: the headphones have not fallen asleep.
        self._awake = ending == "stopped" or not quiet

    def _left(self) -> NotStarted:
        return NotStarted(f"{self._questions.protocol} is not started, as you wished; {AGAIN}")

    def _print(self, line: str) -> None:
        before = line[: len(line) - len(line.lstrip())]
        print(before + printable(line, self._out.encoding), file=self._out, flush=True)

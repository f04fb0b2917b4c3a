"""Questions of a protocol in one language, and the outcomes of their answers. No terminal, no sound."""

import hashlib
import typing as t
from itertools import count, groupby

import msgspec

from coach.errors import NotStartedError
from coach.protocol import Protocol
from coach.protocol.vocabulary import TIERS
from coach.session.asking import repeated
from coach.text.interface import texts

Tier = t.Literal["do not start", "ask first", "avoid"]

DO_NOT_START: Tier = "do not start"
ASK_FIRST: Tier = "ask first"


class Question(msgspec.Struct, frozen=True):
    """Question of a screening."""

    text: str
    tier: Tier
    """Outcome of a yes."""


class Questions(msgspec.Struct, frozen=True, kw_only=True):
    """Screening in one language."""

    protocol: str
    language: str
    asked: tuple[Question, ...]
    """Questions in the order of their tiers, the gravest first."""
    outcomes: dict[Tier, str]
    """Text that is said after a yes, by tier."""
    confirm: str
    """Question for the consent of a clinician; empty if no question is of the tier `ask first`."""

    @property
    def digest(self) -> str:
        """SHA-256 of every question, tier and text: it changes with the screening."""
        everything = [self.asked, sorted(self.outcomes.items()), self.confirm]
        return hashlib.sha256(msgspec.json.encode(everything)).hexdigest()


class Person(t.Protocol):
    """Person who is asked."""

    def ask(self, text: str, place: str = "", following: str | None = None) -> bool:
        """Ask, and return whether the answer is yes.

        `place` is number and count, such as 1/4; `following` is the question after a no, to be spoken ahead.
        Raises NotStartedError if they leave.
        """

    def tell(self, text: str) -> None:
        """Tell something that needs no answer. Raises NotStartedError if they leave."""


def questions_of(protocol: Protocol, language: str) -> Questions | None:
    """Take the screening out of a checked protocol; None if it has none."""
    screening = protocol.screening
    if screening is None:
        return None
    lines = protocol.words[language].lines

    def text(name: str) -> str:
        return " ".join((lines[name].always or "").split())

    by_tier = sorted(screening.questions, key=lambda question: TIERS.index(question.tier))
    asked = tuple(Question(text(question.ask), question.tier) for question in by_tier)
    tiers = {question.tier for question in asked}
    outcomes = {tier: text(screening.outcomes[tier]) for tier in tiers}
    confirm = text(screening.outcomes["confirm"]) if ASK_FIRST in tiers else ""
    return Questions(protocol=protocol.protocol, language=language, asked=asked, outcomes=outcomes, confirm=confirm)


def ask(questions: Questions, person: Person) -> dict[str, bool]:
    """Ask each question in turn; return the text of each to whether the answer is yes.

    Raises NotStartedError after a yes to a `do not start`, after a yes to an `ask first` without a clinician's consent,
    and if the person leaves.
    """
    name, answers, words = questions.protocol, dict[str, bool](), texts(questions.language)
    following = [*(question.text for question in questions.asked[1:]), None]
    queue = zip(count(1), questions.asked, following, strict=False)
    for tier, group in groupby(queue, key=lambda place: place[1].tier):
        to_agree: list[str] = []
        for number, question, next_text in group:
            yes = person.ask(question.text, f"{number}/{len(questions.asked)}", next_text)
            answers[question.text] = yes
            if yes and tier == ASK_FIRST:
                to_agree.append(question.text)
            elif yes:
                person.tell(repeated([question.text], questions.outcomes[tier], questions.language))
            if yes and tier == DO_NOT_START:
                text = words.not_started_after.format(name=name, question=question.text, never_mind=words.never_mind)
                raise NotStartedError(text)
        if to_agree:
            # Once for all of them, after the last.
            person.tell(repeated(to_agree, questions.outcomes[tier], questions.language))
            answers[questions.confirm] = person.ask(questions.confirm)
            if not answers[questions.confirm]:
                raise NotStartedError(words.not_agreed.format(name=name, never_mind=words.never_mind))
    return answers

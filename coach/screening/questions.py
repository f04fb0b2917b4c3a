"""The questions of a protocol in one language, and what follows from the answers. No terminal, no sound."""

import hashlib
from typing import Protocol as Interface

import msgspec

from coach.errors import NotStarted
from coach.protocol import Protocol
from coach.protocol.model import TIERS
from coach.session.asking import repeated
from coach.text.interface import texts

DO_NOT_START, ASK_FIRST, AVOID = TIERS


class Asked(msgspec.Struct, frozen=True):
    """One question."""

    text: str
    tier: str
    """What a yes means; one of `TIERS`."""


class Questions(msgspec.Struct, frozen=True):
    """A screening in one language."""

    protocol: str
    language: str
    asked: tuple[Asked, ...]
    """In the order of their tiers, the gravest first."""
    outcomes: dict[str, str]
    """What is said after a yes, by tier."""
    confirm: str
    """Whether a clinician has agreed; empty where no question needs it."""

    @property
    def digest(self) -> str:
        """Of every question, its tier and all wording: it changes when the screening does."""
        everything = [self.asked, sorted(self.outcomes.items()), self.confirm]
        return hashlib.sha256(msgspec.json.encode(everything)).hexdigest()


class Person(Interface):
    """Whoever is asked."""

    def ask(self, text: str, place: str = "", following: str | None = None) -> bool:
        """Whether the answer is yes; `place` says which question of how many, `following` which one comes after a no.

        Raises NotStarted if they leave.
        """

    def tell(self, text: str) -> None:
        """Something to know, without an answer. Raises NotStarted if they leave."""


def questions_of(protocol: Protocol, language: str) -> Questions | None:
    """The screening of a protocol, which was checked; None if it has none."""
    screening = protocol.screening
    if screening is None:
        return None
    lines = protocol.words[language].lines

    def text(name: str) -> str:
        return " ".join((lines[name].always or "").split())

    asked = tuple(
        Asked(text(each.ask), each.tier) for tier in TIERS for each in screening.questions if each.tier == tier
    )
    tiers = {each.tier for each in asked}
    outcomes = {tier: text(line) for tier, line in screening.outcomes.items() if tier in tiers}
    confirm = text(screening.outcomes["confirm"]) if ASK_FIRST in tiers else ""
    return Questions(protocol.protocol, language, asked, outcomes, confirm)


def ask(questions: Questions, person: Person) -> dict[str, bool]:
    """Ask each question in turn; the answers by their questions.

    Raises NotStarted after a yes to a `do not start`, after a yes to an `ask first` that nobody has agreed to,
    and if the person leaves.
    """
    name, answers, its = questions.protocol, dict[str, bool](), texts(questions.language)
    following = [*(each.text for each in questions.asked[1:]), None]
    for tier in TIERS:
        for number, each in enumerate(questions.asked, 1):
            if each.tier != tier:
                continue
            place = f"{number}/{len(questions.asked)}"
            answers[each.text] = yes = person.ask(each.text, place, following[number - 1])
            if yes and tier != ASK_FIRST:
                person.tell(repeated([each.text], questions.outcomes[tier], questions.language))
            if yes and tier == DO_NOT_START:
                told = its.not_started_after.format(name=name, question=each.text, never_mind=its.never_mind)
                raise NotStarted(told)
        agreed_to = [each.text for each in questions.asked if each.tier == tier == ASK_FIRST and answers[each.text]]
        if agreed_to:
            # Once for all of them, after the last.
            person.tell(repeated(agreed_to, questions.outcomes[tier], questions.language))
            answers[questions.confirm] = person.ask(questions.confirm)
            if not answers[questions.confirm]:
                raise NotStarted(its.not_agreed.format(name=name, never_mind=its.never_mind))
    return answers

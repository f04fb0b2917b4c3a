"""What is asked in which order, and what follows from the answers."""

import pytest
from asking import AGREED, ARM, ASK_THEM, BLOOD, BONE, LEAVE_IT, NERVES, NOT_NOW, SKIN

from coach.errors import NotStartedError
from coach.protocol import load
from coach.protocol.load import parse
from coach.screening.questions import Questions, ask, questions_of


class Answering:
    """Says yes to some questions; keeps what was heard."""

    def __init__(self, *yes: str) -> None:
        self.heard: list[str] = []
        self.following: list[str | None] = []
        self._yes = yes

    def ask(self, text: str, place: str = "", following: str | None = None) -> bool:
        self.following.append(following)
        self.heard.append(f"{place} {text}".strip())
        return text in self._yes

    def tell(self, text: str) -> None:
        self.heard.append(text)


def arm(text: str = ARM, language: str = "en") -> Questions:
    questions = questions_of(parse(text, "arm.yaml"), language)
    assert questions is not None
    return questions


def test_all_no_are_asked_in_the_order_of_their_tiers() -> None:
    person = Answering()
    assert ask(arm(), person) == dict.fromkeys([BONE, BLOOD, NERVES, SKIN], False)
    assert person.heard == [f"1/4 {BONE}", f"2/4 {BLOOD}", f"3/4 {NERVES}", f"4/4 {SKIN}"]
    assert person.following == [BLOOD, NERVES, SKIN, None]


def test_a_yes_to_do_not_start_ends_at_once_with_what_to_do() -> None:
    person = Answering(BONE)
    with pytest.raises(NotStartedError, match="Is a bone broken") as refused:
        ask(arm(), person)
    assert refused.value.exit_code == 4
    assert person.heard == [f"1/4 {BONE}", f"You said yes to this question: {BONE} {NOT_NOW}"]


@pytest.mark.parametrize("yes", [(BLOOD,), (NERVES,), (BLOOD, NERVES)])
def test_ask_first_is_confirmed_once_after_all_of_its_questions(yes: tuple[str, ...]) -> None:
    person = Answering(*yes, AGREED)
    answers = ask(arm(), person)
    assert {text for text, said in answers.items() if said} == {*yes, AGREED}
    which = "this question" if len(yes) == 1 else "these questions"
    outcome = f"You said yes to {which}: {' '.join(yes)} {ASK_THEM}"
    assert person.heard == [f"1/4 {BONE}", f"2/4 {BLOOD}", f"3/4 {NERVES}", outcome, AGREED, f"4/4 {SKIN}"]


def test_ask_first_without_agreement_ends() -> None:
    person = Answering(NERVES)
    with pytest.raises(NotStartedError, match="professional"):
        ask(arm(), person)
    assert person.heard[-1] == AGREED


def test_what_to_avoid_is_said_and_it_goes_on() -> None:
    person = Answering(SKIN)
    assert ask(arm(), person)[SKIN]
    assert person.heard[-1] == f"You said yes to this question: {SKIN} {LEAVE_IT}"


def test_in_spanish_what_was_answered_is_repeated_in_spanish() -> None:
    person = Answering("¿Tienes la piel del brazo irritada?")
    ask(arm(language="es"), person)
    assert person.heard[-1] == (
        "Has dicho que sí a esta pregunta: ¿Tienes la piel del brazo irritada? Entonces deja ese lugar."
    )
    with pytest.raises(NotStartedError, match="arm no empieza después de un sí a «¿Tienes un hueso roto"):
        ask(arm(language="es"), Answering("¿Tienes un hueso roto?"))


def test_a_protocol_for_a_room_asks_nothing() -> None:
    assert questions_of(load("waiting-room"), "en") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Is a bone broken?", "Is any bone broken?"),
        ("always: Then do not start.", "always: Do not start now."),
        ("always: Did they agree?", "always: Have they agreed?"),
        ("{ask: skin, tier: avoid}", "{ask: skin, tier: ask first}"),
        ("ask: blood, tier: ask first}\n    - {ask: nerves", "ask: nerves, tier: ask first}\n    - {ask: blood"),
    ],
)
def test_the_digest_changes_with_every_question_tier_and_word(old: str, new: str) -> None:
    assert arm(ARM.replace(old, new)).digest != arm().digest


def test_the_digest_is_that_of_a_language_and_of_nothing_else() -> None:
    assert arm(language="es").digest != arm().digest
    assert arm(ARM.replace("The end.", "That was all.").replace("hueso roto", "hueso partido")).digest == arm().digest

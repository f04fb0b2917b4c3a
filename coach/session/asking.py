"""Phrases said before a session, around its questions; each may be recorded."""

from collections.abc import Iterator, Sequence

from coach.protocol import Protocol
from coach.text.interface import texts


def opening(count: int, language: str) -> str:
    """Write the sentence that tells the number of questions."""
    its = texts(language)
    return its.one_question if count == 1 else its.questions.format(count=count)


def repeated(questions: Sequence[str], then: str, language: str) -> str:
    """Write the consequence of a yes, with its questions: nobody sees to which of them it belongs."""
    its = texts(language)
    return " ".join((its.said_yes if len(questions) == 1 else its.said_yes_to_several, *questions, then))


def around(protocol: Protocol, language: str) -> Iterator[str]:
    """Yield all texts of the coach's own that can be said around the questions of a protocol."""
    its, screening = texts(language), protocol.screening
    if screening is not None:
        yield opening(len(screening.questions), language)
        yield its.said_yes
        if sum(each.tier == "ask first" for each in screening.questions) > 1:
            yield its.said_yes_to_several
    soon = any(one.safety is not None and one.safety.too_soon is not None for one in protocol.parts.values())
    if soon:
        yield its.all_the_same
    if screening is not None or soon:
        yield its.keys_to_answer
        yield its.wrong_key


def too_soon_line(protocol: Protocol, of: str, language: str) -> str:
    """Return the words for a person who comes back to protocol `of` too soon: a programme's own before its part's."""
    for one in (protocol, protocol.parts[of]):
        if one.safety is not None and one.safety.too_soon is not None:
            return " ".join((one.words[language].lines[one.safety.too_soon].always or "").split())
    raise KeyError(of)  # the check lets no protocol have days between sessions and no such line

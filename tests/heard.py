"""What a session says, line by line: which line of which protocol, where, and with which words."""

from typing import NamedTuple

import msgspec

from coach.protocol import Protocol
from coach.protocol.session_model import Step
from coach.protocol.traverse import chapters_in_order
from coach.session import Choices, expand
from coach.session.model import ChapterScript, Hold, Reach, Say, Strokes

MINUTES = 20


class Prompt(NamedTuple):
    """One line, as it is heard at one place of a session."""

    chapter: ChapterScript
    step: int
    line: str
    text: str


def said(protocol: Protocol, choices: Choices) -> list[Prompt]:
    """Every line in the order in which it is heard, its phrases joined; what is counted is left out."""
    steps = _authored(protocol, "new" if choices.known else "known")
    found = []
    for chapter in expand(protocol, choices, MINUTES).chapters:
        for index, step in chapter.steps:
            authored = steps[chapter.location.protocol, chapter.name][index]
            if isinstance(step, Say) and authored.say is not None:
                found.append(Prompt(chapter, index, authored.say, " ".join(one.text for one in step.phrases)))
            elif isinstance(step, Hold) and step.announce and authored.announce is not None:
                found.append(Prompt(chapter, index, authored.announce, " ".join(one.text for one in step.announce)))
    return found


def effort(chapter: ChapterScript) -> int | None:
    """The step that holds or rolls, if there is one."""
    return next((index for index, step in chapter.steps if isinstance(step, Hold | Strokes)), None)


def reach(chapter: ChapterScript) -> int | None:
    """The step in which the stretch is entered, if there is one."""
    return next((index for index, step in chapter.steps if isinstance(step, Reach)), None)


def silenced(protocol: Protocol, of: str, line: str) -> Protocol:
    """The same protocol, in which `line` of its part `of` says nothing of what it should, in any language."""
    part = protocol.parts[of]
    words = {
        language: msgspec.structs.replace(
            one, lines={**one.lines, line: msgspec.structs.replace(one.lines[line], always="Well.")}
        )
        for language, one in part.words.items()
    }
    changed = msgspec.structs.replace(part, words=words)
    if of == protocol.protocol:
        return changed
    return msgspec.structs.replace(protocol, included={**protocol.included, of: changed})


def _authored(protocol: Protocol, other: str) -> dict[tuple[str, str], tuple[Step, ...]]:
    return {
        (name, one.part.chapter): one.part.steps
        for name, part in protocol.parts.items()
        for one in chapters_in_order(part)
        if one.part.chapter is not None and other not in one.when
    }

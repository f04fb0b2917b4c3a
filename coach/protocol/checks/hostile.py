"""Hostile files: aliases, tags, unseen characters and sheer size are refused before anything is decoded."""

import re

import yaml

from coach.protocol.problems import Place, Problem

DEEPEST = 20
MOST_VALUES = 10_000
"""Limit of values in a file. The longest shipped protocol has about 1,900 in two languages."""
LONGEST_TEXT = 2_000
"""Limit of letters in one value: about two minutes of speech."""

# Control characters, those that turn the direction of writing, and those that have no width: a terminal obeys
# them, or a person does not see what is there. The joiners U+200C and U+200D stay: Persian and Hindi need them.
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_IN_A_FILE = re.compile(f"[{_UNSEEN}]")
_IN_A_VALUE = re.compile(f"[\r{_UNSEEN}]")  # there it comes from an escape; in a file it ends a line on Windows


def first_violation(text: str) -> Problem | None:
    """Return the first thing in a file that no protocol needs, or None.

    Aliases, anchors, tags, unseen characters, nesting too deep, too many values, text too long.

    Raises yaml.YAMLError where it is no YAML.
    """
    unseen = _IN_A_FILE.search(text, 1 if text.startswith("\ufeff") else 0)
    if unseen is not None:
        before = text[: unseen.start()]
        column = unseen.start() - (before.rfind("\n") + 1) + 1
        return Problem(Place(before.count("\n") + 1, column), _unseen(unseen[0]))
    depth = values = 0
    anchor: Problem | None = None  # told only where nothing uses it: what does is worse
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        if isinstance(event, yaml.AliasEvent):
            return Problem(place, "aliases (*name) are not used in protocols; write it out")
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            continue
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            continue
        if event.tag is not None:
            return Problem(place, "tags (!name) are not used in protocols: a protocol is text and numbers; remove it")
        if event.anchor is not None:
            anchor = anchor or Problem(place, "anchors (&name) are not used in protocols; write it out")
        values += 1
        if values > MOST_VALUES:
            return Problem(place, f"more than {MOST_VALUES} values, so this is no protocol")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return Problem(place, f"nested more than {DEEPEST} deep")
        elif isinstance(event, yaml.ScalarEvent):
            if len(event.value) > LONGEST_TEXT:
                return Problem(place, f"a text of {len(event.value)} letters; {LONGEST_TEXT} at most, so split it")
            found = _IN_A_VALUE.search(event.value)
            if found is not None:
                return Problem(place, _unseen(found[0]))
    return anchor


def _unseen(character: str) -> str:
    return f"U+{ord(character):04X} is a character that nobody sees and a terminal may obey; remove it"

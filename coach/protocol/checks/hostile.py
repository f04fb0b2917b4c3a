"""Hostile files: aliases, tags, escaped characters and sheer size are refused before anything is decoded."""

import yaml

from coach.protocol.checks import unseen
from coach.protocol.problems import Place, Problem

DEEPEST = 20
MOST_VALUES = 10_000
"""Limit of values in a file. The longest shipped protocol has about 1,900 in two languages."""
LONGEST_TEXT = 2_000
"""Limit of letters in one value: about two minutes of speech."""


def first_violation(text: str) -> Problem | None:
    """Return the first thing in a file that no protocol needs, or None.

    Aliases, anchors, tags, escapes of unseen characters, nesting too deep, too many values, text too long.

    Raises yaml.YAMLError where it is no YAML.
    """
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
            found = unseen.in_value(event.value)
            if found is not None:
                return Problem(place, found)
    return anchor

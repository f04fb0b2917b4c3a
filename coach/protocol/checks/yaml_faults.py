"""Faults of YAML in plain words: what an author sees there, and what to do about it, at the place of the fault."""

import re

import yaml

from coach.protocol.problems import Place, Problem

_QUOTE_IT = "put the whole text into double quotes"
_ONE_MORE = (
    "only one protocol is in a file; remove the line '---' or '...' and what follows, or make it a file of its own"
)

# By the beginning of libyaml's own words: whether it is told where its block begins, and what it means.
# fmt: off
_MEANING: tuple[tuple[str, bool, str], ...] = (
    ("could not find expected ':'", True,
     "a name needs a colon and a space after it, as in 'name: value'; if this belongs to the text above, indent it "
     "deeper than the name of that text, and begin that text with '>-'"),
    ("did not find expected '-' indicator", False,
     "this does not line up with the list above; begin it with '- ', or indent it less"),
    ("did not find expected ',' or ']'", True,
     "this '[' has no ']' where one is needed; write [one, two], with a comma between, and quotes around a text with "
     "a comma, a colon or a bracket in it"),
    ("did not find expected ',' or '}'", True,
     "this '{' has no '}' where one is needed; write {name: value, other: value}, with a comma between, and quotes "
     "around a text with a comma, a colon, an apostrophe or a bracket in it"),
    ("did not find expected node content", False,
     "a value is missing here, or a bracket has no partner; write the value, or remove the bracket"),
    ("found unexpected end of stream", True,
     "this quotation mark is never closed; put the same mark at the end of the text"),
    ("found unexpected document indicator", True,
     "this quotation mark is not closed before the line '---' or '...'; put the same mark at the end of the text"),
    ("block sequence entries are not allowed", False,
     "a list cannot begin here; begin each '- ' on a line of its own, below the name, or write [one, two]"),
    ("block collection entries are not allowed", False,
     "a list cannot begin here; begin each '- ' on a line of its own, below the name, or write [one, two]"),
    ("mapping keys are not allowed", False,
     f"a text cannot begin with '? ' here; {_QUOTE_IT}"),
    ("found unknown escape character", False,
     r"in double quotes a backslash means something else; write \\ for one, or remove it"),
    ("found invalid Unicode character", False,
     "this is the number of no letter; write the letter itself"),
    ("did not find expected hexdecimal number", False,
     r"after \x, \u or \U in double quotes stands the number of a letter; write the letter itself"),
    ("did not find expected alphabetic or numeric character", True,
     f"a text cannot begin with '*' or '&'; {_QUOTE_IT}"),
    ("found undefined alias", False,
     f"a text cannot begin with '*'; {_QUOTE_IT}"),
    ("second occurrence", False,
     "anchors (&name) are not used in protocols; write it out"),
    ("did not find expected comment or line break", True,
     f"after '|' or '>' the text begins on the next line, indented; move it there, or {_QUOTE_IT}"),
    ("but found another document", False, _ONE_MORE),
    ("did not find expected <document start>", False, _ONE_MORE),
    ("found unknown directive", True, f"a line cannot begin with '%'; {_QUOTE_IT}"),
    ("found incompatible YAML document", False, "remove this line; a protocol needs no '%YAML'"),
    ("found duplicate %", False, "remove this line; a protocol needs no line with '%'"),
    ("exceeded maximum nesting depth", False, "nested more than 20 deep; protocols need no more"),
)
# fmt: on
_IN_CONTEXT: tuple[tuple[str, str], ...] = (
    ("scanning a tag", f"tags (!name) are not used in protocols; remove it, or {_QUOTE_IT}"),
    ("parsing a tag", f"tags (!name) are not used in protocols; remove it, or {_QUOTE_IT}"),
    ("scanning a directive", f"a line cannot begin with '%'; {_QUOTE_IT}"),
    ("scanning a %", "remove this line; a protocol needs no line with '%'"),
    ("scanning a block scalar", f"after '|' or '>' the text begins on the next line, indented; or {_QUOTE_IT}"),
    ("scanning an alias", f"a text cannot begin with '*'; {_QUOTE_IT}"),
    ("scanning an anchor", f"a text cannot begin with '&'; {_QUOTE_IT}"),
)
"""Meanings of faults anywhere, by what libyaml was about."""

_UNKNOWN = "this cannot be read; compare its indentation, quotes, colons and brackets with the lines around it"


def problem(error: yaml.YAMLError, text: str) -> Problem:
    """Return the problem in `text` that an error of YAML's own parser means, at its place."""
    if not isinstance(error, yaml.MarkedYAMLError):
        at = _of_position(text, getattr(error, "position", 0) or 0)
        return Problem(at, "not valid YAML: a character that no text has; remove it, and save the file as UTF-8")
    mark = error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
    said, context = error.problem or "", error.context or ""
    for begins, at_context, meaning in _MEANING:
        if said.startswith(begins):
            if at_context and error.context_mark:
                place = Place(error.context_mark.line + 1, error.context_mark.column + 1)
            return Problem(place, f"not valid YAML: {meaning}")
    line = _line(text, place)
    if said.startswith("found character that cannot start any token"):
        return Problem(place, f"not valid YAML: {_character(line[place.column - 1 : place.column])}")
    if said.startswith("mapping values are not allowed"):
        return Problem(place, f"not valid YAML: {_second_colon(text, place)}")
    if said.startswith("did not find expected key"):
        return Problem(place, f"not valid YAML: {_no_name(line[: place.column - 1])}")
    about = next((meaning for of, meaning in _IN_CONTEXT if of in context), _UNKNOWN)
    return Problem(place, f"not valid YAML: {about}")


def _character(one: str) -> str:
    return f"a text cannot begin with '{one}'; {_QUOTE_IT}" if one.strip() else _UNKNOWN


def _no_name(before: str) -> str:
    """Tell what is wrong in the place of a name, by the text before it in its line."""
    if before.strip():
        return f"this stands after a text in quotes or brackets that has ended already; {_QUOTE_IT}"
    return "this does not line up with the lines above; indent it like its neighbours, by spaces"


def _second_colon(text: str, place: Place) -> str:
    """Tell what a misplaced colon means: a text with a colon in it, or a line that is indented too far."""
    before = _line(text, place)[: place.column - 1]
    if re.search(r":\s", before):
        return f"a second ': ' in one line; a text with ': ' in it goes into quotes, so {_QUOTE_IT}"
    if re.search(r"[\]}\"']\s*$", before):
        return "a name is plain text; write it without brackets and quotes, as in 'name: value'"
    return (
        "this is indented deeper than the line above, which has a value already; indent it like its neighbours, or, "
        f"if it belongs to the text above, {_QUOTE_IT}"
    )


def _line(text: str, place: Place) -> str:
    lines = re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)
    return lines[place.line - 1] if place.line <= len(lines) else ""


def _of_position(text: str, position: int) -> Place:
    before = text[:position]
    return Place(before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)

"""Whoever makes a mistake in YAML reads in plain words what to do, at its place; never the parser's own words."""

import re

import pytest

from coach.protocol import ProtocolError, parse

FAULTS = [
    ("two colons", "title: Now: go\n", "1:11", "a text with ': ' in it goes into quotes"),
    ("two colons in a list", "a:\n  - x: y: z\n", "2:9", "a text with ': ' in it goes into quotes"),
    ("no colon", "a: 1\nfoo\nb: 2\n", "2:1", "a name needs a colon and a space"),
    ("too deep", "a: 1\n  b: 2\n", "2:4", "indented deeper than the line above"),
    ("between two depths", "a:\n  b: 1\n c: 2\n", "3:2", "does not line up with the lines above"),
    ("out of its list", "- a\nb: 1\n", "2:1", "does not line up with the list above"),
    ("per cent", "a: %x\n", "1:4", "cannot begin with '%'; put the whole text into double quotes"),
    ("at", "a: @x\n", "1:4", "cannot begin with '@'"),
    ("backtick", "a: `x`\n", "1:4", "cannot begin with '`'"),
    ("star", "a: **bold**\n", "1:4", "cannot begin with '*'"),
    ("ampersand", "a: & b\n", "1:4", "cannot begin with '*' or '&'"),
    ("anchor", "a: &b c\n", "1:4", "anchors (&name) are not used"),
    ("the same anchor twice", "a: &x 1\nb: &x 2\n", "1:4", "anchors (&name) are not used"),
    ("alias", "a: *x\n", "1:4", "aliases (*name) are not used"),
    ("tag", "a: !<x\n", "1:7", "tags (!name) are not used"),
    ("tab", "a:\n\tb: 1\n", "2:1", "a tab; YAML is indented by spaces"),
    ("tab below spaces", "a:\n  b: 1\n\tc: 2\n", "3:1", "a tab; YAML is indented by spaces"),
    ("open quote", "a: 'x\nb: 2\n", "1:4", "this quotation mark is never closed"),
    ("open double quote", 'a: "x\nb: 2\n', "1:4", "this quotation mark is never closed"),
    ("quote before the end", 'a: "x\n---\nb"\n', "1:4", "not closed before the line '---'"),
    ("more after quotes", 'a: "{side}" leg\n', "1:13", "put the whole text into double quotes"),
    ("more after a bracket", "a: {side} leg\n", "1:11", "put the whole text into double quotes"),
    ("apostrophe in quotes", "a: 'it's here'\n", "1:8", "put the whole text into double quotes"),
    ("open brace", "a: {b: 1, c: 2\nd: 3\n", "1:4", "this '{' has no '}'"),
    ("no comma", "a: {b: 1 c: 2}\n", "1:4", "this '{' has no '}' where one is needed"),
    ("open bracket", "a: [1, 2\nb: 3\n", "1:4", "this '[' has no ']'"),
    ("bracket without a partner", "a: ]\n", "1:4", "a bracket has no partner"),
    ("backslash", 'a: "\\q"\n', "1:5", "a backslash means something else"),
    ("no letter", 'a: "\\uD800"\n', "1:7", "the number of no letter"),
    ("list in a line", "a: - b\n", "1:4", "a list cannot begin here"),
    ("folded text in a line", "a: > x\n", "1:4", "the text begins on the next line"),
    ("second document", "a: 1\n---\nb: 2\n", "2:1", "only one protocol is in a file"),
    ("end of document", "a: 1\n...\nb: 1\n", "3:1", "only one protocol is in a file"),
    ("directive", "%FOO\na: 1\n", "1:1", "a line cannot begin with '%'"),
    ("version of YAML", "%YAML 3.0\n---\na: 1\n", "1:1", "remove this line"),
    ("the same name twice", "a: 1\na: 2\n", "2:1", "'a' is here twice; keep one"),
    ("half a letter", "a: \ud800\n", "1:4", "U+D800 is a character that nobody sees"),
]

JARGON = re.compile(
    r"context|token|stream|scanning|parsing|mapping value|flow|block (?:mapping|sequence|collection)|indicator|scalar|"
    r"expected|node content|escape character"
)


@pytest.mark.parametrize(("text", "place", "message"), [fault[1:] for fault in FAULTS], ids=[one[0] for one in FAULTS])
def test_each_mistake_is_told_in_plain_words_at_its_place(text: str, place: str, message: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse(text, "x.yaml")
    found = str(caught.value).splitlines()
    assert any(line.startswith(f"x.yaml:{place}: ") and message in line for line in found), found
    assert not any(JARGON.search(line) for line in found), found

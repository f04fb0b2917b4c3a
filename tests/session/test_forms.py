"""A language with cases: each declared form of a word names the strip, and no other word does."""

import pytest
from small import TEXT
from test_steps import timeline

from coach.protocol import Protocol, ProtocolError, parse
from coach.session import Choices, expand
from coach.timeline import ProofError, prove

GERMAN = (
    TEXT.replace("  en:", "  de:").replace("top: top", "top: [innere, inneren, innerer]").replace("{strip}", "{strip}n")
)
GERMAN = GERMAN.replace("left: left, right: right", "left: [linke, linken, linkem], right: [rechte, rechten]")
GERMAN = GERMAN.replace("Two.", "Zwei.").replace("One.", "Eins.")
GERMAN = GERMAN.replace("elbow: elbow", "elbow: [Ellbogen, Ellbogens]")
HERE = 'here: {source: choice, always: "Am {side}n Arm, auf dem {strip}n Streifen, Punkt {spot}."}'
GERMAN = "\n".join(f"      {HERE}" if line.startswith("      here:") else line for line in GERMAN.split("\n"))
CHOICES = Choices(language="de")


def german(**changes: str) -> Protocol:
    text = GERMAN
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return parse(text, "small.yaml")


def test_the_first_form_is_said_and_any_declared_one_names_the_strip() -> None:
    protocol = german()
    assert protocol.words["de"].terms["top"] == "innere"
    session = expand(protocol, CHOICES, 1)
    assert session.chapters[2].texts()[0] == "Am linken Arm, auf dem inneren Streifen, Punkt 1."
    assert session.chapters[2].orientation[:2] == ("linke", "innere")
    assert prove(timeline(protocol, CHOICES), session, protocol)


def test_a_form_that_nobody_declared_does_not_name_the_strip() -> None:
    protocol = german(inneren="inneres")
    with pytest.raises(ProofError, match="which does not name 'innere'"):
        prove(timeline(protocol, CHOICES), expand(protocol, CHOICES, 1), protocol)


def test_numbers_and_signs_in_a_name_are_compared_as_they_are_said() -> None:
    protocol = parse(TEXT.replace("top: top", "top: 3 cm;"), "small.yaml")
    assert prove(timeline(protocol, Choices()), expand(protocol, Choices(), 1), protocol)


def test_a_name_without_a_word_is_refused_at_its_place() -> None:
    with pytest.raises(ProtocolError, match=r"small.yaml:39:\d+: '-' has no word that a voice can say"):
        parse(TEXT.replace("top: top", 'top: "-"'), "small.yaml")
    with pytest.raises(ProtocolError, match=r"small.yaml:39:\d+: 'top' has no word here"):
        parse(TEXT.replace("top: top", "top: []"), "small.yaml")


def test_a_side_that_is_written_out_is_found_in_each_form() -> None:
    with pytest.raises(ProtocolError, match="'linkem' is written out in a chapter for each side"):
        german(**{"learn: Put it down.": "learn: An linkem Arm."})

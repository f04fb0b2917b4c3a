"""What `plan` would refuse for a choice inside the limits, `check` tells before, at its place."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import length
from small import TEXT
from typer.testing import CliRunner

from coach.cli.app import app
from coach.commands.check import _choices, checked
from coach.errors import CoachError
from coach.protocol import ProtocolError, load, shipped
from coach.protocol.template import template
from coach.protocol.vocabulary import TONES
from coach.session import Choices, expand
from coach.timeline import prove, schedule

SMALL = TEXT.replace('"Hold {hold}."', "Hold.").replace("least: 4.5 s", "least: 5 s").replace("four and a half", "five")
"""With room for its words in every hold that may be chosen."""

ANNOUNCED = "Hold this stretch as still as you can from now on."

FAULTS = [
    (
        "announcement too long",
        "learn: Hold., remind: Hold.",
        f"learn: {ANNOUNCED}, remind: Hold.",
        Choices(hold=5),
        r"51:33: in 'en', at level 'learn': 'Hold this .* does not fit into a hold of 5 s; use fewer words",
    ),
    (
        "announcement too long at one level",
        "learn: Hold., remind: Hold.",
        f"learn: Hold., remind: {ANNOUNCED}",
        Choices(hold=5, level="remind"),
        r"51:48: in 'en', at level 'remind': 'Hold this .* does not fit into a hold of 5 s",
    ),
    (
        "count too long",
        "learn: Two., remind: Two.",
        "learn: Two more seconds to go., remind: Two.",
        Choices(),
        r"31:48: in language 'en' it says 'Two more seconds to go.' where the count is 2",
    ),
    (
        "nothing said at the beginning",
        'always: "About {minutes} minutes."',
        'learn: "About {minutes} minutes."',
        Choices(level="tones"),
        r"\d+:\d+: in 'en', at level 'remind': Total: does not open with words",
    ),
    (
        "the same places again",
        "  - chapter: end\n",
        "  - each: [side, strip, pass, spot]\n    chapter: spot\n    steps:\n      - {say: here}\n"
        "      - {say: place, leads: anywhere to on}\n      - {hold: chosen, announce: hold, count: [two, one]}\n"
        "      - {say: go, leads: held to on}\n  - chapter: end\n",
        Choices(passes=2),
        r"25:5: in 'en', at level 'learn': .*stretched 3 times, the limit is 2",
    ),
    (
        "a name that is swallowed",
        'always: "{side} arm, {strip}, spot',
        'always: "{side}arm, {strip}, spot',
        Choices(),
        r"48:38: in 'en', at level 'learn': .* which does not name 'left'",
    ),
]

Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> str:
        file = tmp_path / "x.yaml"
        file.write_text(text, encoding="utf-8")
        load.cache_clear()
        return str(file)

    return written


def planned(name: str, choices: Choices) -> None:
    """As `coach plan` does it, in a voice of known speed."""
    protocol = load(name)
    session = expand(protocol, choices, 1)
    speech = {text: length(text) for chapter in session.chapters for text in chapter.texts()}
    prove(schedule(session, speech, dict.fromkeys(TONES, 24_000)), session, protocol)


def test_the_small_one_passes(write: Write) -> None:
    assert checked(write(SMALL)).protocol == "small"


@pytest.mark.parametrize(
    ("old", "new", "choices", "message"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_what_a_plan_would_refuse_is_told_at_its_place(
    write: Write, old: str, new: str, choices: Choices, message: str
) -> None:
    assert old in SMALL
    file = write(SMALL.replace(old, new, 1))
    with pytest.raises(CoachError):
        planned(file, choices)
    with pytest.raises(ProtocolError) as caught:
        checked(file)
    lines = str(caught.value).splitlines()
    assert any(re.match(rf"{re.escape(file)}:{message}", line) for line in lines), lines
    assert all(re.match(rf"{re.escape(file)}:\d+:\d+: ", line) for line in lines)


def test_words_that_no_voice_can_say_are_told(write: Write) -> None:
    with pytest.raises(ProtocolError, match=r"59:37: '\.\.\.' has no word that a voice can say"):
        checked(write(SMALL.replace("always: The end.", 'always: "..."')))


def test_a_title_without_a_word_is_told(write: Write) -> None:
    with pytest.raises(ProtocolError, match=r"44:12: a title has a word"):
        checked(write(SMALL.replace("end: End", 'end: ""')))


def test_strokes_that_fit_into_no_set_are_told_wherever_they_are_chosen(write: Write) -> None:
    limits = "  set: {least: 10 s, most: 11 s, usual: 10 s, source: choice}\n"
    strokes = "  stroke: {least: 1 s, most: 2.5 s, usual: 2.5 s, source: choice}\n"
    text = SMALL.replace("  passes:", limits + strokes + "  passes:").replace(
        "      - {hold", "      - {strokes: chosen}\n      - {hold"
    )
    file = write(text)
    with pytest.raises(ProtocolError, match=r"10:\d+: no whole number of strokes of about 2.\d+ s out and back"):
        checked(file)


def test_the_command_tells_it_and_ends_with_2(write: Write) -> None:
    file = write(SMALL.replace("learn: Hold., remind: Hold.", f"learn: {ANNOUNCED}, remind: Hold."))
    run = CliRunner().invoke(app, ["check", file])
    assert run.exit_code == 2
    assert "does not fit into a hold of 5 s" in run.output


@pytest.mark.parametrize("name", shipped())
def test_the_shipped_ones_pass(name: str) -> None:
    assert checked(name).protocol == name


def test_the_template_passes(write: Write) -> None:
    assert checked(write(template("mine"))).protocol == "mine"


def test_it_rehearses_the_ends_of_the_limits_and_not_all_between() -> None:
    protocol = load("hamstrings")
    assert 3 * len(protocol.words) <= len(list(_choices(protocol))) <= 20 * len(protocol.words)

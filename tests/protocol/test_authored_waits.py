"""Waits that have no rest, limit, reminder or person, or lie in a stretch, are refused: each fault with what to do."""

import re
from pathlib import Path

import pytest
from small import TEXT

import coach.protocols
from coach.errors import InputError
from coach.protocol import ProtocolError, load, parse
from coach.session import Choices, expand
from coach.session.model import Rest
from coach.units import to_samples, to_seconds

BLOCK = "waiting: {remind: 4 s, most: 10 s, reminder: still, source: choice}\n"
WAITS = (
    TEXT.replace("rest: short, when", "rest: short, until: in place, when")
    .replace("ease off:", BLOCK + "ease off:")
    .replace("      - {hold", "      - {say: bend}\n      - {hold")
    .replace("      two: {", "      bend: {source: choice, always: Now bend it.}\n      two: {")
    .replace("      ease: {", "      still: {source: choice, always: I wait.}\n      ease: {")
)
HOLD = "{hold: chosen, announce"
FAULTS = {
    "in a hold": (HOLD, "{hold: chosen, until: in place, announce", "a stretch never waits"),
    "right after a hold": (
        "      - {say: go, leads: held to on}",
        "      - {rest: short, until: in place}\n      - {say: go, leads: held to on}",
        "after the hold comes the step that leads out of it",
    ),
    "a hold without words after it": ("      - {say: bend}\n", "", "between a wait and a stretch come words"),
    "words after it only at times": ("always: Now bend it.", "learn: Now bend it.", "between a wait and a stretch"),
    "without a rest": ("{say: here}", "{say: here, until: in place}", "add 'rest: NAME'"),
    "without a limit": (BLOCK, "", "a wait needs a limit and a reminder: waiting: {remind"),
    "a reminder after the limit": ("remind: 4 s", "remind: 10 s", "the reminder comes before the limit"),
    "a reminder at once": ("remind: 4 s", "remind: 0 s", "the reminder comes before the limit"),
    "a reminder too long": (
        "always: I wait.",
        f"always: {'I wait for you. ' * 20}",
        "are left for it; use fewer words",
    ),
    "a reminder that is no line": ("reminder: still", "reminder: shrill", "there is no line 'shrill'"),
    "a reminder by level": ("always: I wait.", "learn: I wait.", "write it under 'always'"),
    "no source": ("reminder: still, source: choice", "reminder: still, source: nobody", "there is no source"),
    "a rest too short": ("short: 1 s", "short: 300 ms", "too short to wait in"),
    "an unknown state": ("until: in place", "until: soon", "soon"),
    "a limit beyond every chapter": ("most: 10 s", "most: 2 h", "this chapter takes up to"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_wait_that_is_wrong_is_refused(name: str) -> None:
    replaced, by, what = FAULTS[name]
    assert replaced in WAITS
    with pytest.raises(ProtocolError, match=re.escape(what)):
        parse(WAITS.replace(replaced, by), "x.yaml")


def test_nothing_is_wrong_without_a_fault() -> None:
    assert parse(WAITS, "x.yaml").waiting is not None


def test_a_limit_without_a_wait_is_refused() -> None:
    with pytest.raises(ProtocolError, match="no step says 'until'"):
        parse(WAITS.replace(", until: in place", ""), "x.yaml")


def test_words_about_waiting_need_a_wait() -> None:
    with pytest.raises(ProtocolError, match="'waiting' is never true here"):
        parse(TEXT.replace("{say: total}", "{say: total, when: waiting}"), "x.yaml")


def test_a_room_waits_for_nobody(tmp_path: Path) -> None:
    room = (Path(coach.protocols.__file__).parent / "waiting-room.yaml").read_text(encoding="utf-8")
    before, rest, after = room.partition("rest: ")
    text = before + "until: ready, " + rest + after
    with pytest.raises(ProtocolError, match="a room waits for nobody"):
        parse(text, "x.yaml")


def test_a_protocol_without_waits_refuses_the_option() -> None:
    with pytest.raises(InputError, match="--wait: waiting-room does not say where it waits"):
        expand(load("waiting-room"), Choices(wait=True))


@pytest.mark.parametrize("name", ["hamstrings", "quadriceps", "gastrocnemius", "soleus", "leg"])
def test_only_with_the_option_a_rest_waits_and_its_words_tell_how_long(name: str) -> None:
    protocol = load(name)
    plain, waits = (expand(protocol, Choices(wait=wait, live=True), 20) for wait in (False, True))
    rests = [
        [step for chapter in one.chapters for _, step in chapter.steps if isinstance(step, Rest)]
        for one in (plain, waits)
    ]
    assert [one.length for one in rests[0]] == [one.length for one in rests[1]]
    assert all(not one.longer for one in rests[0])
    longer = [one for one in rests[1] if one.longer]
    assert len(longer) > 5
    assert all(one.until_ready and one.longer == to_samples(60) and one.remind == to_samples(15) for one in longer)
    said = " ".join(text for chapter in waits.chapters for text in chapter.texts())
    prepares = to_seconds(protocol.rests.lengths["prepare"]) if protocol.rests else 0
    words = {45: "one hundred and five seconds", 60: "one hundred and twenty seconds"}[int(prepares)]
    assert words in said or "two minutes" in said
    assert "I wait for you" in said
    assert "I wait for you" not in " ".join(text for chapter in plain.chapters for text in chapter.texts())

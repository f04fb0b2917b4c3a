"""Words that do not fit the body are refused before anybody hears them: each fault at its place, with its reason."""

import pytest
from sessions import SHORT
from small import TEXT

from coach.protocol import ProtocolError, parse

TOTAL = "      - {say: total}\n"
PLACE = "      - {say: place, tone: settle, rest: short, when: first spot, leads: anywhere to on}\n"
MOVE = "when: later spot, leads: spot before to on"
HOLD = "      - {hold: chosen, announce: hold, count: [two, one]}\n"
GO = "      - {say: go, leads: held to on}\n"
END = "{say: end, tone: finish, leads: anywhere to off}"
GOING_ON = "going on: {stay: there, place: again, ahead: on, back: back, rest: short}\n"
SPANISH = TEXT.replace("words:\n  en:", "words:\n  es:").replace("Two.", "Dos.").replace("One.", "Uno.")
REACH = "{say: begin, reach: chosen}"
REACH_LIMIT = "  reach: {least: 1 s, most: 3 s, usual: 1 s, source: choice}\n"

FAULTS: dict[str, tuple[str, str, str, str]] = {
    # into the stretch
    "no arrival at all": (", leads: anywhere to on", "", "31:9", "nothing says before it where the ball goes"),
    "an arrival only at times": (
        "when: first spot, leads",
        "when: [first spot, first pass], leads",
        "31:9",
        "nothing says before it where the ball goes",
    ),
    "an arrival in the stretch": (
        GO,
        PLACE + GO,
        "32:9",
        "the ball is moved in the middle of a stretch",
    ),
    "two holds": (HOLD + GO, 2 * (HOLD + GO), "33:9", "a chapter has one hold or one set of strokes"),
    "a start tone by itself": ("tone: settle", "tone: start", "29:28", "write 'reach: chosen' for it"),
    # out of it
    "no step that leads out": (", leads: held to on", "", "32:9", "after the hold comes the step that leads out of it"),
    "a chapter that ends in a stretch": (GO, "", "31:9", "the chapter ends in a stretch"),
    "a way out only at times": (
        "{say: go, leads",
        "{say: go, when: later spot, leads",
        "31:9",
        "the chapter ends in a stretch",
    ),
    "other words before the way out": (GO, "      - {say: there}\n" + GO, "32:9", "after the hold comes the step"),
    "a tone before the way out": (GO, "      - {tone: settle}\n" + GO, "32:9", "after the hold comes the step"),
    "a rest before the way out": (GO, "      - {rest: short}\n" + GO, "32:9", "after the hold comes the step"),
    "a way out of no hold": (HOLD, "", "31:26", "'held to on', but this chapter holds nothing"),
    "a way out of another chapter": (END, "{say: end, leads: held to off}", "35:27", "but this chapter holds nothing"),
    "a way out before the hold": (HOLD + GO, GO + HOLD + GO, "31:9", "'held to on', but no hold comes before it"),
    "a way out twice": (GO, 2 * GO, "33:9", "'held to on', but no hold comes before it"),
    # what moves the body
    "leads without words": (
        TOTAL,
        TOTAL + "      - {rest: short, leads: anywhere to off}\n",
        "25:30",
        "'leads' says what words do; add 'say: LINE'",
    ),
    "one move at the first spot": (MOVE, MOVE.replace("later", "first"), "30:71", "the first spot has none before it"),
    "words that are missing at tones": (
        "remind: Down., tones: Down.",
        "remind: Down.",
        "49:7",
        "it moves the body, so it is said at every level; add 'tones'",
    ),
    "words that are missing at remind": ("remind: Move., ", "", "50:7", "at every level; add 'remind'"),
    "a release without words at tones": (
        "go: {source: choice, always: Let go.}",
        "go: {source: choice, learn: Let go., remind: Go.}",
        "54:7",
        "at every level; add 'tones'",
    ),
    # waiting and counting
    "until without a rest": ("{say: total}", "{say: total, until: ready}", "24:29", "add 'rest: NAME'"),
    "a rest that is told, and there is none": (
        "Let go.",
        '"Let go, for {rest} s."',
        "32:15",
        "in language 'en' it says {rest}, and this step has no rest",
    ),
    "a count that says the release": (
        "One., remind: One.",
        "Let go., remind: One.",
        "31:53",
        "in language 'en' it says 'Let go.' where the count is 1; the word of release comes after",
    ),
    "a count that says it at one level": ("remind: One.", "remind: Let go.", "31:53", "says 'Let go.' where the count"),
    "a count that goes up": ("count: [two, one]", "count: [one, two]", "31:48", "says 'One.' where the count is 2"),
    # going on
    "no words for going on": (GOING_ON, "", "18:1", "it needs 'going on: {stay: LINE, place: LINE"),
    "a place that is not told": ("Put it {at} away.", "Put it away.", "56:7", "it must say {at}"),
    "moves ahead that are not told": ("{moves} on.", "Further on.", "57:7", "it must say {moves}"),
    "moves back that are not told": ("{moves} back.", "Further back.", "58:7", "it must say {moves}"),
    "an unknown rest": ("back: back, rest: short", "back: back, rest: shrot", "65:68", "did you mean 'short'?"),
    "an unknown line": ("stay: there", "stay: their", "65:18", "did you mean 'there'?"),
    # breaking off
    "broken off to another state": (
        "{hold: ease, end",
        "{hold: ease, leads: held to off, end",
        "64:31",
        "'held to off', but after the effort of chapter 'spot' comes 'held to on'; write the same in both",
    ),
    "led out to another state": (
        "say: go, leads: held to on",
        "say: go, leads: held to off",
        "64:1",
        "'held to on', but after the effort of chapter 'spot' comes 'held to off'; write the same in both",
    ),
}

REACHING: dict[str, tuple[str, str, str, str]] = {
    "no arrival": (", leads: anywhere to on", "", "22:9", "nothing says before it where the ball goes"),
    "no hold after it": (REACH, REACH + "\n      - {say: here}", "22:29", "the next step is its 'hold'"),
    "a hold after it only at times": ("{hold: chosen", "{hold: chosen, when: later side", "22:29", "its 'hold'"),
    "only at times": ("reach: chosen", "reach: chosen, when: later side", "22:29", "the next step is its 'hold'"),
    "no limit": (REACH_LIMIT, "", "21:29", "'reach' needs a limit: limits: reach: {least, most, usual, source}"),
    "a limit of nothing": ("reach: {least: 1 s", "reach: {least: 0 s", "8:18", "must be more than 0"),
    "usually outside its limit": ("most: 3 s, usual: 1 s", "most: 3 s, usual: 4 s", "8:41", "the usual reach, 4 s"),
    "a rest in it": ("reach: chosen", "reach: chosen, rest: short", "22:29", "'reach' comes right after its words"),
    "another tone": ("reach: chosen", "reach: chosen, tone: settle", "22:29", "'reach' comes right after its words"),
    "no words": (REACH, "{reach: chosen}", "22:17", "'reach' comes right after its words, with the start tone"),
    "no words at remind": ("always: With", "learn: With", "37:7", "at every level; add 'remind'"),
    "from a spot before, without spots": ("anywhere to on", "spot before to on", "21:55", "only where the chapter is"),
}
"""The same in a session that leads into its stretch by a tone."""


def refused(text: str, replaced: str, by: str, place: str, what: str) -> None:
    assert replaced in text
    with pytest.raises(ProtocolError) as caught:
        parse(text.replace(replaced, by, 1), "x.yaml")
    # A line that nobody says any more is a consequence, not the fault.
    found = [one for one in str(caught.value).splitlines() if "nothing in the session says" not in one]
    assert any(one.startswith(f"x.yaml:{place}: ") and what in one for one in found), found


@pytest.mark.parametrize("name", FAULTS)
def test_words_that_do_not_fit_the_body_are_refused(name: str) -> None:
    refused(TEXT, *FAULTS[name])


@pytest.mark.parametrize("name", REACHING)
def test_a_stretch_is_led_into_by_words_a_tone_and_a_hold(name: str) -> None:
    refused(SHORT, *REACHING[name])


def test_the_count_is_judged_in_its_language() -> None:
    refused(
        SPANISH, "learn: Uno.", "learn: Suelta.", "31:53", "in language 'es' it says 'Suelta.' where the count is 1"
    )


@pytest.mark.parametrize("text", [TEXT, SHORT, SPANISH], ids=["small", "short", "Spanish"])
def test_nothing_is_wrong_without_a_fault(text: str) -> None:
    assert parse(text, "x.yaml")

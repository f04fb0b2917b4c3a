"""A wrong file says file:line:column, what is wrong and what would be right, everything at once."""

from pathlib import Path

import pytest
from small import TEXT

from coach.errors import InputError
from coach.protocol import ProtocolError, find, load, parse, shipped


def problems(text: str) -> list[str]:
    with pytest.raises(ProtocolError) as caught:
        parse(text, "x.yaml")
    assert caught.value.exit_code == 2
    return str(caught.value).splitlines()


def test_a_right_protocol_loads() -> None:
    assert parse(TEXT, "x.yaml").protocol == "small"


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_protocol_is_right(name: str) -> None:
    assert load(name).protocol == name


FAULTS = [
    ("least: 4.5 s", "least: two", "x.yaml:8:17: 'two' is not a duration; write it like '10 s'"),
    ("least: 1 cm", "least: 1", "x.yaml:11:17: '1' is not a distance; write it like '5 cm'"),
    ("version: 1", "version: one", "x.yaml:2:10: 'one' is not a whole number; write it like 3"),
    ("audience: person", "audience: people", "x.yaml:3:11: there is no choice 'people'; there is: person, room"),
    ("source: B1}", "source: B2}", "x.yaml:8:55: there is no source or fact 'B2'; there is: book, choice, B1"),
    ("say: here}", "say: hear}", "x.yaml:28:15: in language 'en': there is no line 'hear' (did you mean 'here'?)"),
    ("tone: settle", "tone: setle", "x.yaml:29:28: there is no tone 'setle' (did you mean 'settle'?)"),
    ("rest: short}\n  - chapter: total", "rest: long}\n  - chapter: total", "x.yaml:21:29: there is no rest 'long'"),
    (
        "when: first spot",
        "when: next spot",
        "x.yaml:29:55: 'next spot' is not 'first ...', 'later ...' or 'halfway ...' of protocol, side",
    ),
    ("Hold {hold}.", "Hold {held}.", "x.yaml:51:7: there is no variable '{held}' (did you mean '{hold}'?)"),
    ("minutes} minutes", "side} minutes", "x.yaml:47:7: there is no variable '{side}'"),
    ("    terms: {left: left, ", "    terms: {", "x.yaml:39:5: 'left' has no word here; add it under 'terms'"),
    ("      end: End\n", "", "x.yaml:33:14: 'end' has no title in words: en: titles"),
    (
        "steps:\n      - {say: end, tone: finish, leads: anywhere to off}",
        "stepps: []",
        "x.yaml:34:5: there is no key 'stepps' (did you mean",
    ),
    ("usual: 5 s", "usual: 7 s", "x.yaml:8:42: the usual hold, 7 s, is outside its limit of 4.5 s to 6 s"),
    ("each: [side, strip", "each: [side, side, strip", "x.yaml:25:18: 'side' is repeated inside its own"),
    ("audience: person", "audience: room", "x.yaml:31:16: a room of strangers gets nothing to do along, so no hold"),
    ("sides: {order: [left, right], source: choice}\n", "", "needs a block 'sides'"),
    ("      two: {source: choice,", "      three: {source: choice,", "nothing in the session says 'three'"),
    ("always: It is there.}", 'always: "It is {moves} there."}', "there is no variable '{moves}'"),
    (
        "{say: go, leads: held to on}\n",
        "{say: go, leads: held to on}\n      - {say: on}\n",
        "there is no variable '{moves}'",
    ),
    ('spot: "{side} arm,', 'spot: "{moves} {side} arm,', "there is no variable '{moves}'"),
    ("always: The end.}", "remind: The end.}", "says nothing at level 'learn'"),
    ('always: "{side} arm, {strip},', 'always: "{strip},', "opens a chapter, so it must name '{side}' at every"),
    ("- {say: here}\n", "- {rest: short}\n      - {say: here}\n", "a chapter opens with words"),
    ("{hold: chosen,", "{hold: chosen, say: here,", "'hold' stands alone"),
    ("{say: end, tone: finish,", "{say: end, tone: release,", "the tone 'release' belongs to a hold"),
    ("{say: end, tone: finish,", "{say: end, count: [two],", "'announce' and 'count' belong to a 'hold'"),
    ("protocol: small", "protocol: small\nprotocol: small", "x.yaml:2:1: 'protocol' is here twice; keep one"),
    ("protocol: small\n", "", "x.yaml:1:1: 'protocol' is missing here"),
    ("[left, right]", "[left, {right: 1}]", "must be one value, not several"),
    ("protocol: small", "protocol: &a small\ntitle: *a", "aliases (*name) are not used"),
    ("protocol: small", "protocol: [small", "not valid YAML"),
    ("protocol: small", "protocol: " + "[" * 30 + "]" * 30, "nested more than 20 deep"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), FAULTS)
def test_each_fault_is_named_at_its_place(right: str, wrong: str, message: str) -> None:
    assert right in TEXT
    assert any(message in line for line in problems(TEXT.replace(right, wrong, 1))), problems(
        TEXT.replace(right, wrong, 1)
    )


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    text = TEXT.replace("least: 4.5 s", "least: soon").replace("version: 1", "version: I")
    text = text.replace("say: end", "sya: end")
    lines = problems(text)
    assert [line.split(":")[1] for line in lines] == ["2", "8", "35"]


def test_an_empty_file_is_refused() -> None:
    assert problems("") == ["x.yaml:1:1: the file is empty; a protocol starts with 'protocol: NAME'"]


def test_an_unknown_name_lists_what_exists() -> None:
    with pytest.raises(InputError, match=r"there is .*hamstrings"):
        find("nothing")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes(TEXT.replace("A. Author", "J. Müller").encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8 text at byte"):
        load(str(file))


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    file.write_text("#" * 300_000)
    with pytest.raises(InputError, match="larger than 256 kB"):
        load(str(file))

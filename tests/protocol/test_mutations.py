"""Ten thousand broken protocols: each gives a proved timeline or one clear refusal, at once, and never a traceback.

Two kinds of damage, to the small protocol, the template and the shipped ones: to the text, as a person at a
keyboard or a bad copy does it, and to the tree, where names stay whole but stand in wrong places.
"""

import random
import re
import string
import time
from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest
import yaml
from fakes import length
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small import TEXT

from coach.errors import CoachError, InputError
from coach.protocol import Protocol, ProtocolError, parse, shipped
from coach.protocol.template import TEMPLATE
from coach.protocol.vocabulary import TONES
from coach.protocols import SHIPPED
from coach.session import Choices, expand
from coach.timeline import Timeline, prove, schedule
from coach.units import SAMPLE_RATE, to_samples

EXAMPLES = {"text: small": 4_500, "tree: small": 4_500, "text: template": 350, "tree: template": 350}
EXAMPLES |= {f"{kind}: {name}": 60 for kind in ("text", "tree") for name in shipped()}

# Seconds of processor time within which each text ends: what is let grow takes minutes.
ENDS = 10

TONE_LENGTHS = dict.fromkeys(TONES, to_samples(0.4))

FILE = str(SHIPPED / "mutated.yaml")
PLACED = re.compile(r"\S+\.yaml:[1-9]\d*:[1-9]\d*: \S.*")

BITS = [
    *("0", "-1", "1", "2", "7", "1000000", "9" * 30, "1e9", "0.5", ".", "nan", "inf", "٣", "½", "1_0"),
    *("0 s", "1 ms", "3 s", "600 s", "99999 h", "5 cm", "0 cm", "3 mm", "5 km", "1.5", "10-12 s"),
    *("null", "~", "true", "no", "2020-01-01", "''", '""', "[]", "{}", "[[]]", "{a: b}", "? a", "- ", "- - ", ": "),
    *("&a x", "*a", "!!int 3", "!x", "<<: {a: b}", "|", ">-", "#", "---", "...", "%YAML 1.1", "\t", "@", "`", ",", "'"),
    *("{", "}", "[", "]", '"', "\\", "\n", "\n\n", "  ", "{side}", "{spot}", "{minutes}", "{hold}", "{}", "{{side}}"),
    *("left", "right", "top", "chosen", "first spot", "later pass", "alone", "too soon", "choice", "person", "room"),
    *("notice", "here", "settle", "hold", "finish", "side", "en", "es", "de", "include: protocol", "each: protocol"),
    *("é", "ß", "ŉ", "İ", "ﬁ", "日本", "עברית", "\u0301", "\u200b", "\u202e", "\ufeff", "\x00", "\x1b", "\x85", "😀"),
    *("__proto__", "Dr", "e.g.", "7 h", "5-10 cm", "21 min", "100000000000 kg", "3.14159 %", "-5 °", "a" * 2_500),
]
"""What is put in: numbers, units, YAML's own signs, names from the files, unusual letters."""

Damage = list[tuple[int, int, int, str]]
"""What is done, where, with what: each a free number, so that hypothesis finds a small example by itself."""


@cache
def original(name: str) -> str:
    if name == "small":
        return TEXT
    return (TEMPLATE if name == "template" else shipped()[name]).read_text(encoding="utf-8")


def bad_text(text: str, damage: Damage) -> str:
    for what, where, other, bit in damage:
        lines = text.split("\n")
        at, to = where % len(lines), other % len(lines)
        kind = what % 10
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(to, lines[at])
        elif kind == 2:
            lines[at], lines[to] = lines[to], lines[at]
        elif kind == 3:
            lines[at] = " " * (other % 9) + lines[at].lstrip()
        elif kind == 4:
            lines[at] = _instead(r"\d+(?:\.\d+)?", lines[at], other, bit)
        elif kind == 5:
            lines[at] = _instead(r"\b(?:s|cm|min|ms|mm)\b", lines[at], other, bit)
        elif kind == 6:
            lines[at] = _instead(r"[\w{}]+", lines[at], other, bit)
        elif kind == 7:
            lines[at] = _instead(r"(?<=: )[^,}\]]+", lines[at], other, bit)
        elif kind == 8:
            column = other % (len(lines[at]) + 1)
            lines[at] = lines[at][:column] + bit + lines[at][column:]
        else:
            column = other % (len(lines[at]) + 1)
            lines[at] = lines[at][:column] + lines[at][column + 1 + what % 5 :]
        text = "\n".join(lines)
    return text


def _instead(pattern: str, line: str, which: int, bit: str) -> str:
    found = list(re.finditer(pattern, line))
    if not found:
        return line + bit
    match = found[which % len(found)]
    return line[: match.start()] + bit + line[match.end() :]


def bad_tree(text: str, damage: Damage) -> str:
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert root is not None
    for what, where, other, bit in damage:
        blocks = [node for node in _nodes(root) if isinstance(node, yaml.CollectionNode) and node.value]
        if not blocks:
            break
        block = blocks[where % len(blocks)]
        donor = blocks[other % len(blocks)]
        at, other_at = other % len(block.value), where % len(donor.value)
        kind = what % 6
        scalar = yaml.ScalarNode("tag:yaml.org,2002:str", bit)
        if kind == 0:
            del block.value[at]
        elif kind == 1:
            block.value.append(block.value[at])
        elif isinstance(block, yaml.MappingNode):
            key, value = block.value[at]
            if kind == 2:
                block.value[at] = (scalar, value)
            elif kind == 3 or not isinstance(donor, yaml.MappingNode):
                block.value[at] = (key, scalar)
            elif kind == 4:
                block.value[at] = (donor.value[other_at][0], value)
            elif not _inside(block, donor.value[other_at][1]):
                block.value[at] = (key, donor.value[other_at][1])
        elif kind in (2, 3):
            block.value[at] = scalar
        elif isinstance(donor, yaml.SequenceNode) and not _inside(block, donor.value[other_at]):
            block.value[at] = donor.value[other_at]
    return _written(root)


def _nodes(node: yaml.Node) -> list[yaml.Node]:
    found = [node]
    for one in node.value if isinstance(node, yaml.CollectionNode) else ():
        for child in one if isinstance(one, tuple) else (one,):
            found += _nodes(child)
    return found


def _inside(block: yaml.Node, node: yaml.Node) -> bool:
    return any(one is block for one in _nodes(node))


def _written(node: yaml.Node) -> str:
    """The tree as text in one line, with every scalar quoted; a node that is there twice is written twice."""
    if isinstance(node, yaml.MappingNode):
        return "{" + ",\n".join(f"? {_written(key)} : {_written(value)}" for key, value in node.value) + "}"
    if isinstance(node, yaml.SequenceNode):
        return "[" + ",\n".join(map(_written, node.value)) + "]"
    return '"' + "".join(_quoted(one) for one in node.value) + '"'


def _quoted(one: str) -> str:
    return one if one in string.ascii_letters + string.digits + " .,:{}'" else f"\\U{ord(one):08x}"


KINDS: dict[str, Callable[[str, Damage], str]] = {"text": bad_text, "tree": bad_tree}


def a_few_choices(protocol: Protocol, language: str) -> list[Choices]:
    limits = protocol.limits
    most = Choices(
        level="remind",
        pace="calm",
        language=language,
        spots=limits.spots.most if limits.spots else None,
        passes=limits.passes.most if limits.passes else None,
        wait=protocol.waiting is not None,
    )
    side = protocol.sides.order[-1] if protocol.sides and protocol.sides.order else "both"
    return [Choices(language=language), most, Choices(level="tones", side=side, language=language)]


def proved(protocol: Protocol, choices: Choices) -> Timeline:
    """As `prepare` does it: until the announced total is the true one."""
    minutes = 1
    for _ in range(3):
        session = expand(protocol, choices, minutes)
        speech = {text: length(text) for chapter in session.chapters for text in chapter.texts()}
        timeline = schedule(session, speech, TONE_LENGTHS)
        before, minutes = minutes, max(1, round(timeline.length / SAMPLE_RATE / 60))
        if minutes == before or session.announces is None:
            break
    return prove(timeline, session, protocol)


def refused(error: ProtocolError, text: str) -> str:
    told = str(error).splitlines()
    assert error.problems
    assert all(PLACED.fullmatch(line) for line in told if line != "and more; right these first"), told
    assert all(problem.place.line <= len(text.splitlines()) + 1 for problem in error.problems)
    return "refused"


def refused_later(error: CoachError) -> str:
    assert len(str(error).splitlines()) == 1, error
    return "refused later"


def outcome(text: str) -> str:
    """What becomes of a protocol: `proved` in every choice, `refused` at a place, or `refused later`."""
    try:
        protocol = parse(text, FILE)
    except ProtocolError as error:
        return refused(error, text)
    except InputError:
        return "refused"
    result = "proved"
    for language in protocol.words:
        for choices in a_few_choices(protocol, language):
            try:
                assert proved(protocol, choices).chapters
            except CoachError as error:
                result = refused_later(error)
    return result


@pytest.mark.parametrize("what", EXAMPLES)
def test_a_broken_protocol_is_proved_or_refused(what: str) -> None:
    kind, name = what.split(": ")
    outcomes: Counter[str] = Counter()
    number = st.integers(0, 2**20)
    damages = st.lists(st.tuples(number, number, number, st.sampled_from(BITS)), min_size=1, max_size=3)

    @settings(
        max_examples=EXAMPLES[what],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(damages)
    def broken(damage: Damage) -> None:
        text = KINDS[kind](original(name), damage)
        began = time.process_time()
        outcomes[outcome(text)] += 1
        assert time.process_time() - began < ENDS

    broken()
    assert outcomes.total() >= EXAMPLES[what]
    # It would test little if all were refused, or none.
    assert outcomes["proved"] >= 0.02 * EXAMPLES[what]
    assert outcomes["refused"] >= 0.3 * EXAMPLES[what]


def test_there_are_ten_thousand() -> None:
    assert sum(EXAMPLES.values()) >= 10_000


@pytest.mark.parametrize("name", ["small", "template", *shipped()])
def test_the_damage_is_what_breaks_them(name: str) -> None:
    assert outcome(original(name)) == "proved"
    assert outcome(bad_tree(original(name), [])) == "proved"


def test_each_kind_of_damage_changes_the_file() -> None:
    chance = random.Random(6)
    for kind, count in (("text", 10), ("tree", 6)):
        whole = KINDS[kind](TEXT, [])
        for what in range(count):
            tried = [[(what, chance.randrange(2**20), chance.randrange(2**20), "x y")] for _ in range(20)]
            assert any(KINDS[kind](TEXT, one) != whole for one in tried), (kind, what)

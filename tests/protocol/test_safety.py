"""What a programme and a screening must have, what a hard text costs, and what is remembered of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small import TEXT as SMALL

from coach.protocol import Protocol, ProtocolError, load, parse, shipped
from coach.protocol.checks import readability as reading
from coach.protocol.load import find

PROGRAMME = """\
protocol: both
version: 1
audience: person
sources:
  choice: {about: our choice}
protocols: {order: [small], source: choice}
safety: {notice: notice, stop rule: stop}
ease off: {hold: ease, end: off}
screening: {questions: [{ask: broken, tier: do not start}], outcomes: {do not start: not now}}
session:
  - chapter: notice
    steps: [{say: notice}, {say: stop}]
  - each: protocol
    include: protocol
words:
  en:
    title: Both
    terms: {small: small}
    titles: {notice: Notice}
    lines:
      notice: {source: choice, always: Ask first.}
      stop: {source: choice, always: Stop if it hurts.}
      broken: {source: choice, always: "Is your arm broken?"}
      not now: {source: choice, always: Then not now.}
      ease: {source: choice, always: Ease off.}
      off: {source: choice, always: Put it away.}
"""

FAULTS = [
    ("- each: protocol\n    include: protocol", "- {chapter: notice, steps: [{say: stop}]}", "6:1: a programme says"),
    ("steps: [{say: notice}, {say: stop}]", "steps: [{say: notice}]", "7:37: 'stop' must be said in a chapter before"),
    ("safety: {notice: notice, stop rule: stop}\n", "", "3:11: what leads a person needs 'safety:"),
    (
        "  - chapter: notice\n    steps: [{say: notice}, {say: stop}]\n  - each: protocol\n    include: protocol\n",
        "  - each: protocol\n    include: protocol\n  - chapter: notice\n    steps: [{say: notice}, {say: stop}]\n",
        "11:5: the session must begin with its own notice",
    ),
    ("audience: person", "audience: room", "6:21: 'small' is for a person, this programme for a room"),
    ("  en:", "  es: {title: A, titles: {}, lines: {}}\n  en:", "6:21: 'small' does not speak 'es'"),
    ("{questions: [{ask: broken, tier: do not start}]", "{questions: []", "9:13: no question"),
    ("do not start: not now}", "do not begin: not now}", "9:86: there is no outcome 'do not begin'"),
    (
        "ease off: {hold: ease, end: off}\n",
        "",
        "6:1: a programme needs 'ease off:",
    ),
    (
        "screening: {questions: [{ask: broken, tier: do not start}], outcomes: {do not start: not now}}\n",
        "",
        "3:11: what loads a muscle needs 'screening:",
    ),
]


@pytest.mark.parametrize(("replaced", "by", "message"), FAULTS)
def test_a_programme_has_its_own_notice_stop_rule_and_screening(
    replaced: str, by: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    file = tmp_path / "both.yaml"
    assert parse(PROGRAMME, str(file)).included["small"].protocol == "small"
    assert replaced in PROGRAMME
    with pytest.raises(ProtocolError) as caught:
        parse(PROGRAMME.replace(replaced, by), str(file))
    assert f"{file}:{message}" in str(caught.value)


@pytest.mark.parametrize("name", shipped())
def test_what_is_shipped_would_be_found_hard_by_a_stricter_rule(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So the rule really reads it."""
    protocol = load(name)
    assert list(reading.problems(protocol)) == []
    monkeypatch.setattr(reading, "OLDEST", 4)
    assert list(reading.problems(protocol))


def test_easy_english_is_for_children_and_hard_is_not() -> None:
    def age(text: str) -> float:
        return reading.reading_age("en", text.split(), text.count("."))

    easy = "The dog ran to the big red ball. It sat on the mat and it was glad. " * 3
    hard = "Physiological contraindications necessitate interdisciplinary consultation beforehand. " * 6
    assert age(easy) < 8
    assert age(hard) > 18


def test_spanish_ease_is_an_age() -> None:
    def age(text: str) -> float:
        return reading.reading_age("es", text.split(), text.count("."))

    assert age("El sol sale ya. La luna se va. El mar es azul. " * 4) == 9
    assert age("Determinadas circunstancias fisiológicas necesitan asesoramiento. " * 8) == 18


def test_what_was_found_easy_is_not_judged_again_and_what_is_hard_always_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_memory", lambda: tmp_path / "cache" / "easy")
    judged = []
    problems = reading.problems

    def judging(protocol: Protocol) -> Iterator[object]:
        judged.append(protocol)
        return problems(protocol)

    monkeypatch.setattr(reading, "problems", judging)
    protocol = parse(find("hamstrings").read_text(encoding="utf-8"), "x.yaml")
    judged.clear()
    assert reading.problems_unless_known(protocol) == []
    assert reading.problems_unless_known(protocol) == []
    assert len(judged) == 1
    monkeypatch.setattr(reading, "OLDEST", 4)
    assert reading.problems_unless_known(protocol)
    assert reading.problems_unless_known(protocol)
    assert len(judged) == 3
    assert [file.name for file in (tmp_path / "cache").iterdir()] == ["easy"]


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(reading, "_memory", lambda: tmp_path / "file" / "easy")
    assert reading.problems_unless_known(parse(SMALL, "x.yaml")) == []

"""The authors' guide shows what happens: every example in it is run, in order, in one empty folder.

A YAML block is a part of the protocol that `coach new` wrote, and together they must be right; one after
`<!-- whole: FILE -->` is a file of its own. `<!-- same chapter -->`: a chapter in it stands for the one of that name.
`<!-- change: THIS => THAT -->` is the edit that the text before the next block asks for. In what a command
answers, `...` stands for anything, and times may differ, because they depend on the voice.
"""

import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from fakes import FAKE
from typer.testing import CliRunner

from coach.cli.app import app
from coach.errors import CoachError
from coach.protocol import ProtocolError, load, parse
from coach.protocol.template import template
from coach.voice import VOICES

GUIDE = (Path(__file__).parents[2] / "coach/protocols/README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"(?:<!-- (.*?) -->\n)?```(\w+)\n(.*?)```", re.DOTALL)


class Block(NamedTuple):
    """One example, with the remark above it that a reader does not see."""

    remark: str
    kind: str
    text: str


BLOCKS = [Block(*found.groups(default="")) for found in _BLOCK.finditer(GUIDE)]


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setitem(VOICES, "piper", FAKE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    load.cache_clear()
    return tmp_path


def answered(line: str) -> str:
    """What `coach ...` prints, errors included, as a person sees it."""
    load.cache_clear()  # a person starts it anew each time
    run = CliRunner().invoke(app, shlex.split(line)[1:])
    # The program itself prints these; the runner stops before.
    return run.output + (f"coach: {run.exception}\n" if isinstance(run.exception, CoachError) else "")


def as_pattern(shown: str) -> re.Pattern[str]:
    """Matches what a console block shows: `...` is anything, a time is any time."""
    pattern = re.escape(shown).replace(re.escape("..."), r"[\s\S]*?")
    pattern = re.sub(r"(?:\\ )+(?=\d+\\\.\d\d|\d+:\d\d)", r"\\s+", pattern)
    pattern = re.sub(r"\d+\\\.\d\d\b(?!\d)", r"\\d+\\.\\d\\d", pattern)
    return re.compile(re.sub(r"\b\d+:\d\d\b(?!:)", r"\\d+:\\d\\d", pattern))


def test_every_console_example_answers_what_it_shows(folder: Path) -> None:
    shown = [block for block in BLOCKS if block.kind == "console"]
    assert len(shown) >= 8
    for block in shown:
        mine, before = folder / "forearm.yaml", None
        if block.remark:
            this, that = block.remark.removeprefix("change: ").replace("\\n", "\n").split(" => ")
            before = mine.read_text(encoding="utf-8")
            assert before.count(this) == 1, f"{this!r} is there {before.count(this)} times"
            mine.write_text(before.replace(this, that), encoding="utf-8")
        for command, answer in re.findall(r"\$ (coach .*)\n((?:(?!\$ ).*\n)*)", block.text):
            got = answered(command)
            assert as_pattern(answer).fullmatch(got), f"{command}\n{got}"
        if before is not None:
            mine.write_text(before, encoding="utf-8")


def merged(base: Any, change: Any) -> Any:
    """`change` put into `base`: mappings are joined, all else is replaced."""
    if isinstance(base, dict) and isinstance(change, dict):
        return {key: merged(base.get(key), change.get(key, base.get(key))) for key in {**base, **change}}
    return change


def with_chapters(parts: list[Any], chapters: dict[str, Any]) -> list[Any]:
    """`parts` with those chapters in the places of the ones that have their names."""
    done = []
    for part in parts:
        inner = {"session": with_chapters(part["session"], chapters)} if "session" in part else {}
        done.append({**part, **chapters.get(part.get("chapter"), {}), **inner})
    return done


def completed(block: Block) -> str:
    """The protocol that a reader has who puts this block into the one that `coach new` wrote."""
    base = yaml.load(template("forearm"), yaml.BaseLoader)
    change = yaml.load(block.text, yaml.BaseLoader)
    if block.remark == "same chapter":
        chapters = {part["chapter"]: part for part in change["session"]}
        change["session"] = with_chapters(base["session"], chapters)
        assert change["session"] != base["session"]
    return yaml.safe_dump(merged(base, change), allow_unicode=True, sort_keys=False)


PARTS = [block for block in BLOCKS if block.kind == "yaml" and not block.remark.startswith("whole: ")]
WHOLE = [block for block in BLOCKS if block.remark.startswith("whole: ")]


def test_there_are_examples() -> None:
    assert len(PARTS) >= 8
    assert WHOLE
    assert {block.kind for block in BLOCKS} == {"console", "yaml"}


@pytest.mark.parametrize("block", PARTS, ids=lambda block: block.text.split(":")[0] + str(PARTS.index(block)))
def test_every_part_is_right_in_its_place(block: Block, folder: Path) -> None:
    text = completed(block)
    parse(text, "forearm.yaml")
    (folder / "forearm.yaml").write_text(text, encoding="utf-8")
    for level in ("learn", "remind", "tones"):
        assert answered(f"coach plan forearm.yaml --level {level}").startswith("Forearm")


def test_every_whole_file_is_right(folder: Path) -> None:
    answered("coach new forearm")
    for block in WHOLE:
        file = block.remark.removeprefix("whole: ")
        (folder / file).write_text(block.text, encoding="utf-8")
        assert ": right" in answered(f"coach check {file}")
        plan = answered(f"coach plan {file}")
        assert "Now comes the forearm." in plan
        assert plan.count("Before you start") == 1


def test_it_explains_every_key_that_an_author_can_write() -> None:
    from coach.protocol.schema import schema

    definitions = schema()["$defs"]
    for struct in ("Authored", "Limits", "Step", "Part", "Safety", "Screening", "Line", "Words"):
        for key in definitions[struct]["properties"]:
            assert re.search(rf"\b{re.escape(key)}\b", GUIDE), f"{struct}: {key}"


def test_it_lists_every_condition_tier_and_variable() -> None:
    from coach.protocol.vocabulary import ALWAYS_KNOWN, FLAGS, SAID_IN, TIERS

    for name in (*FLAGS, *TIERS):
        assert f"`{name}`" in GUIDE, name
    for variable in (*ALWAYS_KNOWN, *(name for names in SAID_IN.values() for name in names)):
        assert f"`{{{variable}}}`" in GUIDE, variable


def test_the_limits_of_a_file_that_it_names_are_the_true_ones() -> None:
    from coach.protocol.checks.hostile import DEEPEST
    from coach.protocol.checks.size import LONGEST_SESSION, MOST_CHAPTERS
    from coach.protocol.load import MOST_BYTES
    from coach.units import to_seconds

    words = " ".join(GUIDE.split())
    for said in (
        f"files above {MOST_BYTES // 1024} kB",
        f"more than {DEEPEST} levels",
        f"more than {MOST_CHAPTERS} chapters",
        f"a session of more than {to_seconds(LONGEST_SESSION) / 3600:g} hours",
    ):
        assert said in words


def test_a_word_that_is_changed_is_heard(folder: Path) -> None:
    text = template("forearm")
    with pytest.raises(ProtocolError):
        parse(text.replace("say: relax", "say: relaks"), "forearm.yaml")
    (folder / "forearm.yaml").write_text(text.replace("Let go.\n        remind", "Off you go.\n        remind"))
    assert "Off you go." in answered("coach plan forearm.yaml")

"""`--minutes`: sessions that are as long as was wished, as a person asks for them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FAKE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small import TEXT
from typer.testing import CliRunner

from coach.cli import app as cli
from coach.errors import CoachError, InputError
from coach.render.fit import open_session
from coach.session import Choices
from coach.session.candidates import TOLERANCE
from coach.session.normalise import spoken
from coach.session.request import FREE, SessionRequest, Sounds
from coach.units import to_samples
from coach.voice import VOICES


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    file = tmp_path / "small.yaml"
    # Rests so long that sessions differ by more than the tolerance.
    file.write_text(TEXT.replace("short: 1 s", "short: 20 s"))
    return str(file)


def sounds(folder: Path, voice: str = "fake") -> Sounds:
    return Sounds(voice=voice, cache=folder / "cache")


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.floats(0.1, 14), side=st.sampled_from(["both", "left"]), kept=st.sets(st.sampled_from(FREE)))
def test_it_is_as_long_as_wished_or_refused(
    small: str, tmp_path: Path, minutes: float, side: str, kept: set[str]
) -> None:
    usual = {"spots": 2, "level": "remind", "passes": 1, "pace": "calm"}
    given = {name: value for name, value in usual.items() if name in kept}
    choices = Choices(side=side, hold=6, **given)  # type: ignore[arg-type]
    request = SessionRequest(small, choices, sounds(tmp_path), minutes, tuple(kept))
    told: list[str] = []
    try:
        prepared = open_session(request, told.append)
    except InputError:
        with pytest.raises(InputError, match=r"nearest: \d+:\d\d( with --|$)|nothing left to choose"):
            open_session(request, told.append)
        return
    [line] = told
    assert abs(prepared.timeline.length - to_samples(60 * minutes)) <= TOLERANCE
    held = [each.length for chapter in prepared.timeline.chapters for each in chapter.held]
    assert set(held) == {to_samples(6)}, "a hold is never changed"
    for name, value in {**given, "side": side}.items():
        assert getattr(prepared.choices, name) == value
        assert f"--{name}" not in line
    minutes_told = max(1, round(prepared.timeline.length / to_samples(60)))
    assert f"About {spoken(str(minutes_told), 'en')} minutes." in [
        cue.content for _, _, cue in prepared.timeline.cues()
    ]


def test_the_choice_does_not_depend_on_the_cache(small: str, tmp_path: Path) -> None:
    lines: list[str] = []
    for cache in ("warm", "warm", "cold"):
        open_session(SessionRequest(small, sounds=sounds(tmp_path / cache), minutes=3), lines.append)
    assert lines[0] == lines[1] == lines[2]


Ask = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.chdir(tmp_path)

    def run(words: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(cli.app, [*words.split(), "--voice", "fake", "--cache", "cache"])
        if isinstance(result.exception, CoachError):
            return result.exception.exit_code, result.stdout, f"{result.stderr}{result.exception}\n"
        return result.exit_code, result.stdout, result.stderr

    return run


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            "--minutes 3",
            r"coach: --minutes 3: small takes [23]:\d\d with --spots \d --level \w+ --passes 1 --pace \w+;",
        ),
        (
            "--minutes 3 --level remind --spots 2",
            r"takes [23]:\d\d with --passes \d --pace \w+; each hold stays at 5 s",
        ),
    ],
)
def test_one_line_says_what_was_chosen(options: str, message: str, small: str, ask: Ask) -> None:
    code, _, said = ask(f"plan {small} {options}")
    assert (code, said.count("\n")) == (0, 1)
    assert re.search(message, said), said


@pytest.mark.parametrize("command", ["plan", "play --player null", "export -o out"])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            "--minutes 90",
            r"from about \d:\d\d to (\d+:\d\d); nearest: \1 with --spots 3 --level learn --passes 2 --pace calm",
        ),
        ("--minutes 0.2", r"30 s of it; from (\d:\d\d) to about \d+:\d\d; nearest: \1 with --spots 1 --level remind"),
        (
            "--minutes 9 --spots 1 --passes 1 --level tones --pace brisk",
            r"small takes \d:\d\d, and there is nothing left",
        ),
        ("--minutes nan", "use a number"),
        ("--minutes 3 --spots 9", "--spots 9 is outside the limit of 1 to 3"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(options: str, message: str, command: str, small: str, ask: Ask) -> None:
    code, printed, said = ask(f"{command} {small} {options}")
    assert (code, printed, said.count("\n")) == (2, "", 1)
    assert re.search(message, said), said


def test_without_minutes_nothing_is_spoken_to_begin_with(small: str, tmp_path: Path) -> None:
    prepared = open_session(SessionRequest(small, sounds=sounds(tmp_path)), pytest.fail)
    assert prepared.clips.synthesised_count == 0
    assert prepared.choices == Choices()


def test_a_waiting_room_has_nothing_to_choose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    with pytest.raises(InputError, match=r"waiting-room takes \d+:\d\d, and there is nothing left to choose"):
        open_session(SessionRequest("waiting-room", sounds=sounds(tmp_path), minutes=90), pytest.fail)


@pytest.mark.piper
def test_hamstrings_in_ten_twenty_and_thirty_minutes() -> None:
    for minutes in (10, 20, 30):
        request = SessionRequest("hamstrings", minutes=minutes)
        prepared = open_session(request, print)
        assert abs(prepared.timeline.length - to_samples(60 * minutes)) <= TOLERANCE
        assert {held.length for chapter in prepared.timeline.chapters for held in chapter.held} == {to_samples(10)}

"""`coach play NAME --resume`: the session that was broken off, if it is of that name; else a line that says so."""

from pathlib import Path

import pytest
from answered import answered
from fakes import FAKE
from sessions import SHORT
from small import TEXT
from typed import typed

from coach.play.events import ChapterStarted
from coach.play.journal import Journal, default_path
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds
from coach.units import Samples
from coach.voice import VOICES

NOTHING = ("--player", "null", "--plain")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_memory: Path) -> Path:
    """Two protocols, and a session of `short.yaml` that was broken off in its third chapter."""
    monkeypatch.setitem(VOICES, "fake", FAKE)
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(TEXT)
    Path("short.yaml").write_text(SHORT)
    answered(own_memory / "data", "short.yaml")
    request = SessionRequest("short.yaml", Choices(level="remind"), Sounds("fake", Path("cache")), fixed=("level",))
    again = SessionRenderer(request)
    third = ChapterStarted(Samples(0), 2, again.timeline.chapters[2])
    Journal(default_path(), request, again.digest).show(third)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("short.yaml",),
        ("./short.yaml",),
        ("{folder}/short.yaml",),
        ("short.yaml", "--level", "remind", "--voice", "fake", "--cache", "cache"),
        ("short.yaml", "--level", "auto"),
    ],
)
def test_it_goes_on_where_it_stopped(
    words: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    named = [word.format(folder=folder) for word in words]
    code, out, err = typed(monkeypatch, capsys, "play", *named, "--resume", *NOTHING)
    assert code == 0, err
    assert "3/4  Right arm" in out
    assert "2/4" not in out
    assert not default_path().exists(), "it came to its end"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("small.yaml",),
            "the session that was broken off is short.yaml, not small.yaml; go on with it: coach play --resume, "
            "or begin anew: coach play small.yaml",
        ),
        (
            ("short.yaml", "--level", "tones"),
            "--resume goes on with the session as it was chosen; leave out --level, or begin anew: "
            "coach play short.yaml",
        ),
        (
            ("--voice-volume", "50"),
            "--resume goes on with the session as it was chosen; leave out --voice-volume, or begin anew: "
            "coach play short.yaml",
        ),
        (
            ("--wait",),
            "--resume goes on with the session as it was chosen; leave out --wait, or begin anew: "
            "coach play short.yaml",
        ),
        (("shrot.yaml",), "no protocol 'shrot.yaml'"),
    ],
)
def test_what_is_not_that_session_is_told(
    words: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = typed(monkeypatch, capsys, "play", *words, "--resume", *NOTHING)
    assert (code, out) == (2, "")
    assert err.startswith(f"coach: {told}")
    assert err.count("\n") == 1
    assert default_path().exists(), "it can still go on"


def test_a_name_with_nothing_broken_off(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    default_path().unlink()
    code, _, err = typed(monkeypatch, capsys, "play", "short.yaml", "--resume", *NOTHING)
    assert code == 2
    assert err.startswith("coach: no session was broken off")

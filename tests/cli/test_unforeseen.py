"""An exception that nobody foresaw is one line, a report without the person's words, and exit code 1."""

from pathlib import Path

import pytest
from typed import typed

SECRET = "Anna Kowalska"


def spoiled(*_: object, **__: object) -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise RuntimeError(f"no {SECRET}\nat all") from error


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.commands.check.checked", spoiled)


@pytest.mark.usefixtures("fault")
def test_it_is_one_line_and_a_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_memory: Path
) -> None:
    code, out, err = typed(monkeypatch, capsys, "check", f"/home/{SECRET}/mine.yaml")
    report = own_memory / "state/smr-coach/fault.txt"
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("coach: coach check ended by a fault of its own (RuntimeError); please send ")
    assert str(report) in err
    written = report.read_text()
    assert "coach 0." in written
    assert "numpy " in written
    assert "builtins.RuntimeError" in written
    assert "builtins.KeyError" in written
    assert "  coach/cli/app.py:" in written
    for word in (*SECRET.split(), "mine.yaml", str(Path(__file__).parent), str(Path.home()) + "/"):
        assert word not in written


@pytest.mark.usefixtures("fault")
def test_a_report_that_cannot_be_written_is_told_in_the_same_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_memory: Path
) -> None:
    own_memory.mkdir(parents=True)
    (own_memory / "state").write_text("a file where the folder would be")
    code, _, err = typed(monkeypatch, capsys, "check", "mine.yaml")
    assert (code, err.count("\n")) == (1, 1)
    assert "a report of it could not be written (cannot write " in err


def test_an_interruption_is_none(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("coach.commands.check.checked", interrupted)
    code, _, err = typed(monkeypatch, capsys, "check", "mine.yaml")
    assert (code, "fault" in err) == (130, False)

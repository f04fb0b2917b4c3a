"""An exception that nobody foresaw is one line, a report without the person's words, and exit code 1."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typed import typed

from coach.cli.fault_report import write_report

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
    assert "  coach/cli/authors.py:" in written
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


def hostile(kind: str, tmp_path: Path) -> BaseException:
    """Raise an exception that carries the person's words in every place there is for them."""
    own = tmp_path / "Kowalska" / "anna.py"
    source = f"def kowalska():\n    raise {kind}\nkowalska()"
    names: dict[str, object] = {"Own": type("Anna", (Exception,), {"__module__": "kowalska"})}
    try:
        exec(compile(source, str(own), "exec"), names)
    except BaseException as error:
        error.add_note(SECRET)
        return error
    raise AssertionError


HOSTILE = [
    f"KeyError('{SECRET}')",
    f"FileNotFoundError(2, 'no such file', '/home/{SECRET}/mine.yaml')",
    f"SyntaxError('{SECRET}', ('/home/{SECRET}/x.py', 1, 1, '{SECRET}'))",
    f"UnicodeEncodeError('ascii', '{SECRET}', 0, 1, '{SECRET}')",
    f"ImportError('{SECRET}', name='{SECRET}', path='/home/{SECRET}')",
    f"ExceptionGroup('{SECRET}', [KeyError('{SECRET}')])",
    f"Own('{SECRET}')",
]


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_word_of_the_person_is_in_the_report(kind: str, tmp_path: Path) -> None:
    written = write_report(hostile(kind, tmp_path)).read_text()
    for word in (*SECRET.split(), "kowalska", "anna", "home", str(tmp_path)):
        assert word not in written
    assert "  elsewhere" in written


BREAKS = """
import os, sys, threading

class Broken:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ.get("BREAKS"):
            raise eval(os.environ["RAISES"])

sys.meta_path.insert(0, Broken())
run = threading.Thread.run

def broken(self):
    if self.name == os.environ.get("BREAKS"):
        raise eval(os.environ["RAISES"])
    run(self)

threading.Thread.run = broken
"""
"""Module that Python imports as it starts: the import, or the thread, of this name raises."""


def started(tmp_path: Path, breaks: str, raises: str, *words: str) -> tuple[int, str]:
    """Exit code and standard error of the program."""
    (tmp_path / "sitecustomize.py").write_text(BREAKS)
    path = os.pathsep.join([str(tmp_path), *(each for each in sys.path if each)])
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "BREAKS": breaks,
        "RAISES": raises,
    }
    done = subprocess.run(
        [sys.executable, "-m", "coach", *words],
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("module", ["typer", "yaml", "msgspec", "numpy", "coach.cli.app", "platformdirs"])
@pytest.mark.parametrize(
    ("raises", "told"),
    [
        ("ModuleNotFoundError('secret', name=name)", "install the coach again"),
        ("ImportError('secret')", "(ImportError)"),
        ("SyntaxError('secret', ('/home/secret/x.py', 1, 1, 'secret'))", "(SyntaxError)"),
        ("OSError(5, 'secret')", "(OSError)"),
    ],
)
def test_what_cannot_be_imported_is_one_line(tmp_path: Path, module: str, raises: str, told: str) -> None:
    code, err = started(tmp_path, module, raises, "plan", "hamstrings")
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith("coach: coach ")
    assert "secret" not in err
    own = module.startswith("coach.") and "again" in told
    assert ("(ModuleNotFoundError)" if own else told) in err


@pytest.mark.parametrize("module", ["typer", "numpy"])
def test_an_interruption_of_an_import_is_quiet(tmp_path: Path, module: str) -> None:
    assert started(tmp_path, module, "KeyboardInterrupt", "plan", "hamstrings") == (130, "")


@pytest.mark.parametrize("thread", ["coach-chapters", "coach-device"])
def test_a_thread_that_breaks_ends_the_session_in_one_line(tmp_path: Path, thread: str, own_memory: Path) -> None:
    words = ("play", "waiting-room", "--player", "null", "--quiet")
    code, err = started(tmp_path, thread, f"KeyError('{SECRET}')", *words)
    assert code == 1
    assert err.startswith("coach: coach play ended by a fault of its own (KeyError); please send ")
    assert err.count("\n") == 1
    written = (own_memory / "state/smr-coach/fault.txt").read_text()
    assert "builtins.KeyError" in written
    assert "Anna" not in written


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_or_closed_standard_output_is_one_line_at_most() -> None:
    for to, code, told in (
        (
            ">/dev/full",
            1,
            "coach: standard output cannot be written (No space left on device); print to another place\n",
        ),
        (">&-", 0, ""),
        ("| true", 0, ""),
    ):
        done = subprocess.run(f"{sys.executable} -m coach list {to}", shell=True, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (code, told)

"""The program as somebody types it, without a process of its own."""

import pytest

from coach.cli import main as cli


def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command, through all of the program but its end."""
    monkeypatch.setattr("sys.argv", ["__main__.py", *words])
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr("sys.stderr.reconfigure", lambda **_: None, raising=False)
    return cli.run(), *capsys.readouterr()

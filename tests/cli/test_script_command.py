"""`coach script` and `coach voices`, as a person types them."""

import csv
import io
from pathlib import Path

from sessions import ROOT, coach
from small import TEXT

from coach.protocol import load
from coach.session.script import script


def test_a_script_on_the_terminal_and_in_files(tmp_path: Path) -> None:
    plain = coach("script", "hamstrings")
    assert plain.returncode == 0, plain.stderr
    assert len(plain.stdout.splitlines()) == len(script(load("hamstrings")))

    # Whatever the terminal's encoding is, a file is UTF-8.
    file = tmp_path / "small.yaml"
    file.write_text(TEXT.replace("Ask first.", "Erst die Größe."), encoding="utf-8")
    table = coach("script", file, "--format", "csv", PYTHONIOENCODING="ascii")
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert rows[0]["text"] == "Erst die Größe."
    assert coach("script", file, "--format", "html").stdout.startswith("<!doctype html>")


def test_wrong_input_is_one_line() -> None:
    for words, message in (
        (("nothing",), "no protocol 'nothing'"),
        (("hamstrings", "--format", "pdf"), "--format pdf: there is text, csv, html"),
        (("hamstrings", "--language", "xx"), "--language xx: there is en"),
    ):
        run = coach("script", *words)
        assert (run.returncode, run.stdout) == (2, "")
        assert message in run.stderr
        assert run.stderr.count("\n") == 1


def test_voices_show_their_languages_and_the_forms_with_files() -> None:
    run = coach("voices")
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines[0].startswith("piper ")
    assert lines[1].strip() == "en"
    for form in ("pyttsx3", "FILE.onnx", "pack:DIR"):
        assert any(line.startswith(form) for line in lines)
    assert str(ROOT) not in run.stdout

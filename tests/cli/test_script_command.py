"""`coach script` and `coach voices`, as a person types them."""

import csv
import io
from pathlib import Path

import pytest
from sessions import ROOT, SHORT, coach
from small import TEXT

from coach.protocol import load
from coach.session.recording_script import script


def test_a_script_on_the_terminal_and_in_files(tmp_path: Path) -> None:
    plain = coach("script", "hamstrings")
    assert plain.returncode == 0, plain.stderr
    every = coach("script", "hamstrings", "--numbers")
    assert len(every.stdout.splitlines()) == len(script(load("hamstrings")))
    assert len(plain.stdout.splitlines()) < len(every.stdout.splitlines()) - 100
    assert sum("minutes" in line for line in plain.stdout.splitlines()) < 5

    # Whatever the terminal's encoding is, a file is UTF-8.
    file = tmp_path / "small.yaml"
    file.write_text(TEXT.replace("Ask first.", "Erst die Größe."), encoding="utf-8")
    table = coach("script", file, "--format", "csv", PYTHONIOENCODING="ascii")
    assert table.stdout.startswith("\ufeff"), "so that a spreadsheet shows it so as well"
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


@pytest.mark.piper
def test_a_recording_that_fits_no_line_is_told_wherever_a_pack_is_used(tmp_path: Path) -> None:
    (tmp_path / "short.yaml").write_text(SHORT)
    pack = tmp_path / "pack"
    pack.mkdir()
    line = next(line for line in script(load(str(tmp_path / "short.yaml"))) if len(line.text.split()) > 1)
    (pack / f"{line.id[:-8]}00000000.wav").write_bytes(b"")
    shared = (tmp_path / "short.yaml", "--voice", f"pack:{pack}", "--cache", tmp_path / "cache")
    for words in (("plan",), ("export", "-o", tmp_path / "out", "--format", "wav"), ("play", "--player", "null")):
        run = coach(*words[:1], *shared, *words[1:])
        assert run.returncode == 0, run.stderr
        (told,) = [one for one in run.stderr.splitlines() if "fits no line" in one]
        assert told.startswith(f"coach: voice pack:{pack}: 1 recording fits no line and cannot be heard: ")
        assert f"(nearest id: {line.id})" in told

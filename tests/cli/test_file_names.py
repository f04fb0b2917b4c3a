"""A file's name may hold any bytes: all goes on, or ends in one line that can be read, and JSON stays UTF-8."""

import json
import os
import subprocess
import sys
import wave
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from fakes import FAKE
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from small import TEXT

from coach.cli import main as cli
from coach.play.desktop.interfaces import Remote
from coach.play.events import ChapterStarted, SessionInfo
from coach.play.journal import Entry, read
from coach.session.request import SessionRequest, Sounds, encode
from coach.timeline.model import Chapter
from coach.units import Samples
from coach.voice import VOICES

CAFE = os.fsdecode(b"caf\xe9")
SPOKEN = ("--voice", "fake", "--level", "tones", "--side", "left", "--spots", "1")

names = st.one_of(
    st.binary(min_size=1, max_size=40).filter(lambda name: not set(name) & {0, ord("/")}),
    st.text(min_size=1, max_size=12).map(lambda text: text.encode("utf-8", "replace").translate(None, b"\0/")),
).filter(lambda name: name not in (b"", b".", b".."))
"""Names that a folder of Linux can hold, as bytes."""

each_name = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
ODD = (b"caf\xe9.yaml", "…\n\x1b[31m.yaml".encode(), b"a  b\xff\xfe", b"*")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(VOICES, "fake", FAKE)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(TEXT)
    return tmp_path


def typed(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], *words: str
) -> tuple[int, bytes, str]:
    """Exit code, bytes of standard output and text of standard error."""
    monkeypatch.setattr(sys, "argv", ["coach", *words])
    code = cli.run()
    out, err = capsysbinary.readouterr()
    return code, out, err.decode("utf-8")


def music(path: Path) -> None:
    time = np.arange(96_000) / 48_000
    with path.open("wb") as file, wave.open(file) as sound:
        sound.setparams((1, 2, 48_000, 0, "NONE", ""))
        sound.writeframes((8_000 * np.sin(2 * np.pi * 220 * time)).astype("<i2").tobytes())


@pytest.mark.timeout(1_800)  # five thousand examples take ten minutes
@example(ODD[0])
@example(ODD[1])
@example(ODD[2])
@example(ODD[3])
@each_name
@given(names)
def test_a_protocol_of_any_name_is_planned_and_one_that_is_missing_told_in_a_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], name: bytes
) -> None:
    file = folder / "in" / os.fsdecode(name)
    file.parent.mkdir(exist_ok=True)
    try:
        file.write_text(TEXT)
    except OSError:  # this disk takes no such name
        assume(False)
    code, out, err = typed(monkeypatch, capsysbinary, "plan", str(file), "--json", "--cache", "clips", *SPOKEN)
    assert (code, err) == (0, "")
    assert json.loads(out.decode("utf-8"))["protocol"] == "small"
    code, _, err = typed(monkeypatch, capsysbinary, "plan", "small.yaml", "--bed", str(file), *SPOKEN)
    file.unlink()
    assert (code, err.count("\n")) == (2, 1)
    code, out, err = typed(monkeypatch, capsysbinary, "check", str(file))
    assert (code, out, err.count("\n")) == (2, b"", 1)
    assert err[:-1].isprintable()


@example(ODD[0])
@example(ODD[1])
@example(ODD[2])
@example(ODD[3])
@each_name
@given(names)
def test_the_journal_and_the_desktop_know_a_session_by_any_name(folder: Path, name: bytes) -> None:
    word = os.fsdecode(name)
    request = SessionRequest(f"./{word}", sounds=Sounds(f"pack:{word}", Path(word), Path(word), word))
    (folder / "session.json").write_bytes(encode(Entry(request, "abc", 1, datetime.now(UTC))))
    assert read(folder / "session.json").request == request
    remote = Remote(SessionInfo(word, 1), lambda verb: None)
    remote.now.apply(ChapterStarted(Samples(0), 0, Chapter(word, Samples(1500), ()), Samples(0)))
    for key in ("xesam:album", "xesam:title"):
        str(remote.metadata[key][1]).encode("utf-8")  # D-Bus takes nothing else


def test_an_export_between_such_names_is_utf_8_and_is_inspected(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / f"{CAFE}.yaml").write_text(TEXT)
    music(folder / f"{CAFE}.wav")
    out_folder = folder / CAFE / "out"
    words = ("export", f"{CAFE}.yaml", *SPOKEN, "--bed", f"{CAFE}.wav", "-o", f"{CAFE}/out", "--layout", "tracks")
    for made in (4, 0):
        code, out, err = typed(monkeypatch, capsysbinary, *words, "--json", "--cache", f"{CAFE}.cache")
        assert (code, err) == (0, "")
        last = json.loads(out.decode("utf-8").splitlines()[-1])
        assert (last["made"], os.fsencode(last["folder"])) == (made, b"caf\xe9/out")
    for name in (".coach-export.json", "timeline.json", "Small.m3u8"):
        text = (out_folder / name).read_bytes().decode("utf-8")
        assert not name.endswith("json") or json.loads(text)
    assert json.loads((out_folder / "timeline.json").read_bytes())["music"]["file"] == f"../../{CAFE}.wav"
    code, out, err = typed(monkeypatch, capsysbinary, "inspect", f"{CAFE}/out", "--json")
    assert (code in (0, 1), err) == (True, "")
    assert "music_under_words" in str(json.loads(out.decode("utf-8")))


ASCII = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
PROGRAM = """
from fakes import FAKE
from coach.voice import VOICES
VOICES["fake"] = FAKE
from coach.cli.main import main
main()
"""


def typed_with(folder: Path, environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[bytes]":
    """Type a command in a process of its own, where nothing but `environment` tells of letters."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    env = {**kept, **environment, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", PROGRAM, *words]
    return subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True)


@pytest.mark.parametrize("environment", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, ASCII], ids=str)
def test_a_system_without_letters_gets_the_same_or_a_line(folder: Path, environment: dict[str, str]) -> None:
    (folder / "é.yaml").write_text(TEXT)
    export = ("export", "é.yaml", "-o", "ñ", "--layout", "tracks", "--cache", "clips", *SPOKEN, "--json")
    for words in (("script", "hamstrings", "--language", "es"), export):
        ended = typed_with(folder, environment, *words)
        assert (ended.returncode, ended.stderr) == (0, b"")
    assert json.loads(ended.stdout.decode("utf-8").splitlines()[-1])["made"] == 4
    ended = typed_with(folder, environment, "plan", "ç.yaml")
    assert (ended.returncode, ended.stderr.count(b"\n")) == (2, 1)
    ended = typed_with(folder, environment, *export[:-1], "--title", "Tú – …", "-o", "other")
    if environment == ASCII:
        assert (ended.returncode, ended.stderr.count(b"\n"), b"LC_ALL=C.UTF-8" in ended.stderr) == (1, 1, True)
        assert not list((folder / "other").glob("*Tú*"))
    else:
        assert (ended.returncode, ended.stderr) == (0, b"")
        assert "#PLAYLIST:Tú – …\n" in next((folder / "other").glob("*.m3u8")).read_text(encoding="utf-8")

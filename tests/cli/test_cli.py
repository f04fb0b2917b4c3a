"""What a person types, what comes back, and with which exit code."""

from pathlib import Path

import pytest
from fakes import FAKE
from sessions import SHORT
from small import TEXT
from typed import typed

from coach.voice import VOICES


@pytest.fixture(autouse=True)
def fake_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VOICES, "fake", FAKE)


@pytest.fixture
def protocol(tmp_path: Path) -> str:
    file = tmp_path / "small.yaml"
    file.write_text(TEXT)
    return str(file)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("plan nothing", 2, "no protocol 'nothing': there is gastrocnemius"),
        (
            "plan hamstrings --hold 13",
            2,
            "--hold 13 is outside the limit of 10 to 12 s for hamstrings (source: Dr",
        ),
        ("plan hamstrings --passes 3", 2, "--passes 3 is outside the limit of 1 to 2"),
        ("plan hamstrings --spots 9", 2, "our choice"),
        ("plan hamstrings --level loud", 2, "--level loud: there is learn, remind, tones, auto"),
        ("plan hamstrings --voice nobody", 2, "there is piper, pyttsx3"),
        ("plan hamstrings --hold long", 2, "--hold long: use a number"),
        ("plan hamstrings --tones /nowhere", 2, "no such folder"),
        ("play hamstrings --player gramophone", 2, "--player gramophone: there is miniaudio, simpleaudio, null"),
        ("export hamstrings -o x --format tape", 2, "--format tape: there is mp3, m4b, opus, flac, wav"),
        ("export hamstrings -o x --layout heap", 2, "--layout heap: there is tracks, single, both"),
        ("check nothing.yaml hamstrings", 2, "no protocol 'nothing.yaml'"),
        ("quux", 2, "no command 'quux'; see: coach --help"),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_two(
    words: str, code: int, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, _, err = typed(monkeypatch, capsys, *words.split())
    assert ended == code
    assert message in err
    assert err.startswith("coach: ")
    assert err.count("\n") == 1


def test_what_there_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], protocol: str) -> None:
    assert "hamstrings" in typed(monkeypatch, capsys, "list")[1]
    assert "pyttsx3" in typed(monkeypatch, capsys, "voices")[1]
    # In its shortest hold there is room for fewer words than it says there.
    Path(protocol).write_text(TEXT.replace('"Hold {hold}."', "Hold."), encoding="utf-8")
    assert "right" in typed(monkeypatch, capsys, "check", protocol)[1]
    assert typed(monkeypatch, capsys, "--version")[1].startswith("coach ")


def test_a_plan_and_an_export_of_ones_own_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], protocol: str, tmp_path: Path
) -> None:
    sounds = ("--voice", "fake", "--cache", str(tmp_path / "cache"))
    code, out, _ = typed(monkeypatch, capsys, "plan", protocol, *sounds)
    assert code == 0
    assert "Left arm, top, spot one of two." in out
    code, out, _ = typed(monkeypatch, capsys, "export", protocol, "-o", str(tmp_path / "out"), *sounds)
    assert code == 0
    assert "0 phrases newly spoken" in out
    assert len(list((tmp_path / "out").glob("*.mp3"))) == 8


def test_playing_without_a_device_goes_straight_through(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "short.yaml"
    file.write_text(SHORT)
    words = ("play", str(file), "--voice", "fake", "--cache", str(tmp_path), "--player", "null")
    code, out, _ = typed(monkeypatch, capsys, *words)
    assert code == 0
    assert out.index("1/4  Opening") < out.index("2/4  Left arm") < out.index("(release)") < out.index("The end.")

"""What a person types, what comes back, and with which exit code."""

from pathlib import Path

import pytest
from fakes import FakeVoice
from sessions import SHORT
from small import TEXT
from typer.testing import CliRunner

from coach import cli
from coach.voice import VOICES


@pytest.fixture(autouse=True)
def fake_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VOICES, "fake", FakeVoice)


@pytest.fixture
def protocol(tmp_path: Path) -> str:
    file = tmp_path / "small.yaml"
    file.write_text(TEXT)
    return str(file)


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command, through the program's own main."""
    monkeypatch.setattr("sys.argv", ["coach", *words])
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr("sys.stderr.reconfigure", lambda **_: None, raising=False)
    code = 0
    try:
        cli.main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, *capsys.readouterr()


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
        ("plan hamstrings --level loud", 2, "there is learn, remind, tones"),
        ("plan hamstrings --voice nobody", 2, "there is piper, pyttsx3"),
        ("plan hamstrings --hold long", 2, "Invalid value for '--hold'"),
        ("plan hamstrings --tones /nowhere", 2, "no such folder"),
        ("play hamstrings --player gramophone", 2, "there are miniaudio, simpleaudio, null"),
        ("export hamstrings -o x --format tape", 2, "there are: mp3, m4b, opus, flac, wav"),
        ("export hamstrings -o x --layout heap", 2, "there are: tracks, single, both"),
        ("check nothing.yaml hamstrings", 2, "no protocol 'nothing.yaml'"),
        ("dance", 2, "No such command 'dance'"),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_two(
    words: str, code: int, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, _, err = run(monkeypatch, capsys, *words.split())
    assert ended == code
    assert message in err
    assert "Traceback" not in err


def test_what_there_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], protocol: str) -> None:
    assert "hamstrings" in run(monkeypatch, capsys, "list")[1]
    assert "pyttsx3" in run(monkeypatch, capsys, "voices")[1]
    assert "right" in run(monkeypatch, capsys, "check", protocol)[1]
    assert run(monkeypatch, capsys, "--version")[1].startswith("coach ")


def test_a_plan_and_an_export_of_ones_own_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], protocol: str, tmp_path: Path
) -> None:
    sounds = ("--voice", "fake", "--cache", str(tmp_path / "cache"))
    code, out, _ = run(monkeypatch, capsys, "plan", protocol, *sounds)
    assert code == 0
    assert "Left arm, top, spot one of two." in out
    code, out, _ = run(monkeypatch, capsys, "export", protocol, "-o", str(tmp_path / "out"), *sounds)
    assert code == 0
    assert "0 phrases newly spoken" in out
    assert len(list((tmp_path / "out").glob("*.mp3"))) == 8


def test_playing_without_a_device_goes_straight_through(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "short.yaml"
    file.write_text(SHORT)
    words = ("play", str(file), "--voice", "fake", "--cache", str(tmp_path), "--player", "null")
    code, out, _ = run(monkeypatch, capsys, *words)
    assert code == 0
    assert out.index("1/4  Opening") < out.index("2/4  Left arm") < out.index("(release)") < out.index("The end.")


def test_every_command_has_help() -> None:
    result = CliRunner().invoke(cli.app, ["--help"])
    for command in ("list", "check", "plan", "export", "play", "script", "voices", "doctor"):
        assert f"  {command} " in result.output
        assert CliRunner().invoke(cli.app, [command, "--help"]).exit_code == 0


def test_doctor_says_what_is_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(monkeypatch, capsys, "doctor")
    assert code == 0
    for thing in ("Python", "voice piper", "encoder", "sound device", "simpleaudio", "clip cache"):
        assert thing in out

"""`coach voices` as it is typed: what is printed where, how far a download is, and the exit codes."""

import json
import sys
from collections.abc import Iterator

import pytest
from typed import typed
from voice_server import CONFIG, SPANISH, VoiceServer, voice_server

from coach.cli.voice_progress import voice_teller
from coach.voice import download
from coach.voice.installed import installed

MODEL = bytes(range(250)) * 16_000  # 4 MB


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[VoiceServer]:
    monkeypatch.setattr(download, "PAUSE", 0.0)
    with voice_server() as voices:
        voices.add_piper(SPANISH, MODEL, json.dumps(CONFIG).encode())
        yield voices


def test_get_and_remove(
    server: VoiceServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = typed(monkeypatch, capsys, "voices", "get", "es", "--from", server.url)
    assert (code, err) == (0, "")
    told, kept = out.splitlines()
    assert told.startswith(f"{SPANISH}: Spanish, 4 MB, licence CC0; from 127.0.0.1:")
    assert kept.endswith("checked by sha256; hear it with --language es")
    assert typed(monkeypatch, capsys, "voices", "remove", SPANISH)[:2] == (0, f"{SPANISH}: removed\n")
    assert installed() == []


def test_plain_lines_for_a_screen_reader(
    server: VoiceServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = typed(monkeypatch, capsys, "voices", "get", "es", "--from", server.url, "--plain")
    assert (code, err) == (0, "")
    assert out.splitlines()[1:-1] == [f"{SPANISH}.onnx: {percent} % of 4 MB" for percent in (25, 50, 75, 100)]


def test_a_line_on_a_terminal_renews_itself_and_goes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with voice_teller(plain=False) as tell:
        tell.fetched("voice.onnx", 1_000_000, 4_000_000)
        tell.fetched("voice.onnx", 2_000_000, 0)
        tell.line("done")
    out, err = capsys.readouterr()
    assert out == "done\n"
    assert [line for line in err.split("\r\x1b[2K") if line] == [
        " 25 %  1.0 of 4.0 MB  voice.onnx",
        "2.0 MB  voice.onnx",
    ]
    assert err.endswith("\r\x1b[2K")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("voices get", 2, "coach voices get needs a NAME: es, de, fr, kokoro"),
        ("voices get spanish", 2, "no voice spanish"),
        ("voices gets es", 2, "ACTION gets (did you mean 'get'?): there is get, add, remove"),
        ("voices add nowhere.onnx", 2, "nowhere.onnx: there is no such file"),
        ("voices remove es", 2, "no voice es was fetched"),
        ("voices get es --from http://example.org", 2, "only https is used, or http to localhost"),
        ("voices get es --from http://127.0.0.1:9", 1, "type: coach voices add es_ES-davefx-medium.onnx"),
        ("plan hamstrings --language es", 1, "voice 'piper': no voice for 'es' is here; type: coach voices get es; or"),
    ],
)
def test_mistakes_and_failures_are_one_line(
    words: str, code: int, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, out, err = typed(monkeypatch, capsys, *words.split())
    assert (ended, out) == (code, "")
    assert message in err
    assert err.startswith("coach: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("trick", ["404", "403", "500", "hang up", "wrong"])
def test_a_bad_server_is_one_line_and_leaves_no_voice(
    trick: str, server: VoiceServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = next(path for path in server.files if path.endswith(".onnx"))
    server.tricks |= {path: [trick] * 9 for path in (model, f"/cdn{model}")}
    if trick == "wrong":
        del server.tricks[model]
    code, _, err = typed(monkeypatch, capsys, "voices", "get", "es", "--from", server.url)
    assert (code, err.count("\n")) == (1, 1)
    assert installed() == []


def test_ctrl_c_is_130_and_says_how_to_go_on(
    server: VoiceServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("coach.commands.get_voice.fetch", interrupted)
    code, out, err = typed(monkeypatch, capsys, "voices", "get", "es", "--from", server.url)
    assert (code, out, err) == (130, f"{SPANISH}: stopped; the same command goes on from there\n", "")

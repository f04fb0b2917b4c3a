"""What is typed wrongly is told in one line, with what was probably meant."""

from pathlib import Path

import pytest
from typed import typed

NAMES = "a shipped protocol (see: coach list), or the path of a .yaml file"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        # a mistyped name
        ("pley", "no command 'pley' (did you mean 'play'?)"),
        ("quux", "no command 'quux'; see: coach --help"),
        ("--versoin", "no option --versoin (did you mean '--version'?)"),
        ("plan hamstrings --mintes 5", "no option --mintes (did you mean '--minutes'?)"),
        ("plan hamstrings --min 5", "no option --min (did you mean '--minutes'?)"),
        ("plan hamstrings -hold 10", "no option -hold (did you mean '--hold'?)"),
        ("plan hamstrings -x", "no option -x; see: coach plan --help"),
        ("plan hamstrings --side lefy", "--side lefy (did you mean 'left'?): there is both, left, right"),
        ("plan hamstrings --side LEFT", "--side LEFT (did you mean 'left'?): there is both, left, right"),
        ("plan hamstrings --level wrong", "--level wrong: there is learn, remind, tones, auto"),
        ("plan hamstrings --pace slow", "--pace slow: there is calm, easy, normal, lively, brisk"),
        ("export hamstrings -o x --layout trakcs", "--layout trakcs (did you mean 'tracks'?): there is tracks, single"),
        ("play hamstrings --player vlc", "--player vlc: there is miniaudio, simpleaudio, null"),
        ("script hamstrings --format htm", "--format htm (did you mean 'html'?): there is text, csv, html"),
        ("script hamstrings --language eng", "--language eng (did you mean 'en'?): there is en, es"),
        ("plan hamstrings --language eng", "--language eng (did you mean 'en'?): there is en, es"),
        ("plan hamstrings --voice pipr", "--voice pipr (did you mean 'piper'?): there is piper, pyttsx3, kokoro, koko"),
        (
            "plan hamstring",
            "no protocol 'hamstring' (did you mean 'hamstrings'?): there is gastrocnemius, hamst",
        ),
        ("check HAMSTRINGS", "no protocol 'HAMSTRINGS' (did you mean 'hamstrings'?)"),
        ("sources quad", "no protocol 'quad' (did you mean 'quadriceps'?)"),
        ("loop waitingroom", "no protocol 'waitingroom' (did you mean 'waiting-room'?)"),
        ("forget solus", "no protocol 'solus' (did you mean 'soleus'?)"),
        ("play solus --resume", "no protocol 'solus' (did you mean 'soleus'?)"),
        # something missing, or too much
        ("plan", f"coach plan needs NAME: {NAMES}"),
        ("loop", "coach loop needs NAME: protocols for a room (see: coach list) and sound files, in turn"),
        ("inspect", "coach inspect needs PATH: the folder of an export, or one sound file"),
        ("export hamstrings", "coach export needs --out DIR: folder for the files; it is made if need be"),
        ("diary --csv", "--csv needs FILE: also write it as CSV; - is standard output, alone"),
        ("plan hamstrings --side", "--side needs SIDE: both, left, right"),
        ("plan hamstrings --json=yes", "--json takes no value"),
        ("plan hamstrings left", "'left' is one word too many (did you mean '--side left'?)"),
        ("plan hamstrings minutes 15", "'minutes' is one word too many (did you mean '--minutes'?)"),
        ("doctor now please", "'now' is one word too many; see: coach doctor --help"),
        # a value of the wrong kind
        ("plan hamstrings --minutes abc", "--minutes abc: use a number"),
        ("plan hamstrings --minutes nan", "--minutes nan: use a number of minutes above 0"),
        ("plan hamstrings --spots 2.5", "--spots 2.5: use a whole number"),
        ("plan hamstrings --voice-volume 24", "--voice-volume 24: use 25 to 200 percent"),
        ("plan hamstrings --tone-volume 201", "--tone-volume 201: use 25 to 200 percent"),
        ("plan hamstrings --tone-volume loud", "--tone-volume loud: use a whole number, 25 to 200 percent"),
        ("loop waiting-room --volume 101", "--volume 101: use 10 to 100 percent"),
        ("loop waiting-room --gap 5", "--gap 5: write it like 90s or 5m"),
    ],
)
def test_one_line(words: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = typed(monkeypatch, capsys, *words.split())
    assert (code, out) == (2, "")
    assert err.startswith(f"coach: {told}")
    assert err.count("\n") == 1


STRANGE = [("plan", "{}"), ("{}",), ("plan", "leg", "--side", "{}"), ("plan", "leg", "{}"), ("--{}",)]


@pytest.mark.parametrize("words", STRANGE)
def test_what_is_quoted_stays_on_the_line_and_is_cut(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = "a\nb\x1b[31m" + 300 * "c"
    code, _, err = typed(monkeypatch, capsys, *(word.format(strange) for word in words))
    assert code == 2
    assert err.count("\n") == 1
    assert "\x1b" not in err
    assert len(err) < 400


def test_a_gap_is_taught_in_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("loop", "--help"), ("loop", "waiting-room", "--gap", "soon")):
        _, out, err = typed(monkeypatch, capsys, *words)
        assert "90s or 5m" in out + err


def test_a_tilde_after_an_equals_sign_is_the_home_directory(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for option in ("bed", "tones", "cover"):
        words = ["export", "hamstrings", "--out=~/out", "--title=~/kept", f"--{option}=~/none.wav", "--voice=~/no.onnx"]
        code, _, err = typed(monkeypatch, capsys, *words)
        assert (code, err.count("\n")) == (2, 1)
        assert str(tmp_path / "no") in err
        assert "~" not in err

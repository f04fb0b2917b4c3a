"""`coach listen`: what can be said, and a trial in plain lines. `coach play --listen` with every kind of microphone."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import needs
import numpy as np
import pytest
from ear_fakes import FakeDetector, FakeMicrophone, blocks, noise
from fakes import FakeVoice
from small import TEXT
from typed import typed

import coach.commands.play
import coach.render.sound_kit
from coach.commands.listen import lines, try_listening, voice_control
from coach.commands.play import play_session
from coach.errors import DeviceError, InputError
from coach.listen.microphone import BLOCK, RATE, Health, dead, refused
from coach.listen.phrases import Phrase
from coach.play.controls.ear import VoiceControl
from coach.play.devices.microphone import SystemMicrophone
from coach.play.perform import Display
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds

QUIET = blocks(noise(2, -60))
Play = Callable[[FakeMicrophone | None], list[str]]


def test_it_lists_every_phrase_and_says_that_it_is_an_experiment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = typed(monkeypatch, capsys, "listen")
    assert code == 0
    assert out.startswith("Experimental, and in English only:\n")
    assert all(f"  {phrase}  " in out for phrase in Phrase)
    assert out.splitlines() == lines()
    assert "Never by voice alone" in out


def test_a_trial_tells_what_is_heard_in_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    microphone = FakeMicrophone(QUIET, ends=DeviceError(dead(2)))
    detector = FakeDetector({3: Phrase.PAUSE}, nearly=[9, 10])
    with pytest.raises(DeviceError, match="gave nothing"):
        try_listening(None, microphone=lambda: microphone, detector=detector)
    told = capsys.readouterr().out
    assert "\r" not in told, "no line is drawn over another"
    assert told.splitlines() == [
        "The microphone is on. Nothing is kept or sent. Say: coach, pause. Ctrl-C ends it.",
        "heard: coach, pause (95%): leads out of a stretch and pauses",
        "not sure: something like a phrase; a session ticks softly",
    ]


def test_a_trial_ends_after_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    microphone = FakeMicrophone([])
    try_listening("300 ms", microphone=lambda: microphone, detector=FakeDetector())
    assert capsys.readouterr().out.splitlines()[-1] == "The microphone is off."
    assert microphone.log == ["open", "closed"]


@pytest.mark.parametrize("time", ["soon", "10", "5 x"])
def test_a_wrong_time_is_refused_before_anything_listens(time: str) -> None:
    with pytest.raises(InputError, match="write it like 30s"):
        try_listening(time, microphone=lambda: pytest.fail("it listens"), detector=FakeDetector())


@needs.listen
def test_without_a_microphone_it_is_one_line_and_exit_code_three(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(self: SystemMicrophone) -> SystemMicrophone:
        raise DeviceError(refused("miniaudio found none"))

    monkeypatch.setattr(SystemMicrophone, "__enter__", refuse)
    monkeypatch.setattr("coach.commands.listen.Detector", FakeDetector)
    code, out, err = typed(monkeypatch, capsys, "listen", "--try")
    assert (code, out) == (3, "")
    assert re.fullmatch(r"coach: no microphone \(miniaudio found none\): .+\n", err)


def test_a_player_that_does_not_tell_what_it_plays_is_refused() -> None:
    with pytest.raises(InputError, match="simpleaudio"):
        voice_control("simpleaudio")


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Play:
    """Plays the small protocol through no device. Returns what is printed, and after it what is told."""
    (tmp_path / "small.yaml").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(coach.render.sound_kit, "open_voice", lambda voice, language, spellings: FakeVoice(language))

    def played(microphone: FakeMicrophone | None) -> list[str]:
        told: list[str] = []
        made = VoiceControl(lambda: microphone or pytest.fail("it listens"), FakeDetector())
        monkeypatch.setattr(coach.commands.play, "voice_control", lambda player: made)
        request = SessionRequest(str(tmp_path / "small.yaml"), Choices(live=True), Sounds(cache=tmp_path / "clips"))
        ending = play_session(
            request,
            told.append,
            player="null",
            display=Display.PLAIN,
            listen=microphone is not None,
            soon_is_fine=True,
            whole_notice=True,
        )
        assert ending == "finished"
        return [line.strip() for line in capsys.readouterr().out.splitlines()] + told

    return played


FAULTS: dict[str, tuple[Callable[[], FakeMicrophone], str]] = {
    "refused": (lambda: FakeMicrophone([], refuses=DeviceError(refused("miniaudio found none"))), "no microphone ("),
    "dies": (lambda: FakeMicrophone(QUIET[:3], ends=DeviceError(dead(2))), "the microphone gave nothing for 2 s"),
    "silent": (lambda: FakeMicrophone([np.zeros(BLOCK, np.float32)] * (11 * RATE // BLOCK)), Health.silent),
    "clips": (lambda: FakeMicrophone([np.ones(BLOCK, np.float32)] * (11 * RATE // BLOCK)), Health.clips),
}


def lines_of_session(printed: list[str], *ours: str) -> list[str]:
    """What a session printed, without its clock, and each line that is repeated after an interruption once."""
    shared = ("[one moment]", "[microphone", "The microphone", "I cannot hear you.", *ours)
    lines = [re.sub(r"^[0-9]+:[0-9]+ +", "", line) for line in printed if not line.startswith(shared)]
    return [line for line, after in pairwise([*lines, ""]) if line != after]


def test_a_bad_microphone_is_told_once_and_the_session_is_the_same(play: Play) -> None:
    without = lines_of_session(play(None))
    for fault, (make, line) in FAULTS.items():
        microphone = make()
        heard = play(microphone)
        (told,) = (one for one in heard if one.startswith(line))
        assert told.endswith("by keys and buttons, as without --listen")
        assert lines_of_session(heard, told) == without, fault
        assert sum(one.startswith("I cannot hear you") for one in heard) <= 1
        assert microphone.log == ([] if fault == "refused" else ["open", "closed"])


def test_a_microphone_is_open_only_while_the_session_plays(play: Play) -> None:
    microphone = FakeMicrophone([])
    assert not any("no microphone" in line for line in play(microphone))
    assert microphone.log == ["open", "closed"]


def test_a_missing_extra_is_told_before_anything_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("coach.commands.listen.find_spec", lambda name: None)
    for words in (["play", "hamstrings", "--listen", "--player", "null"], ["listen", "--try"]):
        code, out, err = typed(monkeypatch, capsys, *words)
        assert (code, out) == (1, "")
        assert re.fullmatch("coach: listening needs the package livekit-wakeword, .*COACH_EXTRAS=listen.*\n", err)

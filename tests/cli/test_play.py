"""`coach play` into a PulseAudio null sink: every planned tone is in the recording, at its place."""

from pathlib import Path

import needs
import numpy as np
import pytest
from answered import answered
from pulse import PulseServer, retried
from sessions import SHORT, coach, locate, plan

from coach.mix import load_tones
from coach.units import SAMPLE_RATE


@pytest.fixture
def protocol(tmp_path: Path) -> Path:
    file = tmp_path / "short.yaml"
    file.write_text(SHORT)
    return file


@pytest.mark.pulse
@pytest.mark.piper
@needs.pulse
@pytest.mark.parametrize("player", ["miniaudio", pytest.param("simpleaudio", marks=needs.simpleaudio)])
@retried
def test_every_planned_tone_is_heard_within_two_milliseconds(
    protocol: Path, player: str, pulse_server: PulseServer
) -> None:
    planned = [cue for cue in plan(protocol)["cues"] if cue["kind"] == "tone"]
    with pulse_server.record() as recording:
        run = coach("play", protocol, "--player", player, **pulse_server.env)
    assert run.returncode == 0, run.stderr
    heard = recording.samples().astype(np.float32) / np.float32(32_767)
    first, strength = locate(heard, load_tones()[planned[0]["tone"]])
    assert strength > 0.9
    for cue in planned:
        expected = first + round((cue["start_s"] - planned[0]["start_s"]) * SAMPLE_RATE)
        window = heard[expected - 4_800 : expected + len(load_tones()[cue["tone"]]) + 4_800]
        lag, strength = locate(window, load_tones()[cue["tone"]])
        assert strength > 0.9, cue
        assert abs(lag - 4_800) <= 2 * SAMPLE_RATE // 1000, cue


def test_no_sound_device_is_one_line_that_names_export_and_exit_code_three(protocol: Path, tmp_path: Path) -> None:
    nowhere = {
        "PULSE_SERVER": f"unix:{tmp_path}/none",
        "ALSA_CONFIG_PATH": str(tmp_path / "none.conf"),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "JACK_NO_START_SERVER": "1",
        **answered(tmp_path / "data", str(protocol)),
    }
    run = coach("play", protocol, **nowhere)
    assert run.returncode == 3, run.stderr
    assert "no sound device" in run.stderr
    assert "coach export" in run.stderr
    assert len(run.stderr.splitlines()) == 1

"""The screen and the plain lines tell that a microphone is open, as long as it is, in any size of window."""

import io

import pytest
from test_screen import Shown

from coach.play.events import MicrophoneChanged, SessionInfo
from coach.play.screens.lines import Plain
from coach.units import Samples, to_samples

ON, OFF = MicrophoneChanged(Samples(0), True), MicrophoneChanged(to_samples(1), False)


@pytest.mark.parametrize("size", [(120, 40), (60, 15), (40, 12), (30, 8)])
def test_a_large_screen_tells_it_until_it_is_closed(size: tuple[int, int]) -> None:
    shown = Shown(*size)
    assert not any("microphone" in line for line in shown.at(0.1))
    assert any("microphone on" in line for line in shown.at(0.5, ON))
    assert any("microphone on" in line for line in shown.at(0.9))
    assert not any("microphone" in line for line in shown.at(1.0, OFF))


@pytest.mark.parametrize(("language", "lines"), [("en", ("on", "off")), ("es", ("encendido", "apagado"))])
def test_plain_lines_tell_it_once(language: str, lines: tuple[str, str]) -> None:
    out = io.StringIO()
    plain = Plain(SessionInfo("", 1), out, language)
    plain.show(ON)
    plain.show(OFF)
    words = [line.strip().strip("[]").split()[-1] for line in out.getvalue().splitlines()]
    assert words == [*lines]

"""A loudspeaker and a microphone that are opened at once do not disturb each other, or the program."""

import os
import threading
import time
from typing import Any

import pytest

from coach.play.devices.miniaudio import first_device


class Slow:
    """A device whose opening takes a while, and notes the latency that is asked for in it."""

    seen: list[str]

    def __init__(self, **settings: Any) -> None:
        self.seen = [os.environ["PULSE_LATENCY_MSEC"]]
        time.sleep(0.05)
        self.seen.append(os.environ["PULSE_LATENCY_MSEC"])


def test_standard_error_and_the_environment_are_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PULSE_LATENCY_MSEC", raising=False)
    monkeypatch.setenv("PULSE_PROP_media.role", "a11y")
    before, seen = os.fstat(2), {}

    def opens(latency: int) -> None:
        seen[latency] = first_device(Slow, latency).seen

    threads = [threading.Thread(target=opens, args=(latency,)) for latency in (260, 40)]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    for thread in threads:
        thread.join()
    assert seen == {260: ["260"] * 2, 40: ["40"] * 2}
    assert (os.fstat(2).st_dev, os.fstat(2).st_ino) == (before.st_dev, before.st_ino)
    assert "PULSE_LATENCY_MSEC" not in os.environ


def test_what_the_person_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_LATENCY_MSEC", "90")
    assert first_device(Slow, 40).seen == ["90", "90"]
    assert os.environ["PULSE_LATENCY_MSEC"] == "90"

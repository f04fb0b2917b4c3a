"""Real sessions of the shipped protocol, recorded as they are heard, of somebody who is not as planned."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import needs
import numpy as np
import pytest
from answered import answered
from numpy.typing import NDArray
from pulse import RATE, PulseServer, Recording, find, retried
from sessions import ROOT
from test_play_verbs import Live

from coach.play.controls.verbs import Rating, Request, Verb
from coach.play.journal import Entry
from coach.play.stream.prompt_cache import needed
from coach.render.renderer import SessionRenderer
from coach.session import Choices
from coach.session.prompts import Prompt, PromptKind
from coach.session.request import SessionRequest, Sounds, encode

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
pytestmark = [pytest.mark.pulse, pytest.mark.piper, needs.pulse]

NAME = "hamstrings"
KEYS: dict[Request, str] = {Verb.TOGGLE: " ", Verb.STOP: "q", Rating(4): "4"}


class BrokenOff:
    """A session of the left leg that was broken off at its second spot, with all that it says spoken before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        request = SessionRequest(NAME, Choices(side="left", level="tones", live=True), Sounds(cache=folder / "cache"))
        self.prepared = SessionRenderer(request)
        timeline = self.prepared.timeline
        self.chapter = [chapter.location.spot for chapter in timeline.chapters].index(2)
        for said in (*needed([NAME]), Prompt(PromptKind.RATED, 4), Prompt(PromptKind.FEWER, protocol=NAME)):
            self.prepared.prompts.words(said)
        self._answers = answered(folder / "data", NAME)

    def start(self, terminal: int, server: PulseServer) -> "subprocess.Popen[bytes]":
        """`coach play --resume` in a terminal."""
        state = self._folder / "state"
        journal = state / "smr-coach" / "session.json"
        journal.parent.mkdir(parents=True, exist_ok=True)
        entry = Entry(self.prepared.request, self.prepared.digest, self.chapter, datetime.now(UTC))
        journal.write_bytes(encode(entry))
        env = {**os.environ, **server.env, **self._answers, "XDG_STATE_HOME": str(state)}
        env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
        command = [sys.executable, "-m", "coach", "play", "--resume", "--plain"]
        return subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
        )

    def phrase(self, text: str) -> NDArray[np.int16]:
        """Words of the session."""
        return self.prepared.mixer.render_cue("speech", text)

    def tone(self, name: str) -> NDArray[np.int16]:
        """A tone."""
        return self.prepared.mixer.render_cue("tone", name)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> BrokenOff:
    return BrokenOff(tmp_path_factory.mktemp("hamstrings"))


@contextmanager
def resumed(session: BrokenOff, server: PulseServer) -> Iterator[Live]:
    """The session goes on in a pseudo-terminal; keys are typed into it."""
    ours, theirs = pty.openpty()

    def drain() -> None:
        with suppress(OSError):  # Linux reports the end of a pseudo-terminal as an error
            while os.read(ours, 4096):
                pass

    def press(request: Request) -> None:
        os.write(ours, KEYS[request].encode())

    reader = threading.Thread(target=drain)
    with server.record() as recording:
        process = session.start(theirs, server)
        os.close(theirs)
        reader.start()
        try:
            yield Live(process, recording, press)
        finally:
            process.kill()
            process.wait()
            reader.join()
            os.close(ours)


def at_the_start_tone(live: Live, session: BrokenOff) -> int:
    """It leads out of what it was broken off in, says where the ball goes, and comes to the way into the stretch."""
    live.hear(session.phrase("Let go."), 12)
    live.hear(session.phrase("On the left leg, outside line, spot two of three."), 8)
    live.hear(session.phrase("Raise your left leg."), 6)
    return live.hear(session.tone("start"), 40)


def nothing_of(live: Live, sound: NDArray[np.int16], since: int) -> None:
    assert find(live.recording.samples()[since:], sound, 0.85) == []


@retried
def test_it_goes_on_at_a_spot_and_stops_in_words(session: BrokenOff, pulse_server: PulseServer) -> None:
    with resumed(session, pulse_server) as live:
        at_the_start_tone(live, session)
        live.hear(session.tone("hold"), 8)
        live.press(Verb.STOP)
        live.hear(session.tone("answer"), 1)
        live.hear(session.phrase("Let go."), 2)
        live.hear(session.phrase("We stop here."), 8)
        live.hear(session.phrase("Take the leg off the ball, put the ball aside, and rest."), 8)
        assert live.process.wait(timeout=30) == 0


@retried
def test_a_pause_on_the_way_into_the_stretch(session: BrokenOff, pulse_server: PulseServer) -> None:
    with resumed(session, pulse_server) as live:
        began = at_the_start_tone(live, session)
        live.recording.wait_until(began + 2 * RATE)
        paused = live.press(Verb.TOGGLE)
        live.hear(session.tone("pause"), 1)
        live.hear(session.phrase("Let go."), 2)
        live.hear(session.phrase("Paused."), 8)
        live.recording.wait_until(live.at + 2 * RATE)
        nothing_of(live, session.tone("hold"), paused)
        gone_on = live.press(Verb.TOGGLE)
        live.hear(session.phrase("Ball where it is."), 12)
        live.hear(session.tone("start"), 20)
        nothing_of(live, session.phrase("Raise your left leg."), gone_on)


@retried
def test_a_four_on_the_way_into_the_stretch(session: BrokenOff, pulse_server: PulseServer) -> None:
    with resumed(session, pulse_server) as live:
        began = at_the_start_tone(live, session)
        live.recording.wait_until(began + 2 * RATE)
        pressed = live.press(Rating(4))
        live.hear(session.tone("answer"), 1)
        live.hear(session.phrase("Let go."), 2)
        live.hear(session.phrase("You said four."), 8)
        live.hear(session.phrase("Then we do less."), 4)
        live.hear(session.phrase("On the left leg, centre line, spot one of two."), 10)
        nothing_of(live, session.tone("hold"), pressed)


@retried
def test_a_server_that_dies_in_the_hold(session: BrokenOff, pulse_server: PulseServer) -> None:
    with resumed(session, pulse_server) as live:
        at_the_start_tone(live, session)
        held = live.hear(session.tone("hold"), 8)
        live.recording.wait_until(held + 3 * RATE)
        pulse_server.kill()
        time.sleep(1.5)
        pulse_server.start()
        with pulse_server.record() as again:
            later = Live(live.process, again, lambda request: None)
            # Its first words may come before the recorder does.
            later.hear(session.phrase("We go on from here."), 12)
            later.hear(session.phrase("Ball where it is."), 12)
            later.hear(session.tone("start"), 20)
            nothing_of(later, session.phrase("Raise your left leg."), 0)
    assert isinstance(again, Recording)

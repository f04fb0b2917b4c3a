"""Plays a session of chirps or speech into a real server, and listens to it through its microphone.

The first word is the number of chirps, or a sound file of speech that comes before three seconds of quiet. The second
says who listens: `net` is the real detector; a folder has clips that are known by their form, so that whatever is heard
wrongly is the fault of the way, not of the net.
"""

import sys
import wave
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from play_fakes import FakeSource, Shown, chirp, make

from coach.errors import CoachError
from coach.listen.detector import Detection, Detector, Levels
from coach.listen.listener import Hears
from coach.listen.microphone import RATE
from coach.listen.phrases import Phrase
from coach.mix.model import PromptAudio, RenderedChapter
from coach.play.controls.base import Joined, NoKeys
from coach.play.controls.ear import VoiceControl
from coach.play.devices import make_player
from coach.play.devices.microphone import SystemMicrophone
from coach.play.devices.supervisor import Device
from coach.play.events import Answered, CueStarted, Event, StateChanged
from coach.play.live import run
from coach.play.stream.stream import Stream
from coach.session.prompts import Prompt
from coach.units import to_samples

ANSWER, PAUSE = 20, 21
"""Chirps that answer."""

SPOKEN = {Phrase.PAUSE: "pause", Phrase.GO_ON: "go-on", Phrase.STOP: "stop"}
"""Phrases that are played, and the names of their files."""


ENOUGH = 0.4
"""Likeness from which a clip is there: over chirps as loud as itself one has 0.5 to 0.7, and another clip up to 0.3."""


def chapter(what: str) -> RenderedChapter:
    """A chapter of chirps, one each half second, or of speech and quiet."""
    if not what.isdecimal():
        speech = np.rint(_read(Path(what)) * 16_000).astype(np.int16)
        start = to_samples(1.5)
        return make(start + len(speech) + to_samples(6), [(start, speech), (start + len(speech), chirp(0))])
    count = int(what)
    starts = [to_samples(1.5 + 0.5 * number) for number in range(count)]
    return make(to_samples(2 + 0.5 * count), [(start, chirp(number % 3)) for number, start in enumerate(starts)])


class Tones:
    """Answers by chirps; words are short and quiet."""

    def tone(self, name: Literal["answer", "pause", "unclear"]) -> PromptAudio:
        return PromptAudio("", chirp(PAUSE if name == "pause" else ANSWER))

    def words(self, said: Prompt) -> PromptAudio:
        return PromptAudio(said.kind, np.zeros(4_800, np.int16))


class Templates:
    """Detector that finds clips by their form, where they end. A `coach.listen.listener.Hears`."""

    def __init__(self, folder: Path) -> None:
        self._clips = {phrase: _read(folder / f"{name}.wav") for phrase, name in SPOKEN.items()}
        self._past = np.zeros(2 * RATE, np.float32)
        self._count = 0
        self._last = dict.fromkeys(SPOKEN, -RATE)

    def hear(self, near: NDArray[np.float32], far: NDArray[np.float32]) -> Detection | None:
        self._past = np.concatenate([self._past[len(near) :], near])
        self._count += len(near)
        for phrase, clip in self._clips.items():
            recent = self._past[-len(clip) - 2 * len(near) :]
            score = np.correlate(recent, clip) / (np.linalg.norm(clip) * (np.linalg.norm(recent) + 1e-6))
            if score.max() > ENOUGH and self._count - self._last[phrase] > RATE:
                self._last[phrase] = self._count
                return Detection(phrase, float(score.max()), self._count)
        return None

    def levels(self) -> Levels:
        return Levels(-60, -60, True, None, 0.0)


def _read(path: Path) -> NDArray[np.float32]:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / np.float32(32768)


def say(event: Event) -> None:
    """A line for each thing that happens."""
    if isinstance(event, CueStarted):
        print(event.cue.content, flush=True)
    elif isinstance(event, StateChanged):
        print(event.state, flush=True)
    elif isinstance(event, Answered) and event.text:
        print(f"({event.text})", flush=True)


if __name__ == "__main__":
    try:
        hears: Hears = Detector() if sys.argv[2] == "net" else Templates(Path(sys.argv[2]))
        voice = VoiceControl(SystemMicrophone, hears)
        controls = Joined(NoKeys())
        device = Device(lambda: make_player("miniaudio"))
        device.given = voice.far.given
        controls.join(voice.listener(controls.ask))
        stream = Stream(FakeSource([chapter(sys.argv[1])]), answers=Tones(), listens=True)
        print(run(stream, device, controls, Shown(say)))
        for line in voice.troubles:
            print(line, file=sys.stderr)
    except CoachError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)

"""Plays a session of ten chirps through the player named on the command line, to a real server.

A second word, `stereo`, makes it one of two channels.
"""

import sys

from play_fakes import FakeSource, Shown, chirp, make, wide

from coach.errors import CoachError
from coach.mix.model import RenderedChapter
from coach.play.controls.keys import terminal_keys
from coach.play.devices import make_player
from coach.play.devices.supervisor import Device
from coach.play.events import CueStarted, Event
from coach.play.live import run
from coach.play.stream.stream import Stream
from coach.units import to_samples

LEAD_IN = to_samples(1.5)
APART = to_samples(0.971)


def chapters() -> list[RenderedChapter]:
    """Five chapters with two chirps each, the first after a lead-in."""
    made = []
    for index in range(5):
        first = LEAD_IN if index == 0 else to_samples(0.1)
        sounds = [(first, chirp(2 * index)), (first + APART, chirp(2 * index + 1))]
        made.append(make(first + APART + to_samples(1.1), sounds, title=f"chapter {index}"))
    return made


def places() -> list[int]:
    """Where each chirp is planned, in samples from the first one."""
    found, start = [], 0
    for loaded in chapters():
        found += [start + cue.start for cue in loaded.chapter.cues]
        start += loaded.chapter.length
    return [place - found[0] for place in found]


def say(event: Event) -> None:
    """A line a cue."""
    if isinstance(event, CueStarted):
        print(event.cue.content, flush=True)


if __name__ == "__main__":
    try:
        session = [wide(each) for each in chapters()] if sys.argv[2:] == ["stereo"] else chapters()
        print(run(Stream(FakeSource(session)), Device(lambda: make_player(sys.argv[1])), terminal_keys(), Shown(say)))
    except CoachError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)

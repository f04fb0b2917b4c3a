"""Render a session into memory, for programs that go on with its sound."""

from typing import TYPE_CHECKING

import numpy as np

from coach.commands.resolve import Tell, warn, with_level
from coach.render.fit import open_session
from coach.render.gains import album_gains_of
from coach.session.request import SessionRequest
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from pydub import AudioSegment


def render_session(request: SessionRequest, tell: Tell = warn) -> "AudioSegment":
    """Return the whole session of `request` as sound at 48 kHz, 16 bits, with the loudness of an export.

    An hour takes 350 MB, in stereo twice as much. Raises what `SessionRenderer` and its `timeline` raise.
    """
    from pydub import AudioSegment

    renderer = open_session(with_level(request, tell), tell)
    mixer, timeline = renderer.at_gain(*album_gains_of(renderer)).mixer, renderer.timeline
    pcm = np.concatenate([mixer.of_session(timeline, index) for index in range(renderer.count)])
    return AudioSegment(pcm.tobytes(), frame_rate=SAMPLE_RATE, sample_width=2, channels=mixer.channels)

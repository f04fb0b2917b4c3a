"""The coach never hears itself: its own sentences come back as an echo, and none is taken for a phrase.

Here those that are most like a phrase, and some of the others; `scripts/bench listening` replays all of them for hours.
"""

import re
from pathlib import Path

import numpy as np
import pytest
import soxr
from both_ends import RATE, echo, hiss
from needs import listen
from test_detector import heard

from coach.listen.detector import Detector
from coach.protocol import load
from coach.session import Choices, expand
from coach.units import SAMPLE_RATE
from coach.voice import ClipCache, open_voice

LIKE_A_PHRASE = re.compile(r"\b(stop|soft|back|next|go on|pause|again|ready|loud|long|off|foot down)", re.IGNORECASE)
PROTOCOLS = ("hamstrings", "quadriceps", "gastrocnemius", "soleus", "waiting-room")


def texts() -> list[str]:
    found = {
        text
        for name in PROTOCOLS
        for level in ("learn", "remind", "tones")
        for chapter in expand(load(name), Choices(level=level), 20).chapters
        for text in chapter.texts()
    }
    like = sorted(text for text in found if LIKE_A_PHRASE.search(text) and len(text) < 60)
    return [*like[::3], *sorted(found)[::50]]


@pytest.mark.piper
@listen
def test_the_coach_does_not_hear_itself(tmp_path: Path) -> None:
    cache = ClipCache(open_voice("piper", "en"), tmp_path)
    quiet = np.zeros(RATE // 2, np.float32)
    clips = [np.concatenate([soxr.resample(cache.clip(text), SAMPLE_RATE, RATE), quiet]) for text in texts()]
    far = np.concatenate(clips)
    near = echo(far, 2_400, 0.3) + hiss(len(far))
    assert [one.phrase for one in heard(Detector(), near, far)] == []

"""From a protocol's name and one person's choices to a proved timeline and its sound.

The one place where the stages meet; `plan`, `play` and `export` all begin here.
"""

from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.play.source import Loaded
from coach.protocol import Protocol, load
from coach.session import Choices, Session, expand
from coach.sound import Mixer, tones
from coach.timeline import Chapter, Timeline, place, prove, prove_chapter, schedule
from coach.units import SAMPLE_RATE
from coach.voice import ClipCache, default_folder, open_voice

_TRIES = 3


class Sounds(msgspec.Struct, frozen=True):
    """Where the sound comes from."""

    voice: str = "piper"
    cache: Path | None = None
    """Folder of clips; None is the system's own place for such things."""
    tones: Path | None = None
    """Folder with the person's own tones."""


class Prepared:
    """One session, made as far as it is asked for. A `ChapterSource` for players.

    The first chapter can be had alone, so that it sounds while the rest is synthesised; before the
    second one the whole session is scheduled and proved.
    """

    def __init__(self, name: str, choices: Choices, sounds: Sounds) -> None:
        """Raises InputError for a wrong name, protocol or choice, VoiceError for a voice that is not there."""
        self.protocol: Protocol = load(name)
        self._choices = choices
        self._opening: Session = expand(self.protocol, choices)
        self.clips = ClipCache(open_voice(sounds.voice, choices.language), sounds.cache or default_folder())
        self._tones = tones(sounds.tones)
        self.mixer = Mixer(self.clips.clip, self._tones)

    @property
    def count(self) -> int:
        """Chapters in the session."""
        return len(self._opening.chapters)

    @cached_property
    def timeline(self) -> Timeline:
        """The whole session, proved. Synthesises whatever is not in the cache.

        Raises ScheduleError, ProofError or VoiceError.
        """
        # The announced total depends on the lengths of speech, and they depend a little on the total.
        minutes = 0
        for _ in range(_TRIES):
            session = expand(self.protocol, self._choices, minutes)
            timeline = self._schedule(session)
            before, minutes = minutes, max(1, round(timeline.length / SAMPLE_RATE / 60))
            if minutes == before or session.announces is None:
                break
        return prove(timeline, session, self.protocol)

    def chapter(self, index: int) -> Chapter:
        """Chapter `index`, proved: the first one alone, any other as part of the proved whole."""
        if index == 0 and self._opening.announces != 0 and "timeline" not in self.__dict__:
            first = self._opening.chapters[0]
            return prove_chapter(place(first, self.clips.lengths(first.texts()), self._tone_lengths))
        return self.timeline.chapters[index]

    def render(self, index: int) -> NDArray[np.int16]:
        """The samples of chapter `index`."""
        return self.mixer.render(self.chapter(index))

    def load(self, index: int) -> Loaded:
        """Chapter `index` with its samples, for a player."""
        chapter = self.chapter(index)
        return Loaded(chapter, self.mixer.render(chapter))

    @cached_property
    def _tone_lengths(self) -> dict[str, int]:
        return {name: len(clip) for name, clip in self._tones.items()}

    def _schedule(self, session: Session) -> Timeline:
        speech = self.clips.lengths(text for chapter in session.chapters for text in chapter.texts())
        return schedule(session, speech, self._tone_lengths)

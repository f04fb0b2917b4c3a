"""What is said in a screening, as sound: each time one chapter in the voice of the session."""

from collections.abc import Iterator

import msgspec

from coach.play.playhead import OPENING
from coach.play.source import ChapterSource, Loaded
from coach.prepare import Prepared
from coach.session.location import USUAL, Arrival
from coach.session.model import Chapter as Unplaced
from coach.session.model import Rest, Say
from coach.session.wording import phrases, spoken
from coach.timeline import Chapter, beginning, place, prove_chapter
from coach.timeline.schedule import LEAD_IN
from coach.units import CARRIER_PERIOD, Samples

_SOONER = (LEAD_IN - OPENING) // CARRIER_PERIOD * CARRIER_PERIOD


class Speech(ChapterSource):
    """One chapter: words, and quiet after them to think."""

    def __init__(self, prepared: Prepared, text: str, quiet: int, *, awake: bool, following: str | None = None) -> None:
        """`text`, then `quiet` samples. An `awake` device needs no long lead-in. Then it has `following` spoken."""
        self._prepared = prepared
        self._text = text
        self._quiet = Samples(quiet)
        self._awake = awake
        self._following = following

    @property
    def count(self) -> int:
        """One chapter."""
        return 1

    @property
    def channels(self) -> int:
        """Those of the session."""
        return self._prepared.channels

    def load(self, index: int, arrival: Arrival = USUAL) -> Iterator[Loaded]:
        """The words, proved like those of a session; first those already spoken. Raises VoiceError or ProofError."""
        said = self._say(self._text)
        steps = ((0, said), (1, Rest(self._quiet))) if self._quiet else ((0, said),)
        unplaced = Unplaced(self._text, steps)
        clips, texts = self._prepared.clips, unplaced.texts()
        for known in range(1, 0 if clips.keeps(texts) else len(texts)):
            begun = beginning(unplaced, {text: clips.lengths([text])[text] for text in texts[:known]}, {})
            if begun is not None:
                yield self._loaded(begun, whole=False)
        yield self._loaded(place(unplaced, clips.lengths(texts), {}))
        # While this one is heard. What comes next is then there when the key is pressed.
        if self._following is not None:
            self._prepared.clips.lengths(phrase.text for phrase in self._say(self._following).phrases)

    def remaining(self, index: int, offset: int) -> Samples | None:
        """Nobody asks."""
        return None

    def _loaded(self, chapter: Chapter, *, whole: bool = True) -> Loaded:
        proved = prove_chapter(chapter)
        placed = _sooner(proved) if self._awake else proved
        return Loaded(placed, self._prepared.mixer.render(placed), whole)

    def _say(self, text: str) -> Say:
        said = spoken(text, self._prepared.clips.voice.language)
        return Say(phrases(said[:1].upper() + said[1:]))


def _sooner(chapter: Chapter) -> Chapter:
    """The same with a short opening; its carrier still begins at phase zero."""
    cues = tuple(msgspec.structs.replace(cue, start=Samples(cue.start - _SOONER)) for cue in chapter.cues)
    return msgspec.structs.replace(chapter, cues=cues, length=Samples(chapter.length - _SOONER))

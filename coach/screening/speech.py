"""Speech of a screening: each text is one chapter in the voice of the session."""

from collections.abc import Iterator

import msgspec

from coach.mix.model import RenderedChapter
from coach.play.stream.playhead import OPENING
from coach.play.stream.source import ChapterSource
from coach.render.renderer import SessionRenderer
from coach.session.location import USUAL, Arrival
from coach.session.model import ChapterScript, Rest, Say, Step
from coach.session.prompts import prompt_phrases
from coach.timeline import Chapter, beginning, prove_chapter, schedule_chapter
from coach.timeline.model import Cue
from coach.timeline.proofs import ProofError, cues_never_overlap
from coach.timeline.schedule import GAP, LEAD_IN
from coach.units import CARRIER_PERIOD, Samples

_SOONER = (LEAD_IN - OPENING) // CARRIER_PERIOD * CARRIER_PERIOD


class Speech(ChapterSource):
    """Chapter source of one chapter: a tone if need be, speech, and quiet to think."""

    def __init__(
        self,
        renderer: SessionRenderer,
        text: str,
        quiet: int,
        *,
        awake: bool,
        tone: str | None = None,
        following: str | None = None,
    ) -> None:
        """`quiet` is in samples. An `awake` device needs no long lead-in; `following` is synthesised meanwhile."""
        self._renderer = renderer
        self._text = text
        self._quiet = Samples(quiet)
        self._awake = awake
        self._tone = tone
        self._following = following

    @property
    def count(self) -> int:
        """Number of chapters: one."""
        return 1

    @property
    def channels(self) -> int:
        """Channels of the session."""
        return self._renderer.channels

    def load(self, index: int, arrival: Arrival = USUAL) -> Iterator[RenderedChapter]:
        """Render the chapter, first as much of it as was synthesised before; each is proved.

        Raises VoiceError or ProofError.
        """
        steps: list[Step] = [self._say(self._text)]
        if self._tone:
            steps.insert(0, Rest(Samples(self._renderer.tone_lengths[self._tone] + GAP)))
        if self._quiet:
            steps.append(Rest(self._quiet))
        unplaced = ChapterScript(self._text, tuple(enumerate(steps)))
        clips, texts = self._renderer.clips, unplaced.texts()
        for known in range(1, 0 if clips.has_all(texts) else len(texts)):
            begun = beginning(unplaced, {text: clips.lengths([text])[text] for text in texts[:known]}, {})
            if begun is not None:
                yield self._loaded(begun, whole=False)
        yield self._loaded(schedule_chapter(unplaced, clips.lengths(texts), {}))
        # While this one is heard, so that the next one is there when the key is pressed.
        if self._following is not None:
            self._renderer.clips.lengths(phrase.text for phrase in self._say(self._following).phrases)

    def remaining(self, index: int, offset: int) -> Samples | None:
        """Do not know: nobody asks."""
        return None

    def _loaded(self, chapter: Chapter, *, whole: bool = True) -> RenderedChapter:
        proved = prove_chapter(chapter)
        placed = self._begun_by_tone(proved)
        if self._awake:
            placed = _sooner(placed)
        return RenderedChapter(placed, self._renderer.mixer.render(placed), whole)

    def _begun_by_tone(self, chapter: Chapter) -> Chapter:
        """Copy the chapter, with the tone in the rest before the speech. Raises ProofError."""
        if self._tone is None:
            return chapter
        tone = Cue("tone", self._tone, LEAD_IN, Samples(self._renderer.tone_lengths[self._tone]))
        with_tone = msgspec.structs.replace(chapter, cues=(tone, *chapter.cues))
        if flaws := list(cues_never_overlap(with_tone)):
            raise ProofError(flaws)
        return with_tone

    def _say(self, text: str) -> Say:
        return Say(prompt_phrases(self._renderer.protocol, text, self._renderer.clips.voice.language))


def _sooner(chapter: Chapter) -> Chapter:
    """Copy the chapter with a short opening; its carrier still begins at phase zero."""
    cues = tuple(msgspec.structs.replace(cue, start=Samples(cue.start - _SOONER)) for cue in chapter.cues)
    return msgspec.structs.replace(chapter, cues=cues, length=Samples(chapter.length - _SOONER))

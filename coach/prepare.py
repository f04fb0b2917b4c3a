"""From a protocol's name and one person's choices to a proved timeline and its sound.

The one place where the stages meet; `plan`, `play` and `export` all begin here.
"""

import hashlib
from collections.abc import Iterator
from copy import copy
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np

from coach.play.answers import Answer, Said
from coach.play.comfort import Easing, Spot
from coach.play.source import Loaded, shape
from coach.protocol import Protocol, load
from coach.session import Choices, Session, answer, expand
from coach.session.fit import guess, without_words_in_holds
from coach.session.model import Chapter as Unplaced
from coach.sound import Mixer, Volumes, open_bed, tones
from coach.timeline import Chapter, Timeline, beginning, place, prove, prove_chapter, schedule
from coach.units import SAMPLE_RATE, Samples
from coach.voice import ClipCache, default_folder, open_voice

_FIRST_GUESS, _TRIES = 1, 3


class Sounds(msgspec.Struct, frozen=True):
    """Where the sound comes from."""

    voice: str = "piper"
    cache: Path | None = None
    """Folder of clips; None is the system's own place for such things."""
    tones: Path | None = None
    """Folder with the person's own tones."""
    bed: str = "carrier"
    """`carrier`, `none`, or the path of a music file."""
    stereo: bool = False
    """Left and right also by place."""
    voice_volume: int = 100
    tone_volume: int = 100
    """Percent."""


class Prepared:
    """One session, made as far as it is asked for. A `ChapterSource` for players.

    The first chapter can be had alone, so that it sounds while the rest is synthesised; before the
    second one the whole session is scheduled and proved. Also an `AnswerSource`.
    """

    def __init__(self, name: str, choices: Choices, sounds: Sounds) -> None:
        """Raises InputError for a wrong name, protocol or choice, VoiceError for a voice that is not there."""
        self.protocol: Protocol = load(name)
        self.choices = choices
        """What the person chose."""
        self._opening: Session = expand(self.protocol, choices, _FIRST_GUESS)
        spellings = self.protocol.words[choices.language].pronounce
        self.clips = ClipCache(open_voice(sounds.voice, choices.language, spellings), sounds.cache or default_folder())
        self._tones = tones(sounds.tones)
        self.mixer = Mixer(
            self.clips.clip,
            self._tones,
            open_bed(sounds.bed),
            Volumes.of_percent(sounds.voice_volume, sounds.tone_volume),
            stereo=sounds.stereo,
        )

    def choosing(self, choices: Choices) -> "Prepared":
        """The same protocol and sounds with other choices, in the same language; nothing is spoken twice."""
        other = copy(self)
        other.__dict__.pop("timeline", None)
        other.choices, other._opening = choices, expand(self.protocol, choices, _FIRST_GUESS)
        return other

    def guessed(self) -> Samples:
        """About how long the session is. Nothing is spoken for it; what this run has spoken makes it better."""
        session = without_words_in_holds(self._opening)
        # Not what the cache has: a choice that is made by this must be the same with any cache.
        known = self.clips.lengths(())
        speech = guess((text for chapter in session.chapters for text in chapter.texts()), known)
        return schedule(session, speech, self._tone_lengths).length

    @property
    def count(self) -> int:
        """Chapters in the session."""
        return len(self._opening.chapters)

    @property
    def title(self) -> str:
        """For people."""
        return self._opening.title

    @property
    def fingerprint(self) -> str:
        """Of all the words and rests of this session: another one has another."""
        return hashlib.sha256(msgspec.json.encode(self._opening)).hexdigest()

    @property
    def channels(self) -> int:
        """1, or 2 in stereo."""
        return self.mixer.channels

    def notice(self) -> str | None:
        """What a person should know of how this session is spoken; None if there is nothing to say."""
        return self.clips.voice.notice(cue.content for _, _, cue in self.timeline.cues() if cue.kind == "speech")

    @cached_property
    def timeline(self) -> Timeline:
        """The whole session, proved. Synthesises whatever is not in the cache.

        Raises ScheduleError, ProofError or VoiceError.
        """
        # The announced total depends on the lengths of speech, and they depend a little on the total.
        minutes = _FIRST_GUESS
        for _ in range(_TRIES):
            session = expand(self.protocol, self.choices, minutes)
            timeline = self._schedule(session)
            before, minutes = minutes, max(1, round(timeline.length / SAMPLE_RATE / 60))
            if minutes == before or session.announces is None:
                break
        return prove(timeline, session, self.protocol)

    def chapter(self, index: int) -> Chapter:
        """Chapter `index`, proved: the first one alone, any other as part of the proved whole."""
        if self._first_alone(index):
            first = self._opening.chapters[0]
            return prove_chapter(place(first, self.clips.lengths(first.texts()), self._tone_lengths))
        return self.timeline.chapters[index]

    def load(self, index: int) -> Iterator[Loaded]:
        """Chapter `index` with its samples, for a player; of the first one also its beginnings, as they get spoken."""
        if self._first_alone(index):
            yield from self._beginnings(self._opening.chapters[0])
        chapter = self.chapter(index)
        if "timeline" in self.__dict__:
            yield Loaded(chapter, self.mixer.of_session(self.timeline, index))
        else:
            yield Loaded(chapter, self.mixer.render(chapter))

    def easing(self, *, asks: bool) -> Easing:
        """What follows when the person says how it feels; `asks` whether it is asked."""
        spots = [Spot(at.protocol, at.side, at.strip, at.spot) for at in self._opening.chapters]
        limits = {name: one.limits.comfort for name, one in self.protocol.parts.items() if one.limits.comfort}
        return Easing(spots, limits, asks=asks and self.protocol.comfort is not None)

    def identity(self, mixer: Mixer, index: int) -> str:
        """Of everything that decides how chapter `index` sounds through `mixer`."""
        chapter = self.timeline.chapters[index]
        said = {cue.content for cue in chapter.cues if cue.kind == "speech"}
        clips = {text: self.clips.path(text).name for text in sorted(said)}
        place = None if mixer.endless else (self.timeline.starts[index], index + 1 == self.count)
        return hashlib.sha256(msgspec.json.encode([chapter, clips, mixer.identity, place])).hexdigest()

    def remaining(self, index: int, offset: int) -> Samples | None:
        """To the end of the session, in samples, from `offset` of chapter `index`; None until it is scheduled."""
        timeline: Timeline | None = self.__dict__.get("timeline")
        if timeline is None:
            return None
        return Samples(sum(chapter.length for chapter in timeline.chapters[index:]) - offset)

    def tone(self, name: str) -> Answer:
        """A tone that answers a request."""
        return Answer("", self.mixer.alone("tone", name))

    def words(self, said: Said) -> Answer:
        """The words of an answer, with their pauses. Raises VoiceError."""
        said_in = answer(self.protocol, self.choices.language, said.kind, said.minutes)
        pieces = [np.zeros(shape(0, self.channels), np.int16)]
        for phrase in said_in:
            spoken = self.mixer.alone("speech", phrase.text)
            pieces += [spoken, np.zeros(shape(phrase.pause(len(spoken)), self.channels), np.int16)]
        return Answer(" ".join(phrase.text for phrase in said_in), np.concatenate(pieces))

    def _first_alone(self, index: int) -> bool:
        return index == 0 and self._opening.announces != 0 and "timeline" not in self.__dict__

    def _beginnings(self, chapter: Unplaced) -> Iterator[Loaded]:
        """Each at least twice as long as the one before, so that the first words need one phrase to be spoken."""
        texts = chapter.texts()
        if chapter.orientation or self.clips.keeps(texts):
            return
        for known in (2**power for power in range(len(texts).bit_length())):
            lengths = self.clips.lengths(texts[:known])
            begun = beginning(chapter, {text: lengths[text] for text in texts[:known]}, self._tone_lengths)
            if begun is not None:
                yield Loaded(prove_chapter(begun), self.mixer.render(begun), whole=False)

    @cached_property
    def _tone_lengths(self) -> dict[str, int]:
        return {name: len(clip) for name, clip in self._tones.items()}

    def _schedule(self, session: Session) -> Timeline:
        speech = self.clips.lengths(text for chapter in session.chapters for text in chapter.texts())
        return schedule(session, speech, self._tone_lengths)

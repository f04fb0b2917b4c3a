"""From a protocol's name and one person's choices to a proved timeline and its sound.

The one place where the stages meet; `plan`, `play` and `export` all begin here.
"""

import hashlib
from collections.abc import Iterator
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from coach.mix import Mixer, Volumes, open_bed, tones
from coach.mix.model import PromptAudio, RenderedChapter, pcm_shape
from coach.protocol import Protocol, load
from coach.session import Choices, Session, answer, arriving, expand
from coach.session.candidates import guess, without_words_in_holds
from coach.session.comfort import ComfortPolicy
from coach.session.going_on import arrival_at
from coach.session.location import USUAL, Arrival, Body, Location
from coach.session.model import Chapter as Unplaced
from coach.session.model import Hold, Say, Strokes
from coach.session.prompts import Prompt, answer_text
from coach.session.recording_script import script
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


class EasedSession(NamedTuple):
    """A session of which less is left."""

    source: "SessionRenderer"
    """Renderer of the smaller session."""
    at: int
    """Index in `source` of the chapter that is like the one asked for, or comes next after it."""
    same: bool
    """Whether chapter `at` is like the one asked for."""
    fewer: int
    """Spots on each strip that the session has fewer than was chosen."""
    over: tuple[str, ...]
    """All sides that are over."""


class SessionRenderer:
    """One session, made as far as it is asked for: for plans, exports and players.

    The chapter that a player begins with can be had alone up to its first stretch, so that it sounds while the rest
    is synthesised; before any stretch the whole session is scheduled and proved. Also an `PromptSource`.
    """

    def __init__(self, name: str, choices: Choices, sounds: Sounds) -> None:
        """Raises InputError for a wrong name, protocol or choice, VoiceError for a voice that is not there."""
        self.protocol: Protocol = load(name)
        self.choices = choices
        """What the person chose."""
        self._opening: Session = expand(self.protocol, choices, _FIRST_GUESS)
        self._first: int | None = None  # the chapter that was loaded first
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

    def choosing(self, choices: Choices) -> "SessionRenderer":
        """The same protocol and sounds with other choices, in the same language; nothing is spoken twice."""
        other = copy(self)
        other.__dict__.pop("timeline", None)
        other._first = None
        other.choices, other._opening = choices, expand(self.protocol, choices, _FIRST_GUESS)
        return other

    def guessed(self) -> Samples:
        """About how long the session is. Nothing is spoken for it; what this run has spoken makes it better."""
        session = without_words_in_holds(self._opening)
        # Not what the cache has: a choice that is made by this must be the same with any cache.
        known = self.clips.lengths(())
        speech = guess((text for chapter in session.chapters for text in chapter.texts()), known)
        return schedule(session, speech, self.tone_lengths).length

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
        """Of all the words and rests of this session as it was chosen: another one has another."""
        chosen = msgspec.structs.replace(self.choices, fewer=0, over=())
        whole = self._opening if chosen == self.choices else expand(self.protocol, chosen, _FIRST_GUESS)
        return hashlib.sha256(msgspec.json.encode(whole)).hexdigest()

    @cached_property
    def tone_lengths(self) -> dict[str, int]:
        """In samples, by the name of the tone."""
        return {name: len(clip) for name, clip in self._tones.items()}

    @property
    def channels(self) -> int:
        """1, or 2 in stereo."""
        return self.mixer.channels

    def notice(self) -> str | None:
        """What a person should know of how this session is spoken, in lines; None if there is nothing to say."""
        voice = self.clips.voice
        missing = voice.notice(cue.content for _, _, cue in self.timeline.cues() if cue.kind == "speech")
        return "\n".join(filter(None, (missing, voice.strays(self._line_ids)))) or None

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

    def chapter(self, index: int, arrival: Arrival = USUAL) -> Chapter:
        """Chapter `index`, proved: one without a stretch alone, any other as part of the proved whole."""
        if arrival == USUAL and not self._alone(index):
            return self.timeline.chapters[index]
        script = self._script(index, arrival)
        if not self._alone(index):
            _ = self.timeline  # proved, and with it every way into this chapter
        return prove_chapter(place(script, self.clips.lengths(script.texts()), self.tone_lengths))

    def load(self, index: int, arrival: Arrival = USUAL) -> Iterator[RenderedChapter]:
        """Chapter `index` with its samples, for a player; of the first one also its beginnings, as they get spoken."""
        if self._first is None:
            self._first = index
        if index == self._first and not self._whole:
            yield from self._beginnings(index, self._script(index, arrival))
        chapter = self.chapter(index, arrival)
        if self._whole and arrival == USUAL:
            yield RenderedChapter(chapter, self.mixer.of_session(self.timeline, index))
        else:
            yield RenderedChapter(chapter, self.mixer.render(chapter))

    @property
    def progress(self) -> int:
        """Phrases that were spoken."""
        return self.clips.made

    @property
    def protocols(self) -> tuple[str, ...]:
        """Those whose words lead out of a stretch."""
        return tuple(name for name, one in self.protocol.parts.items() if one.ease_off is not None)

    def location(self, index: int) -> Location:
        """The place that chapter `index` is about."""
        return self._opening.chapters[index].location

    def arrival(self, index: int, body: Body) -> Arrival:
        """Words for chapter `index` that are true of `body`."""
        chapter = self._opening.chapters[index]
        return arrival_at(chapter, self.protocol.parts[chapter.protocol], body)

    def most_times(self, index: int) -> int | None:
        """How often the place of chapter `index` may be treated in one session; None for no limit."""
        passes = self.protocol.parts[self._opening.chapters[index].protocol].limits.passes
        return passes.most if passes is not None else None

    def eased(self, index: int, fewer: int = 0, over: tuple[str, ...] = ()) -> "EasedSession":
        """The same session with `fewer` spots on each strip, and without the sides that are `over`."""
        before = self.choices
        less = self.choosing(msgspec.structs.replace(before, fewer=before.fewer + fewer, over=(*before.over, *over)))
        # In the words of the smaller session; what is alike is at the same place of the same name.
        there = {(one.name, one.location): at for at, one in enumerate(less._opening.chapters)}
        for at in range(index, self.count):
            one = self._opening.chapters[at]
            if (one.name, one.location) in there:
                return EasedSession(
                    less, there[one.name, one.location], at == index, less.choices.fewer, less.choices.over
                )
        return EasedSession(less, less.count, False, less.choices.fewer, less.choices.over)

    def comfort(self, *, asks: bool) -> ComfortPolicy:
        """What follows when the person says how it feels; `asks` whether it is asked."""
        parts = self.protocol.parts.items()
        limits = {name: one.limits.comfort for name, one in parts if one.limits.comfort and one.comfort}
        return ComfortPolicy(limits, asks=asks and self.protocol.comfort is not None)

    @property
    def days(self) -> int | None:
        """From one session to the next, at least; None where the protocol does not say."""
        between = self.protocol.limits.between
        return between.days if between is not None else None

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

    def tone(self, name: str) -> PromptAudio:
        """A tone that answers a request."""
        return PromptAudio("", self.mixer.alone("tone", name))

    def text(self, said: Prompt) -> str:
        """The words of an answer, as they are written."""
        of = self.protocol.parts.get(said.protocol, self.protocol)
        return answer_text(of, self.choices.language, said.kind, said.number)

    def words(self, said: Prompt) -> PromptAudio:
        """The words of an answer, with their pauses. Raises VoiceError."""
        of = self.protocol.parts.get(said.protocol, self.protocol)
        said_in = answer(of, self.choices.language, said.kind, said.number)
        pieces = [np.zeros(pcm_shape(0, self.channels), np.int16)]
        for phrase in said_in:
            spoken = self.mixer.alone("speech", phrase.text)
            pieces += [spoken, np.zeros(pcm_shape(phrase.pause(len(spoken)), self.channels), np.int16)]
        return PromptAudio(" ".join(phrase.text for phrase in said_in), np.concatenate(pieces))

    @property
    def _whole(self) -> bool:
        """The whole session is scheduled and proved."""
        return "timeline" in self.__dict__

    def _alone(self, index: int) -> bool:
        """Whether chapter `index` needs nothing of the others: it is the first, holds nothing and announces nothing."""
        chapter = self._opening.chapters[index]
        holds = chapter.arrives is not None or any(isinstance(step, Hold | Strokes) for _, step in chapter.steps)
        return index == self._first and not holds and self._opening.announces != index and not self._whole

    def _script(self, index: int, arrival: Arrival) -> Unplaced:
        return arriving(self.protocol, self.choices, self._opening.chapters[index], arrival)

    def _beginnings(self, index: int, chapter: Unplaced) -> Iterator[RenderedChapter]:
        """Each at least twice as long as the one before, so that the first words need one phrase to be spoken."""
        texts = chapter.texts()
        others = () if self._alone(index) else self._opening.chapters
        # Not the one that announces a total: its words are not those that will be said.
        rest = (one for at, one in enumerate(others) if at != self._opening.announces)
        if self.clips.keeps(text for one in (chapter, *rest) for text in one.texts()):
            return
        # Where one is comes first and whole: a chapter opens with its orientation.
        first = next((len(step.phrases) for _, step in chapter.steps if isinstance(step, Say)), 1)
        least = first if chapter.orientation else 1
        for known in sorted({max(least, 2**power) for power in range(len(texts).bit_length())}):
            lengths = self.clips.lengths(texts[:known])
            begun = beginning(chapter, {text: lengths[text] for text in texts[:known]}, self.tone_lengths)
            if begun is not None:
                yield RenderedChapter(prove_chapter(begun), self.mixer.render(begun), whole=False)

    def _line_ids(self) -> Iterator[str]:
        """Of all that any session of this protocol can say, in any of its languages: a pack may be for several."""
        for language in self.protocol.words:
            yield from (line.id for line in script(self.protocol, language))

    def _schedule(self, session: Session) -> Timeline:
        speech = self.clips.lengths(text for chapter in session.chapters for text in chapter.texts())
        return schedule(session, speech, self.tone_lengths)

"""From a request to a proved timeline and its sound; `plan`, `play` and `export` all begin here."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Self

from msgspec.structs import replace

from coach.mix import Mixer
from coach.mix.model import RenderedChapter
from coach.protocol import Protocol, load
from coach.render.digest import chapter_digest, session_digest
from coach.render.progressive import beginnings
from coach.render.prompt_renderer import PromptRenderer
from coach.render.sound_kit import SoundKit
from coach.session import Choices, Session, arriving, expand
from coach.session.candidates import estimate_lengths, without_words_in_holds
from coach.session.going_on import arrival_at
from coach.session.location import USUAL, Arrival, Body, Location
from coach.session.model import ChapterScript, Hold, Strokes
from coach.session.recording_script import script
from coach.session.request import SessionRequest
from coach.timeline import Chapter, Timeline, prove, prove_chapter, schedule, schedule_chapter
from coach.units import SAMPLE_RATE, Samples
from coach.voice import ClipCache

_FIRST_GUESS, _TRIES = 1, 3


class EasedSession(NamedTuple):
    """A session of which less is left."""

    source: "SessionRenderer"
    """Renderer of the smaller session."""
    at: int
    """Index in `source` of the chapter that is like the one asked for, or comes next after it."""
    same: bool
    """True if chapter `at` is like the one asked for."""
    fewer: int
    """Spots on each strip that the session has fewer than was chosen."""
    over: tuple[str, ...]
    """All sides that are over."""


class SessionRenderer:
    """One session, made as far as it is asked for: for plans, exports and players.

    The chapter that a player begins with can be had alone up to its first stretch, so that it sounds while the rest
    is synthesised; before any stretch the whole session is scheduled and proved. A player's `ChapterSource`.
    """

    def __init__(
        self,
        request: SessionRequest,
        threads: int = 1,
        on_spoken: Callable[[int, int], None] | None = None,
        *,
        kit: SoundKit | None = None,
    ) -> None:
        """Load the protocol, check the choices, and open the voice, unless there is a `kit` of this request already.

        `threads` clips are synthesised at once (more than one would starve a live session), and `on_spoken` is told
        how many of how many are made. The request's `minutes` are for `fit`. Raises InputError for a wrong name,
        protocol or choice, VoiceError for a voice that is not there.
        """
        self.request = request
        self.protocol: Protocol = load(request.protocol)
        self._opening: Session = expand(self.protocol, request.choices, _FIRST_GUESS)
        self._kit = kit or SoundKit.of(request, self.protocol, threads, on_spoken)
        self._first: int | None = None  # the chapter that was loaded first
        self._timeline: Timeline | None = None
        self.prompts = PromptRenderer(self.protocol, request.choices.language, self.mixer)
        """Answers in the voice of this session."""

    def choosing(self, choices: Choices) -> Self:
        """Return a renderer of the same protocol and sounds with other choices in the same language."""
        return type(self)(replace(self.request, choices=choices), kit=self._kit)

    def at_gain(self, gain: float, music: float) -> Self:
        """Return a renderer of the same session at other gains (factors) of the whole and of the music in it."""
        other = type(self)(self.request, kit=self._kit.at_gain(gain, music))
        other._timeline = self._timeline
        return other

    @property
    def choices(self) -> Choices:
        """Choices of the person."""
        return self.request.choices

    @property
    def clips(self) -> ClipCache:
        """Clips of the voice."""
        return self._kit.clips

    @property
    def mixer(self) -> Mixer:
        """Mixer of clips, tones and bed."""
        return self._kit.mixer

    @property
    def tone_lengths(self) -> Mapping[str, int]:
        """Lengths of the tones in samples, by their names."""
        return self._kit.tone_lengths

    def estimated_length(self) -> Samples:
        """Estimate the length of the session. Nothing is spoken for it; speech of this run makes it better."""
        session = without_words_in_holds(self._opening)
        # Not what the cache has: a choice that is made by this must be the same with any cache.
        known = self.clips.known_lengths
        speech = estimate_lengths((text for chapter in session.chapters for text in chapter.texts()), known)
        return schedule(session, speech, self.tone_lengths).length

    @property
    def count(self) -> int:
        """Number of chapters in the session."""
        return len(self._opening.chapters)

    @property
    def title(self) -> str:
        """Title for people."""
        return self._opening.title

    @property
    def channels(self) -> int:
        """1, or 2 in stereo."""
        return self.mixer.channels

    @property
    def digest(self) -> str:
        """Digest of all the words and rests of this session as it was chosen, before anything of it was eased."""
        chosen = replace(self.choices, fewer=0, over=())
        return session_digest(self._opening if chosen == self.choices else expand(self.protocol, chosen, _FIRST_GUESS))

    def chapter_digest(self, index: int) -> str:
        """Return a digest of everything that decides how chapter `index` sounds."""
        return chapter_digest(self.timeline, index, self.clips, self.mixer)

    def notice(self) -> str | None:
        """Return warnings about how this session is spoken, in lines; None if there are none."""
        voice = self.clips.voice
        missing = voice.notice(cue.content for _, _, cue in self.timeline.cues() if cue.kind == "speech")
        return "\n".join(filter(None, (missing, voice.strays(self._line_ids)))) or None

    @property
    def timeline(self) -> Timeline:
        """Whole session, proved. Synthesises whatever is not in the cache.

        Raises ScheduleError, ProofError or VoiceError.
        """
        if self._timeline is None:
            self._timeline = self._proved()
        return self._timeline

    def _proved(self) -> Timeline:
        # The announced total depends on the lengths of speech, and they depend a little on the total.
        minutes = _FIRST_GUESS
        for _ in range(_TRIES):
            session = expand(self.protocol, self.choices, minutes)
            speech = self.clips.lengths(text for chapter in session.chapters for text in chapter.texts())
            timeline = schedule(session, speech, self.tone_lengths, parts=self.clips.known_parts)
            before, minutes = minutes, max(1, round(timeline.length / SAMPLE_RATE / 60))
            if minutes == before or session.announces is None:
                break
        return prove(timeline, session, self.protocol)

    def chapter(self, index: int, arrival: Arrival = USUAL) -> Chapter:
        """Return chapter `index`, proved: one without a stretch alone, any other as part of the proved whole."""
        alone = self._stands_alone(index)
        if arrival == USUAL and not alone:
            return self.timeline.chapters[index]
        script = self._script(index, arrival)
        if not alone:
            _ = self.timeline  # proved, and with it every way into this chapter
        speech = self.clips.lengths(script.texts())
        return prove_chapter(schedule_chapter(script, speech, self.tone_lengths, parts=self.clips.known_parts))

    def load(self, index: int, arrival: Arrival = USUAL) -> Iterator[RenderedChapter]:
        """Render chapter `index` for a player; of the first one also its beginnings, as they get spoken."""
        if self._first is None:
            self._first = index
        if index == self._first and self._timeline is None:
            # Unless it stands alone, all is needed, but for the chapter whose words change with the total.
            others = () if self._stands_alone(index) else self._opening.chapters
            needed = [one for at, one in enumerate(others) if at != self._opening.announces]
            yield from beginnings(self._script(index, arrival), needed, self._kit)
        chapter = self.chapter(index, arrival)
        if self._timeline is not None and arrival == USUAL:
            yield RenderedChapter(chapter, self.mixer.of_session(self._timeline, index))
        else:
            yield RenderedChapter(chapter, self.mixer.render(chapter))

    @property
    def progress(self) -> int:
        """Number of phrases that were spoken."""
        return self.clips.synthesised_count

    @property
    def protocols(self) -> tuple[str, ...]:
        """Protocols whose words lead out of a stretch."""
        return tuple(name for name, one in self.protocol.parts.items() if one.ease_off is not None)

    def location(self, index: int) -> Location:
        """Place that chapter `index` is about."""
        return self._opening.chapters[index].location

    def arrival(self, index: int, body: Body) -> Arrival:
        """Choose words for chapter `index` that are true of `body`."""
        chapter = self._opening.chapters[index]
        return arrival_at(chapter, self.protocol.parts[chapter.location.protocol], body)

    def most_times(self, index: int) -> int | None:
        """Number of times that the place of chapter `index` may be treated in one session; None for no limit."""
        passes = self.protocol.parts[self._opening.chapters[index].location.protocol].limits.passes
        return passes.most if passes is not None else None

    def eased(self, index: int, fewer: int = 0, over: tuple[str, ...] = ()) -> EasedSession:
        """Return the same session with `fewer` spots on each strip, and without the sides that are `over`."""
        before = self.choices
        choices = replace(before, fewer=before.fewer + fewer, over=(*before.over, *over))
        less = self.choosing(choices)
        # In the words of the smaller session; what is alike is at the same place of the same name.
        there = {(one.name, one.location): at for at, one in enumerate(less._opening.chapters)}
        for at in range(index, self.count):
            one = self._opening.chapters[at]
            if (one.name, one.location) in there:
                return EasedSession(less, there[one.name, one.location], at == index, choices.fewer, choices.over)
        return EasedSession(less, less.count, False, choices.fewer, choices.over)

    def with_whole_notice(self) -> "SessionRenderer | None":
        """Return the same session with the whole notice, if it begins with the short one; else None."""
        return self.choosing(replace(self.choices, known=False)) if self.choices.known else None

    def remaining(self, index: int, offset: int) -> Samples | None:
        """Return the samples from `offset` of chapter `index` to the end; None until the session is scheduled."""
        if self._timeline is None:
            return None
        return Samples(sum(chapter.length for chapter in self._timeline.chapters[index:]) - offset)

    def _stands_alone(self, index: int) -> bool:
        """Whether chapter `index` needs nothing of the others: it is the first, holds nothing and announces nothing."""
        chapter = self._opening.chapters[index]
        holds = chapter.arrives is not None or any(isinstance(step, Hold | Strokes) for _, step in chapter.steps)
        first = index == self._first and self._opening.announces != index
        return first and not holds and self._timeline is None

    def _script(self, index: int, arrival: Arrival) -> ChapterScript:
        return arriving(self.protocol, self.choices, self._opening.chapters[index], arrival)

    def _line_ids(self) -> Iterator[str]:
        """Yield the ids of all that this protocol can say, in any of its languages: a pack may be for several."""
        for language in self.protocol.words:
            yield from (line.id for line in script(self.protocol, language))

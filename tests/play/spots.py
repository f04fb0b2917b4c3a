"""A live session without sound, as fast as it can be, with the person who obeys it; one action at one moment."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import pytest
from fakes import FakeVoice
from person import Listener

import coach.render.sound_kit
from coach.mix import Mixer
from coach.mix.model import PromptAudio, RenderedChapter
from coach.play.controls.verbs import Request
from coach.play.stream.prefetch import ChapterPrefetcher
from coach.play.stream.prompt_cache import PromptCache
from coach.play.stream.stream import Stream
from coach.play.stream.tally import Tally
from coach.protocol import Protocol
from coach.render.prompt_renderer import PromptRenderer
from coach.render.renderer import SessionRenderer
from coach.render.sound_kit import SoundKit
from coach.session import Choices
from coach.session.comfort import ComfortPolicy
from coach.session.location import USUAL, Arrival, Body
from coach.session.prompts import Prompt
from coach.session.request import SessionRequest, Sounds
from coach.timeline.model import Chapter
from coach.units import Samples, to_samples

Action = Request | Literal["lost", "killed"]

BLOCK = to_samples(1.0)
LATE = to_samples(0.6)
"""A device that is lost had so much in hand that nobody heard."""


class AtOnce(ChapterPrefetcher):
    """Chapters that are made when they are asked for, without a thread."""

    def start(self, index: int, arrival: Arrival = USUAL) -> None:
        self.want(index, arrival)

    def get(self, index: int, arrival: Arrival = USUAL) -> RenderedChapter | Exception | None:
        if (index, arrival) not in self._ready:
            (made,) = self._source.load(index, arrival)
            self._ready = {(index, arrival): made}
        return self._ready[index, arrival]

    def wait(self, indices: Iterable[int], timeout: float) -> bool:
        return True

    def close(self, timeout: float = 1.0) -> None:
        pass


class WordsAtOnce(PromptCache):
    """The same for what the coach says of its own."""

    def start(self) -> None:
        for said in self._wanted:
            self._made[said] = self._source.words(said)
        self._wanted = []

    def get(self, said: Prompt) -> PromptAudio | None:
        if said not in self._made:
            self._made[said] = self._source.words(said)
        return self._made[said]


class MadeOnce(PromptRenderer):
    """Prompts that are kept once they were made."""

    def __init__(self, protocol: Protocol, language: str, mixer: Mixer) -> None:
        super().__init__(protocol, language, mixer)
        self._made: dict[Prompt, PromptAudio] = {}

    def words(self, prompt: Prompt) -> PromptAudio:
        if prompt not in self._made:
            self._made[prompt] = super().words(prompt)
        return self._made[prompt]


class Silent(SessionRenderer):
    """The session with all its cues, and no samples to make."""

    def __init__(self, request: SessionRequest, *, kit: SoundKit | None = None) -> None:
        super().__init__(request, kit=kit)
        self.prompts = MadeOnce(self.protocol, request.choices.language, self.mixer)

    def load(self, index: int, arrival: Arrival = USUAL) -> Iterator[RenderedChapter]:
        chapter = self.chapter(index, arrival)
        yield RenderedChapter(chapter, np.broadcast_to(np.int16(0), (chapter.length,)))


def silent(name: str, choices: Choices, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Silent:
    """A session in the fake voice; what it says is kept in `folder`."""
    monkeypatch.setattr(coach.render.sound_kit, "open_voice", lambda voice, language, spellings: FakeVoice(language))
    session = Silent(SessionRequest(name, msgspec.structs.replace(choices, live=True), Sounds(cache=folder)))
    _ = session.timeline
    return session


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No threads: what is wanted is there."""
    monkeypatch.setattr("coach.play.stream.course.ChapterPrefetcher", AtOnce)
    monkeypatch.setattr("coach.play.stream.stream.PromptCache", WordsAtOnce)


class Person:
    """Somebody in a running session, who does what it says; `follow` goes on with it."""

    def __init__(self, session: Silent, first: int = 0, *, asks: bool = False) -> None:
        """Begin with chapter `first`, as if all before it had been done."""
        self.session = session
        self.listener = Listener(session, index=first)
        self._comfort = ComfortPolicy.of(session.protocol, asks=asks)
        self._stream = self._start(first, resumed=False)
        if first:
            self.listener.stand_at(session.chapter(first - 1))
            head = self._stream._head
            head.move(head.at(first, Body(self.listener.posture, self.listener.at)))
        self._stream.start()

    @property
    def clock(self) -> int:
        """Frames of the session."""
        return self._stream.clock

    @property
    def finished(self) -> bool:
        """Nothing more will come."""
        return self._stream.finished

    def close(self) -> None:
        """End the workers."""
        self._stream.close()

    def follow(self, until: int) -> None:
        """Hear and obey all up to frame `until`."""
        stream = self._stream
        while stream.clock < until and not stream.finished:
            stream.wait(10)
            stream.read(min(BLOCK, until - stream.clock))
            # Not the last moment: a device that is lost takes it back.
            self.listener.follow(stream.events(stream.clock - LATE))
        if stream.finished:
            self.listener.follow(stream.events())
            self.listener.end(stream.clock)

    def do(self, action: Action) -> None:
        """Press a key, or have something happen."""
        if action == "lost":
            heard = max(0, self._stream.clock - LATE)
            self.listener.follow(self._stream.events(heard))
            self._stream.interrupted(heard)
        elif action == "killed":
            self.listener.follow(self._stream.events(self._stream.clock))
            self._stream.close()
            # As the journal has it: the chapter that was heard, of what was left of the session.
            index, (fewer, over) = self.listener.index, self.listener.left_out
            less = msgspec.structs.replace(self.session.choices, fewer=fewer, over=over)
            self.session = self.session if less == self.session.choices else self.session.choosing(less)
            index = min(index, self.session.count - 1)
            self.listener.forget()
            self._stream = self._start(index, resumed=True)
            self._stream.start()
        else:
            self._stream.press(action)

    def _start(self, first: int, *, resumed: bool) -> Stream:
        return Stream(
            self.session,
            first,
            answers=self.session.prompts,
            comfort=self._comfort,
            tally=Tally.of(self.session.protocol),
            resumed=resumed,
        )


def boundaries(chapter: Chapter) -> list[Samples]:
    """Before the first cue, and right after each one has begun and has ended."""
    edges = (edge for cue in chapter.cues for edge in (cue.start, cue.end))
    return [Samples(24_000), *(Samples(edge + 480) for edge in edges if edge + 480 < chapter.length)]

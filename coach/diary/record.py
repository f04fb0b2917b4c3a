"""Writes a session into the diary while it is played."""

import queue
import threading
from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection
from typing import Self

from coach.diary import store
from coach.diary.store import About, Diary, DiaryError, Done, Rating
from coach.play.events import ChapterStarted, CueStarted, Event, Rated, StateChanged
from coach.play.journal import OLDEST
from coach.timeline.model import Effort
from coach.units import Samples, to_seconds

PATIENCE = 10.0
"""Seconds to wait at the end until everything is on the disk."""

_Job = Callable[[Connection, int], None]
"""Writes something about a session with this id."""


def local_now() -> datetime:
    """The clock on the wall, with its offset."""
    return datetime.now().astimezone()


class Recorder:
    """An `events.SessionObserver`, and a context manager that waits until everything is written.

    The live loop only hands over what is to be written: a disk may take its time. Each event is a transaction of
    its own. What could not be written is tried again with the next; no trouble of the diary reaches the session.
    """

    def __init__(
        self, diary: Diary, about: About, *, resumed: bool = False, now: Callable[[], datetime] = local_now
    ) -> None:
        """With `resumed`, the last unfinished session of the same choices goes on, if it is not too old."""
        self._diary, self._about, self._resumed, self._now = diary, about, resumed, now
        self._started: ChapterStarted | None = None
        self._within: Effort | None = None
        self._whole: list[Effort] = []
        self._stretched = self._easing = False
        self._began: datetime | None = None
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="diary", daemon=True)
        # All below belongs to that thread.
        self._waiting: list[_Job] = []
        self._session: int | None = None
        self._heard_before = 0.0
        self.written = 0
        """How many events are safe on the disk."""
        self.trouble: str | None = None
        """Why something is not."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._jobs.put(None)
        self._thread.join(PATIENCE)
        if self._thread.is_alive():
            self.trouble = f"{self._diary.path}: the disk is slow, so the end of this session may be missing"

    def show(self, event: Event) -> None:
        """Take in what is heard. Never raises, never waits."""
        if isinstance(event, ChapterStarted):
            self._start(event)
        elif isinstance(event, CueStarted):
            self._hear(event)
        elif isinstance(event, Rated):
            self._rate(event)
        elif isinstance(event, StateChanged):
            if event.state == "easing":
                self._easing, self._within = True, None
            elif event.state == "ended" and self._began is not None:
                self._end(event.frame, "stopped" if self._easing else "finished")

    def tick(self, heard: Samples) -> None:
        """Nothing to do: that a hold is over is told by the tone at its end."""

    def _start(self, event: ChapterStarted) -> None:
        same = self._started is not None and self._started.index == event.index
        self._whole = [held for held in self._whole if held.end <= event.offset] if same else []
        first, self._started, self._within = self._started is None, event, None
        if first:
            self._put(lambda connection, session: None)

    def _hear(self, event: CueStarted) -> None:
        """A hold counts from its first tone to its release tone; one that is left in between never gets there."""
        if self._started is None or self._started.index != event.index:
            return
        held = self._started.chapter.held
        if self._within is not None and event.cue.start >= self._within.end:
            self._whole.append(self._within)
            if self._within == held[-1]:
                self._done(event.frame, self._started)
            self._within = None
        begun = next((one for one in held if one.start == event.cue.start), None)
        if begun is not None:
            self._within, self._stretched = begun, True

    def _done(self, frame: Samples, started: ChapterStarted) -> None:
        chapter = started.chapter
        done = Done(
            protocol=chapter.protocol or self._about.protocol,
            chapter=started.index,
            title=chapter.title,
            side=chapter.side,
            strip=chapter.strip,
            spot=chapter.spot,
            passage=chapter.passage,
            held=sum(to_seconds(one.length) for one in self._whole),
            at=self._now(),
        )

        def write(connection: Connection, session: int) -> None:
            store.add(connection, session, done)
            # What was felt before it is no longer how it felt afterwards.
            store.set_values(connection, session, comfort_after=None, heard=self._heard(frame))

        self._put(write)

    def _rate(self, event: Rated) -> None:
        felt = Rating(self._now(), event.index, event.value)
        untouched, between = not self._stretched, self._within is None

        def write(connection: Connection, session: int) -> None:
            store.add(connection, session, felt)
            found = connection.execute("SELECT 1 FROM done WHERE session = ?", (session,)).fetchone()
            if found is None and untouched:
                store.set_values(connection, session, comfort_before=felt.value)
            elif found is not None and between:
                store.set_values(connection, session, comfort_after=felt.value)

        self._put(write)

    def _end(self, frame: Samples, ending: str) -> None:
        ended = self._now().isoformat()

        def write(connection: Connection, session: int) -> None:
            store.set_values(connection, session, ended=ended, ending=ending, heard=self._heard(frame))

        self._put(write)

    def _put(self, job: _Job) -> None:
        if self._began is None:
            self._began = self._now()
        self._jobs.put(job)

    def _heard(self, frame: Samples) -> float:
        return round(self._heard_before + to_seconds(frame), 3)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._waiting.append(job)
            try:
                self._write()
            except DiaryError as error:
                self.trouble = f"{error}; not all of this session is written down"

    def _write(self) -> None:
        with self._diary.writing() as connection:
            session = self._session or self._opened(connection)
            for job in self._waiting:
                job(connection, session)
        self._session = session
        self.written += len(self._waiting)
        self._waiting.clear()
        self.trouble = None

    def _opened(self, connection: Connection) -> int:
        """The session that goes on, or a new one."""
        assert self._began is not None  # set before the first job
        if self._resumed:
            for entry in reversed(tuple(store.read(connection))):
                same = all(getattr(entry, name) == getattr(self._about, name) for name in About.__struct_fields__)
                if same and entry.ending != "finished" and abs(self._began - entry.last) <= OLDEST:
                    self._heard_before = entry.heard or 0.0
                    store.set_values(connection, entry.id, ended=None, ending=None)
                    return entry.id
        return store.begin(connection, self._about, self._began)

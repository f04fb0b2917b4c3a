"""Recorder of a session: a session observer that writes into the diary."""

import queue
import threading
from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection
from typing import TYPE_CHECKING, Self

from coach.diary import store
from coach.diary.store import About, Diary, DiaryError, DoneChapter, RatingEntry
from coach.play.events import ChapterStarted, CueStarted, Ending, Event, RatingGiven, StateChanged
from coach.play.journal import OLDEST
from coach.units import Samples, to_seconds

if TYPE_CHECKING:
    from coach.timeline.model import Effort

PATIENCE = 10.0
"""Seconds to wait at the end of a session for the disk."""

_Job = Callable[[Connection, int], None]
"""Write for the session with this id, in an open transaction."""


def local_now() -> datetime:
    """Read the wall clock, with its offset from UTC."""
    return datetime.now().astimezone()


class Recorder:
    """Session observer, and context manager that waits until everything is written.

    A thread of its own writes, as a disk may take its time. Each event is one transaction. Events that could not be
    written are tried again with the next one; no error of the diary reaches the session.
    """

    def __init__(
        self, diary: Diary, about: About, *, resumed: bool = False, now: Callable[[], datetime] = local_now
    ) -> None:
        """With `resumed`, go on with the last unfinished session of the same identity, at most `journal.OLDEST` old."""
        self._diary, self._about, self._resumed, self._now = diary, about, resumed, now
        self._started: ChapterStarted | None = None
        self._effort: Effort | None = None
        self._complete: list[Effort] = []  # of this chapter, heard to their end
        self._stretched = self._easing = False
        self._began: datetime | None = None
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="diary", daemon=True)
        # Only the thread uses the rest.
        self._waiting: list[_Job] = []
        self._session: int | None = None
        self._heard_before = 0.0
        self.written = 0
        """Number of events that are safe on the disk."""
        self.trouble: str | None = None
        """Error of the last attempt to write, or None."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._jobs.put(None)
        self._thread.join(PATIENCE)
        if self._thread.is_alive():
            self.trouble = f"{self._diary.path}: the disk is slow, so the end of this session may be missing"

    def show(self, event: Event) -> None:
        """Queue the event for writing. Never raises, never waits."""
        if isinstance(event, ChapterStarted):
            self._start(event)
        elif isinstance(event, CueStarted):
            self._hear(event)
        elif isinstance(event, RatingGiven):
            self._rate(event)
        elif isinstance(event, StateChanged):
            if event.state == "easing":
                self._easing, self._effort = True, None
            elif event.state == "ended" and self._began is not None:
                self._end(event.frame, "stopped" if self._easing else "finished")

    def tick(self, heard: Samples) -> None:
        """Do nothing: the tone at the end of a hold is an event."""

    def _start(self, event: ChapterStarted) -> None:
        same = self._started is not None and self._started.index == event.index
        self._complete = [effort for effort in self._complete if effort.end <= event.offset] if same else []
        first, self._started, self._effort = self._started is None, event, None
        if first:
            self._put(lambda connection, session: None)

    def _hear(self, event: CueStarted) -> None:
        """Count a hold that was heard from its first tone to its release tone."""
        if self._started is None or self._started.index != event.index:
            return
        efforts = self._started.chapter.held
        if self._effort is not None and event.cue.start >= self._effort.end:
            self._complete.append(self._effort)
            if self._effort == efforts[-1]:
                self._done(event.frame, self._started)
            self._effort = None
        begun = next((effort for effort in efforts if effort.start == event.cue.start), None)
        if begun is not None:
            self._effort, self._stretched = begun, True

    def _done(self, frame: Samples, started: ChapterStarted) -> None:
        chapter = started.chapter
        place = chapter.location
        done = DoneChapter(
            protocol=place.protocol or self._about.protocol,
            chapter=started.index,
            title=chapter.title,
            side=place.side,
            strip=place.strip,
            spot=place.spot,
            passage=place.passage,
            held=sum(to_seconds(effort.length) for effort in self._complete),
            at=self._now(),
        )

        def write(connection: Connection, session: int) -> None:
            store.add(connection, session, done)
            # A rating from before this chapter is not the comfort after the session any more.
            store.set_values(connection, session, comfort_after=None, heard=self._heard(frame))

        self._put(write)

    def _rate(self, event: RatingGiven) -> None:
        rating = RatingEntry(self._now(), event.index, event.value)
        untouched, between = not self._stretched, self._effort is None

        def write(connection: Connection, session: int) -> None:
            store.add(connection, session, rating)
            done = connection.execute("SELECT 1 FROM done WHERE session = ?", (session,)).fetchone() is not None
            if not done and untouched:
                store.set_values(connection, session, comfort_before=rating.value)
            elif done and between:
                store.set_values(connection, session, comfort_after=rating.value)

        self._put(write)

    def _end(self, frame: Samples, ending: Ending) -> None:
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
            except Exception as error:  # told at the end: it must not end a session that somebody lies in
                kind = type(error).__name__
                self.trouble = (
                    f"{self._diary.path}: not all of this session is written down, by a fault of ours ({kind})"
                )

    def _write(self) -> None:
        with self._diary.writing() as connection:
            session = self._session or self._resume_or_begin(connection)
            for job in self._waiting:
                job(connection, session)
        self._session = session
        self.written += len(self._waiting)
        self._waiting.clear()
        self.trouble = None

    def _resume_or_begin(self, connection: Connection) -> int:
        """Find the session that goes on, or insert a new one; return its id."""
        assert self._began is not None  # set before the first job
        if self._resumed:
            for entry in reversed(tuple(store.read(connection))):
                same = all(getattr(entry, name) == getattr(self._about, name) for name in About.__struct_fields__)
                if same and entry.ending != "finished" and abs(self._began - entry.last) <= OLDEST:
                    self._heard_before = entry.heard or 0.0
                    store.set_values(connection, entry.id, ended=None, ending=None)
                    return entry.id
        return store.begin(connection, self._about, self._began)

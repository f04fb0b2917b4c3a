"""Journal on disk of how far a session came, so that it can go on after a crash or a power cut."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from coach.errors import CoachError, InputError
from coach.play.events import ChapterStarted, Eased, Event, StateChanged
from coach.session.request import SessionRequest, UnreadableError, decode, encode
from coach.storage.atomic import made_folder, write_text, writing
from coach.storage.paths import state_folder
from coach.units import Samples

OLDEST = timedelta(hours=12)
"""A session that was broken off before that is not continued: it would be a new one, which opens with its notice."""


VERSION: Literal[2] = 2
"""Version of the journal; 1 had no number and kept the options of the command line."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Journal entry: one session under way."""

    request: SessionRequest
    """Request as it was resolved, with what was eased since."""
    fingerprint: str
    """Digest of all its words and choices: another protocol or version does not go on in its middle."""
    chapter: Annotated[int, msgspec.Meta(ge=0)]
    """Index of the chapter that was being heard: those before it are finished."""
    when: Annotated[datetime, msgspec.Meta(tz=True)]
    version: Literal[2] = VERSION


class _Versioned(msgspec.Struct):
    """Any version of the journal, as far as all of them are alike."""

    version: int = 1


def default_path() -> Path:
    """Find the file in which this system keeps what a program remembers between two runs."""
    return state_folder() / "session.json"


def read(path: Path) -> Entry:
    """Read the session that was broken off.

    Raises InputError if there is none, if it cannot be read, or if it is older than `OLDEST`.
    """
    try:
        data = path.read_bytes()
        version = decode(data, _Versioned).version
        if version != VERSION:
            raise InputError(
                f"{path}: the session that was broken off is of another version of the coach (journal {version}, "
                f"this one reads {VERSION}); go on with that version, or begin anew with: coach play NAME"
            )
        entry = decode(data, Entry)
    except FileNotFoundError:
        raise InputError("no session was broken off; begin one with: coach play NAME") from None
    except (OSError, UnreadableError) as error:
        raise InputError(f"{path}: cannot be read ({error}); begin anew with: coach play NAME") from error
    if abs(datetime.now(UTC) - entry.when) > OLDEST:
        raise InputError(
            f"the session that was broken off is from {entry.when.astimezone():%d %B, %H:%M}, which is too long ago "
            f"to go on in its middle; begin anew with: coach play {entry.request.protocol}"
        )
    return entry


class Journal:
    """Session observer that writes down each chapter when it begins to be heard, and forgets a finished session."""

    def __init__(self, path: Path, request: SessionRequest, fingerprint: str) -> None:
        """Write the session of `request`, whose digest is `fingerprint`, into the file `path`."""
        self._path = path
        self._request = request
        self._fingerprint = fingerprint
        self._chapter = -1
        self._easing = False
        self.trouble: str | None = None
        """Why the session could not be written down: no reason to leave somebody alone in it."""

    def show(self, event: Event) -> None:
        """Write down a chapter that begins. Never raises."""
        if isinstance(event, Eased):
            # Less is left: what goes on later must not ask for more.
            self._request = self._request.choosing(fewer=event.fewer, over=event.over)
            self._chapter = -1
        through = isinstance(event, Eased) and event.index >= event.count
        if isinstance(event, ChapterStarted | Eased) and event.index != self._chapter and not through:
            self._chapter = event.index
            entry = Entry(self._request, self._fingerprint, event.index, datetime.now(UTC))
            try:
                with writing(self._path), made_folder(self._path.parent):
                    write_text(self._path, encode(entry).decode())
            except CoachError as error:
                if self.trouble is None:
                    self.trouble = f"{error}, so --resume will not know of this session"
        elif isinstance(event, StateChanged):
            self._easing = self._easing or event.state == "easing"
            if event.state == "ended" and not self._easing:
                with suppress(OSError):
                    self._path.unlink()

    def tick(self, heard: Samples) -> None:
        """Nothing to do."""

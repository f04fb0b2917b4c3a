"""A screen served on this machine, a room that it shows, and a page that speaks to it through plain sockets."""

import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from coach.export.cover.marks import Shown
from coach.page.album import PageAlbum, PageChapter
from coach.play.events import ChapterStarted, CueStarted, StateChanged
from coach.play.stream.source import ChapterSource
from coach.room.day import Lineup
from coach.room.events import Closed, ItemEnded, ItemStarted, Waiting
from coach.room.playlist import Entry, Playlist
from coach.share.screen import Screen
from coach.share.shown_room import ShownRoom
from coach.timeline.model import Chapter, Cue
from coach.units import Samples, to_samples

NOON = datetime.fromisoformat("2027-03-01T12:00:00+01:00")
MORE = "https://clinic.example/more"
DRAWN = Shown(("outer", "inner"), 2, strokes=False, mirrored=False, way=None, never=(), body="back of the thigh")


class Piece:
    """An item that is only named."""

    def __init__(self, name: str, title: str, minutes: float) -> None:
        self.name, self.title, self.minutes = name, title, minutes

    def length(self) -> Samples:
        return to_samples(60 * self.minutes)

    def prepare(self, volume: float) -> None:
        pass

    def open(self, volume: float) -> ChapterSource:
        raise AssertionError("nothing sounds here")


SPOKEN, MUSIC = Piece("waiting-room", "Good to know", 11), Piece("/music/quiet hour.mp3", "quiet hour.mp3", 4)


def lineup(**settings: Any) -> Lineup:
    items = (SPOKEN, MUSIC)
    entries = tuple(Entry(one.name) for one in items)
    return Lineup(Playlist(entries=entries, more=MORE, **settings), items)


def album(side: str = "right") -> PageAlbum:
    chapter = PageChapter("spot 2", 0.0, side, "hamstrings", "0-2", (), (), leads=False)
    return album_with((chapter,))


def album_with(chapters: Sequence[PageChapter]) -> PageAlbum:

    return PageAlbum(
        "Hamstrings", "en", 60.0, Path("a.wav"), Path("a.vtt"), None, tuple(chapters), {"hamstrings": DRAWN}
    )


class Told:
    """A room as it tells a screen of itself."""

    def __init__(self, screen: Screen | ShownRoom) -> None:
        self.screen = screen
        self._frame = 0

    def speak(self, *sentences: str, shown: PageAlbum | None = None, at: datetime = NOON) -> None:
        """Begin the spoken item, and say sentences."""
        self.screen.tell(ItemStarted(at, SPOKEN.name, SPOKEN.title, SPOKEN.length()))
        self.screen.opened(shown or album_with(()))
        self.screen.show(StateChanged(Samples(0), "playing"))
        for sentence in sentences:
            self.say(sentence)

    def say(self, sentence: str, parts: tuple[tuple[Samples, str], ...] = ()) -> None:
        cue = Cue("speech", sentence, Samples(0), to_samples(4), parts=parts)
        self.screen.show(
            ChapterStarted(Samples(self._frame), 0, Chapter("part", to_samples(60), (cue,)), Samples(0), 1)
        )
        self.screen.show(CueStarted(Samples(self._frame), 0, cue))
        self._frame += to_samples(60)

    def play_music(self, at: datetime = NOON) -> None:
        self.screen.tell(ItemStarted(at, MUSIC.name, MUSIC.title, MUSIC.length()))
        self.screen.opened(None)
        self.screen.show(ChapterStarted(Samples(0), 0, Chapter(MUSIC.title, to_samples(30), ()), Samples(0), 8))
        self.screen.show(StateChanged(Samples(0), "playing"))

    def end(self, at: datetime = NOON) -> None:
        self.screen.tell(ItemEnded(at, "whatever"))

    def wait(self, minutes: float = 5, at: datetime = NOON) -> None:
        self.screen.tell(Waiting(at, at + timedelta(minutes=minutes), MUSIC.title))

    def close(self, until: datetime, at: datetime = NOON) -> None:
        self.screen.tell(Closed(at, until))
        self.screen.tell(Waiting(at, until, SPOKEN.title))


class Served(Told):
    """A screen that is served, with what a page would do."""

    screen: Screen

    def __init__(self, screen: Screen, port: int) -> None:
        super().__init__(screen)
        self.port = port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def fetch(self, path: str, method: str = "GET", host: str = "") -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, body

    @contextmanager
    def follow(self) -> Iterator[Iterator[dict[str, Any]]]:
        """The states as a page gets them."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", "/events")
        answer = connection.getresponse()
        try:
            yield (json.loads(line[6:]) for line in iter(answer.readline, b"") if line.startswith(b"data: "))
        finally:
            connection.close()


@contextmanager
def served(port: int = 0, **settings: Any) -> Iterator[Served]:
    """A screen in a room with two items; at the same port again, if it was killed."""
    bound = socket.create_server(("127.0.0.1", port))
    at = bound.getsockname()[1]
    troubles: list[str] = []
    with Screen(ShownRoom(lambda: NOON), [f"127.0.0.1:{at}"], [bound], troubles.append) as screen:
        screen.line_up(lineup(**settings))
        yield Served(screen, at)
    assert troubles == []

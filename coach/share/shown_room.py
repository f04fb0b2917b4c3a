"""State of a room as the screen beside it shows it, followed from the events of the room and of what sounds in it."""

import re
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from coach.page.album import PageAlbum
from coach.page.drawing import drawing
from coach.page.screen_page import code_svg
from coach.play.events import Answered, ChapterStarted, CueStarted, Event, StateChanged
from coach.play.now_playing import NowPlaying
from coach.room.day import Lineup
from coach.room.events import Closed, ItemEnded, ItemStarted, RoomEvent, Waiting
from coach.text.interface import texts
from coach.text.screen_texts import screen_texts
from coach.units import Samples, to_seconds

Kind = Literal["starting", "speech", "sound", "quiet", "closed"]
"""Kind of what is shown: nothing yet, spoken words, the title of a sound, the next item, or the next opening."""

_SUFFIX = re.compile(r"\.(?=\w*[A-Za-z])\w{2,4}$")
_WEEK = 7


class ScreenState(msgspec.Struct, frozen=True):
    """State that the screen shows, in words of the room's language."""

    kind: Kind = "starting"
    title: str = ""
    """Title of a spoken item; a sound has it in `words`."""
    words: str = ""
    next: str = ""
    code: str = ""
    """Name of the picture with the QR code; empty for none, as in `drawing`."""
    drawing: str = ""
    side: str = ""
    place: str = ""
    """Mark in the drawing, as in `PageChapter`."""


class ShownRoom:
    """Follows a room. For one thread, but for `pictures`, `language` and `now`, which any thread may read."""

    def __init__(self, wall: Callable[[], datetime]) -> None:
        """`wall` tells the time of day, aware of its offset."""
        self.pictures: dict[str, bytes] = {}
        """Pictures that are shown now, as SVG, by name."""
        self.language = "en"
        self._wall = wall
        self._zone: ZoneInfo | None = None
        self._lineup: Lineup | None = None
        self._album: PageAlbum | None = None
        self._drawn: dict[str, str] = {}  # names of pictures by protocol
        self._shown = ScreenState(words=screen_texts("en").starting)
        self._now = NowPlaying()
        self._words = ""  # whole words of the last cue

    def now(self) -> datetime:
        """Tell the time of day in the zone of the room."""
        return self._wall().astimezone(self._zone) if self._zone else self._wall()

    def state(self) -> ScreenState:
        """Return what is shown."""
        return self._shown

    def line_up(self, lineup: Lineup) -> None:
        """Take in the items of now; called often, with the same ones."""
        if lineup is self._lineup:
            return
        self._lineup, playlist = lineup, lineup.playlist
        self._zone = ZoneInfo(playlist.zone) if playlist.zone else None
        self.language = playlist.language
        code = {} if playlist.more is None else _named(code_svg(playlist.more))
        self.pictures = {**code, **{name: self.pictures[name] for name in self._drawn.values()}}
        self._show(code=next(iter(code), ""))
        if self._shown.kind == "starting":
            self._show(words=screen_texts(self.language).starting)

    def opened(self, album: PageAlbum | None) -> None:
        """Take in what a spoken item is about, before it sounds; None for a sound."""
        self._album = album
        drawn = {} if album is None else {name: drawing(one, 0).encode() for name, one in album.drawings.items()}
        self._drawn = {name: next(iter(_named(svg))) for name, svg in drawn.items()}
        code = {name: svg for name, svg in self.pictures.items() if name == self._shown.code}
        self.pictures = {**code, **{self._drawn[name]: svg for name, svg in drawn.items()}}
        if album is not None:
            self._show(kind="speech", title=self._shown.title or self._shown.words, words="")

    def tell(self, event: RoomEvent) -> None:
        """Take in what became of the room."""
        words = screen_texts(self.language)
        if isinstance(event, ItemStarted):
            self._now, self._words = NowPlaying(), ""
            self._show(kind="sound", title="", words=heading(event.title), next=self._coming(event))
        elif isinstance(event, ItemEnded):
            self._quiet("quiet", self._shown.next)  # until the next one is ready, which may have to be spoken first
        elif isinstance(event, Closed):
            self._quiet("closed", self._opening(event.at.date(), event.until))
        elif isinstance(event, Waiting):
            if self._shown.kind == "closed" and event.until > event.at:
                self._quiet("closed", self._opening(event.at.date(), event.until))
            elif event.title:
                told = words.next_at.format(title=heading(event.title), time=f"{event.until:%H:%M}")
                self._quiet("quiet", told)

    def show(self, event: Event) -> None:
        """Take in what is heard now."""
        self._now.apply(event)
        tones = texts(self.language).asked_by_tones
        if isinstance(event, ChapterStarted):
            self._words = self._now.asked_before(event.offset, tones)
            self._locate(event.index)
        elif isinstance(event, CueStarted):
            self._words = self._now.asked(event.cue, tones) or self._words
        elif isinstance(event, Answered):
            self._words = event.text or self._words
        elif isinstance(event, StateChanged) and event.state == "ended":
            self._words = ""
        self.tick(event.frame)

    def tick(self, heard: Samples) -> bool:
        """Go on to frame `heard`. Whether other words are shown then."""
        if self._shown.kind != "speech":
            return False
        words, cue = self._now.said(heard) or self._words, self._now.cue
        # After its last part, a long sentence would come whole, in small letters, for the length of a breath.
        if cue is not None and cue.parts and words == cue.content and self._shown.words == cue.parts[-1][1]:
            return False
        if words == self._shown.words:
            return False
        self._show(words=words)
        return True

    def _show(self, **changed: str) -> None:
        self._shown = msgspec.structs.replace(self._shown, **changed)

    def _quiet(self, kind: Kind, words: str) -> None:
        self._drawn, self._album = {}, None
        self._show(kind=kind, title="", words=words, next="", drawing="", side="", place="")

    def _locate(self, index: int) -> None:
        """Find the spot of a chapter in the drawing."""
        chapters = self._album.chapters if self._album else ()
        at = chapters[index] if index < len(chapters) else None
        drawn = self._drawn.get(at.protocol, "") if at and at.side else ""
        self._show(drawing=drawn, side=at.side if at else "", place=at.place if at else "")

    def _opening(self, today: date, until: datetime) -> str:
        words, time = screen_texts(self.language), f"{until:%H:%M}"
        days = (until.date() - today).days
        if days == 0:
            return words.open_at.format(time=time)
        day = words.days[until.weekday()]
        return words.open_on.format(day=day if days < _WEEK else f"{day} {until:%Y-%m-%d}", time=time)

    def _coming(self, event: ItemStarted) -> str:
        """Word what comes after an item, as far as anybody knows: nothing if shuffled, or if it closes before."""
        lineup = self._lineup
        names = [item.name for item in lineup.items] if lineup else []
        if lineup is None or event.name not in names or (lineup.playlist.order == "shuffled" and len(names) > 1):
            return ""
        after = lineup.items[(names.index(event.name) + 1) % len(names)]
        start = event.at.timestamp() + to_seconds(event.length) + to_seconds(lineup.playlist.gap)
        closing = lineup.playlist.hours.closing(event.at, self._local)
        if closing is not None and closing.timestamp() <= start:
            return ""
        words = screen_texts(self.language)
        time = datetime.fromtimestamp(start, event.at.tzinfo)
        return words.next_at.format(title=heading(after.title), time=f"{time:%H:%M}")

    def _local(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self._zone) if self._zone else local.astimezone()


def heading(title: str) -> str:
    """Make a heading of a title, which is the name of a file for a sound."""
    return _SUFFIX.sub("", Path(title).name if title.startswith("/") else title)


def _named(svg: bytes) -> dict[str, bytes]:
    """Name a picture by its content, so that another one has another address."""
    return {f"{sha256(svg).hexdigest()[:12]}.svg": svg}

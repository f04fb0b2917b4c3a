"""A room that runs by itself: a playlist becomes items, sounds on a device, and tells what becomes of it."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from coach.errors import CoachError, InputError
from coach.play.clock import SystemClock
from coach.play.controls.keys import terminal_keys
from coach.play.events import Ending, Event
from coach.play.perform import Display, open_device, perform
from coach.play.stream.source import ChapterSource
from coach.protocol import load
from coach.render.renderer import SessionRenderer
from coach.room.day import Lineup, Over, run_room
from coach.room.events import WARNING, PlaylistRefused, PlaylistTaken, RoomEvent, Tell, line_of
from coach.room.items import Item, Spoken, admit, item_of
from coach.room.playlist import Playlist
from coach.room.playlist_file import load_playlist
from coach.room.status import BEAT, Gathering, write_status
from coach.room.systemd import notify, print_line
from coach.session import Choices
from coach.session.request import SessionRequest, Sounds
from coach.storage.paths import state_folder
from coach.units import Samples

if TYPE_CHECKING:
    from coach.share.screen import Screen


class RoomOutput(msgspec.Struct, frozen=True, kw_only=True):
    """Output of a room: on what it plays, what is shown, and where screen and health are."""

    player: str = "miniaudio"
    cache: Path | None = None
    display: Display = Display.SCREEN
    """Display of spoken items; a line for each item is always printed."""
    health: str | None = None
    screen: str | None = None
    """Address of the screen beside the room."""


def status_file() -> Path:
    """Name the file with the status of the room that ran last on this machine."""
    return state_folder() / "room.json"


def play_file(file: Path, output: RoomOutput) -> None:
    """Play a playlist file until somebody stops it; each change is taken up at the next item.

    Raises InputError for a playlist that is wrong at the start.
    """
    _run(str(file), lambda items, tell: _Watched(file, items, tell), output, strict=False)


def play_playlist(playlist: Playlist, output: RoomOutput) -> None:
    """Play a playlist until somebody stops it.

    Raises InputError, before anything plays, for whatever cannot be played in this room.
    """

    def current(items: "_Items", tell: Tell) -> Callable[[], Lineup]:
        lineup = items.lineup(playlist)
        return lambda: lineup

    _run("coach loop", current, output, strict=True)


def _run(
    name: str, source: Callable[["_Items", Tell], Callable[[], Lineup]], output: RoomOutput, *, strict: bool
) -> None:
    house = _House(name)
    device = open_device(output.player, patient=True)
    items = _Items(output.cache)

    def play(item: Item, volume: float, over: Over) -> Ending:
        opened = item.open(volume)
        spoken = isinstance(opened, SessionRenderer)
        house.opened(opened)
        return perform(
            opened,
            opened.prompts if isinstance(opened, SessionRenderer) else None,
            item.title,
            device,
            language=opened.choices.language if isinstance(opened, SessionRenderer) else "en",
            display=output.display if spoken else Display.QUIET,
            observers=(house.gathering, house),
            headset=False,
            over=over,
        )

    with ExitStack() as stack:
        if output.screen is not None:
            from coach.commands.screen import open_screen  # says at once if a package is missing

            house.screen = stack.enter_context(open_screen(output.screen))
        current = source(items, house.tell)
        if output.health is not None:
            from coach.room.health import served

            stack.enter_context(served(output.health, house.gathering.status))
        stack.callback(house.end)
        house.beat()
        run_room(lambda: house.lined_up(current()), SystemClock(), terminal_keys(), play, house.tell, strict=strict)


class _House:
    """Observer that prints, keeps the status file and tells systemd that the room is alive. A `SessionObserver`."""

    def __init__(self, name: str) -> None:
        self.gathering = Gathering(name)
        self.screen: Screen | None = None
        self._ready = False
        self._beaten = 0.0
        self._can_write = True

    def tell(self, event: RoomEvent) -> None:
        """Pass an event of the room on."""
        self.gathering.tell(event)
        if self.screen is not None:
            self.screen.tell(event)
        line = line_of(event)
        if line is not None:
            print_line(*line)
            notify("STATUS=" + line[1].replace("\n", " "))
        if not self._ready and self.gathering.status.state != "starting":
            self._ready = True
            notify("READY=1")
        self.beat()

    def lined_up(self, lineup: Lineup) -> Lineup:
        """Pass on which items there are, and return them."""
        if self.screen is not None:
            self.screen.line_up(lineup)
        return lineup

    def opened(self, source: ChapterSource) -> None:
        """Pass on what begins to sound."""
        if self.screen is not None:
            from coach.commands.screen import shown_album

            self.screen.opened(shown_album(source) if isinstance(source, SessionRenderer) else None)

    def show(self, event: Event) -> None:
        """Pass on what is heard."""
        if self.screen is not None:
            self.screen.show(event)

    def tick(self, heard: Samples) -> None:
        """Give a sign of life each 20 s."""
        if self.screen is not None:
            self.screen.tick(heard)
        if time.monotonic() - self._beaten > BEAT:
            self.beat()

    def beat(self) -> None:
        """Give a sign of life."""
        self._beaten = time.monotonic()
        self.gathering.status.seen = time.time()
        notify("WATCHDOG=1")
        if not self._can_write:
            return
        try:
            write_status(status_file(), self.gathering.status)
        except CoachError as error:  # no reason to be silent in the room
            self._can_write = False
            print_line(WARNING, f"'coach room status' will not know of this room: {error}")

    def end(self) -> None:
        """Say that the room is over."""
        self.gathering.status.state = "ended"
        notify("STOPPING=1")
        self.beat()


class _Items:
    """Items by what they are made of, kept from one playlist to the next, so that nothing is spoken twice."""

    def __init__(self, cache: Path | None) -> None:
        self._cache = cache
        self._kept: dict[tuple[object, ...], Item] = {}

    def lineup(self, playlist: Playlist) -> Lineup:
        """Make the items of a playlist; those of an earlier one that are not in this one are dropped."""
        used: dict[tuple[object, ...], Item] = {}

        def item(play: str) -> Item:
            key = (play, playlist.language, playlist.voice, playlist.fades, playlist.allow_person, Path(play).is_dir())
            used[key] = used.get(key) or self._kept.get(key) or self._made(play, playlist)
            return used[key]

        entries = tuple(item(one.play) for one in playlist.entries)
        announced = tuple(item(one.entry.play) for one in playlist.announcements)
        self._kept = used
        return Lineup(playlist, entries, announced)

    def _made(self, play: str, playlist: Playlist) -> Item:
        language, sounds = playlist.language, Sounds(playlist.voice, self._cache)

        def render(name: str) -> SessionRenderer:
            admit(load(name), playlist.allow_person)
            renderer = SessionRenderer(SessionRequest(name, Choices(language=language), sounds))
            _ = renderer.timeline  # scheduled and proved to its end
            return renderer

        return item_of(
            play,
            lambda name: Spoken(name, render),
            playlist.fades,
            allow_person=playlist.allow_person,
        )


class _Watched:
    """Line-up of a playlist file. A change is taken up; a wrong one is told once, and the line-up before stays."""

    def __init__(self, file: Path, items: _Items, tell: Tell) -> None:
        """Raises InputError if the file is wrong."""
        self._file = file
        self._items = items
        self._tell = tell
        self._version = self._look()
        self._lineup = items.lineup(load_playlist(file))

    def __call__(self) -> Lineup:
        """Return the line-up of now; another one only if the file was changed."""
        version = self._look()
        if version == self._version:
            return self._lineup
        self._version = version
        try:
            self._lineup = self._items.lineup(load_playlist(self._file))
        except InputError as error:
            self._tell(PlaylistRefused(str(error)))
        else:
            self._tell(PlaylistTaken(str(self._file)))
        return self._lineup

    def _look(self) -> tuple[int, int, int] | None:
        """Tell one version of the file from another; None while it is away."""
        try:
            status = self._file.stat()
        except OSError:  # told when it is loaded
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

"""Status of a running room: gathered from its events, kept in one small file, told to whoever asks."""

import time
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from coach.errors import CoachError, InputError
from coach.play.events import ChapterStarted, Event, StateChanged
from coach.room.events import (
    Closed,
    ItemEnded,
    ItemSkipped,
    ItemStarted,
    NothingToPlay,
    PlaylistRefused,
    PlaylistTaken,
    RoomEvent,
    Waiting,
)
from coach.storage.atomic import write_text, writing
from coach.storage.json_files import decode
from coach.units import Samples

STALE = 180.0
"""Seconds after which a room that wrote no status is taken for ended: it writes at least each minute."""

BEAT = 20.0
"""Seconds between two signs of life while something plays."""


class RoomStatus(msgspec.Struct):
    """Status of a room. Times are seconds since 1970, with local ones beside them for people."""

    playlist: str = ""
    state: Literal["starting", "playing", "waiting", "ended"] = "starting"
    since: float = 0.0
    """Start of the room."""
    seen: float = 0.0
    """Last sign of life."""
    now: str = ""
    """Title of what plays."""
    next: str = ""
    """Title of what comes next."""
    next_at: str = ""
    next_time: float | None = None
    played: int = 0
    skipped: int = 0
    underruns: int = 0
    """Times that sound was not made in time."""
    device_losses: int = 0
    problem: str = ""
    """Last reason for a skipped item or a refused playlist; empty once a playlist was taken up."""


class Gathering:
    """Observer of a room and of its sessions that keeps the status. A `SessionObserver`."""

    def __init__(self, playlist: str) -> None:
        self.status = RoomStatus(playlist=playlist, since=time.time(), seen=time.time())
        self._heard = False

    def tell(self, event: RoomEvent) -> None:
        """Take in what became of the room."""
        status = self.status
        status.seen = time.time()
        match event:
            case ItemStarted(_, _, title):
                status.state, status.now, status.next, status.next_at, status.next_time = "playing", title, "", "", None
                self._heard = False
            case ItemEnded():
                status.state, status.now, status.played = "waiting", "", status.played + 1
            case ItemSkipped(why):
                status.skipped, status.problem = status.skipped + 1, why
            case Waiting(_, until, title):
                status.state, status.next, status.next_time = "waiting", title, until.timestamp()
                status.next_at = until.isoformat(timespec="seconds")
            case PlaylistRefused(why):
                status.problem = why
            case PlaylistTaken():
                status.problem = ""
            case Closed() | NothingToPlay():
                pass

    def show(self, event: Event) -> None:
        """Count what went wrong with the sound."""
        if isinstance(event, ChapterStarted):
            self._heard = True
        elif isinstance(event, StateChanged):
            self.status.device_losses += event.state == "lost"
            self.status.underruns += event.state == "waiting" and self._heard

    def tick(self, heard: Samples) -> None:
        """Do nothing: what plays is told by its beginning."""


def write_status(file: Path, status: RoomStatus) -> None:
    """Write the status into its file. Raises CoachError."""
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_text(file, msgspec.json.encode(status).decode())


def read_status(file: Path) -> RoomStatus:
    """Read the status of the room that ran last. Raises InputError if there is none, CoachError if it is damaged."""
    try:
        status = decode(file.read_bytes(), RoomStatus)
    except FileNotFoundError as error:
        raise InputError("no room has run here; start one: coach room PLAYLIST.yaml") from error
    except (OSError, msgspec.MsgspecError) as error:
        raise CoachError(f"{file} cannot be read ({error}); start the room again") from error
    if status.state != "ended" and time.time() - status.seen > STALE:
        status.state = "ended"
    return status


def as_lines(status: RoomStatus) -> list[str]:
    """Write the status for people."""
    seen = datetime.fromtimestamp(status.seen).astimezone()
    doing = {
        "starting": "starting: measuring and speaking what it plays",
        "playing": f"playing {status.now}",
        "waiting": f"quiet; {status.next or 'nothing'} at {status.next_at or 'no time yet'}",
        "ended": f"not running; last seen {seen:%Y-%m-%d %H:%M}",
    }[status.state]
    lines = [f"{status.playlist}: {doing}"]
    lines.append(
        f"{status.played} played, {status.skipped} skipped, {status.device_losses} times without a device, "
        f"{status.underruns} times too late"
    )
    return [*lines, f"last problem: {status.problem}"] if status.problem else lines


def as_prometheus(status: RoomStatus, memory: int | None, descriptors: int | None) -> str:
    """Write the status in Prometheus' text format. Memory is in bytes; None where the system does not tell."""
    rows: list[tuple[str, str, str, float | None]] = [
        ("items_played_total", "counter", "Items and announcements that were played.", status.played),
        ("items_skipped_total", "counter", "Reasons for which items were skipped.", status.skipped),
        ("underruns_total", "counter", "Times that sound was not made in time.", status.underruns),
        ("device_losses_total", "counter", "Times that the sound device was lost.", status.device_losses),
        ("playing", "gauge", "1 while an item sounds.", float(status.state == "playing")),
        ("next_item_timestamp_seconds", "gauge", "Start of the next item.", status.next_time),
        ("start_timestamp_seconds", "gauge", "Start of the room.", status.since),
        ("seen_timestamp_seconds", "gauge", "Last sign of life.", status.seen),
        ("memory_bytes", "gauge", "Resident memory.", memory),
        ("open_descriptors", "gauge", "Open file descriptors.", descriptors),
    ]
    told = [
        f"# HELP coach_room_{name} {about}\n# TYPE coach_room_{name} {kind}\ncoach_room_{name} {value:.16g}\n"
        for name, kind, about, value in rows
        if value is not None
    ]
    return "".join(told)


def as_json(status: RoomStatus) -> str:
    """Write the status as JSON for programs."""
    return msgspec.json.format(msgspec.json.encode(status)).decode() + "\n"

"""The playlist: extended M3U, names relative to its own folder, durations as they truly are.

As `.m3u8` it is UTF-8. Old and cheap players take an `.m3u` alone, and read it in the encoding of western Windows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from coach.units import Samples, to_seconds

OLD_ENCODING = "cp1252"
"""Encoding of a playlist that is called `.m3u`."""


@dataclass(frozen=True)
class PlaylistEntry:
    """One track of a playlist."""

    name: str
    """The file's name, in the playlist's own folder."""
    title: str
    length: Samples


def playlist_text(title: str, entries: Iterable[PlaylistEntry]) -> str:
    """Write a playlist. Durations are seconds to three decimals."""
    lines = ["#EXTM3U", f"#PLAYLIST:{title}"]
    for entry in entries:
        lines += [f"#EXTINF:{to_seconds(entry.length):.3f},{entry.title}", entry.name]
    return "\n".join(lines) + "\n"


def in_old_encoding(entries: Iterable[PlaylistEntry]) -> bool:
    """Whether an `.m3u` can name all these files; else there is none, as its player would not find them."""
    try:
        "".join(entry.name for entry in entries).encode(OLD_ENCODING)
    except UnicodeEncodeError:
        return False
    return True

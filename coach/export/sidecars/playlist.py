"""The playlist: extended M3U8, UTF-8, names relative to its own folder, durations as they truly are."""

from collections.abc import Iterable
from dataclasses import dataclass

from coach.units import Samples, to_seconds


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

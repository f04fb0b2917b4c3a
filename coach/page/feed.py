"""Feed of a page: a podcast of one episode, with its chapters and its words, for apps that subscribe.

RSS 2.0 with the namespaces of iTunes and Podcasting 2.0. Every address is ASCII, and ends in the file's extension.
"""

import hashlib
import json
from datetime import UTC, datetime
from email.utils import format_datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from coach.page.album import PageAlbum
from coach.page.html import render
from coach.storage.atomic import writing
from coach.text.page_texts import page_texts

FEED, CHAPTERS = "feed.xml", "chapters.json"

KINDS = {
    ".mp3": "audio/mpeg",
    ".m4b": "audio/mp4",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
}
"""Media types of sound files by their extension."""

_PODCASTS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Namespace of the ids of feeds, from the specification of `podcast:guid`."""


def feed_files(album: PageAlbum, address: str) -> dict[str, str]:
    """Make the feed and its chapters for the page at `address`, which ends in a slash. Raises CoachError.

    The id of the episode comes from its sound: as long as that stays, no app takes it for a new one.
    """
    with writing(album.sound):
        data, changed = album.sound.read_bytes(), album.sound.stat().st_mtime
    feed = render(
        "feed.xml",
        album=album,
        address=address,
        about=page_texts(album.language).about.format(title=album.title),
        author="coach",
        feed_id=uuid5(_PODCASTS, (address + FEED).partition("://")[2]),
        episode_id=uuid5(NAMESPACE_URL, address + hashlib.sha256(data).hexdigest()).urn,
        published=format_datetime(datetime.fromtimestamp(int(changed), UTC), usegmt=True),
        size=len(data),
        kind=KINDS[album.sound.suffix],
    )
    return {FEED: feed, CHAPTERS: _chapters(album)}


def _chapters(album: PageAlbum) -> str:
    """Write the chapters as JSON Chapters 1.2."""
    chapters = [{"startTime": round(one.start, 3), "title": one.title} for one in album.chapters]
    return json.dumps({"version": "1.2.0", "title": album.title, "chapters": chapters}, indent=1, ensure_ascii=False)

"""Gains of a whole session, kept beside its clips so that they are measured once."""

import hashlib

from coach.mix import album_gains
from coach.render.renderer import SessionRenderer
from coach.storage.atomic import made_folder, whole_file, writing


def album_gains_of(renderer: SessionRenderer) -> tuple[float, float]:
    """Return the session's gains: as they were found before for just these clips, or measured."""
    digests = "".join(renderer.chapter_digest(index) for index in range(renderer.count))
    path = renderer.clips.folder / "gains" / hashlib.sha256(digests.encode()).hexdigest()[:32]
    try:
        gain, music = map(float, path.read_text(encoding="ascii").split())
    except (OSError, ValueError):  # never found before, or damaged
        gain, music = album_gains(renderer.mixer, renderer.timeline)
    else:
        return gain, music
    with writing(path), made_folder(path.parent), whole_file(path) as part:
        part.write_text(f"{gain!r} {music!r}", encoding="ascii")
    return gain, music

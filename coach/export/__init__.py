"""PCM becomes files: numbered tracks, one whole file with chapters, tags, a playlist."""

from coach.export.album import Album, Progress, Render, export
from coach.export.ffmpeg import find_encoder
from coach.export.formats import FORMATS, Format
from coach.export.plan import LAYOUTS

__all__ = ["FORMATS", "LAYOUTS", "Album", "Format", "Progress", "Render", "export", "find_encoder"]

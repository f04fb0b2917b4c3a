"""Export, from PCM to files: numbered tracks, one whole file with chapters, tags, a playlist."""

from coach.export.album import Album, Progress, Render, export
from coach.export.edition import Edition, edition
from coach.export.export_plan import LAYOUTS, Layout, layout_named
from coach.export.formats import FORMATS, format_named
from coach.export.formats.base import Format

__all__ = [
    "FORMATS",
    "LAYOUTS",
    "Album",
    "Edition",
    "Format",
    "Layout",
    "Progress",
    "Render",
    "edition",
    "export",
    "format_named",
    "layout_named",
]

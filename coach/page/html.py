"""HTML of a page, by templates in which every value is escaped and every missing one is an error."""

from collections.abc import Collection, Sequence
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from coach.export.sidecars.tone_words import tone_words_in
from coach.page.album import PageAlbum
from coach.text.page_texts import PageTexts, page_texts

if TYPE_CHECKING:
    from jinja2 import Environment

CSP = "default-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'"
"""Content security policy of a page. The sound is played from a blob once the whole file is loaded."""

FIGURES = {"back of the thigh": "thigh"}
"""Templates of the pictures of the set-up, by part of the body."""


def page_html(
    album: PageAlbum,
    version: str = "",
    *,
    installable: bool = False,
    beside: Collection[str] = (),
    downloads: Sequence[str] = (),
) -> str:
    """Render the page. `version` tells one content from another; `installable` pages have a service worker.

    `beside` are names of files that the page may lead to: a feed and reminders. `downloads` are names of files in the
    folder `download` beside the page.
    """
    from coach.page.drawing import drawing

    texts = page_texts(album.language)
    return render(
        "page.html",
        **_shared(album, texts),
        drawings=[drawing(shown, index) for index, shown in enumerate(album.drawings.values())],
        drawn={name: index for index, name in enumerate(album.drawings)},
        version=version or version_of(album),
        installable=installable,
        links=[
            (name, words)
            for name, words in (("feed.xml", texts.feed), ("reminders.ics", texts.reminders))
            if name in beside
        ],
        downloads=downloads,
        told=_told(texts) | {"tone": str(tone_words_in(album.language)["tone"]).partition("{")[0]},
    )


def sheet_html(album: PageAlbum, address: str) -> str:
    """Render a sheet to print, with a QR code of the page's address, and the set-up in pictures."""
    import segno

    code = segno.make(address, error="m", micro=False).svg_inline(border=4, omitsize=True)
    return render("sheet.html", **_shared(album, page_texts(album.language)), address=address, code=code)


def _shared(album: PageAlbum, texts: PageTexts) -> dict[str, object]:
    bodies = dict.fromkeys(shown.body for shown in album.drawings.values() if shown.body in texts.pictures)
    return {
        "album": album,
        "texts": texts,
        "csp": CSP,
        "minutes": round(album.length / 60),
        "figures": [(FIGURES[body], texts.pictures[body]) for body in bodies if body is not None],
    }


def version_of(album: PageAlbum) -> str:
    """Digest what the page shows, as a short text: a remembered position belongs to one version."""
    shown = repr((album.title, album.length, [(one.title, one.start) for one in album.chapters]))
    return sha256(shown.encode()).hexdigest()[:12]


def render(template: str, /, **values: Any) -> str:
    """Render a template of this package. Raises jinja2.UndefinedError for a value that is missing."""
    return _templates().get_template(template).render(values)


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("coach.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _told(texts: PageTexts) -> dict[str, str]:
    """Choose the texts that the script shows, by the name of their data attribute."""
    names = (
        *("spots", "code", "in_code", "forget"),
        *("play", "pause", "go_on", "left", "reach", "hold", "release", "stop"),
        *("loading", "loaded", "kept", "lost", "no_words", "new", "ended"),
    )
    told = {name.replace("_", "-"): getattr(texts, name) for name in names}
    told |= {f"side-{side}": word for side, word in texts.sides.items()}
    return told | dict(zip(("stroke-out", "stroke-back"), texts.strokes, strict=True))

"""Site: pages as static files for any web host, each in a folder that nobody can guess."""

import io
import json
import math
import re
import secrets
import shutil
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import msgspec

from coach.errors import InputError, shown
from coach.export.cover.drawing import Circle, Line, Shape, as_png
from coach.export.cover.marks import GROUND, PAPER, SIZE, STRIP, box
from coach.page.album import PageAlbum, page_album
from coach.page.feed import FEED, feed_files
from coach.page.html import page_html, render, sheet_html
from coach.page.reminders import REMINDERS, reminders
from coach.storage.atomic import made_folder, remove_unfinished, whole_file, write_text, writing
from coach.storage.json_files import decode

ADDRESS = ".coach-page.json"
"""Name of the file in an export's folder that keeps the name of its folder on the site."""

SHEET = "sheet.html"
"""Name of the sheet to print, in a page's folder."""

ICONS = (192, 512)
"""Pixels of the icons for a home screen, each way."""


class _Address(msgspec.Struct, forbid_unknown_fields=True):
    folder: str


def site(exported: Path, out: Path, base: str | None = None, remind: str | None = None) -> Path:
    """Write the page of an exported folder under `out`, and return its folder: the same one each time.

    `base` is the address at which `out` will be; with it, a sheet to print and a feed lie beside the page. `remind` is
    a time of day, such as 18:30; with it, so do reminders for a calendar.

    In that folder nothing else stays. Raises InputError for a folder without a whole export, CoachError if a file
    cannot be written.
    """
    album = page_album(exported)
    target = out / folder_name(exported)
    at = None if base is None else address(target.name, base)
    with writing(target), made_folder(target):
        extra = _beside_page(album, at, remind)
        contents = _contents(album, extra) | extra
        for name, content in contents.items():
            with whole_file(target / name) as part, writing(target / name):
                if isinstance(content, Path):
                    shutil.copyfile(content, part)
                else:
                    part.write_bytes(content)
        remove_unfinished(target)
        with writing(target):
            for path in target.iterdir():
                if path.name not in contents and path.is_file():
                    path.unlink()
    # A host that lists folders would tell all addresses.
    if not (out / "index.html").exists():
        write_text(out / "index.html", render("empty.html"))
    return target


def places(page: Path, base: str | None) -> list[str]:
    """List a page's folder, and at a known address of the site the page, its sheet to print and its feed."""
    if base is None:
        return [str(page)]
    at = address(page.name, base)
    return [str(page), at, str(page / SHEET), f"{at}{FEED}"]


def address(folder: str, base: str) -> str:
    """Join the address of the site and a page's folder. Raises InputError for what is no address of the web."""
    found = urlsplit(base)
    if found.scheme not in ("https", "http") or not found.netloc or found.query or found.fragment:
        raise InputError(f"--base {shown(base)} is no address of a site; write it like https://example.org/sessions")
    try:
        host = found.netloc.encode("idna").decode()
    except UnicodeError as error:
        raise InputError(f"--base {shown(base)} has no name of a host") from error
    return f"{found.scheme}://{host}{quote(unquote(found.path)).rstrip('/')}/{folder}/"


def page_files(
    album: PageAlbum, *, installable: bool = False, beside: Collection[str] = (), downloads: Sequence[str] = ()
) -> dict[str, str]:
    """Make the texts of a page, by file name: one HTML, one style sheet, one script.

    `beside` and `downloads` are as in `page_html`.
    """
    script = "\n".join(map(static, ("page.js", "qr.js", "diary.js")))
    style = re.sub(r"(?<=[{};:,])\s+|\s+(?=[{}])", "", _bare(static("page.css")))
    texts = {"page.css": style, "page.js": _bare(script)}
    version = _version(album, *texts.values())
    return {
        "index.html": page_html(album, version, installable=installable, beside=beside, downloads=downloads),
        **texts,
    }


def _bare(text: str) -> str:
    """Leave out what only an author reads: comments and indentation. No text may have ` // ` or ` /*` in it."""
    text = re.sub(r"(?<!\S)/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"(?<!\S)// .*", "", text)
    return re.sub(r"(?<=[;{,])\n", "", "\n".join(line for line in map(str.strip, text.splitlines()) if line)) + "\n"


def static(name: str) -> str:
    """Read a file that is the same for every page."""
    return files("coach.page").joinpath("static", name).read_text(encoding="utf-8")


def beside(album: PageAlbum) -> tuple[Path, ...]:
    """List the files of the album that the page plays and shows."""
    return (album.sound, album.captions, *([album.cover] if album.cover else []))


def icon(size: int) -> bytes:
    """Draw the icon, a spiky ball, as PNG. All of it lies in the circle to which phones may cut an icon."""
    from PIL import Image

    with Image.open(io.BytesIO(as_png(list(_ball()), SIZE, GROUND))) as drawn:
        out = io.BytesIO()
        drawn.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _ball() -> Iterator[Shape]:
    middle = SIZE / 2
    yield box(0, 0, SIZE, SIZE, GROUND)
    for turn in range(12):
        x, y = math.sin(turn * math.pi / 6), math.cos(turn * math.pi / 6)
        yield Line(((middle, middle), (middle + 480 * x, middle + 480 * y)), PAPER, 70)
    yield Circle((middle, middle), 370, STRIP)


def _contents(album: PageAlbum, extra: Collection[str]) -> dict[str, Path | bytes]:
    """Make each file's bytes, or find the file to copy, by name; the page last, when all it wants is there."""
    found: dict[str, Path | bytes] = {path.name: path for path in beside(album)}
    found |= {f"icon-{size}.png": icon(size) for size in ICONS}
    texts = page_files(album, installable=True, beside=extra)
    texts["page.webmanifest"] = json.dumps(_manifest(album), indent=1, ensure_ascii=False)
    known = {"version": _version(album, *texts.values()), "files": ["./", *map(quote, (*found, *texts))]}
    texts["worker.js"] = f"self.KEPT = {json.dumps(known)};\n{static('worker.js')}"
    return found | {name: text.encode() for name, text in sorted(texts.items(), reverse=True)}


def _beside_page(album: PageAlbum, at: str | None, remind: str | None) -> dict[str, Path | bytes]:
    """Make what no phone has to keep: reminders, and at a known address the sheet to print and the feed."""
    texts = {}
    if remind is not None:
        texts[REMINDERS] = reminders(album, remind, datetime.now().astimezone(), at)
    if at is not None:
        texts |= {SHEET: sheet_html(album, at), "sheet.css": static("sheet.css"), **feed_files(album, at)}
    return {name: text.encode() for name, text in texts.items()}


def _manifest(album: PageAlbum) -> dict[str, object]:
    icons = [
        {"src": f"icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
        for size in ICONS
    ]
    return {
        "name": album.title,
        "short_name": album.title.partition(",")[0],
        "lang": album.language,
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": "#0b1a2d",
        "theme_color": "#0b1a2d",
        "icons": icons,
    }


def _version(album: PageAlbum, *texts: str) -> str:
    """Digest all that a phone keeps."""
    digest = sha256("\0".join(texts).encode())
    for path in beside(album):
        with writing(path):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def folder_name(exported: Path) -> str:
    """Read the name of the page's folder, or make one of 128 random bits. Raises InputError if it is no name."""
    path = exported / ADDRESS
    try:
        name = decode(path.read_bytes(), _Address).folder
    except FileNotFoundError:
        name = secrets.token_hex(16)
        write_text(path, json.dumps({"folder": name}) + "\n")
    except (OSError, msgspec.MsgspecError) as error:
        raise InputError(f"{path} cannot be read ({error}); remove it for a new address") from error
    if len(name) != 32 or not set(name) <= set("0123456789abcdef"):
        raise InputError(f"{path} holds no address; remove it for a new one")
    return name

"""Edition of an album: a person's own title, name and picture."""

import hashlib
import io
import unicodedata
import warnings
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from coach.errors import InputError
from coach.export.cover.marks import SIZE
from coach.text import DIRECTION

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

LONGEST_TITLE, LONGEST_NAME = 120, 80
"""The longest that each may be, in letters."""

_FORMATS = ("JPEG", "PNG")
_BREAKS = ("Cc", "Cs", "Zl", "Zp")
"""Kinds of characters that control, or begin a new line."""

_QUALITY = 88


class Picture:
    """A person's own cover: a JPEG of `SIZE` pixels each way, with nothing of its file but the visible picture."""

    notice = None

    def __init__(self, path: Path) -> None:
        """Read the picture. Raises InputError if the file is no readable JPEG or PNG."""
        self.image = _square(path)

    @cached_property
    def identity(self) -> str:
        """Text or digest that tells one cover from another."""
        return hashlib.sha256(self.image).hexdigest()

    @property
    def files(self) -> Mapping[str, Callable[[], bytes]]:
        """Makers of the files beside the sound, by file name."""
        return MappingProxyType({"cover.jpg": lambda: self.image})


class KeptPicture(Picture):
    """A person's own cover as an export wrote it, which would be other bytes if it were put on a square again."""

    def __init__(self, image: bytes) -> None:
        self.image = image


class Edition(msgspec.Struct, frozen=True):
    """A person's own title, name and picture; None for each that was not given."""

    title: str | None = None
    name: str | None = None
    """The person whom the album is for: only in the album's tags and at the head of the cue sheet."""
    picture: Picture | None = None


def edition(title: str | None, name: str | None, picture: Path | None) -> Edition:
    """Check what was given on the command line. Raises InputError for what cannot be used."""
    return Edition(
        title=None if title is None else _text("--title", title, LONGEST_TITLE),
        name=None if name is None else _text("--for", name, LONGEST_NAME),
        picture=None if picture is None else Picture(picture),
    )


def _text(option: str, given: str, most: int) -> str:
    """Check a text. No error repeats the text: a name must not come into a log."""
    try:
        # Where the system's language is none, Python takes each byte beyond ASCII for half a letter.
        given = given.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError as error:
        raise InputError(f"{option} is no UTF-8 text; write it in a terminal that uses UTF-8") from error
    if any(unicodedata.category(one) in _BREAKS or one in DIRECTION for one in given):
        raise InputError(f"{option} has a line break or another control character; write it as plain text on one line")
    text = " ".join(unicodedata.normalize("NFC", given).split())
    if not any(unicodedata.category(one)[0] in "LNPS" for one in text):
        raise InputError(f"{option} is empty; write at least one letter or number, or leave the option out")
    if len(text) > most:
        raise InputError(f"{option} is {len(text)} letters long; write at most {most}")
    return text


def _square(path: Path) -> bytes:
    """Put the whole picture on a square in the colour of its edge, so that nothing is cut off."""
    from PIL import Image

    seen = _read(path)
    longer = max(seen.size)
    width, height = (max(1, round(side * SIZE / longer)) for side in seen.size)
    whole = seen.resize((width, height), Image.Resampling.LANCZOS)
    square = Image.new("RGB", (SIZE, SIZE), _edge(whole))
    square.paste(whole, ((SIZE - width) // 2, (SIZE - height) // 2))
    out = io.BytesIO()
    square.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _read(path: Path) -> "Pixels":
    """Read the picture upright, on white where one could see through it."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if path.exists() and not path.is_file():
        raise InputError(f"--cover {path}: is no file; choose a JPEG or PNG picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with path.open("rb") as file, Image.open(file, formats=_FORMATS) as image:
                upright = ImageOps.exif_transpose(image)
                if not upright.has_transparency_data:
                    return _eight_bits(upright).convert("RGB")
                holed = upright.convert("RGBA")
                seen = Image.new("RGB", holed.size, "white")
                seen.paste(holed, mask=holed.getchannel("A"))
                return seen
    except UnidentifiedImageError as error:
        raise InputError(f"--cover {path}: is no JPEG or PNG picture; choose another file") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InputError(f"--cover {path}: has too many pixels; make it smaller, {SIZE} each way are enough") from error
    except (OSError, ValueError, SyntaxError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "it is damaged"
        raise InputError(f"--cover {path}: cannot be read as a picture ({why}); choose another file") from error


def _eight_bits(image: "Pixels") -> "Pixels":
    """Convert to 8 bits a sample: Pillow cuts the brightness of greys with 16 off at the darkest."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value / 257).convert("L")


def _edge(image: "Pixels") -> tuple[int, int, int]:
    """Find the mean colour of the two longer edges, to which the square adds."""
    import numpy as np

    pixels = np.asarray(image, dtype=np.float64)
    ends = pixels[[0, -1]] if image.width > image.height else pixels[:, [0, -1]]
    red, green, blue = (round(value) for value in ends.reshape(-1, 3).mean(axis=0))
    return red, green, blue

"""Glyphs several rows high: words in the letters of a font, drawn by half blocks, two pixels in each cell.

Source Sans in one weight, hinted to whole pixels, is that of the cover; all of Latin, Greek and Cyrillic is in it.
"""

import unicodedata
from bisect import bisect_left
from functools import cache, lru_cache
from importlib.resources import files

import msgspec
import numpy as np
from PIL import Image, ImageDraw, ImageFont

SMALLEST = 9
"""Pixels of the font from which its letters can be told apart; found by looking."""
_SIZES = range(SMALLEST, 400)
_CELLS = " ▄▀█"
"""Cells by their two pixels: neither, the lower, the upper, both."""
_NO_LETTER = "\uffff"
"""A code point that no font has, drawn as every missing letter is."""


class Setting(msgspec.Struct, frozen=True):
    """Setting of words in one size: lines of words, and the pixels they take."""

    size: int
    lines: tuple[str, ...]
    ascent: int
    """Pixels of the highest letter above the base line."""
    pitch: int
    """Pixels from one line to the next: even, so that each line is drawn alike."""
    height: int


@lru_cache(maxsize=16)
def glyphs(text: str, width: int, height: int) -> tuple[str, ...]:
    """Draw the text as large as it fits into so many columns and rows; nothing where `largest` finds nothing."""
    setting = largest(text, width, height)
    return _drawn(setting) if setting else ()


def largest(text: str, width: int, height: int) -> Setting | None:
    """Find the largest setting that fits into so many columns and rows, wrapped at words.

    None where even the smallest letters do not fit, or where the font lacks one of them: no word has a hole.
    """
    words = unicodedata.normalize("NFC", text).split()
    if not words or not all(_has(letter) for letter in set("".join(words))):
        return None
    # Larger words never fit where smaller ones do not, but for the rounding of a pixel.
    past = bisect_left(_SIZES, True, key=lambda size: _set(words, size, width, 2 * height) is None)
    return _evened(words, _SIZES[past - 1], width, 2 * height) if past else None


def _set(words: list[str], size: int, width: int, height: int) -> Setting | None:
    """Break the words into the fewest lines; None if they need more than these pixels."""
    lengths = [_length(word, size) for word in words]
    if max(lengths) > width:
        return None
    lines = _broken(words, lengths, _length(" ", size), width)
    _, top, _, bottom = _font(size).getbbox(" ".join(words), mode="1", anchor="ls")
    tall = int(bottom - top)
    pitch = tall + max(1, size // 8)
    pitch += pitch % 2
    needed = tall + pitch * (len(lines) - 1)
    return Setting(size, tuple(lines), -int(top), pitch, needed) if needed <= height else None


def _evened(words: list[str], size: int, width: int, height: int) -> Setting | None:
    """Set the words in as narrow lines as their number allows: these are the most even ones."""
    widest = _set(words, size, width, height)

    def same(narrower: int) -> bool:
        setting = _set(words, size, narrower, height)
        return widest is not None and setting is not None and len(setting.lines) == len(widest.lines)

    return _set(words, size, bisect_left(range(width), True, key=same), height)


def _broken(words: list[str], lengths: list[float], space: float, width: float) -> list[str]:
    made: list[str] = []
    used = 0.0
    for word, length in zip(words, lengths, strict=True):
        if made and used + space + length <= width:
            made[-1] += f" {word}"
            used += space + length
        else:
            made.append(word)
            used = length
    return made


def _drawn(setting: Setting) -> tuple[str, ...]:
    font = _font(setting.size)
    widths = [round(font.getlength(line, mode="1")) for line in setting.lines]
    image = Image.new("1", (max(widths), setting.height + setting.height % 2))
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"  # no greys: the font is hinted to whole pixels
    for at, (line, width) in enumerate(zip(setting.lines, widths, strict=True)):
        place = (image.width - width) // 2, setting.ascent + at * setting.pitch
        draw.text(place, line, fill=1, font=font, anchor="ls")
    pixels = np.asarray(image).astype(int)
    cells = np.array(list(_CELLS))[2 * pixels[::2] + pixels[1::2]]
    return tuple(map("".join, cells.tolist()))


@lru_cache(maxsize=10_000)
def _length(word: str, size: int) -> float:
    return _font(size).getlength(word, mode="1")


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    path = files("font_source_sans_pro").joinpath("files", "SourceSansPro-Semibold.ttf")
    # The other engine shapes by a library of the system, which not every machine has.
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _has(letter: str) -> bool:
    return _look(letter) != _look(_NO_LETTER)


@cache
def _look(letter: str) -> tuple[tuple[int, int], bytes]:
    mask = _font(40).getmask(letter)
    return mask.size, bytes(mask)

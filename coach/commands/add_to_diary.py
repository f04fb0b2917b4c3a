"""Take sessions from a phone into the diary, out of a saved file, a picture of the code, or typed words."""

import io
import sys
from pathlib import Path

from coach.commands.doctor import install
from coach.diary.phone import FORM, parse
from coach.diary.record import local_now
from coach.diary.store import Diary, default_path
from coach.diary.take_in import take_in
from coach.errors import InputError, shown
from coach.protocol import Protocol, load
from coach.protocols import shipped

_MOST = 20_000_000
"""Bytes of a picture, at most."""


def add_to_diary(source: str, own: str | None = None) -> str:
    """Take in the sessions of the file `source`, `-` for standard input; return what became of them, as a line.

    `own` is the path of the protocol, if it did not come along. Raises InputError, DiaryError.
    """
    sessions = parse(_words(source))
    diary = Diary(default_path())
    taken = take_in(diary, sessions, lambda name: _protocol(name, own), local_now())
    return f"{diary.path}: {taken.new} new, {taken.more} with more than before, {taken.known} known already"


def _protocol(name: str, own: str | None) -> Protocol:
    """Load a protocol that a phone names: nothing but a shipped one, or the file that was given beside."""
    if own is not None and load(own).protocol == name:
        return load(own)
    if name not in shipped():
        raise InputError(
            f"no protocol '{shown(name)}' came along; give its file: coach diary add FILE --protocol THAT.yaml"
        )
    return load(name)


def _words(source: str) -> str:
    try:
        data = sys.stdin.buffer.read(_MOST) if source == "-" else _read(Path(source))
    except OSError as error:
        raise InputError(f"{shown(source, 200)}: cannot be read: {error.strerror}") from error
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _in_picture(data, source)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST)


def _in_picture(data: bytes, source: str) -> str:
    """Read the words of the QR code in a picture. Raises InputError."""
    from PIL import Image, UnidentifiedImageError

    try:
        import zxingcpp
    except ImportError as error:
        raise InputError(f"a picture of the code is read by zxing-cpp, which is not here; {install('scan')}") from error
    try:
        with Image.open(io.BytesIO(data)) as picture:
            found = [one.text for one in zxingcpp.read_barcodes(picture.convert("RGBA").convert("L"))]
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise InputError(f"{shown(source, 200)} is neither text nor a picture that can be read") from error
    words = next((text for text in found if text.startswith(FORM)), None)
    if words is None:
        raise InputError(f"{shown(source, 200)}: no code with sessions is seen; take the picture nearer, and straight")
    return words

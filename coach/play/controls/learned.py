"""Learned buttons: what a person's own buttons mean, in a small file that can be read and deleted."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from coach.errors import CoachError
from coach.play.controls.verbs import Verb
from coach.storage.atomic import made_folder, write_text, writing
from coach.storage.json_files import decode
from coach.storage.paths import data_folder

ABOUT = "Buttons that were learned. To delete them: coach buttons forget"

VERBS: dict[str, Verb] = {
    "pause": Verb.TOGGLE,
    "go-on": Verb.RESUME,
    "ready": Verb.READY,
    "again": Verb.AGAIN,
    "next": Verb.NEXT,
    "back": Verb.BACK,
    "louder": Verb.LOUDER,
    "softer": Verb.SOFTER,
    "time": Verb.REMAINING,
    "stop": Verb.STOP,
}
"""Verbs by the words that are typed for them."""


class LearnedButton(msgspec.Struct, frozen=True):
    """One button of one device, and its meaning."""

    device: str
    """Name that the device gives itself."""
    code: int
    verb: Verb

    @property
    def word(self) -> str:
        """The word for its verb."""
        return next(word for word, verb in VERBS.items() if verb is self.verb)


class _File(msgspec.Struct, frozen=True):
    about: str
    buttons: tuple[LearnedButton, ...]


def default_path() -> Path:
    """Path of the file in the user's data folder."""
    return data_folder() / "buttons.json"


def read(path: Path) -> tuple[LearnedButton, ...]:
    """Read what was learned; nothing if there is no file. Raises CoachError if it cannot be read."""
    try:
        return decode(path.read_bytes(), _File).buttons
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise CoachError(f"{path}: the learned buttons cannot be read ({error.strerror}); make it readable") from error
    except msgspec.MsgspecError as error:
        raise CoachError(f"{path}: it is damaged ({error}); delete it by: coach buttons forget") from error


def add(path: Path, button: LearnedButton) -> None:
    """Keep one more; the same button of the same device gets its new meaning. Raises CoachError."""
    _write(path, [each for each in read(path) if (each.device, each.code) != (button.device, button.code)] + [button])


def forget(path: Path, verb: Verb | None = None) -> bool:
    """Delete what was learned for a verb, or all of it. Whether there was something. Raises CoachError."""
    if verb is None:
        there = path.exists()
        with writing(path):
            path.unlink(missing_ok=True)
        return there
    before = read(path)
    left = [each for each in before if each.verb is not verb]
    if len(left) < len(before):
        _write(path, left)
    return len(left) < len(before)


def _write(path: Path, buttons: Sequence[LearnedButton]) -> None:
    text = msgspec.json.format(msgspec.json.encode(_File(ABOUT, tuple(buttons))), indent=2)
    with writing(path), made_folder(path.parent):
        write_text(path, text.decode() + "\n")

"""Where a prepared session meets its device, its controls and its screens; `play` and `loop` both begin here."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import msgspec

from coach.diary.record import Recorder
from coach.diary.store import About, Diary, DiaryError
from coach.diary.store import default_path as diary_path
from coach.errors import InputError
from coach.options import Prepare, by_diary, chosen, prepared_again
from coach.play.answers import AnswerSource
from coach.play.comfort import ComfortPolicy
from coach.play.controls import Joined, NoKeys
from coach.play.device import Device
from coach.play.events import Screen
from coach.play.journal import Journal, default_path, read
from coach.play.keys import terminal_keys
from coach.play.live import Ending, run
from coach.play.mpris import Mpris
from coach.play.plain import Plain
from coach.play.players import make_player
from coach.play.source import ChapterSource
from coach.play.stream import Stream
from coach.play.tally import Tally
from coach.prepare import Prepared


def device(player: str, *, patient: bool = False) -> Device:
    """A device by the name of its player. Raises InputError for an unknown one."""
    make_player(player)
    return Device(lambda: make_player(player), patient=patient)


def listen(
    source: ChapterSource,
    answers: AnswerSource | None,
    title: str,
    to: Device,
    *,
    first: int = 0,
    skip_to: int | None = None,
    comfort: ComfortPolicy | None = None,
    tally: Tally | None = None,
    tells_keys: bool = False,
    resumed: bool = False,
    look: str = "screen",
    others: Sequence[Screen] = (),
) -> Ending:
    """Play `source` from chapter `first` on, with the keys of the terminal and the buttons of the desktop.

    `look` is `screen`, `plain` or `quiet`; where there is no terminal to draw on, `screen` becomes `plain`.
    Raises what `live.run` raises.
    """
    keys = terminal_keys()
    tells = tells_keys and not isinstance(keys, NoKeys)
    stream = Stream(
        source,
        first,
        answers=answers,
        comfort=comfort,
        tally=tally,
        tells_keys=tells,
        skip_to=skip_to,
        resumed=resumed,
    )
    controls = Joined(keys)
    remote = Mpris(title, source.count, controls.ask)
    controls.join(remote)
    screens: list[Screen] = [*others, remote]
    with ExitStack() as stack:
        if look == "screen" and _can_draw():
            from coach.play.screen import BigScreen

            screen = BigScreen(title, source.count, stream.remaining)
            screens.append(stack.enter_context(screen))
        elif look != "quiet":
            screens.append(Plain(source.count))
        return run(stream, to, controls, *screens)


def taken_up(prepare: Prepare, resume: bool) -> tuple[Prepared, Journal, int]:
    """The session of the options, or the one that was broken off; its journal; the chapter to begin with.

    Raises InputError for neither or both, or if nothing can be resumed.
    """
    options, path = chosen(prepare), default_path()
    if not resume:
        if options["name"] is None:
            raise InputError("play what? name a protocol (see: coach list), or go on with --resume")
        prepare = by_diary(prepare)
        prepared = prepare()
        return prepared, Journal(path, chosen(prepare), prepared.fingerprint), 0
    if options["name"] is not None:
        raise InputError("--resume goes on with the session that was broken off, as it was chosen; leave the name out")
    entry = read(path)
    prepared = prepared_again(entry.options)()
    if prepared.fingerprint != entry.fingerprint:
        raise InputError(f"{entry.options['name']} has changed since it was broken off; begin it anew with: coach play")
    return prepared, Journal(path, entry.options, entry.fingerprint), entry.chapter


def chapter_from(prepared: Prepared, number: int | None, resume: bool) -> int | None:
    """The index of chapter `number`, counted from one; None for none. Raises InputError if there is no such chapter."""
    if number is None:
        return None
    if resume:
        raise InputError("--from begins a session, --resume goes on with one; leave one of them out")
    if number > prepared.count:
        raise InputError(f"--from {number}: this session has chapters 1 to {prepared.count}; see: coach plan")
    return number - 1


def is_first(prepared: Prepared) -> bool:
    """Whether the diary knows of no session of this protocol; not where it cannot be read, which is told elsewhere."""
    try:
        entries = Diary(diary_path()).entries()
    except DiaryError:
        return False
    return not any(entry.protocol == prepared.protocol.protocol for entry in entries)


@contextmanager
def recorded(prepared: Prepared, resumed: bool) -> Iterator[Sequence[Recorder]]:
    """What writes the session into the diary; nothing, if it is for a room, where nobody keeps a diary."""
    protocol = prepared.protocol
    if protocol.audience != "person":
        yield ()
        return
    choices = prepared.choices
    chosen_as_text = msgspec.json.encode(choices).decode()
    about = About(protocol.protocol, protocol.version, prepared.title, choices.level, choices.language, chosen_as_text)
    with Recorder(Diary(diary_path()), about, resumed=resumed) as recorder:
        yield (recorder,)


def _can_draw() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"

"""Where a prepared session meets its device, its controls and its screens; `play` and `loop` both begin here."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import msgspec

from coach.cli.options import AUTO, Prepare, by_diary, chosen, prepared_again, unchosen
from coach.diary.advice import TooSoon
from coach.diary.record import Recorder
from coach.diary.store import About, Diary, DiaryError
from coach.diary.store import default_path as diary_path
from coach.errors import InputError
from coach.play.controls.base import Joined, NoKeys
from coach.play.controls.keys import terminal_keys
from coach.play.desktop.mpris import Mpris
from coach.play.devices import make_player
from coach.play.devices.supervisor import Device
from coach.play.events import SessionObserver
from coach.play.journal import Journal, default_path, read
from coach.play.live import Ending, run
from coach.play.screens.lines import Plain
from coach.play.stream.prompts import PromptSource
from coach.play.stream.source import ChapterSource
from coach.play.stream.stream import Stream
from coach.play.stream.tally import Tally
from coach.protocol import find
from coach.render.renderer import SessionRenderer
from coach.session.comfort import ComfortPolicy


def device(player: str, *, patient: bool = False) -> Device:
    """A device by the name of its player. Raises InputError for an unknown one."""
    make_player(player)
    return Device(lambda: make_player(player), patient=patient)


def listen(
    source: ChapterSource,
    answers: PromptSource | None,
    title: str,
    to: Device,
    *,
    language: str,
    first: int = 0,
    skip_to: int | None = None,
    comfort: ComfortPolicy | None = None,
    tally: Tally | None = None,
    tells_keys: bool = False,
    resumed: bool = False,
    look: str = "screen",
    others: Sequence[SessionObserver] = (),
) -> Ending:
    """Play `source` from chapter `first` on, with the keys of the terminal and the buttons of the desktop.

    The screen speaks the `language` of the session. `look` is `screen`, `plain` or `quiet`; where there is no terminal
    to draw on, `screen` becomes `plain`.
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
    screens: list[SessionObserver] = [*others, remote]
    with ExitStack() as stack:
        if look == "screen" and _can_draw():
            from coach.play.screens.large import BigScreen

            screen = BigScreen(title, source.count, stream.remaining, language=language)
            screens.append(stack.enter_context(screen))
        elif look != "quiet":
            screens.append(Plain(source.count, language=language))
        return run(stream, to, controls, *screens)


def taken_up(prepare: Prepare, resume: bool) -> tuple[SessionRenderer, Journal, int, TooSoon | None]:
    """The session of the options, or the one that was broken off; its journal; the chapter to begin with.

    Last, whether it is too soon for it: what goes on is the same session, and never too soon.
    Raises InputError for neither, if nothing can be resumed, or if that is not what the options say.
    """
    options, path = chosen(prepare), default_path()
    if not resume:
        if options["name"] is None:
            raise InputError("play what? name a protocol (see: coach list), or go on with --resume")
        prepare, soon = by_diary(prepare)
        prepared = prepare()
        return prepared, Journal(path, chosen(prepare), prepared.fingerprint), 0, soon
    if options["name"] is not None:
        find(options["name"])  # a mistyped name is told first
    entry = read(path)
    _agree(options, entry.options)
    prepared = prepared_again(entry.options)()
    if prepared.fingerprint != entry.fingerprint:
        name = entry.options["name"]
        raise InputError(f"{name} has changed since it was broken off; begin it anew with: coach play {name}")
    return prepared, Journal(path, entry.options, entry.fingerprint), entry.chapter, None


def chapter_from(prepared: SessionRenderer, number: int | None, resume: bool) -> int | None:
    """The index of chapter `number`, counted from one; None for none. Raises InputError if there is no such chapter."""
    if number is None:
        return None
    if resume:
        raise InputError("--from begins a session, --resume goes on with one; leave one of them out")
    if number > prepared.count:
        raise InputError(f"--from {number}: this session has chapters 1 to {prepared.count}; see: coach plan")
    return number - 1


def is_first(prepared: SessionRenderer) -> bool:
    """Whether the diary knows of no session of this protocol; not where it cannot be read, which is told elsewhere."""
    try:
        entries = Diary(diary_path()).entries()
    except DiaryError:
        return False
    return not any(entry.protocol == prepared.protocol.protocol for entry in entries)


def _agree(options: dict[str, Any], before: dict[str, Any]) -> None:
    """Raises InputError if what was typed beside --resume is not of the session that was broken off."""
    name, other = options["name"], before["name"]
    if name is not None and name != other and find(name).resolve() != find(other).resolve():
        raise InputError(
            f"the session that was broken off is {other}, not {name}; go on with it: coach play --resume, "
            f"or begin anew: coach play {name}"
        )
    usual = unchosen()
    for option, value in options.items():
        # What `auto` chose then stays: it is part of that session.
        if option != "name" and value not in (usual[option], before.get(option), AUTO):
            raise InputError(
                f"--resume goes on with the session as it was chosen; leave out --{option.replace('_', '-')}, "
                f"or begin anew: coach play {other}"
            )


@contextmanager
def recorded(prepared: SessionRenderer, resumed: bool) -> Iterator[Sequence[Recorder]]:
    """What writes the session into the diary; nothing, if it is for a room, where nobody keeps a diary."""
    protocol = prepared.protocol
    if protocol.audience != "person":
        yield ()
        return
    # As it was chosen: a session that was eased and goes on is still the same one.
    choices = msgspec.structs.replace(prepared.choices, fewer=0, over=())
    chosen_as_text = msgspec.json.encode(choices).decode()
    about = About(protocol.protocol, protocol.version, prepared.title, choices.level, choices.language, chosen_as_text)
    with Recorder(Diary(diary_path()), about, resumed=resumed) as recorder:
        yield (recorder,)


def _can_draw() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def session(
    prepare: Prepare,
    player: str,
    *,
    resume: bool,
    start: int | None,
    look: str,
    comfort: bool,
    soon_is_fine: bool,
    tell: Callable[[str | None], None],
) -> None:
    """Play the session of the options, or the one that was broken off; from chapter `start` on, after its notice.

    `tell` gets each line that a person should know beside what is heard. Raises what `taken_up`, `screened` and
    `listen` raise.
    """
    from coach.screening import admitted, screened

    to = device(player)
    prepared, journal, first, soon = taken_up(prepare, resume)
    skip_to = chapter_from(prepared, start, resume)
    admitted(prepared, to, soon, soon_is_fine, tell)
    screened(prepared, to, tell)
    tally = Tally(prepared.days)
    with recorded(prepared, resume) as diary:
        ending = listen(
            prepared,
            prepared,
            prepared.title,
            to,
            language=prepared.choices.language,
            first=first,
            skip_to=skip_to,
            comfort=prepared.comfort(asks=comfort),
            tally=tally,
            tells_keys=not resume and is_first(prepared),
            resumed=resume,
            look=look,
            others=[journal, *diary],
        )
    if look != "quiet":
        for said in tally.words():
            print(prepared.text(said))
    troubles = [journal.trouble, *(recorder.trouble for recorder in diary)]
    for line in [*troubles, prepared.notice() if ending == "finished" else None]:
        if line is not None:
            tell(line)

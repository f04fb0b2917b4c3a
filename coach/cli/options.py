"""The options that `plan`, `play` and `export` share, written down once.

A command takes `prepare` as its first parameter, and `with_session` puts the options in its place.
"""

import functools
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import typer

from coach.cli.usage import in_output, in_session, in_sound
from coach.errors import InputError
from coach.protocols import shipped

if TYPE_CHECKING:
    from coach.diary.advice import TooSoon
    from coach.diary.store import Entry
    from coach.render.renderer import SessionRenderer

Prepare: TypeAlias = "functools.partial[SessionRenderer]"
"""Makes the session that the options describe. Its keywords are those options."""

AUTO = "auto"
"""The level that the diary decides."""

_BETWEEN = "/"
"""Between the names of protocols that are left out; no file's name has it."""


def _protocols() -> list[str]:
    return list(shipped())


def _languages() -> list[str]:
    from coach.protocol import load

    return sorted({language for name in shipped() for language in load(name).words})


def _voices() -> list[str]:
    from coach.voice import VOICES

    return [*VOICES, "pack:"]


# What typer lists, checks and completes. The tables of the stages that use these words come too late for it: they
# take long to import. A test compares them.
Side = Literal["both", "left", "right"]
Level = Literal["learn", "remind", "tones", "auto"]
Pace = Literal["calm", "easy", "normal", "lively", "brisk"]
Layout = Literal["tracks", "single", "both"]
Format = Literal["mp3", "m4b", "opus", "flac", "wav"]
ScriptFormat = Literal["text", "csv", "html"]
PlayerName = Literal["miniaudio", "simpleaudio", "null"]

_NAME = "A shipped protocol (see: coach list), or the path of a .yaml file."
Name = Annotated[str, typer.Argument(metavar="NAME", help=_NAME, autocompletion=_protocols)]
Names = Annotated[
    list[str],
    typer.Argument(metavar="NAME", help="Shipped protocols or paths of .yaml files.", autocompletion=_protocols),
]
Shipped = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="Only of this protocol; without it, of all.", autocompletion=_protocols),
]
Items = Annotated[
    list[str],
    typer.Argument(
        metavar="NAME",
        help="Protocols for a room (see: coach list) and sound files, in turn.",
        autocompletion=_protocols,
    ),
]
Language = Annotated[
    str,
    in_session(metavar="LANGUAGE", help="Two letters, one of those the protocol has.", autocompletion=_languages),
]
Voice = Annotated[
    str,
    in_sound(
        metavar="VOICE",
        help="piper, pyttsx3, FILE.onnx (a Piper model) or pack:DIR (recordings); see: coach voices.",
        autocompletion=_voices,
    ),
]
Cache = Annotated[Path | None, in_sound(metavar="DIR", help="Folder for phrases that were spoken once.")]
Player = Annotated[PlayerName, in_sound("--player", metavar="PLAYER", help="What plays the sound.")]
Plain = Annotated[bool, in_output("--plain", help="Plain lines, for a screen reader or a log.")]
Picture = Annotated[Path | None, in_output("--picture", metavar="FILE.svg", help="Also draw it, into this SVG file.")]


def _session(
    name: Name,
    side: Annotated[Side, in_session(metavar="SIDE", help="Which side of the body.")] = "both",
    level: Annotated[
        Level | None,
        in_session(
            metavar="LEVEL",
            help="How much is said: learn explains, remind names each action, tones leaves safety and places; "
            "auto goes by your diary.",
            show_default="learn",
        ),
    ] = None,
    spots: Annotated[
        int | None, in_session(metavar="NUMBER", help="Spots on each strip, within the protocol's limits.")
    ] = None,
    passes: Annotated[
        int | None, in_session(metavar="NUMBER", help="Times over each strip, within the protocol's limits.")
    ] = None,
    hold: Annotated[
        float | None, in_session(metavar="SECONDS", help="Each hold, within the protocol's limits.")
    ] = None,
    set: Annotated[
        float | None, in_session(metavar="SECONDS", help="Each set of strokes, within the protocol's limits.")
    ] = None,
    stroke: Annotated[
        float | None, in_session(metavar="SECONDS", help="Each stroke, one way, within the protocol's limits.")
    ] = None,
    pace: Annotated[
        Pace | None, in_session(metavar="PACE", help="Of pauses and rests, never of a hold.", show_default="normal")
    ] = None,
    minutes: Annotated[
        float | None,
        in_session(
            metavar="MINUTES",
            help="How long it should take, to 30 s: chooses spots, level, passes and pace if left out.",
        ),
    ] = None,
    language: Language = "en",
    voice: Voice = "piper",
    cache: Cache = None,
    tones: Annotated[Path | None, in_sound(metavar="DIR", help="Folder with tones of your own.")] = None,
    bed: Annotated[
        str,
        in_sound(
            metavar="BED",
            help="What lies under everything: carrier, a music file of yours, or none. With none, Bluetooth "
            "headphones fall asleep in a hold and players that skip silence cut it short.",
            autocompletion=lambda: ["carrier", "none"],
        ),
    ] = "carrier",
    stereo: Annotated[bool, in_sound("--stereo", help="Left and right by place as well.")] = False,
    voice_volume: Annotated[int, in_sound(metavar="PERCENT", help="Of the voice.", min=25, max=200)] = 100,
    tone_volume: Annotated[int, in_sound(metavar="PERCENT", help="Of the tones.", min=25, max=200)] = 100,
    *,
    live: bool = False,
    fewer: int = 0,
    over: str | None = None,
    without: str = "",
) -> "SessionRenderer":
    from coach.render.renderer import SessionRenderer, Sounds
    from coach.session import Choices

    said = _by_practice(name, _remembered(), language) if level == AUTO else level
    open_choices = {"spots": spots, "level": said, "passes": passes, "pace": pace}
    given = {option: value for option, value in open_choices.items() if value is not None}
    choices = Choices(
        side=side,
        hold=hold,
        set=set,
        stroke=stroke,
        without=tuple(filter(None, without.split(_BETWEEN))),
        live=live,
        fewer=fewer,
        over=() if over is None else tuple(over.split(_BETWEEN)),
        language=language,
        **given,  # type: ignore[arg-type]
    )
    sounds = Sounds(voice, cache, tones, bed, stereo, voice_volume, tone_volume)
    if minutes is None:
        return SessionRenderer(name, choices, sounds)
    from coach.render.fit import fitted

    prepared, chosen_for_them = fitted(name, choices, sounds, minutes, open_choices.keys() - given.keys())
    note(chosen_for_them)
    return prepared


def with_optional_session(command: Callable[..., None]) -> Callable[..., None]:
    """The same for a command that can do without a name."""
    return with_session(command, name_required=False)


def chosen(prepare: Prepare) -> dict[str, Any]:
    """What was chosen on the command line, as plain values."""
    return {name: str(value) if isinstance(value, Path) else value for name, value in prepare.keywords.items()}


def unchosen() -> dict[str, Any]:
    """The options as they are when left out, as `chosen` has them."""
    return {name: one.default for name, one in inspect.signature(_session).parameters.items()}


def prepared_again(options: dict[str, Any]) -> Prepare:
    """The session of `chosen` options. Raises InputError for options of another version."""
    if unknown := options.keys() - inspect.signature(_session).parameters.keys():
        name = options.get("name", "NAME")
        raise InputError(
            f"the session that was broken off is of another version of the coach ({', '.join(sorted(unknown))}); "
            f"begin it anew with: coach play {name}"
        )
    folders = {name: Path(options[name]) for name in ("cache", "tones") if options.get(name)}
    return functools.partial(_session, **{**options, **folders})


def by_diary(prepare: Prepare) -> "tuple[Prepare, TooSoon | None]":
    """The options of a session that is about to be played, by what the diary says, and whether it is too soon for it.

    It decides the level that `auto` means, and which protocols of a programme were treated today; that is told.
    Raises InputError for a wrong protocol; a diary that cannot be read is only told.
    """
    from coach.diary.advice import left_out, too_soon, treated_today
    from coach.diary.record import local_now
    from coach.protocol import load

    options, entries, now = dict(prepare.keywords), _remembered(), local_now()
    protocol, language = load(options["name"]), options["language"]
    if options["level"] == AUTO:
        options["level"] = _by_practice(options["name"], entries, language)
    treated = treated_today(protocol, entries, now)
    if treated:
        note(left_out(protocol, treated, language))
    soon = too_soon(protocol, entries, now, treated, language)
    return functools.partial(_session, **{**options, "without": _BETWEEN.join(treated), "live": True}), soon


def _remembered() -> "tuple[Entry, ...]":
    """What the diary has; nothing, and a line, if it cannot be read."""
    from coach.diary.store import Diary, DiaryError, default_path

    try:
        return Diary(default_path()).entries()
    except DiaryError as error:
        note(f"{error}; until then no earlier session counts")
        return ()


def _by_practice(name: str, entries: "tuple[Entry, ...]", language: str) -> str:
    from coach.diary.advice import level
    from coach.diary.record import local_now
    from coach.protocol import load
    from coach.text.interface import texts

    chosen_level, why = level(load(name), entries, local_now(), language)
    note(texts(language).level.format(level=chosen_level, why=why))
    return chosen_level


def note(notice: str | None) -> None:
    """Print a notice for whoever typed the command, beside its result; nothing for None."""
    if notice is not None:
        from coach.play.screens.lines import hung

        for line in notice.splitlines():
            print(hung("coach: ", line, sys.stderr), file=sys.stderr)


def with_session(command: Callable[..., None], *, name_required: bool = True) -> Callable[..., None]:
    """The command with the shared options in the place of its first parameter."""
    parameters = inspect.signature(_session).parameters
    # Those after the star are no options: the diary decides them.
    shared = {name: one for name, one in parameters.items() if one.kind is not inspect.Parameter.KEYWORD_ONLY}
    if not name_required:
        shared["name"] = shared["name"].replace(default=None)
    own = list(inspect.signature(command).parameters.values())[1:]

    @functools.wraps(command)
    def wrapped(**values: Any) -> None:
        chosen = {name: values.pop(name) for name in shared}
        # A call, so that a command can refuse its own options before any work is done.
        command(functools.partial(_session, **chosen), **values)

    its = [*own, *shared.values()]
    its.sort(key=lambda parameter: parameter.default is not inspect.Parameter.empty)
    wrapped.__annotations__ = {parameter.name: parameter.annotation for parameter in its}
    wrapped.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in its]
    )
    return wrapped

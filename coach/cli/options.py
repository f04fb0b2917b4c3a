"""The options that commands share, written down once; those of a session become a `SessionRequest`."""

import functools
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from coach.cli.usage import in_output, in_session, in_sound
from coach.protocols import shipped

if TYPE_CHECKING:
    from coach.session.request import SessionRequest


def _protocols() -> list[str]:
    return list(shipped())


def _languages() -> list[str]:
    from coach.protocol import load

    return sorted({language for name in shipped() for language in load(name).words})


def _voices() -> list[str]:
    from coach.voice import VOICES, installed

    return [*VOICES, *(voice.name for voice in installed()), "pack:"]


def _fetchable() -> list[str]:
    from coach.voice.catalogue import OFFERS

    return list(OFFERS)


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
        help="piper, pyttsx3, kokoro, the NAME of a fetched one, FILE.onnx (a Piper model) or pack:DIR (recordings); "
        "see: coach voices.",
        autocompletion=_voices,
    ),
]
VoiceAction = Annotated[
    Literal["get", "add", "remove"] | None,
    typer.Argument(metavar="ACTION", help="get fetches, add takes FILEs of yours, remove deletes; none lists."),
]
VoiceNames = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME", help="es, de, fr, kokoro, a voice of Piper, or a FILE.", autocompletion=_fetchable),
]
Cache = Annotated[Path | None, in_sound(metavar="DIR", help="Folder for phrases that were spoken once.")]
Player = Annotated[PlayerName, in_sound("--player", metavar="PLAYER", help="What plays the sound.")]
Plain = Annotated[bool, in_output("--plain", help="Plain lines, for a screen reader or a log.")]
Base = Annotated[
    str | None,
    in_output("--base", metavar="URL", help="Address at which the site will be: for a sheet to print and a feed."),
]
Reminders = Annotated[
    str | None, in_output(metavar="TIME", help="Also reminders for a calendar, at a time such as 18:30.")
]
DiaryAction = Annotated[
    Literal["add"] | None, typer.Argument(metavar="ACTION", help="add takes in sessions from a phone; none shows it.")
]
DiarySource = Annotated[
    str | None,
    typer.Argument(metavar="FILE", help="For add: as the page saves it, a picture of its code, or - (typed)."),
]
ButtonAction = Annotated[
    Literal["learn", "forget"] | None,
    typer.Argument(metavar="ACTION", help="learn gives a button a meaning, forget deletes them; none shows presses."),
]
ButtonVerb = Annotated[
    Literal["pause", "go-on", "ready", "again", "next", "back", "louder", "softer", "time", "stop"] | None,
    typer.Argument(metavar="VERB", help="For learn and forget: pause also goes on, time tells how long is left."),
]
Wait = Annotated[
    bool,
    in_session(
        "--wait",
        help="Wait each time you get into place, until you press a key (space, r or Enter), at most as long as the "
        "protocol says. --minutes counts each wait as long as its usual rest.",
    ),
]
Picture = Annotated[Path | None, in_output("--picture", metavar="FILE.svg", help="Also draw it, into this SVG file.")]


def _request(
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
) -> "SessionRequest":
    """Make the request that the options describe."""
    from coach.session.choices import Choices
    from coach.session.request import SessionRequest, Sounds

    open_choices: dict[str, Any] = {"spots": spots, "level": level, "passes": passes, "pace": pace}
    given = {option: value for option, value in open_choices.items() if value is not None}
    choices = Choices(side=side, hold=hold, set=set, stroke=stroke, language=language, **given)
    sounds = Sounds(voice, cache, tones, bed, stereo, voice_volume, tone_volume)
    return SessionRequest(name or "", choices, sounds, minutes, tuple(given))


def takes_request(command: Callable[..., None], *, name_required: bool = True) -> Callable[..., None]:
    """Put the options of `_request` in the place of the first parameter of `command`, which takes the request."""
    shared = dict(inspect.signature(_request).parameters)
    if not name_required:
        shared["name"] = shared["name"].replace(default=None)

    @functools.wraps(command)
    def wrapped(**values: Any) -> None:
        command(_request(**{name: values.pop(name) for name in shared}), **values)

    parameters = [*list(inspect.signature(command).parameters.values())[1:], *shared.values()]
    parameters.sort(key=lambda parameter: parameter.default is not inspect.Parameter.empty)
    # Typer reads what a command takes from its signature.
    wrapped.__dict__["__signature__"] = inspect.Signature(
        [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
    )
    wrapped.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return wrapped


def takes_optional_request(command: Callable[..., None]) -> Callable[..., None]:
    """Do the same for a command that can do without a name: the protocol of its request may be empty."""
    return takes_request(command, name_required=False)


def note(notice: str) -> None:
    """Print a notice for whoever typed the command, beside its result."""
    from coach.text import hanging_text

    for line in notice.splitlines():
        print(hanging_text("coach: ", line, sys.stderr), file=sys.stderr)

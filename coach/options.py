"""The options that `plan`, `play` and `export` share, written down once.

A command takes `prepare` as its first parameter, and `with_session` puts the options in its place.
"""

import functools
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

if TYPE_CHECKING:
    from coach.diary.store import Entry
    from coach.prepare import Prepared

Prepare: TypeAlias = "functools.partial[Prepared]"
"""Makes the session that the options describe. Its keywords are those options."""

AUTO = "auto"
"""The level that the diary decides."""

_BETWEEN = "/"
"""Between the names of protocols that are left out; no file's name has it."""


def _session(
    name: Annotated[str, typer.Argument(help="A shipped protocol (see: coach list), or the path of a .yaml file.")],
    side: Annotated[str, typer.Option(help="both, left or right.")] = "both",
    level: Annotated[
        str | None,
        typer.Option(
            help="learn explains, remind names each action, tones leaves safety and places; auto goes by your diary.",
            show_default="learn",
        ),
    ] = None,
    spots: Annotated[int | None, typer.Option(help="Spots on each strip.")] = None,
    passes: Annotated[int | None, typer.Option(help="Times over each strip.")] = None,
    hold: Annotated[float | None, typer.Option(help="Seconds of each hold.")] = None,
    set: Annotated[float | None, typer.Option(help="Seconds of each set of strokes.")] = None,
    stroke: Annotated[float | None, typer.Option(help="Seconds of each stroke, one way.")] = None,
    pace: Annotated[
        str | None,
        typer.Option(
            help="calm, easy, normal, lively or brisk: pauses and rests, never a hold.", show_default="normal"
        ),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(help="How long it should take, to 30 s: chooses spots, level, passes and pace if left out."),
    ] = None,
    language: Annotated[str, typer.Option(help="Two letters, one of those the protocol has.")] = "en",
    voice: Annotated[
        str, typer.Option(help="piper, pyttsx3, FILE.onnx (a Piper model) or pack:DIR (recordings); see: coach voices.")
    ] = "piper",
    cache: Annotated[Path | None, typer.Option(help="Folder for phrases that were spoken once.")] = None,
    tones: Annotated[Path | None, typer.Option(help="Folder with tones of your own.")] = None,
    bed: Annotated[
        str,
        typer.Option(
            help="What lies under everything: carrier, a music file of yours, or none. With none, Bluetooth "
            "headphones fall asleep in a hold and players that skip silence cut it short."
        ),
    ] = "carrier",
    stereo: Annotated[bool, typer.Option("--stereo", help="Tell left and right by place as well.")] = False,
    voice_volume: Annotated[int, typer.Option(help="Percent, 25 to 200.")] = 100,
    tone_volume: Annotated[int, typer.Option(help="Percent, 25 to 200.")] = 100,
    *,
    live: bool = False,
    fewer: int = 0,
    over: str | None = None,
    without: str = "",
    too_soon: bool = False,
) -> "Prepared":
    from coach.prepare import Prepared, Sounds
    from coach.session import Choices

    if level == AUTO:
        level = _by_practice(name, _remembered())
    open_choices = {"spots": spots, "level": level, "passes": passes, "pace": pace}
    given = {option: value for option, value in open_choices.items() if value is not None}
    choices = Choices(
        side=side,
        hold=hold,
        set=set,
        stroke=stroke,
        without=tuple(filter(None, without.split(_BETWEEN))),
        too_soon=too_soon,
        live=live,
        fewer=fewer,
        over=() if over is None else tuple(over.split(_BETWEEN)),
        language=language,
        **given,  # type: ignore[arg-type]
    )
    sounds = Sounds(voice, cache, tones, bed, stereo, voice_volume, tone_volume)
    if minutes is None:
        return Prepared(name, choices, sounds)
    from coach.fit import fitted

    prepared, chosen_for_them = fitted(name, choices, sounds, minutes, open_choices.keys() - given.keys())
    _tell(chosen_for_them)
    return prepared


def with_optional_session(command: Callable[..., None]) -> Callable[..., None]:
    """The same for a command that can do without a name."""
    return with_session(command, name_required=False)


def chosen(prepare: Prepare) -> dict[str, Any]:
    """What was chosen on the command line, as plain values."""
    return {name: str(value) if isinstance(value, Path) else value for name, value in prepare.keywords.items()}


def prepared_again(options: dict[str, Any]) -> Prepare:
    """The session of `chosen` options."""
    folders = {name: Path(options[name]) for name in ("cache", "tones") if options.get(name)}
    return functools.partial(_session, **{**options, **folders})


def by_diary(prepare: Prepare) -> Prepare:
    """The options of a session that is about to be played, with what the diary says about it; told as well.

    That is the level that `auto` means, which protocols of a programme were treated today, and whether the last
    session was too recent. Raises InputError for a wrong protocol; a diary that cannot be read is only told.
    """
    from coach.diary.advice import left_out, too_soon, treated_today
    from coach.diary.record import local_now
    from coach.protocol import load

    options, entries, now = dict(prepare.keywords), _remembered(), local_now()
    protocol = load(options["name"])
    if options["level"] == AUTO:
        options["level"] = _by_practice(options["name"], entries)
    treated = treated_today(protocol, entries, now)
    if treated:
        _tell(left_out(protocol, treated))
    warning = too_soon(protocol, entries, now, treated)
    if warning is not None:
        _tell(f"{warning}. It is safest to rest today.")
    return functools.partial(
        _session, **{**options, "without": _BETWEEN.join(treated), "too_soon": bool(warning), "live": True}
    )


def _remembered() -> "tuple[Entry, ...]":
    """What the diary has; nothing, and a line, if it cannot be read."""
    from coach.diary.store import Diary, DiaryError, default_path

    try:
        return Diary(default_path()).entries()
    except DiaryError as error:
        _tell(f"{error}; until then no earlier session counts")
        return ()


def _by_practice(name: str, entries: "tuple[Entry, ...]") -> str:
    from coach.diary.advice import level
    from coach.diary.record import local_now
    from coach.protocol import load

    chosen_level, why = level(load(name), entries, local_now())
    _tell(f"level: {chosen_level} ({why})")
    return chosen_level


def _tell(line: str) -> None:
    print(f"coach: {line}", file=sys.stderr)


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

"""The command line: parse, call one function, print. Every error becomes one line and an exit code.

Exit codes: 0 done, 2 wrong input, 3 no sound device, 1 anything else.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach import __version__
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.export import Progress
    from coach.prepare import Prepared

app = typer.Typer(
    name="coach",
    help="A hands-free audio coach: hear a session live, or carry it as tracks.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help starts three times as fast, and reads well aloud
    pretty_exceptions_enable=False,
)

Name = Annotated[str, typer.Argument(help="A shipped protocol (see: coach list), or the path of a .yaml file.")]
SideOption = Annotated[str, typer.Option("--side", help="both, left or right.")]
LevelOption = Annotated[
    str, typer.Option("--level", help="learn explains, remind names each action, tones leaves safety and places.")
]
SpotsOption = Annotated[int | None, typer.Option("--spots", help="Spots on each strip.")]
PassesOption = Annotated[int | None, typer.Option("--passes", help="Times over each strip.")]
HoldOption = Annotated[float | None, typer.Option("--hold", help="Seconds of each hold.")]
VoiceOption = Annotated[str, typer.Option("--voice", help="Who speaks (see: coach voices).")]
CacheOption = Annotated[Path | None, typer.Option("--cache", help="Folder for clips that were spoken once.")]
TonesOption = Annotated[Path | None, typer.Option("--tones", help="Folder with tones of your own.")]


def _prepare(
    name: str,
    side: str,
    level: str,
    spots: int | None,
    passes: int | None,
    hold: float | None,
    voice: str,
    cache: Path | None,
    tones: Path | None,
) -> "Prepared":
    from coach.prepare import Prepared, Sounds
    from coach.session import Choices

    choices = Choices(side=side, level=level, spots=spots, passes=passes, hold=hold)
    return Prepared(name, choices, Sounds(voice, cache, tones))


@app.command("list")
def list_protocols() -> None:
    """The protocols that come with the coach."""
    from coach.protocol import load, shipped

    for name in shipped():
        protocol = load(name)
        languages = ", ".join(protocol.words)
        title = next(iter(protocol.words.values())).title
        print(f"{name:16}{title} ({languages})")


@app.command()
def check(names: Annotated[list[str], typer.Argument(help="Shipped protocols or paths of .yaml files.")]) -> None:
    """Whether protocol files are right; if not, every problem with its place."""
    from coach.protocol import find, load

    problems = []
    for name in names:
        try:
            protocol = load(name)
            print(f"{find(name)}: right ({len(protocol.words)} language(s), audience: {protocol.audience})")
        except CoachError as error:
            problems.append(error)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise typer.Exit(problems[0].exit_code)


@app.command()
def plan(
    name: Name,
    side: SideOption = "both",
    level: LevelOption = "learn",
    spots: SpotsOption = None,
    passes: PassesOption = None,
    hold: HoldOption = None,
    voice: VoiceOption = "piper",
    cache: CacheOption = None,
    tones: TonesOption = None,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    picture: Annotated[Path | None, typer.Option("--picture", help="Also draw it, into this SVG file.")] = None,
) -> None:
    """Look first: every chapter and cue, with start and end in seconds."""
    from coach.timeline.picture import as_svg
    from coach.timeline.plan import as_json, as_lines

    timeline = _prepare(name, side, level, spots, passes, hold, voice, cache, tones).timeline
    if picture is not None:
        _write(picture, as_svg(timeline))
    print(as_json(timeline) if json else "\n".join(as_lines(timeline)))


@app.command()
def export(
    name: Name,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the files; it is made if need be.")],
    side: SideOption = "both",
    level: LevelOption = "learn",
    spots: SpotsOption = None,
    passes: PassesOption = None,
    hold: HoldOption = None,
    voice: VoiceOption = "piper",
    cache: CacheOption = None,
    tones: TonesOption = None,
    layout: Annotated[str, typer.Option("--layout", help="tracks, single or both.")] = "both",
    format: Annotated[str, typer.Option("--format", help="mp3 or wav.")] = "mp3",
) -> None:
    """Tracks to carry: one for each spot and one whole file with chapters."""
    from coach.export import export as write
    from coach.export.formats import format_named
    from coach.export.plan import layout_named
    from coach.sound import album_gain
    from coach.units import clock

    format_named(format)
    layout_named(layout)
    prepared = _prepare(name, side, level, spots, passes, hold, voice, cache, tones)
    timeline = prepared.timeline
    mixer = prepared.mixer.at_gain(album_gain(prepared.mixer, timeline.chapters))
    progress = _show_progress if sys.stderr.isatty() else None
    album = write(timeline, lambda index: mixer.render(timeline.chapters[index]), out, layout, format, progress)
    print(
        f"{album.folder}: {len(album.paths)} files, {clock(album.length)} of sound "
        f"({prepared.clips.made} phrases newly spoken)"
    )


@app.command()
def play(
    name: Name,
    side: SideOption = "both",
    level: LevelOption = "learn",
    spots: SpotsOption = None,
    passes: PassesOption = None,
    hold: HoldOption = None,
    voice: VoiceOption = "piper",
    cache: CacheOption = None,
    tones: TonesOption = None,
    player: Annotated[str, typer.Option("--player", help="miniaudio, simpleaudio or null.")] = "miniaudio",
) -> None:
    """Live: space pauses and resumes, n is next, p again, q stops."""
    from coach.play.keys import terminal_keys
    from coach.play.live import run
    from coach.play.players import make_player
    from coach.play.stream import Stream
    from coach.play.text import Printer

    device = make_player(player)
    prepared = _prepare(name, side, level, spots, passes, hold, voice, cache, tones)
    run(Stream(prepared), device, terminal_keys(), Printer(prepared.count))


@app.command()
def voices() -> None:
    """The voices that --voice takes."""
    from coach.voice import ABOUT

    for name, about in ABOUT.items():
        print(f"{name:16}{about}")


@app.command()
def doctor() -> None:
    """What is installed, what is missing, and what to type for it."""
    from coach.doctor import examine

    findings = list(examine())
    for finding in findings:
        print(finding)
    if any(finding.needed and not finding.there for finding in findings):
        raise typer.Exit(1)


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    if version:
        print(f"coach {__version__}")
        raise typer.Exit


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CoachError(f"{path}: cannot be written ({error.strerror}); choose another place") from error


def _show_progress(progress: "Progress") -> None:
    done = 100 * progress.done // progress.total
    line = f"{progress.chapter}/{progress.chapters}  {done:3d} %  {progress.title}"
    end = "\n" if progress.chapter == progress.chapters else "\r"
    print(f"\x1b[2K{line}", end=end, file=sys.stderr, flush=True)


def main() -> None:
    """The program ``coach``."""
    # A song title or muscle name must not fail on a terminal of another encoding.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except CoachError as error:
        print(f"coach: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough. Python must not flush into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)

"""Commands of the program: each parses, calls one function, and prints."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach import __version__
from coach.cli import at_hand, authors, clinic, options
from coach.cli.options import note, takes_optional_request, takes_request
from coach.cli.output import pour, write
from coach.cli.usage import Program, in_output, in_session, in_sound

if TYPE_CHECKING:
    from coach.session.request import SessionRequest

app = Program("coach", "A hands-free audio coach: hear a session live, or carry it as tracks.")


@app.command("list")
def list_protocols() -> None:
    """The protocols that come with the coach."""
    from coach.protocol import load, shipped

    for name in shipped():
        protocol = load(name)
        languages = ", ".join(protocol.words)
        title = next(iter(protocol.words.values())).title
        parts = f"; programme: {', '.join(protocol.protocols.order)}" if protocol.protocols else ""
        print(f"{name:16}{title} ({languages}){parts}")


app.command()(authors.check)
app.command()(authors.new)
app.command()(authors.schema)


@app.command()
@takes_request
def plan(
    request: "SessionRequest",
    short_notice: Annotated[
        bool, in_session("--short-notice", help="As play says it to a person who has heard the whole notice.")
    ] = False,
    wait: options.Wait = False,
    json: Annotated[bool, in_output("--json", help="As JSON, for programs.")] = False,
    picture: options.Picture = None,
) -> None:
    """Look first: every chapter and cue, with start and end in seconds."""
    from coach.commands.plan import plan_session
    from coach.timeline.picture import as_svg
    from coach.timeline.plan_file import as_json, as_lines

    # Only a live session waits, and it tells its keys.
    timeline = plan_session(request.choosing(known=short_notice, wait=wait, live=wait), note)
    if picture is not None:
        write(picture, as_svg(timeline))
    if json:
        return pour(as_json(timeline) + "\n")
    print("\n".join(as_lines(timeline)))
    return None


@app.command()
@takes_request
def export(
    request: "SessionRequest",
    out: Annotated[Path, in_output("--out", "-o", metavar="DIR", help="Folder for the files; it is made if need be.")],
    layout: Annotated[
        options.Layout, in_output(metavar="LAYOUT", help="A track for each spot, a single file, or both.")
    ] = "both",
    format: Annotated[options.Format, in_output(metavar="FORMAT", help="Of the sound files.")] = "mp3",
    title: Annotated[str | None, in_output(metavar="TEXT", help="The album's title.")] = None,
    person: Annotated[
        str | None, in_output("--for", metavar="TEXT", help="A name or number for its tags and cue sheet.")
    ] = None,
    cover: Annotated[Path | None, in_output(metavar="FILE", help="A picture of yours, JPEG or PNG.")] = None,
    json: Annotated[bool, in_output("--json", help="As JSON, for programs: each step as a line.")] = False,
) -> None:
    """Tracks to carry: one for each spot and one whole file with chapters. What has not changed is not made again."""
    from coach.cli.progress import teller
    from coach.commands.export import export_session
    from coach.export import edition

    chosen = edition(title, person, cover)
    with teller(json) as tell:
        export_session(request, out, layout, format, tell, chosen)


@app.command()
@takes_request
def site(
    request: "SessionRequest",
    out: Annotated[Path, in_output("--out", "-o", metavar="DIR", help="Folder for the site; it is made if need be.")],
    base: options.Base = None,
    reminders: options.Reminders = None,
) -> None:
    """A page for a phone, as files for any web host. NAME may also be the folder of an export."""
    from coach.cli.progress import teller
    from coach.commands.site import site_session
    from coach.page.site import places

    with teller(False) as tell:
        page = site_session(request, out, base, tell, reminders)
    print("\n".join(places(page, base)))
    if base is None:
        note("a sheet to print and a feed need the site's address: --base URL")


@app.command()
@takes_request
def share(
    request: "SessionRequest",
    time: Annotated[
        str | None, in_output("--for", metavar="TIME", help="How long, such as 30m; until Ctrl-C if left out.")
    ] = None,
    plain: Annotated[bool, in_output("--plain", help="The address without its QR code, for a screen reader.")] = False,
) -> None:
    """A page for a phone in the same Wi-Fi: scan the code, press Play. NAME may also be the folder of an export."""
    from coach.cli.progress import teller
    from coach.commands.share import share_session

    share_session(request, time, note, teller(False), plain=plain)


@app.command()
def inspect(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder of an export, or one sound file.")],
    json: Annotated[bool, in_output("--json", help="As JSON, for programs, with every chapter.")] = False,
    picture: options.Picture = None,
) -> None:
    """Measure what was exported: each number with its target. Exit code 1 if one is not met."""
    from coach.inspection import as_json, as_lines
    from coach.inspection import inspect as examine

    found = examine(path, picture is not None)
    if picture is not None:
        write(picture, found.picture or "")
    if json:
        pour(as_json(found) + "\n")
    else:
        print("\n".join(as_lines(found)))
    if not found.met:
        raise typer.Exit(1)


@app.command()
@takes_optional_request
def play(
    request: "SessionRequest",
    player: options.Player = "miniaudio",
    resume: Annotated[bool, in_session("--resume", help="Go on with the session that was broken off.")] = False,
    start: Annotated[
        int | None,
        in_session(
            "--from", metavar="CHAPTER", min=1, help="After the notice, go on at this chapter, as --plain numbers it."
        ),
    ] = None,
    wait: options.Wait = False,
    plain: options.Plain = False,
    quiet: Annotated[bool, in_output("--quiet", help="Nothing on the screen.")] = False,
    comfort: Annotated[
        bool, in_session("--comfort", help="Ask before the first strip and after each how it feels.")
    ] = False,
    even_if_too_soon: Annotated[
        bool,
        in_session("--even-if-too-soon", help="Say yes beforehand to a session sooner than the protocol allows."),
    ] = False,
    whole_notice: Annotated[
        bool, in_session("--whole-notice", help="Say all of the notice, also to you who have heard it before.")
    ] = False,
    remote: Annotated[
        bool, in_session("--remote", help="Also a page with large buttons, for phones in the same Wi-Fi.")
    ] = False,
    buttons: Annotated[
        bool,
        in_session("--buttons", help="Read clickers, pedals, game pads and other buttons at hand; see: coach buttons."),
    ] = False,
    listen: Annotated[
        bool, in_session("--listen", help="Experimental: a few English phrases do what keys do; see: coach listen.")
    ] = False,
) -> None:
    """Hear a session live.

    Keys: space pause, a again, n next, b back, + louder, - softer, t time left, h keys, q stop,
    r ready (where it waits), 0-9 how it feels.
    """
    from coach.commands.play import play_session
    from coach.play.perform import display_of

    play_session(
        request.choosing(wait=wait),
        note,
        player=player,
        resume=resume,
        start=start,
        display=display_of(plain=plain, quiet=quiet),
        comfort=comfort,
        soon_is_fine=even_if_too_soon,
        whole_notice=whole_notice,
        remote=remote,
        buttons=buttons,
        listen=listen,
    )


app.command()(at_hand.buttons)
app.command()(at_hand.listen)


@app.command()
def forget(
    name: options.Shipped = None,
) -> None:
    """Delete what was answered before a first session. The questions then come again."""
    from coach.screening import default_path
    from coach.screening import forget as delete

    print(delete(default_path(), name))


@app.command()
def loop(
    names: options.Items,
    gap: Annotated[str, in_session(metavar="TIME", help="Quiet between two items, such as 90s or 5m.")] = "5m",
    opens: Annotated[str | None, in_session("--from", metavar="TIME", help="Opening time, such as 08:00.")] = None,
    closes: Annotated[str | None, in_session("--until", metavar="TIME", help="Closing time, such as 18:00.")] = None,
    volume: Annotated[int, in_sound(metavar="PERCENT", help="Of everything.", min=10, max=100)] = 100,
    allow_person: Annotated[
        bool, in_session("--allow-person", help="Also protocols that lead one person through exercises.")
    ] = False,
    language: options.Language = "en",
    voice: options.Voice = "piper",
    cache: options.Cache = None,
    player: options.Player = "miniaudio",
    plain: options.Plain = False,
    quiet: Annotated[bool, in_output("--quiet", help="Only what is played when.")] = False,
) -> None:
    """A waiting room: in turn, all day, with quiet between. Keys as for play; n in a gap starts the next."""
    from coach.commands.loop import run_loop
    from coach.commands.room import RoomOutput
    from coach.play.perform import display_of

    run_loop(
        names,
        RoomOutput(player=player, cache=cache, display=display_of(plain=plain, quiet=quiet)),
        gap=gap,
        opens=opens,
        closes=closes,
        volume=volume,
        allow_person=allow_person,
        language=language,
        voice=voice,
    )


app.command()(clinic.room)


@app.command()
def script(
    name: options.Name,
    language: options.Language = "en",
    format: Annotated[
        options.ScriptFormat, in_output(metavar="FORMAT", help="To read, as a table, to print.")
    ] = "text",
    numbers: Annotated[bool, in_output("--numbers", help="List each number of a line by itself.")] = False,
) -> None:
    """Every line that a session can say, with its id, to record it for --voice pack:DIR."""
    from coach.session.recording_pages import script_of

    pour(script_of(name, language, format, numbers=numbers))


@app.command()
def diary(
    action: options.DiaryAction = None,
    source: options.DiarySource = None,
    csv: Annotated[
        str | None, in_output("--csv", metavar="FILE", help="Also write it as CSV; - is standard output, alone.")
    ] = None,
    picture: options.Picture = None,
    forget: Annotated[bool, typer.Option("--forget", help="Delete it.")] = False,
    protocol: Annotated[str | None, in_session(metavar="FILE", help="For add: a protocol of your own.")] = None,
) -> None:
    """Show what was done, and how it felt. It is kept on this machine, and only here.

    add takes in sessions that a phone kept. Each is checked, and none comes twice.
    """
    from coach.cli.diary import add, delete, show

    if action == "add":
        add(source, protocol)
    elif forget:
        delete()
    else:
        show(csv, picture)


app.command()(authors.sources)


@app.command()
def voices(
    action: options.VoiceAction = None,
    names: options.VoiceNames = None,
    server: Annotated[
        str | None, in_output("--from", metavar="URL", help="For get: a server with the same paths, such as a mirror.")
    ] = None,
    plain: options.Plain = False,
) -> None:
    """The voices that --voice takes, and the languages that each speaks here; or get, add or remove some.

    get fetches a voice once, from huggingface.co or github.com, and keeps it on this machine. Typed again, it goes on
    where it was stopped. add takes files that were fetched by hand: FILE.onnx with FILE.onnx.json beside it.
    """
    from coach.cli.voice_progress import voice_teller
    from coach.commands.add_voice import add
    from coach.commands.get_voice import get
    from coach.commands.voices import lines, remove

    with voice_teller(plain=plain) as tell:
        match action:
            case "get":
                get(names or (), tell, server)
            case "add":
                add([Path(name) for name in names or ()], tell)
            case "remove":
                remove(names or (), tell)
            case _:
                print("\n".join(lines()))


@app.command()
def doctor() -> None:
    """Look for what is installed and what is missing, and tell what to type for it."""
    from coach.commands.doctor import examine

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

"""Commands for a clinic: the evidence of an export, and a room that runs by itself."""

from pathlib import Path
from typing import Annotated

import typer

from coach.cli import options
from coach.cli.output import pour, write
from coach.cli.usage import in_output, in_session, in_sound
from coach.errors import InputError


def evidence(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of an export.")],
    out: Annotated[
        Path | None, in_output("--out", "-o", metavar="DIR", help="Folder for the page; the export's own if left out.")
    ] = None,
    verify: Annotated[bool, in_output("--verify", help="Render it again instead, and compare.")] = False,
    fhir: options.Fhir = None,
    patient: options.Patient = None,
    voice: Annotated[
        str | None, in_sound(metavar="VOICE", help="For --verify: pack:DIR or FILE.onnx, if it was made with one.")
    ] = None,
    bed: Annotated[
        str | None, in_sound(metavar="FILE", help="For --verify: its music, if that lies elsewhere now.")
    ] = None,
    tones: Annotated[Path | None, in_sound(metavar="DIR", help="For --verify: tones of your own.")] = None,
    cache: options.Cache = None,
) -> None:
    """Proof in hand: a page of what an export says, its numbers and their sources, what was proved, and digests.

    With --verify it is rendered again: identical, or what differs and why; exit code 1 if something does.
    """
    if verify:
        return _verify(path, voice, bed, tones, cache)
    from coach.evidence.folder import evidence_of
    from coach.evidence.page import write_page
    from coach.fhir.care_plan import care_plan_bundle

    found = evidence_of(path)
    plan = None if fhir is None else care_plan_bundle(found, patient)
    for page in write_page(found, out or path):
        print(page)
    if fhir is not None and plan is not None:
        write(fhir, plan)
    if not found.whole:
        _tell_faults(found.flaws, [f"{file.name}: {file.state}" for file in found.files if file.state != "whole"])
    return None


def _verify(path: Path, voice: str | None, bed: str | None, tones: Path | None, cache: Path | None) -> None:
    from coach.commands.evidence import Sources, verify

    found = verify(path, Sources(voice, bed, tones, cache))
    print("\n".join(found.lines()))
    if not found.identical:
        raise typer.Exit(1)


def _tell_faults(flaws: tuple[str, ...], files: list[str]) -> None:
    """Tell what is not as it was exported, and end with exit code 1."""
    for line in (*flaws, *files):
        options.note(line)
    raise typer.Exit(1)


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


def room(
    playlist: Annotated[
        str, typer.Argument(metavar="PLAYLIST", help="A playlist (.yaml); or status: what the running room does.")
    ],
    cache: options.Cache = None,
    player: options.Player = "miniaudio",
    plain: options.Plain = False,
    quiet: Annotated[bool, in_output("--quiet", help="Only what is played when.")] = False,
    health: Annotated[
        str | None, in_output("--health", metavar="ADDRESS", help="Tell its health there, such as 127.0.0.1:9109.")
    ] = None,
    screen: Annotated[
        str | None,
        in_output("--screen", metavar="ADDRESS", help="Serve a page for a large display there, such as 8770."),
    ] = None,
    unit: Annotated[
        bool, in_output("--unit", help="Print a systemd unit that plays it from now on, and play nothing.")
    ] = False,
    user: Annotated[bool, in_output("--user", help="With --unit: for your own account, without root.")] = False,
    json: Annotated[bool, in_output("--json", help="With status: as JSON, for programs.")] = False,
) -> None:
    """A room that runs by itself: a playlist with hours, volumes by time of day and announcements.

    A changed playlist is taken up at the next item. Keys as for play; n in a gap starts the next.
    """
    if playlist == "status":
        return _status(json=json)
    if unit:
        from coach.room.playlist_file import load_playlist
        from coach.room.systemd import unit_of

        load_playlist(Path(playlist))  # a wrong one is told now
        if player != "miniaudio":
            raise InputError(f"--unit with --player {player}: a unit plays through miniaudio; leave --player out")
        chosen = [
            word
            for option, value in (("--cache", cache and cache.resolve()), ("--health", health), ("--screen", screen))
            if value
            for word in (option, str(value))
        ]
        return pour(unit_of(Path(playlist), chosen, user=user))
    from coach.commands.room import RoomOutput, play_file
    from coach.play.perform import display_of

    display = display_of(plain=plain, quiet=quiet)
    return play_file(
        Path(playlist), RoomOutput(player=player, cache=cache, display=display, health=health, screen=screen)
    )


def _status(*, json: bool) -> None:
    from coach.commands.room import status_file
    from coach.room.status import as_json, as_lines, read_status

    status = read_status(status_file())
    pour(as_json(status)) if json else print("\n".join(as_lines(status)))

"""Command that records a voice."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from coach.cli import options
from coach.cli.options import Language
from coach.cli.usage import in_output, in_session
from coach.errors import InputError


def record(
    name: options.Recorded = None,
    voice_dir: Annotated[
        Path | None, in_output(metavar="DIR", help="Folder for the recordings; it is made if need be.")
    ] = None,
    check: Annotated[
        Path | None, in_output(metavar="DIR", help="Record nothing: judge the recordings in this folder.")
    ] = None,
    language: Language = "en",
    level: Annotated[
        Literal["learn", "remind", "tones"] | None,
        in_session(metavar="LEVEL", help="Only lines that a session of this level says.", show_default="all"),
    ] = None,
    plain: options.Plain = False,
) -> None:
    """Your own voice for --voice pack:DIR: each line is shown, recorded, judged, and asked for again if need be.

    What is recorded well is not asked for again, so it may take many sittings. With --check, exit code 1 if a
    recording is clipped, noisy, too soft or loud, cut off, or of the wrong length.
    """
    from coach.commands.record import check_takes, record_voice

    if check is not None:
        if not check_takes(check, name, print):
            raise typer.Exit(1)
        return
    if name is None or voice_dir is None:
        raise InputError("coach record needs a protocol and a folder: coach record NAME --voice-dir DIR")
    record_voice(name, voice_dir, language, level, plain=plain)

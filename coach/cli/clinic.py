"""Commands for a clinic: the evidence of an export."""

from pathlib import Path
from typing import Annotated

import typer

from coach.cli import options
from coach.cli.output import write
from coach.cli.usage import in_output, in_sound


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

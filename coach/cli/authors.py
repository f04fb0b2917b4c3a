"""Commands for whoever writes a protocol: check one, begin one, its schema, its sources."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from coach.cli import options
from coach.cli.output import lines_of, pour
from coach.errors import CoachError, shown


def check(names: options.Names) -> None:
    """Check protocol files: right, or every problem with its place."""
    from coach.commands.check import checked
    from coach.protocol import ProtocolError, find

    problems = []
    for name in names:
        try:
            protocol = checked(name)
            print(
                f"{shown(find(name), 4096)}: right ({len(protocol.words)} language(s), audience: {protocol.audience})"
            )
        except CoachError as error:
            problems.append(error)
    for problem in problems:
        # What is wrong in a file begins with its place, as editors read it.
        before = "" if isinstance(problem, ProtocolError) else "coach: "
        print(f"{before}{lines_of(problem)}", file=sys.stderr)
    if problems:
        raise typer.Exit(problems[0].exit_code)


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it: a-z, 0-9 and hyphens.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="The file to write; usually NAME.yaml, here.")
    ] = None,
) -> None:
    """Write a protocol of your own: a complete, commented one to change. Never writes over a file."""
    from coach.protocol.template import new as begin

    file = begin(name, out)
    print(f"{file}: written; change it into yours, then: coach check {file}")
    print("to have your editor help: coach schema > protocol.schema.json")


def schema() -> None:
    """A JSON Schema of protocol files, for editors: they complete keys and mark mistakes."""
    from json import dumps

    from coach.protocol.schema import schema as described

    pour(dumps(described(), indent=1) + "\n")


def sources(
    name: options.Name,
    language: options.Language = "en",
) -> None:
    """Every number of a protocol and who says so; what is our choice stands out."""
    from shutil import get_terminal_size

    from coach.protocol import load
    from coach.protocol.sources import as_lines, rows

    protocol = load(name)
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = min(get_terminal_size((100, 24)).columns, 120)
    print("\n".join(as_lines(protocol, rows(protocol, language), width, coloured=coloured)))

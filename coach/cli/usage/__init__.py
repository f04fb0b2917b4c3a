"""Help and refusals of the command line: help in sections, completion, one line for what was typed wrongly."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from coach.cli.usage.completion import complete_what_is_typed, unexplained
from coach.cli.usage.manual import OUTPUT, SESSION, SOUND, manual

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer._click import Context
    from typer._click.shell_completion import CompletionItem
    from typer.models import CommandFunctionType


in_session = partial(typer.Option, rich_help_panel=SESSION)
in_sound = partial(typer.Option, rich_help_panel=SOUND)
in_output = partial(typer.Option, rich_help_panel=OUTPUT)
"""Options, each in its section of the help."""


class Command(TyperCommand):
    """A command with help in sections, whose refusals are one line."""

    def get_help(self, ctx: "Context") -> str:
        """The text of its help."""
        return manual(self, ctx)

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Words become the values in `ctx`. Raises Fault."""
        given = list(args)
        ctx.allow_extra_args = True  # what is left over is refused below, in better words
        try:
            rest = super().parse_args(ctx, args)
        except typer.TyperException as error:
            from coach.cli.usage.mistakes import fault

            raise fault(error, self, ctx, given) from error
        if rest and not ctx.resilient_parsing:
            from coach.cli.usage.mistakes import too_many

            raise too_many(rest[0], self, ctx)
        for each in self.params:
            if each.metavar != "TEXT" and each.name in ctx.params:
                ctx.params[each.name] = _at_home(ctx.params[each.name])
        return rest

    def shell_complete(self, ctx: "Context", incomplete: str) -> "list[CompletionItem]":
        """The names of options that begin so."""
        return unexplained(super().shell_complete(ctx, incomplete))


def _at_home(value: object) -> object:
    """Put the home directory in the place of the tilde at the beginning of a path, which a shell may leave as typed."""
    if isinstance(value, list | tuple):
        return type(value)(map(_at_home, value))
    if isinstance(value, str | Path) and str(value).startswith("~"):
        return type(value)(os.path.expanduser(value))  # noqa: PTH111 -- without a home it stays as it is
    return value


class Commands(TyperGroup):
    """The program: as `Command`, for what stands before the name of a command."""

    def get_help(self, ctx: "Context") -> str:
        """The text of its help."""
        return manual(self, ctx)

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Words become the values in `ctx`. Raises Fault."""
        given = list(args)
        if not given and not ctx.resilient_parsing:
            return super().parse_args(ctx, args)  # shows the help
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            from coach.cli.usage.mistakes import fault

            raise fault(error, self, ctx, given) from error

    def resolve_command(self, ctx: "Context", args: list[str]) -> Any:
        """The command that is named, and what follows. Raises Fault if there is none."""
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            from coach.cli.usage.mistakes import no_command

            raise no_command(args[0], self, ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: "Context", incomplete: str) -> "list[CompletionItem]":
        """The names of commands and options that begin so."""
        return unexplained(super().shell_complete(ctx, incomplete))


class Program(typer.Typer):
    """An application of such commands."""

    def __init__(self, name: str, about: str) -> None:
        super().__init__(
            name=name,
            cls=Commands,
            help=about,
            no_args_is_help=True,
            context_settings={"help_option_names": ["-h", "--help"]},
            rich_markup_mode=None,  # plain help starts three times as fast, and reads well aloud
            pretty_exceptions_enable=False,
        )
        complete_what_is_typed()
        self._name = name

    def command(
        self, name: str | None = None, **settings: Any
    ) -> "Callable[[CommandFunctionType], CommandFunctionType]":
        """Add a command. Takes what `typer.Typer.command` takes."""
        return super().command(name, cls=Command, **settings)

    def __call__(self, *args: Any, **settings: Any) -> Any:
        """Run it under its name, however it was started."""
        return super().__call__(*args, prog_name=self._name, **settings)


__all__ = ["Command", "Commands", "Program", "in_output", "in_session", "in_sound"]

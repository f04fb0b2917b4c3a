"""Mistakes of typing, each in one line that says what to type."""

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

import typer
from typer._click import exceptions
from typer.core import TyperCommand, TyperGroup, TyperOption

from coach.cli.usage.manual import about, choices, needs
from coach.errors import guess, shown

if TYPE_CHECKING:
    from typer._click import Context, Parameter


class Fault(typer.BadParameter):
    """A wrong command line: one line, exit code 2."""

    def format_message(self) -> str:
        """The line."""
        return self.message

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line, as every error of the coach is printed."""
        typer.echo(f"coach: {self.message}", file=file, err=file is None)


def fault(
    error: typer.TyperException, command: TyperCommand | TyperGroup, ctx: "Context", args: Sequence[str]
) -> Fault:
    """Tell what the parser found in `args` of `command`, in words for whoever typed them."""
    match error:
        case exceptions.NoSuchOption():
            return no_option(_as_typed(error.option_name, args), command, ctx)
        case exceptions.MissingParameter(param=param) if param is not None:
            name = f"{max(param.opts, key=len)} {needs(param)}" if isinstance(param, TyperOption) else needs(param)
            return Fault(f"{ctx.command_path} needs {name}: {about(param)}")
        case exceptions.BadParameter(param=param) if param is not None:
            return Fault(_wrong_value(error, param))
        case exceptions.BadOptionUsage():
            return Fault(_wrong_use(error.option_name, command.get_params(ctx)))
    return Fault(shown(error.format_message(), 200))


def no_command(name: str, group: TyperGroup, ctx: "Context") -> Fault:
    """There is no command of that name."""
    return Fault(f"no command '{shown(name)}'{guess(name, group.commands) or f'; see: {ctx.command_path} --help'}")


def no_option(name: str, command: TyperCommand | TyperGroup, ctx: "Context") -> Fault:
    """There is no option of that name."""
    known = [option for param in command.get_params(ctx) if isinstance(param, TyperOption) for option in param.opts]
    near = guess(f"--{name.lstrip('-')}", [option for option in known if option.startswith("--")])
    return Fault(f"no option {shown(name)}{near or f'; see: {ctx.command_path} --help'}")


def too_many(word: str, command: TyperCommand | TyperGroup, ctx: "Context") -> Fault:
    """A word is left over; it may have been meant as an option or as the value of one."""
    options = [one for one in command.get_params(ctx) if isinstance(one, TyperOption)]
    full = [max(one.opts, key=len) for one in options]
    values = [f"{name} {word}" for name, one in zip(full, options, strict=True) if word in choices(one)]
    near = f" (did you mean '{values[0]}'?)" if values else guess(f"--{word}", full)
    return Fault(f"'{shown(word)}' is one word too many{near or f'; see: {ctx.command_path} --help'}")


def _as_typed(option: str, args: Sequence[str]) -> str:
    """The word in which the parser met `option`: it reads -hold as -h -o -l -d."""
    if len(option) > 2:
        return option
    words = (arg.partition("=")[0] for arg in args if arg[:1] == "-" and arg[:2] != "--")
    return next((word for word in words if option[1] in word), option)


def _wrong_value(error: typer.BadParameter, param: "Parameter") -> str:
    name = max(param.opts, key=len) if isinstance(param, TyperOption) else needs(param)
    found: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)()
    if not found:
        return f"{name}: {shown(error.message, 200)}"
    written = str(found[0]["input"])
    wrong, known = f"{name} {shown(written)}", choices(param)
    if known:
        return f"{wrong}{guess(written, known)}: there is {', '.join(known)}"
    least, most = getattr(param, "min", None), getattr(param, "max", None)
    within = f"{least} to {most} {needs(param).lower()}" if least is not None and most is not None else ""
    if within and "than" in found[0]["type"]:
        return f"{wrong}: use {within}"
    number = "a whole number" if found[0]["type"].startswith("int") else "a number"
    return f"{wrong}: use {number}{f', {within}' if within else ''}"


def _wrong_use(name: str, params: "Sequence[Parameter]") -> str:
    param = next(one for one in params if name in one.opts)
    if isinstance(param, TyperOption) and param.is_flag:
        return f"{name} takes no value"
    known = choices(param)
    return f"{name} needs {needs(param)}: {', '.join(known) if known else about(param)}"

"""The text of a command's help: in sections, wrapped at words to the width of the terminal.

Plain lines without boxes or colours: they are written fast, and read well aloud.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from coach.cli.usage.examples import examples

if TYPE_CHECKING:
    from typer._click import Context, Parameter

SESSION, SOUND, OUTPUT = "Session", "Sound", "Output"
_OTHER = "Options"
_ORDER = ("Arguments", SESSION, SOUND, OUTPUT, _OTHER)

_wrapped = partial(fill, break_long_words=False, break_on_hyphens=False)

_NARROW, _WIDEST = 38, 120
_TWO_COLUMNS = 78
"""From this width on, explanations stand beside their options; below it, under them."""


def manual(command: TyperCommand | TyperGroup, ctx: "Context") -> str:
    """The help of a command or of the program, without an end of line at its end."""
    # A line that fills a terminal to its end is followed by an empty one on some of them.
    width = max(_NARROW, min(get_terminal_size().columns, _WIDEST) - 1)
    blocks = [_usage(command, ctx, width)]
    blocks += [_fill(" ".join(text.split()), width) for text in (command.help or "").split("\n\n")]
    aside = 28 if width >= _TWO_COLUMNS else 0
    for title, params in _sections(command.get_params(ctx)).items():
        blocks.append(f"{title}:\n{_listed(((term(one), _explained(one)) for one in params), aside, width)}")
    if isinstance(command, TyperGroup):
        first = [(name, _first_sentence(one.help or "")) for name, one in command.commands.items() if not one.hidden]
        blocks.append(f"Commands:\n{_listed(first, 4 + max(len(name) for name, _ in first), width)}")
    shown = [_example(line, about, width) for line, about in examples(command.name if ctx.parent else None)]
    return "\n\n".join([*blocks, *(["Examples:\n" + "\n".join(shown)] if shown else [])])


def term(param: "Parameter") -> str:
    """An option as it is typed, its value in capitals; an argument as in `needs`."""
    written = ", ".join(sorted(param.opts, key=len))
    if isinstance(param, TyperOption) and not param.is_flag:
        return f"{written} {needs(param)}"
    return written if isinstance(param, TyperOption) else needs(param)


def needs(param: "Parameter") -> str:
    """The word that stands for the value of an option or argument."""
    return param.metavar or (param.name or "").split("_")[-1].upper()


def about(param: "Parameter") -> str:
    """The first sentence on an option or argument, to stand within another one."""
    what = _first_sentence(getattr(param, "help", None) or "")
    return what[:1].lower() + what[1:]


def choices(param: "Parameter") -> list[str]:
    """The words that an option takes, if it takes a few only."""
    descriptor = getattr(param, "type_descriptor", None)
    return [str(one) for one in (descriptor.choices if descriptor else None) or ()]


def _usage(command: TyperCommand | TyperGroup, ctx: "Context", width: int) -> str:
    named = [one for one in command.params if isinstance(one, TyperArgument)]
    names = [needs(one) + ("..." if one.nargs == -1 else "") for one in named]
    pieces = [name if one.required else f"[{name}]" for name, one in zip(names, named, strict=True)]
    options = [one for one in command.params if one.required and isinstance(one, TyperOption)]
    pieces += [f"{min(one.opts, key=len)} {needs(one)}" for one in options]
    pieces += ["[OPTIONS]", *(["COMMAND ..."] if isinstance(command, TyperGroup) else [])]
    return _fill(" ".join(["Usage:", ctx.command_path, *pieces]), width, further=4)


def _sections(params: "Sequence[Parameter]") -> "dict[str, list[Parameter]]":
    found: dict[str, list[Parameter]] = {}
    for param in params:
        if not getattr(param, "hidden", False):
            usual = "Arguments" if isinstance(param, TyperArgument) else _OTHER
            found.setdefault(getattr(param, "rich_help_panel", None) or usual, []).append(param)
    last = len(_ORDER)
    return dict(sorted(found.items(), key=lambda item: _ORDER.index(item[0]) if item[0] in _ORDER else last))


def _explained(param: "Parameter") -> str:
    """Tell what it is for, then what it takes and what it is when left out."""
    least, most = getattr(param, "min", None), getattr(param, "max", None)
    takes = [", ".join(choices(param))] if choices(param) else []
    takes += [f"{least} to {most}"] if least is not None and most is not None else []
    told = getattr(param, "show_default", True)
    usual = told if isinstance(told, str) else param.default if told else None
    takes += [f"default: {usual}"] if usual not in (None, False, ()) else []
    takes += ["required"] if param.required and isinstance(param, TyperOption) else []
    return " ".join([getattr(param, "help", None) or "", f"[{'; '.join(takes)}]" if takes else ""]).strip()


def _listed(rows: Iterable[tuple[str, str]], aside: int, width: int) -> str:
    """Terms with their explanations beside them, from column `aside` on; or below them, where they do not fit."""
    return "\n".join(line for name, text in rows for line in _row(name, text, aside, width))


def _row(name: str, text: str, aside: int, width: int) -> Iterator[str]:
    indent = aside or 6
    if len(name) + 4 <= aside:
        yield _fill(f"  {name:{aside - 2}}{text}".rstrip(), width, further=indent, keep=aside)
        return
    yield f"  {name}"
    if text:
        yield _fill(" " * indent + text, width, further=indent, keep=indent)


def _example(line: str, about: str, width: int) -> str:
    # Where it does not fit, it goes on after a backslash, so that it can be pasted as it stands.
    typed = _wrapped(line, width - 2, initial_indent="  ", subsequent_indent="    ").replace("\n", " \\\n")
    return f"{typed}\n{_fill(' ' * 6 + about, width, further=6, keep=6)}"


def _fill(text: str, width: int, *, further: int = 0, keep: int = 0) -> str:
    """`text` wrapped at its blanks; the first `keep` letters stay as they are."""
    wrapped = _wrapped(text[keep:], width, initial_indent=" " * keep, subsequent_indent=" " * further)
    return text[:keep] + wrapped[keep:]


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].removesuffix(".")

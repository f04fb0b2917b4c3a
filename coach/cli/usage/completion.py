"""Completion in shells, by typer's scripts."""

from collections.abc import Iterable

from typer import _completion_shared as shared
from typer._click.shell_completion import CompletionItem

_SCRIPTS = shared._completion_scripts


def complete_what_is_typed() -> None:
    """Let zsh and fish, as bash does, ask the very program that is being typed.

    Typer's own scripts ask a `coach` on the PATH, and in a checkout there is none.
    """
    _SCRIPTS["zsh"] = _SCRIPTS["zsh"].replace("=complete_zsh %(prog_name)s)", "=complete_zsh ${~words[1]})")
    _SCRIPTS["fish"] = _SCRIPTS["fish"].replace(
        "(commandline -cp) %(prog_name)s", "(commandline -cp) (commandline -opc)[1]"
    )


def unexplained(items: Iterable[CompletionItem]) -> list[CompletionItem]:
    """The words alone: typer breaks long explanations into lines, which fish takes for words, and takes long for it."""
    return [CompletionItem(item.value, item.type) for item in items]

"""Commands for the ways in beside keys: the buttons at hand, and a voice."""

from typing import Annotated

import typer

from coach.cli import options


def buttons(
    action: options.ButtonAction = None,
    verb: options.ButtonVerb = None,
) -> None:
    """The buttons at hand, and each press with its meaning; or learn or forget some.

    learn gives a button a meaning: press it three times. It is kept on this machine. play --buttons heeds it.
    """
    from coach.commands.buttons import forget, learn, show
    from coach.errors import InputError

    def line(text: str) -> None:
        print(text, flush=True)

    match action:
        case "learn":
            if verb is None:
                raise InputError("'coach buttons learn' needs a VERB, such as next; see: coach buttons -h")
            learn(verb, line)
        case "forget":
            line(forget(verb))
        case _:
            show(line)


def listen(
    try_: Annotated[
        bool, typer.Option("--try", help="Show what is heard, and how surely, until Ctrl-C. Nothing is kept or sent.")
    ] = False,
    time: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help="For --try: how long, such as 30s.", show_default=False)
    ] = None,
    plain: options.Plain = False,
) -> None:
    """Experimental: what you can say to a session with --listen; or try whether it works in your room."""
    from coach.commands.listen import lines, try_listening

    if try_ or time is not None:
        try_listening(time, plain=plain)
    else:
        print("\n".join(lines()))

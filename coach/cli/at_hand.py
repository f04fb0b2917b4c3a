"""Command for the buttons at hand: shown, learned, forgotten."""

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

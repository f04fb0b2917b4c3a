"""Remote of a live session: told at the computer, served to phones, and joined to the session once it begins."""

import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from coach.commands.doctor import install
from coach.commands.resolve import Tell
from coach.errors import CoachError
from coach.play.events import SessionObserver
from coach.play.perform import Display
from coach.render.renderer import SessionRenderer
from coach.text.page_texts import page_texts

try:
    from coach.share.interfaces import interfaces, reachable
    from coach.share.qr import printable_code
    from coach.share.remote import PhoneRemote
    from coach.share.server import host, sockets_at
    from coach.share.steering import Ask, Steering
except ModuleNotFoundError as error:
    raise CoachError(f"--remote needs the package {error.name}, which is not installed; {install('share')}") from error

Join = Callable[[Ask], SessionObserver]
"""Takes a way into the session, and returns what shows the session on the remote."""


@contextmanager
def remotes(renderer: SessionRenderer, display: Display, tell: Tell, *, rated: bool) -> Iterator[Sequence[Join]]:
    """Serve a remote during the block, and yield what joins it to the session.

    At a terminal that the session will draw on, this waits for Enter, so that there is time to scan the code. Without
    a network `tell` gets a line and nothing is yielded. `rated` sessions take numbers for how it feels.
    """
    language, token = renderer.choices.language, secrets.token_hex(10)
    try:
        addresses = reachable(interfaces())
        sockets = sockets_at(addresses)
    except CoachError as error:
        tell(f"no phone can steer this session, which goes on without: {error}")
        yield ()
        return
    hosts = [host(one, sockets[0].getsockname()[1]) for one in addresses]
    steering = Steering(language, rated=rated)
    remote = PhoneRemote(steering, renderer.title, language, token, hosts, sockets)
    with remote:
        _invite([f"http://{one}/{token}/" for one in hosts], language, display)
        yield (remote.join,)
    if remote.trouble is not None:
        tell(remote.trouble)


def _invite(addresses: Sequence[str], language: str, display: Display) -> None:
    """Print the addresses, the first one as a code too; where they will be drawn over, wait for Enter."""
    texts = page_texts(language)
    first, *others = addresses
    drawn = display is Display.SCREEN
    code = printable_code(first) if drawn else None
    print("\n".join([first, *others, texts.open_remote, *(["", code] if code else [])]), flush=True)
    if drawn and sys.stdin.isatty() and sys.stdout.isatty():
        print(texts.press_enter, flush=True)
        sys.stdin.readline()

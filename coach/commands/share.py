"""Share a session with phones in the local network: exported if need be, served, and told to whoever typed it."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

from coach.commands.doctor import install
from coach.commands.export import ExportObserver
from coach.commands.site import exported_folder
from coach.errors import CoachError, InputError, shown
from coach.session.request import SessionRequest
from coach.units import parse_duration, to_seconds

try:
    from coach.share.announce import announced, name_of
    from coach.share.interfaces import interfaces, reachable
    from coach.share.offer import Offer, offer
    from coach.share.qr import printable_code
    from coach.share.server import host, serve, server_of, sockets_at
except ModuleNotFoundError as error:
    raise CoachError(
        f"coach share needs the package {error.name}, which is not installed; {install('share')}"
    ) from error

NOBODY_AFTER = 60.0
"""Seconds without a phone after which help is printed."""

_NOBODY = (
    "no phone has come yet. Is it in the same Wi-Fi as this computer, and not in a guest network, which keeps devices "
    "apart? Is its mobile data or VPN off? A firewall on this computer may have to let port {port} in."
)

_PLAIN_HTTP = (
    "In this way the session plays, also when the phone locks, and once the page says 'Loaded' the phone may leave the "
    "Wi-Fi.\nWithout https a phone can't keep the page for later, put it on the home screen as an app, or keep its "
    "screen on: 'coach site' is for that."
)


def share_session(
    request: SessionRequest,
    time: str | None,
    note: Callable[[str], None],
    telling: AbstractContextManager[ExportObserver],
    *,
    plain: bool,
) -> None:
    """Serve the session until Ctrl-C, or for a time such as ``30m``.

    `note` prints a line beside the result; `telling` gives the observer of an export that has to be made first.

    Raises InputError for a wrong time or folder, CoachError where no phone can reach this computer, and what
    `exported_folder` raises.
    """
    try:
        seconds = None if time is None else to_seconds(parse_duration(time))
    except ValueError as error:
        raise InputError(f"--for {shown(time)}: write it like 30m or 90s") from error
    addresses = reachable(interfaces())
    with telling as observer:
        folder = exported_folder(request, observer)
    offered = offer(folder)
    with suppress(KeyboardInterrupt):
        asyncio.run(_served(offered, addresses, seconds, note, plain=plain))
    print("The session is no longer shared.")


async def _served(
    offered: Offer, addresses: tuple[str, ...], seconds: float | None, note: Callable[[str], None], *, plain: bool
) -> None:
    sockets = sockets_at(addresses)
    port = sockets[0].getsockname()[1]
    name = name_of(offered.token)
    hosts = tuple(host(one, port) for one in (*addresses, name))
    visited = asyncio.Event()

    def came() -> None:
        if not visited.is_set():
            visited.set()
            print("A phone has opened the page.", flush=True)

    async def help_if_nobody_comes() -> None:
        await asyncio.sleep(NOBODY_AFTER)
        if not visited.is_set():
            note(_NOBODY.format(port=port))

    print(told(offered, hosts, plain=plain), flush=True)
    helping = asyncio.create_task(help_if_nobody_comes())
    try:
        async with announced(name, addresses, port, note):
            await serve(server_of(offered, frozenset(hosts), came), sockets, seconds)
    finally:
        helping.cancel()


def told(offered: Offer, hosts: tuple[str, ...], *, plain: bool) -> str:
    """Tell where the session is: the address first, then the others, what to do, and the code unless `plain`."""
    first, *others = (f"http://{one}/{offered.token}/" for one in hosts)
    lines = [first, *(f"or {one}" for one in others)]
    lines += [f"{offered.title}: open this address on a phone in the same Wi-Fi, and press Play. Ctrl-C ends."]
    lines += [_PLAIN_HTTP]
    code = None if plain else printable_code(first)
    return "\n".join([*lines, *(["", code] if code else [])])

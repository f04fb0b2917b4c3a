"""Announcement of a name in the local network by multicast DNS (RFC 6762, RFC 6763), without title and token."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256

from zeroconf import Error, ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

_KIND = "_http._tcp.local."


def name_of(token: str) -> str:
    """Return the name for a token, such as ``coach-1f3a9c.local``: the same one each time, which doesn't tell it."""
    return f"coach-{sha256(token.encode()).hexdigest()[:6]}.local"


@asynccontextmanager
async def announced(name: str, addresses: Sequence[str], port: int, tell: Callable[[str], None]) -> AsyncIterator[None]:
    """Answer for the name during the block. If that cannot be, `tell` gets a line: the addresses do without."""
    info = ServiceInfo(
        _KIND,
        f"{name.partition('.')[0]}.{_KIND}",
        port=port,
        server=f"{name}.",
        addresses=[socket.inet_pton(socket.AF_INET6 if ":" in one else socket.AF_INET, one) for one in addresses],
    )
    try:
        responder = AsyncZeroconf(interfaces=list(addresses))
    except (OSError, Error) as error:
        tell(_without(name, error))
        yield
        return

    async def register() -> None:
        try:
            await responder.async_register_service(info)
        except (OSError, Error) as error:
            tell(_without(name, error))

    registering = asyncio.create_task(register())
    try:
        yield
    finally:
        if not registering.done():
            registering.cancel()
        await responder.async_unregister_all_services()
        await responder.async_close()


def _without(name: str, error: Exception) -> str:
    return f"the name {name} cannot be announced ({error}); use the address with numbers"

"""Interfaces of this computer, and the addresses among theirs that a phone in the same home can reach."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import msgspec

from coach.errors import CoachError

NONE = "this computer is in no network that a phone can reach; join the Wi-Fi of the phone, then type the command again"

_WIFI = re.compile(r"\bwl|wi-?fi|wlan|wireless|802\.11")
_ETHERNET = re.compile(r"\be(n|th)[\dpsox]|ethernet|\blan\b|gbe")
_VPN = re.compile(
    r"\b(u?tun|tap|wg|ppp|ipsec|zt|nordlynx|tailscale|gpd|rmnet|wwan)|vpn|wireguard|anyconnect|zerotier|openvpn|cellular"
    r"|tap-windows|fortinet"
)
_BRIDGE = re.compile(
    r"\b(docker|br-[\da-f]{6}|bridge\d|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|podman|cali)"
    r"|vethernet|hyper-v|virtualbox|vmware|\bwsl"
)
_CARRIER = ip_network("100.64.0.0/10")
"""Addresses behind a carrier, which private networks over the internet use too (RFC 6598)."""


class Interface(msgspec.Struct, frozen=True):
    """Interface of a network: all its names, and its addresses as text."""

    names: str
    addresses: tuple[str, ...]


def interfaces() -> tuple[Interface, ...]:
    """List the interfaces of this computer that have addresses. IPv6 scopes are left out."""
    from ifaddr import get_adapters

    found = []
    for adapter in get_adapters():
        names = dict.fromkeys((adapter.name, adapter.nice_name, *(ip.nice_name for ip in adapter.ips)))
        addresses = tuple(str(ip.ip if isinstance(ip.ip, str) else ip.ip[0]) for ip in adapter.ips)
        found.append(Interface(" ".join(str(name) for name in names), addresses))
    return tuple(found)


def reachable(there: Iterable[Interface]) -> tuple[str, ...]:
    """Choose the addresses for phones, the best one first. Raises CoachError if there is none.

    Those of Wi-Fi and cable are returned together, as a phone may be in either network. Without one, the address of a
    private network comes first, then that of a bridge for containers, then one that a computer gave to itself.
    """
    ranked = sorted(_ranked(there))
    if not ranked:
        raise CoachError(NONE)
    best = ranked[0]
    together = [one for one in ranked if one[:2] == best[:2]] if best[0] == 0 else [best]
    return tuple(dict.fromkeys(one[-1] for one in together))


def _ranked(there: Iterable[Interface]) -> Iterator[tuple[int, bool, int, bool, int, str]]:
    """Yield each usable address after its place: network, IPv6, kind, public, order."""
    for order, interface in enumerate(there):
        names = interface.names.casefold()
        for written in interface.addresses:
            address = ip_address(written)
            if address.is_loopback or address.is_unspecified or address.is_multicast:
                continue
            # A browser takes no scope, without which such an address means nothing.
            if address.version == 6 and address.is_link_local:
                continue
            yield (
                _network(names, address),
                address.version == 6,
                0 if _WIFI.search(names) else 1 if _ETHERNET.search(names) else 2,
                not address.is_private,
                order,
                written,
            )


def _network(names: str, address: IPv4Address | IPv6Address) -> int:
    if address.is_link_local:
        return 3
    if _BRIDGE.search(names):
        return 2
    return 1 if _VPN.search(names) or (address.version == 4 and address in _CARRIER) else 0

"""Which address a phone can reach, in made-up computers of each system, and on this one."""

import pytest

from coach.errors import CoachError
from coach.share.interfaces import NONE, Interface, interfaces, reachable

LO = Interface("lo", ("127.0.0.1", "::1"))
FE80 = "fe80::1c2d:3eff:fe4f:5a6b"

COMPUTERS = {
    "a Linux laptop in a Wi-Fi, with containers": (
        [
            LO,
            Interface("docker0", ("172.17.0.1",)),
            Interface("br-0a1b2c3d4e5f", ("172.18.0.1", FE80)),
            Interface("wlp3s0", ("192.168.1.20", "2003:e5:1::20", FE80)),
            Interface("veth1a2b3c", (FE80,)),
        ],
        ("192.168.1.20",),
    ),
    "a Linux desktop on a cable, with virtual machines and a VPN": (
        [
            Interface("tun0", ("10.8.0.6",)),
            Interface("virbr0", ("192.168.122.1",)),
            Interface("enp2s0", ("10.0.0.7", FE80)),
            LO,
        ],
        ("10.0.0.7",),
    ),
    "a Linux laptop in both, Wi-Fi first": (
        [LO, Interface("eth0", ("192.168.1.5",)), Interface("wlan0", ("192.168.1.6",))],
        ("192.168.1.6", "192.168.1.5"),
    ),
    "a Mac in a Wi-Fi, with its own interfaces": (
        [
            Interface("lo0", ("127.0.0.1", "::1", "fe80::1")),
            Interface("utun3", ("100.101.102.103", "fd7a:115c:a1e0::1")),
            Interface("awdl0", (FE80,)),
            Interface("bridge100", ("192.168.64.1",)),
            Interface("en0", ("192.168.178.31", FE80)),
        ],
        ("192.168.178.31",),
    ),
    "a Mac on a cable through an adapter": (
        [Interface("utun0", (FE80,)), Interface("en7", ("172.16.4.9",)), Interface("en0", ("169.254.10.20",))],
        ("172.16.4.9",),
    ),
    "Windows in a Wi-Fi, with WSL and VMware": (
        [
            Interface("{1} Hyper-V Virtual Ethernet Adapter vEthernet (WSL)", ("172.29.208.1",)),
            Interface("{2} VMware Virtual Ethernet Adapter for VMnet8", ("192.168.80.1",)),
            Interface("{3} Intel(R) Wi-Fi 6 AX201 160MHz WLAN", (FE80, "192.168.0.12")),
            Interface("{4} Software Loopback Interface 1 Loopback Pseudo-Interface 1", ("127.0.0.1",)),
        ],
        ("192.168.0.12",),
    ),
    "Windows on a cable, with a VPN": (
        [
            Interface("{1} TAP-Windows Adapter V9 Ethernet 2", ("10.10.0.2",)),
            Interface("{2} WireGuard Tunnel home", ("10.66.66.2",)),
            Interface("{3} Realtek PCIe GbE Family Controller Ethernet", ("192.168.2.104",)),
        ],
        ("192.168.2.104",),
    ),
    "Windows, whose Wi-Fi got no address, in a VPN": (
        [
            Interface("{1} Intel(R) Wireless-AC 9560 Wi-Fi", ("169.254.77.3",)),
            Interface("{2} Cisco AnyConnect Secure Mobility Client Ethernet 3", ("10.20.30.40",)),
        ],
        ("10.20.30.40",),
    ),
    "IPv6 alone": (
        [LO, Interface("wlp1s0", (FE80, "fd12:3456:789a::20", "2003:e5:1::21"))],
        ("fd12:3456:789a::20", "2003:e5:1::21"),
    ),
    "a name that says nothing, beside a private network over the internet": (
        [Interface("tailscale0", ("100.64.3.2",)), Interface("lan7", ("192.168.9.9",))],
        ("192.168.9.9",),
    ),
    "two computers on one cable, with addresses of their own making": (
        [LO, Interface("enp0s25", ("169.254.1.2", FE80))],
        ("169.254.1.2",),
    ),
    "a server with containers only": (
        [LO, Interface("docker0", ("172.17.0.1",)), Interface("cni0", ("10.244.0.1",))],
        ("172.17.0.1",),
    ),
}


@pytest.mark.parametrize("computer", COMPUTERS)
def test_the_address_is_one_that_a_phone_can_reach(computer: str) -> None:
    there, wanted = COMPUTERS[computer]
    assert reachable(there) == wanted


def test_there_are_twelve() -> None:
    assert len(COMPUTERS) == 12


@pytest.mark.parametrize("there", [[], [LO], [LO, Interface("wlan0", (FE80,))]])
def test_without_a_network_one_line_says_what_to_do(there: list[Interface]) -> None:
    with pytest.raises(CoachError) as raised:
        reachable(there)
    assert str(raised.value) == NONE
    assert "\n" not in NONE


def test_this_computer_has_a_loopback() -> None:
    assert any("127.0.0.1" in one.addresses for one in interfaces())

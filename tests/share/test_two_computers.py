"""A phone and a laptop as two network namespaces with one cable between them: the phone reaches what is shared."""

import json
import os
import subprocess
import sys
from pathlib import Path

from needs import namespaces
from page_material import album as album
from sessions import ROOT

pytestmark = namespaces

LAPTOP = r"""
unshare --net sleep 60 & phone=$!
trap 'kill $phone' EXIT
while [ "$(readlink /proc/$phone/ns/net)" = "$(readlink /proc/$$/ns/net)" ]; do sleep 0.05; done
at_phone() { nsenter --target "$phone" --net "$@"; }
ip link set lo up
ip link add docker0 type veth peer name docker1
ip address add 172.17.0.1/16 dev docker0
ip link set docker0 up
ip link add wlan0 type veth peer name wlan1 netns "$phone"
ip address add 192.168.77.1/24 dev wlan0
ip link set wlan0 up
at_phone ip link set lo up
at_phone ip address add 192.168.77.2/24 dev wlan1
at_phone ip link set wlan1 up
"$1" -m coach share "$2" --plain >"$3/printed" 2>"$3/told" & laptop=$!
while ! grep -q local "$3/printed" && kill -0 $laptop; do sleep 0.1; done
status=0
at_phone "$1" -c "$4" "$3/printed" >"$3/seen" || status=$?
kill -INT $laptop
wait $laptop || status=$?
exit $status
"""

PHONE = """
import json, sys
from urllib.request import urlopen
from zeroconf import AddressResolverIPv4, Zeroconf
address, named, *_ = open(sys.argv[1]).read().splitlines()
page = urlopen(address, timeout=10).read().decode()
sound = urlopen(address + "Small.mp3", timeout=10).read()
name = named.split("/")[2].rpartition(":")[0]
with Zeroconf(interfaces=["192.168.77.2"]) as network:
    resolver = AddressResolverIPv4(name + ".")
    found = resolver.request(network, 5000)
print(json.dumps([address, "<audio" in page, len(sound), found and resolver.parsed_addresses()]))
"""


def test_a_phone_reaches_the_laptop_by_number_and_by_name(album: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    # In a script, what runs in the background ignores Ctrl-C but with job control.
    command = ["unshare", "--net", "--map-root-user", "bash", "-emc", LAPTOP, "laptop"]
    words = [sys.executable, str(album), str(tmp_path), PHONE]
    ended = subprocess.run([*command, *words], env=env, capture_output=True, text=True, timeout=60)
    told = (tmp_path / "told").read_text() if (tmp_path / "told").exists() else ""
    assert ended.returncode == 0, ended.stderr + told
    address, page, size, found = json.loads((tmp_path / "seen").read_text())
    assert address.startswith("http://192.168.77.1:")
    assert page
    assert size == (album / "Small.mp3").stat().st_size
    assert found == ["192.168.77.1"]
    assert (
        (tmp_path / "printed").read_text().endswith("A phone has opened the page.\nThe session is no longer shared.\n")
    )


def test_without_a_network_it_says_so_in_one_line(album: Path) -> None:
    command = ["unshare", "--net", "--map-root-user", sys.executable, "-m", "coach", "share", str(album)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("coach: this computer is in no network that a phone can reach; ")
    assert ended.stderr.count("\n") == 1

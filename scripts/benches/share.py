"""Does a share serve many visitors at once, and does its page show soon?

Slow visitors hold their connections: half of them never end a request, half take a kilobyte of sound in a second. The
page is shown at the speed of WebPageTest's profile "3G Fast", 1.6 Mbit/s, with 300 ms for each request, which is twice
its round trip. Figures of memory are those of Linux.
"""

import asyncio
import hashlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

from benches import ROOT
from benches.bars import Bar, BenchError, seconds
from coach.share.guard import ASKS

SLOW, FAST = 200, 50

VISITOR_KB = 128
"""Kilobytes for a visitor: what is on its way, and the part of a file that follows."""

SERVER = """
import sys
import coach.commands.share as command
command.reachable = lambda there: ("127.0.0.1",)
from coach.cli.main import main
main()
"""
"""Share at this machine alone, so that no network is measured."""

BYTES_A_SECOND, REQUEST_MS = 1.6e6 / 8, 300

FIRST_VIEW = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def measure(*, quick: bool, spoken: Path) -> list[Bar]:
    """Share a short session of real sound. `spoken` keeps its phrases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "session"
        words = ("hamstrings", "-o", str(folder), "--layout", "single", "--cache", str(spoken))
        short = ("--level", "tones", "--spots", "1", "--side", "left")
        seconds([sys.executable, "-m", "coach", "export", *words, *short])
        (sound,) = folder.glob("*.mp3")
        command = [sys.executable, "-c", SERVER, "share", str(folder), "--plain"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                address = server.stdout.readline().strip()
                if not address:
                    raise BenchError("the share did not start; it needs the extra share")
                return [
                    *asyncio.run(_crowd(address, sound, server.pid, 2 if quick else 4)),
                    _first_view(address, 3 if quick else 7),
                ]
            finally:
                server.terminate()


async def _crowd(address: str, sound: Path, pid: int, runs: int) -> list[Bar]:
    """Download by fast visitors alone, then beside slow ones."""
    wanted = hashlib.sha256(sound.read_bytes()).digest()
    where = urlsplit(address)
    path = f"{where.path}{quote(sound.name)}"
    request = f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nConnection: close\r\n\r\n".encode()
    assert where.hostname
    assert where.port

    async def fast() -> bool:
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(request)
        await reader.readuntil(b"\r\n\r\n")
        digest = hashlib.sha256()
        while part := await reader.read(1 << 16):
            digest.update(part)
        writer.close()
        return digest.digest() == wanted

    async def slow(number: int) -> None:
        held = socket.socket()
        # Else the system would take megabytes for a visitor who takes nothing.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        held.setblocking(False)
        await asyncio.get_running_loop().sock_connect(held, (where.hostname, where.port))
        reader, writer = await asyncio.open_connection(sock=held, limit=1024)
        writer.write(request[:-2] if number % 2 else request)
        while True:
            await asyncio.sleep(1)
            if not number % 2:
                await reader.read(1024)

    async def downloads() -> tuple[float, int]:
        began = time.perf_counter()
        whole = await asyncio.gather(*(fast() for _ in range(FAST)))
        return time.perf_counter() - began, sum(whole)

    alone = [await downloads() for _ in range(runs)]
    before = _megabytes(pid, "VmRSS")
    began = time.monotonic()
    visitors = [asyncio.create_task(slow(number)) for number in range(SLOW)]
    await asyncio.sleep(1)
    beside = [await downloads() for _ in range(runs)]
    most = _megabytes(pid, "VmHWM")
    if time.monotonic() - began > ASKS or any(one.done() for one in visitors):
        raise BenchError("it took so long that slow visitors were sent away before the end")
    for one in visitors:
        one.cancel()
    took, usual = (statistics.median(one for one, _ in each) for each in (beside, alone))
    told = f"{FAST} downloads beside {SLOW} slow visitors"
    return [
        Bar(name=told, figure=took, unit="s", limit=usual, beside="the same without them", bar=2),
        Bar(
            name="of these, whole and identical",
            figure=min(whole for _, whole in beside),
            unit="",
            bar=FAST,
            at_least=True,
        ),
        Bar(
            name="memory of a share, most of it",
            figure=most,
            unit="MB",
            limit=before + VISITOR_KB * (SLOW + FAST) / 1024,
            beside=f"{before:.0f} MB before, and {VISITOR_KB} KB for each visitor",
            bar=1,
        ),
    ]


def _first_view(address: str, runs: int) -> Bar:
    """Open the page on a slow network, with nothing kept from before."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        raise BenchError("showing a page needs chromium")
    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--mute-audio", "--no-sandbox"])
        for _ in range(runs):
            context = browser.new_context(viewport={"width": 390, "height": 844})
            page = context.new_page()
            network = context.new_cdp_session(page)
            network.send("Network.enable")
            network.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": REQUEST_MS,
                    "downloadThroughput": BYTES_A_SECOND,
                    "uploadThroughput": BYTES_A_SECOND / 2,
                },
            )
            page.goto(address, wait_until="commit")
            page.wait_for_function(f"() => {FIRST_VIEW}", timeout=20_000)
            times.append(float(page.evaluate(FIRST_VIEW)) / 1000)
            context.close()
        browser.close()
    return Bar(name="first view of a page, 3G Fast", figure=statistics.median(times), unit="s", bar=1.0)


def _megabytes(pid: int, what: str) -> float:
    """Read a figure of memory of a process, in megabytes."""
    if not os.path.exists("/proc"):
        raise BenchError("memory is read as Linux tells it")
    found = re.search(rf"^{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) / 1024

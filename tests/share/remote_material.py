"""A remote served on this machine, and a phone that speaks to it through plain sockets."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import Any

from coach.play.controls.verbs import Request
from coach.play.events import Answered, ChapterStarted, CueStarted, StateChanged
from coach.share.remote import PhoneRemote
from coach.share.server import host, sockets_at
from coach.share.steering import Steering
from coach.timeline.model import Chapter, Cue, Effort
from coach.units import Samples, to_samples

TOKEN = "0123456789abcdef0123"

WORDS = Cue("speech", "Straighten the knee.", Samples(0), to_samples(2))
HOLD = Cue("tone", "hold", to_samples(3), to_samples(1), 1)
LEFT = Chapter("left leg, spot 2", to_samples(60), (WORDS, HOLD), (Effort(to_samples(3), to_samples(10)),))


class Steered:
    """A running remote, what it was asked for, and what a phone would do with it."""

    def __init__(self, remote: PhoneRemote, steering: Steering, port: int) -> None:
        self.remote, self.steering, self.port = remote, steering, port
        self.asked: list[Request] = []
        self.ways: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{TOKEN}/"

    @property
    def own(self) -> dict[str, str]:
        """The header by which a browser says from where a request comes."""
        return {"Origin": f"http://127.0.0.1:{self.port}"}

    def _ask(self, request: Request, way: str) -> None:
        self.asked.append(request)
        self.ways.add(way)

    def until(self, count: int) -> None:
        """Wait for so many requests."""
        end = time.monotonic() + 10
        while len(self.asked) < count:
            assert time.monotonic() < end, self.asked
            time.sleep(0.01)

    def begin(self) -> None:
        """As the session does: it can be asked, and its first chapter sounds."""
        self.remote.join(self._ask)
        self.remote.show(ChapterStarted(Samples(0), 1, LEFT, Samples(0), 14))
        self.remote.show(StateChanged(Samples(0), "playing"))
        self.remote.show(CueStarted(Samples(0), 1, WORDS))

    def pause(self) -> None:
        self.remote.show(StateChanged(to_samples(1), "paused"))
        self.remote.show(Answered(to_samples(1), "Paused."))

    def hold(self) -> None:
        self.remote.show(CueStarted(HOLD.start, 1, HOLD))

    def send(
        self, path: str, method: str = "POST", headers: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        whole = path if path.startswith("/") else f"/{TOKEN}/{path}"
        connection.request(method, whole, headers=self.own if headers is None else headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def press(self, name: str) -> int:
        """Press a button; the status of the answer."""
        return self.send(f"ask/{name}")[0].status

    @contextmanager
    def follow(self) -> Iterator[Iterator[dict[str, Any]]]:
        """The states as a phone gets them."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", f"/{TOKEN}/events")
        answer = connection.getresponse()
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        try:
            yield (json.loads(line[6:]) for line in iter(answer.readline, b"") if line.startswith(b"data: "))
        finally:
            connection.close()


@contextmanager
def steered(language: str = "en", *, rated: bool = True) -> Iterator[Steered]:
    sockets = sockets_at(["127.0.0.1"])
    port: int = sockets[0].getsockname()[1]
    steering = Steering(language, rated=rated)
    remote = PhoneRemote(steering, "Hamstrings", language, TOKEN, [host("127.0.0.1", port)], sockets)
    with remote:
        yield Steered(remote, steering, port)

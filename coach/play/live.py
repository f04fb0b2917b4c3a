"""The one small loop in which stream, player, keys and screen meet."""

from collections.abc import Callable
from typing import Literal

from coach.play.events import Event
from coach.play.keys import Controls
from coach.play.player import Player
from coach.play.stream import Stream
from coach.play.verbs import Verb

Ending = Literal["finished", "stopped"]


def ignore(event: Event) -> None:
    """Show nothing."""


def run(stream: Stream, player: Player, controls: Controls, show: Callable[[Event], None] = ignore) -> Ending:
    """Play the session to its end, and say how it ended.

    Each event is shown when it is heard. Ctrl-C stops like the key does, a second one at once. The
    loop sleeps in `controls.wait` and nowhere else, and neither it nor the stream looks at a clock.
    Raises DeviceError, InputError from opening the player, and what the source raised.
    """
    player.channels = stream.channels
    with controls, stream, player:
        player.play(stream)
        asked = False
        while not player.done:
            try:
                pause = player.poll()
                for event in stream.events(player.heard):
                    show(event)
                for verb in controls.wait(pause):
                    player.press(verb)
            except KeyboardInterrupt:
                if asked:
                    raise
                asked = True
                player.press(Verb.STOP)
        for event in stream.events():
            show(event)
    return "stopped" if stream.stopped else "finished"

"""Perform a session: a stream meets its device, its controls and its screens; `play` and `loop` both come here."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from enum import StrEnum

from coach.play.controls.base import Joined, NoKeys
from coach.play.controls.ear import VoiceControl
from coach.play.controls.keys import terminal_keys
from coach.play.controls.learned import LearnedButton
from coach.play.controls.verbs import Request, Verb
from coach.play.devices import make_player
from coach.play.devices.supervisor import Device
from coach.play.events import Ending, Event, SessionInfo, SessionObserver
from coach.play.live import run
from coach.play.remotes import join_buttons, join_players
from coach.play.screens.lines import Plain
from coach.play.screens.presses import Presses
from coach.play.stream.prompt_cache import PromptSource
from coach.play.stream.source import ChapterSource
from coach.play.stream.stream import Stream
from coach.play.stream.tally import Tally
from coach.session.comfort import ComfortPolicy
from coach.units import Samples

_TICKS = 25
"""Ticks between two looks at the time, each of some 0.04 s."""


class Display(StrEnum):
    """Display of a session on a terminal."""

    SCREEN = "screen"  # large words on the whole terminal; plain lines where it cannot be drawn on
    PLAIN = "plain"  # a line for each thing that is heard
    QUIET = "quiet"  # nothing


def display_of(*, plain: bool, quiet: bool) -> Display:
    """Choose the display by the options of the command line."""
    return Display.QUIET if quiet else Display.PLAIN if plain else Display.SCREEN


def open_device(player: str, *, patient: bool = False) -> Device:
    """Open a device by the name of its player. Raises InputError for an unknown one."""
    make_player(player)
    return Device(lambda: make_player(player), patient=patient)


def perform(
    source: ChapterSource,
    answers: PromptSource | None,
    title: str,
    device: Device,
    *,
    language: str,
    first: int = 0,
    skip_to: int | None = None,
    comfort: ComfortPolicy | None = None,
    tally: Tally | None = None,
    tells_keys: bool = False,
    resumed: bool = False,
    display: Display = Display.SCREEN,
    voice: VoiceControl | None = None,
    observers: Sequence[SessionObserver] = (),
    buttons: Sequence[LearnedButton] | None = None,
    headset: bool = True,
    remotes: Sequence[Callable[[Callable[[Request, str], None]], SessionObserver]] = (),
    over: Callable[[], bool] | None = None,
) -> Ending:
    """Play `source` from chapter `first` on, with the keys of the terminal and the buttons of desktop and headset.

    With `buttons` that were learned, or an empty list, all buttons at hand are read. Without a `headset`,
    what comes and goes by Bluetooth is a loudspeaker, and pauses nothing. Each of `remotes` takes `Joined.ask`, and
    returns the observer that shows the session there. With `voice`, a microphone is open while it plays. As soon as
    `over` is true, it stops as by key. The display speaks the `language` of the session. Raises what `live.run` and
    `join_buttons` raise.
    """
    keys = terminal_keys()
    tells = tells_keys and not isinstance(keys, NoKeys)
    stream = Stream(
        source,
        first,
        answers=answers,
        comfort=comfort,
        tally=tally,
        tells_keys=tells,
        skip_to=skip_to,
        resumed=resumed,
        listens=voice is not None,
    )
    controls = Joined(keys)
    info = SessionInfo(title, source.count)
    draws = display is Display.SCREEN and _can_draw()
    presses = Presses(language=language)
    screens: list[SessionObserver] = [*observers, *join_players(controls, info, presses, language, headset=headset)]
    screens += [join(controls.ask) for join in remotes]
    if over is not None:
        screens.append(_Closing(over, lambda: controls.ask(Verb.STOP, "hours")))
    if buttons is not None:
        join_buttons(controls, buttons, presses, language)
    if voice is not None:
        device.given = voice.far.given
        controls.join(voice.listener(controls.ask))
    with ExitStack() as stack:
        if draws:
            from coach.play.screens.large import BigScreen

            screen = BigScreen(info, stream.remaining, language=language)
            screens.append(stack.enter_context(screen))
        elif display is not Display.QUIET:
            screens.append(Plain(info, language=language))
            screens += [] if buttons is None else [presses]
        return run(stream, device, controls, *screens)


class _Closing:
    """Observer that stops the session once its time is over."""

    def __init__(self, over: Callable[[], bool], stop: Callable[[], None]) -> None:
        self._over = over
        self._stop = stop
        self._ticks = 0
        self._asked = False

    def show(self, event: Event) -> None:
        """Do nothing: only time counts."""

    def tick(self, heard: Samples) -> None:
        """Look at the time about once a second, and stop once."""
        self._ticks += 1
        if self._ticks % _TICKS == 0 and not self._asked and self._over():
            self._asked = True
            self._stop()


def _can_draw() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"

"""The one small loop in which stream, device, controls and screens meet."""

from coach.play.controls.base import Controls
from coach.play.controls.verbs import Verb
from coach.play.devices.supervisor import Device
from coach.play.events import Ending, SessionObserver
from coach.play.stream.stream import Stream


def run(stream: Stream, device: Device, controls: Controls, *screens: SessionObserver) -> Ending:
    """Play the session to its end, and say how it ended.

    Each event is shown when it is heard. Ctrl-C stops like the key does; while it eases off, a second one
    ends at once. The loop sleeps in `controls.wait` and nowhere else, and knows no clock.
    Raises DeviceError, InputError from opening the player, and what the source raised.
    """
    with controls, stream, device.playing(stream):
        asked = 0
        while not device.done:
            try:
                pause = device.poll()
                heard = device.heard
                for event in stream.events(heard):
                    for screen in screens:
                        screen.show(event)
                for screen in screens:
                    screen.tick(heard)
                for verb in controls.wait(pause):
                    device.press(verb)
            except KeyboardInterrupt:
                asked += 1
                if asked > 2:
                    raise
                device.press(Verb.STOP)
        for event in stream.events():
            for screen in screens:
                screen.show(event)
    return "stopped" if stream.stopped else "finished"

"""Keys from a Windows console, which needs no mode of its own to give them one by one."""

import sys

if sys.platform == "win32":
    import msvcrt
    import time
    from collections.abc import Callable

    from coach.play.controls.base import NoKeys
    from coach.play.controls.keys import requests
    from coach.play.controls.verbs import Request

    _LOOK = 0.01
    """Seconds between two looks: a console cannot be waited for together with a wake-up."""

    class WindowsKeys(NoKeys):
        """Reads the console key by key."""

        def __init__(self, meaning: Callable[[str], list[Request]] = requests) -> None:
            super().__init__()
            self._meaning = meaning

        def wait(self, seconds: float) -> list[Request]:
            """Return the verbs of the keys pressed; waits at most `seconds`."""
            until = time.monotonic() + seconds
            while True:
                typed = ""
                while msvcrt.kbhit():
                    key = msvcrt.getwch()
                    if key in "\x00\xe0":
                        msvcrt.getwch()  # an arrow or function key: its second half is no letter
                    else:
                        typed += key
                left = until - time.monotonic()
                if typed or left <= 0 or self._woken.wait(min(_LOOK, left)):
                    self._woken.clear()
                    return self._meaning(typed) if typed else []

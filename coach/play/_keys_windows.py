"""Keys from a Windows console, which needs no mode of its own to give them one by one."""

import sys

if sys.platform == "win32":
    import msvcrt
    import threading
    import time
    from typing import Self

    from coach.play.keys import verbs
    from coach.play.verbs import Verb

    _LOOK = 0.01
    """Seconds between two looks: a console cannot be waited for together with a wake-up."""

    class WindowsKeys:
        """Reads the console key by key."""

        def __init__(self) -> None:
            self._woken = threading.Event()

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def wait(self, seconds: float) -> list[Verb]:
            """The verbs of the keys pressed; waits at most `seconds`."""
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
                    return verbs(typed)

        def wake(self) -> None:
            """End a wait early, from any thread."""
            self._woken.set()

"""Records endless sessions into the diary named on the command line, and says after each event what is written.

Each line is `session number of done rows, number of comfort rows`. It is killed from outside.
"""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from diary_material import ABOUT, cues, rated, spot, started, state

from coach.diary.record import Recorder
from coach.diary.store import Diary

if TYPE_CHECKING:
    from coach.play.events import Event


def settle(recorder: Recorder, written: int) -> None:
    while recorder.written < written:
        if recorder.trouble is not None:
            sys.exit(recorder.trouble)
        time.sleep(0.0002)


def main() -> None:
    diary, one = Diary(Path(sys.argv[1])), spot(1)
    session = len(diary.entries())
    print("ready", flush=True)
    while True:
        session += 1
        with Recorder(diary, ABOUT) as recorder:
            recorder.show(started(0, one))
            settle(recorder, 1)
            print(session, 0, 0, flush=True)
            for number in range(1, 4):
                events: list[Event] = [started(number, one), *cues(number, one)]
                for event in events:
                    recorder.show(event)
                settle(recorder, 2 * number)
                print(session, number, number - 1, flush=True)
                recorder.show(rated(number, 3))
                settle(recorder, 2 * number + 1)
                print(session, number, number, flush=True)
            recorder.show(state("ended"))
            settle(recorder, 8)
            print(session, 3, 3, "ended", flush=True)


if __name__ == "__main__":
    main()

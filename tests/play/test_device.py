"""A device that is lost and found again, on a fake clock: nothing that matters is left unheard."""

import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from play_fakes import CHIRP, FakeClock, FakeDevice, FakeKeys, FakeSource, Shown, chirp, make

from coach.errors import CoachError, DeviceError
from coach.mix.model import PromptAudio
from coach.play.controls.verbs import Verb
from coach.play.devices import supervisor as module
from coach.play.devices.base import Player
from coach.play.devices.supervisor import Device
from coach.play.events import Ending, Event, State, StateChanged
from coach.play.live import run
from coach.play.stream.carrier import carrier
from coach.play.stream.prompt_cache import needed
from coach.play.stream.stream import Stream
from coach.session.prompts import Prompt
from coach.timeline.model import Cue, Effort
from coach.units import Samples, to_samples

PLACE, START, HOLD, GO, RELEASE, REST = range(6)
TONE, PAUSED = 20, 21
WORDS = {said.kind: chirp(10 + number) for number, said in enumerate(needed([""]))}
ALL = {number: chirp(number) for number in range(23)}
QUIET = 400
"""Samples of carrier before each chirp."""
HELD = (to_samples(5), to_samples(8))


def spot(title: str) -> tuple[list[Cue], list[Effort]]:
    """Two instructions, a hold of three seconds with a count, and one more."""
    at = {PLACE: 0.5, START: 2.5, HOLD: 5.0, GO: 7.0, RELEASE: 8.0, REST: 10.0}
    instruction = {PLACE: 0, START: 1, HOLD: 2, GO: 2, RELEASE: 2, REST: 3}
    cues = [
        Cue("tone", f"{title} {number}", to_samples(second), Samples(CHIRP), instruction[number])
        for number, second in at.items()
    ]
    return cues, [Effort(Samples(HELD[0]), Samples(HELD[1] - HELD[0]))]


def session() -> FakeSource:
    """Two such spots of twelve seconds."""
    chapters = []
    for title in ("one", "two"):
        cues, held = spot(title)
        sounds = [(int(cue.start), chirp(number)) for number, cue in enumerate(cues)]
        chapters.append(make(to_samples(12), sounds, cues, held, title))
    return FakeSource(chapters)


class Chirps:
    """Answers that are told apart by ear."""

    def tone(self, name: Literal["answer", "pause", "unclear"]) -> PromptAudio:
        return PromptAudio("", chirp(PAUSED if name == "pause" else TONE))

    def words(self, said: Prompt) -> PromptAudio:
        return PromptAudio(said.kind, WORDS.get(said.kind, chirp(TONE + 2)))


class Faulty(FakeDevice):
    """Takes nothing, or raises, from a second on."""

    steady = True

    def __init__(self, shop: "Shop", fault: tuple[float, Exception | None] | None) -> None:
        super().__init__(shop.clock)
        self._shop = shop
        self._fault = fault

    def _open(self) -> None:
        super()._open()
        away = self._shop.away
        if any(start <= self._shop.clock.seconds < end for start, end in away):
            raise DeviceError("none")

    def _start(self, stream: Stream) -> None:
        super()._start(stream)
        self.first = stream.clock

    def _poll(self, stream: Stream) -> float:
        if self._fault is not None and self._shop.clock.seconds >= self._fault[0]:
            if self._fault[1] is not None:
                raise self._fault[1]
            return 0.02
        return super()._poll(stream)

    def _heard(self, stream: Stream) -> Samples:
        return Samples(max(self.first, stream.clock - self.DELAY))


class Shop:
    """Sells one device after the other; none while the last one is `away`."""

    def __init__(
        self,
        clock: FakeClock,
        faults: Sequence[tuple[float, Exception | None]] = (),
        away: Sequence[tuple[float, float]] = (),
    ) -> None:
        self.clock = clock
        self.away = away
        self.sold: list[Faulty] = []
        self._faults = list(faults)

    def __call__(self) -> Player:
        opened = [each for each in self.sold if "start" in each.log]
        fault = self._faults[len(opened)] if len(opened) < len(self._faults) else None
        self.sold.append(Faulty(self, fault))
        return self.sold[-1]

    @property
    def heard(self) -> list[list[int]]:
        """The whole chirps that each device took, in order."""
        return [chirps(each.sound, each.first) for each in self.sold if each.blocks]

    @property
    def again(self) -> list[int]:
        """Those of all devices but the first one."""
        return list(chain(*self.heard[1:]))


def chirps(sound: NDArray[np.int16], first: int) -> list[int]:
    """The whole chirps in what was read from frame `first` on, sample by sample."""
    over = sound - carrier(first, len(sound))
    quiet = np.concatenate([np.zeros(QUIET, bool), over != 0])
    loud = np.flatnonzero(over)
    onsets = [at for at in loud if not quiet[at : at + QUIET].any()]
    found = []
    for onset in onsets:
        for number, sample in ALL.items():
            begin = onset - int(np.flatnonzero(sample)[0])
            if np.array_equal(over[begin : begin + CHIRP], sample):
                found.append(number)
    return found


class Told:
    """A screen that keeps each state with the second at which it was shown."""

    def __init__(self, clock: FakeClock) -> None:
        self.states: list[tuple[float, State]] = []
        self._clock = clock

    def show(self, event: Event) -> None:
        if isinstance(event, StateChanged):
            self.states.append((self._clock.seconds, event.state))

    def tick(self, heard: Samples) -> None:
        pass

    def when(self, state: State) -> list[float]:
        return [at for at, each in self.states if each == state]


def play(
    shop: Shop, verbs: Sequence[tuple[float, Verb]] = (), *, patient: bool = False, first: int = 0
) -> tuple[Ending, Told]:
    """The session with every device of the shop."""
    told = Told(shop.clock)
    stream = Stream(session(), first, answers=Chirps())
    ending = run(stream, Device(shop, shop.clock, patient=patient), FakeKeys(shop.clock, verbs), told)
    return ending, told


def of(kind: str) -> int:
    return 10 + [*map(str, WORDS)].index(kind)


SPOT = [PLACE, START, HOLD, GO, RELEASE, REST]
FAULTS: list[Exception | None] = [None, DeviceError("gone")]
AWAY = 10.0


@pytest.fixture(params=FAULTS, ids=["takes nothing", "raises"])
def fault(request: pytest.FixtureRequest) -> Exception | None:
    given: Exception | None = request.param
    return given


def test_the_interrupted_instruction_is_heard_again_after_words(fault: Exception | None) -> None:
    clock = FakeClock()
    lost_at = 3.3
    shop = Shop(clock, [(lost_at, fault)], [(lost_at, lost_at + AWAY)])
    ending, told = play(shop)
    assert ending == "finished"
    assert shop.heard[0] == [PLACE, START]
    assert shop.again == [of("lost"), *SPOT[1:], *SPOT]
    (noticed,) = told.when("lost")
    assert 0 <= noticed - lost_at < 2
    assert all(each.log[-1] == "close" for each in shop.sold if "start" in each.log)
    assert len(shop.sold) > 2 + AWAY, "it was tried at least each second"
    back = told.when("playing")[1]
    assert back < lost_at + AWAY + 3


def test_a_hold_is_left_in_words_and_approached_again(fault: Exception | None) -> None:
    clock = FakeClock()
    shop = Shop(clock, [(6.5, fault)], [(6.5, 6.5 + AWAY)])
    play(shop)
    assert shop.heard[0] == [PLACE, START, HOLD]
    assert shop.again == [of("ease"), of("lost"), *SPOT, *SPOT]


@pytest.mark.parametrize("lost_at", [round(0.21 + 1.13 * step, 2) for step in range(21)])
def test_nothing_is_skipped_wherever_it_breaks(lost_at: float) -> None:
    clock = FakeClock()
    shop = Shop(clock, [(lost_at, None)], [(lost_at, lost_at + 3)])
    assert play(shop)[0] == "finished"
    assert is_in([*SPOT, *SPOT], list(chain(*shop.heard)))
    again = shop.again
    assert again.count(of("lost")) == 1
    for kind in WORDS:
        if kind not in ("lost", "ease"):
            assert of(kind) not in again


def is_in(wanted: Sequence[int], found: Sequence[int]) -> bool:
    """All of `wanted` in this order, whatever is between."""
    left: Iterator[int] = iter(found)
    return all(each in left for each in wanted)


def test_each_loss_is_told_and_each_device_closed() -> None:
    clock = FakeClock()
    shop = Shop(clock, [(3.0, None), (9.0, DeviceError("gone")), (25.0, None)])
    ending, told = play(shop)
    assert ending == "finished"
    assert len(told.when("lost")) == 3
    assert [each.log for each in shop.sold] == [["open", "start", "close"]] * 4
    assert is_in([*SPOT, *SPOT], list(chain(*shop.heard)))


def test_a_machine_that_was_suspended_repeats_the_instruction() -> None:
    clock = FakeClock()
    shop = Shop(clock)
    told = Told(clock)

    def sleep(at: float) -> Callable[[Samples], None]:
        def tick(_: Samples) -> None:
            clock.suspended = 3600.0 if clock.seconds >= at else 0.0

        return tick

    screen = Shown(lambda event: None, sleep(6.5))
    run(Stream(session(), answers=Chirps()), Device(shop, clock), FakeKeys(clock), told, screen)
    assert len(shop.heard) == 2
    assert told.when("lost")[0] - 6.5 < 0.1
    assert shop.again == [of("ease"), of("lost"), *SPOT, *SPOT]


@pytest.mark.parametrize("lost_at", [4.05, 4.3, 7.0])
def test_a_pause_stays_one(lost_at: float, fault: Exception | None) -> None:
    """Also one that was asked for so shortly before that nobody can know whether it was heard."""
    clock = FakeClock()
    shop = Shop(clock, [(lost_at, fault)], [(lost_at, lost_at + AWAY)])
    _, told = play(shop, [(4.0, Verb.PAUSE), (30.0, Verb.RESUME)])
    assert told.when("playing")[-1] >= 30.0
    assert len(told.when("playing")) == 2
    assert shop.again == [of("lost"), TONE, *SPOT[1:], *SPOT]


def test_what_is_asked_while_it_is_away_counts_when_it_is_back() -> None:
    clock = FakeClock()
    shop = Shop(clock, [(3.0, None)], [(3.0, 13.0)])
    play(shop, [(8.0, Verb.NEXT)])
    assert shop.again == [TONE, of("lost"), *SPOT]


def test_stop_while_it_is_away_still_eases_off() -> None:
    clock = FakeClock()
    shop = Shop(clock, [(6.5, None)], [(6.5, 16.5)])
    ending, told = play(shop, [(12.0, Verb.STOP)])
    assert ending == "stopped"
    assert shop.again == [TONE, of("ease"), of("lost"), of("stop"), of("off")]
    assert told.when("easing")[0] > 16.5


def test_a_second_stop_while_it_is_away_ends_at_once() -> None:
    clock = FakeClock()
    shop = Shop(clock, [(6.5, None)], [(6.5, 1e9)])
    ending, _ = play(shop, [(12.0, Verb.STOP), (14.0, Verb.STOP)])
    assert ending == "stopped"
    assert 14.0 <= clock.seconds < 14.5


@pytest.mark.parametrize("verbs", [[(6.0, Verb.STOP), (12.0, Verb.STOP)], [(6.0, Verb.STOP), (12.0, Verb.PAUSE)]])
def test_a_loss_while_it_eases_off_goes_on_easing_off(verbs: list[tuple[float, Verb]]) -> None:
    clock = FakeClock()
    shop = Shop(clock, [(6.2, None)], [(6.2, 16.2)])
    ending, _ = play(shop, verbs)
    assert ending == "stopped"
    if verbs[-1][1] is Verb.STOP:
        assert clock.seconds < 12.5
    else:
        assert shop.again == [of("ease"), of("lost"), of("stop"), of("off")]


def test_a_loss_after_the_last_word_still_ends() -> None:
    clock = FakeClock()
    shop = Shop(clock, [(24.05, None)])
    assert play(shop)[0] == "finished"
    assert list(chain(*shop.heard)).count(REST) in (2, 3)


def test_a_device_may_take_a_while_to_start() -> None:
    """An idle PulseAudio sink takes nothing for almost two seconds after the first period."""
    clock = FakeClock()

    class Slow(Faulty):
        def _poll(self, stream: Stream) -> float:
            return 0.02 if 0.05 < clock.seconds < 2.5 else super()._poll(stream)

    sold: list[Player] = []

    def sell() -> Player:
        sold.append(Slow(Shop(clock), None))
        return sold[-1]

    run(Stream(session(), answers=Chirps()), Device(sell, clock), FakeKeys(clock))
    assert len(sold) == 1


# The first device


@pytest.mark.parametrize("raises", ["open", "poll"])
def test_without_any_device_it_raises(raises: str) -> None:
    clock = FakeClock()
    shop = Shop(clock, [(0.0, DeviceError("none"))], [(0.0, 5.0)] if raises == "open" else [])
    with pytest.raises(DeviceError, match="none"):
        play(shop)
    assert clock.seconds < 0.5
    assert len(shop.sold) == 1


def test_a_patient_one_waits_for_it() -> None:
    clock = FakeClock()
    shop = Shop(clock, away=[(0.0, 60.0)])
    ending, told = play(shop, patient=True)
    assert ending == "finished"
    assert 60.0 <= told.when("playing")[0] < 61.0
    assert list(chain(*shop.heard)) == [*SPOT, *SPOT], "nothing was lost, so nothing is told"


def test_an_error_of_the_source_is_not_taken_for_one_of_the_device() -> None:
    clock = FakeClock()
    source = session()
    source._failing = {1: CoachError("no voice")}
    shop = Shop(clock)
    with pytest.raises(CoachError, match="no voice"):
        run(Stream(source, answers=Chirps()), Device(shop, clock), FakeKeys(clock))
    assert len(shop.sold) == 1


# Libraries that hang


class Hanging(FakeDevice):
    """Its server does not answer: opening or closing comes back only when it is released."""

    steady = True

    def __init__(self, clock: FakeClock, where: str) -> None:
        super().__init__(clock)
        self.released = threading.Event()
        self.reads = 0
        self._where = where
        self._clock = clock

    def _open(self) -> None:
        if self._where == "open":
            self.released.wait(30)
        super()._open()

    def _close(self) -> None:
        if self._where == "raise":
            raise OSError("the server is dead")
        if self._where == "close":
            self.released.wait(30)
        super()._close()

    def _poll(self, stream: Stream) -> float:
        return super()._poll(stream) if self._clock.seconds < 3 else 0.02


@pytest.mark.parametrize("where", ["close", "raise"])
def test_a_dead_device_that_does_not_close_is_left_behind(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLOSES_WITHIN", 0.05)
    clock = FakeClock()
    dead = Hanging(clock, where)
    spare = Faulty(Shop(clock), None)
    stream = Stream(session(), answers=Chirps())
    left: Iterator[Player] = iter([dead, spare])
    assert run(stream, Device(lambda: next(left), clock), FakeKeys(clock)) == "finished"
    assert chirps(spare.sound, spare.first) == [of("lost"), *SPOT[1:], *SPOT]
    before = stream.clock
    assert not np.any(dead._pull(stream, 1920)), "when it wakes up, it gets silence"
    assert stream.clock == before
    dead.released.set()


def test_keys_are_served_while_opening_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OPENS_WITHIN", 0.01)
    clock = FakeClock()
    lost, hangs = Faulty(Shop(clock), (3.0, None)), Hanging(clock, "open")
    left: Iterator[Player] = iter([lost, hangs])
    keys = FakeKeys(clock, [(8.0, Verb.STOP), (9.0, Verb.STOP)])
    assert run(Stream(session(), answers=Chirps()), Device(lambda: next(left), clock), keys) == "stopped"
    assert 9.0 <= clock.seconds < 9.5
    assert hangs.log == []
    hangs.released.set()
    for thread in threading.enumerate():
        if thread.name == "coach-device":
            thread.join(5)
    assert hangs.log == ["open", "close"], "what opens too late is closed again"

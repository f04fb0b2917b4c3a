"""Ear of a stream: what a microphone heard becomes a verb at this moment, or a soft tick."""

from collections.abc import Callable
from typing import Literal

from coach.mix.model import PromptAudio
from coach.play.controls.spoken import Moment, verb_of
from coach.play.controls.verbs import Listening, Spoken, Verb
from coach.play.events import MicrophoneChanged
from coach.play.stream.playhead import Playhead
from coach.session.prompts import Prompt, PromptKind
from coach.timeline.schedule import LEAD_IN
from coach.units import Samples, to_samples

TICKS_APART = to_samples(4)
"""From one tick to the next: people who talk in the room must not make it tick all the time."""

LISTENING = (
    PromptKind.HEARD_STOP,
    PromptKind.HEARD_CRY,
    PromptKind.MICROPHONE_ON,
    PromptKind.MICROPHONE_OFF,
    PromptKind.DEAF,
)
"""Words that a session which listens may need, made before they are."""


class Ear:
    """Ear of one session."""

    def __init__(
        self,
        head: Playhead,
        obey: Callable[[Verb, Playhead, PromptKind], None],
        answer: Callable[[Literal["unclear"]], None],
        waits: Callable[[Playhead], int | None],
        quiet: Callable[[], PromptAudio],
    ) -> None:
        """Take the ways of a stream to `obey` a verb, with the words that tell a pause, and to `answer` by a tone.

        `waits` gives the end of the wait for the person that sounds now, and `quiet` the time in which a device wakes.
        """
        self._head = head
        self._obey, self._answer = obey, answer
        self._waits, self._quiet = waits, quiet
        self._hurt = False
        self._ticked = -TICKS_APART

    def paused(self, said: PromptKind) -> None:
        """Take in that a pause begins, told by such words; after a stop or a cry in a stretch no voice goes on."""
        self._hurt = self._head.stretched and said is not PromptKind.PAUSED

    def take(self, heard: Spoken | Listening) -> None:
        """Obey what was heard, or tick; tell of a microphone."""
        if isinstance(heard, Listening):
            self._tell(heard)
            return
        head, moment = self._head, self._moment()
        verb = verb_of(heard, moment, stretched=head.stretched, volume=head.volume.steps)
        if verb is not None:
            self._obey(verb, head, _said_back(heard))
        elif not (heard.cry or head.asides or moment is Moment.OVER or head.clock - self._ticked < TICKS_APART):
            self._ticked = head.clock
            self._answer("unclear")

    def _tell(self, listening: Listening) -> None:
        head = self._head
        on = listening in (Listening.ON, Listening.SILENT)
        if on != head.listens:
            head.listens = on
            head.events.append(MicrophoneChanged(Samples(head.clock), on))
        if listening is Listening.OFF or self._moment() is Moment.OVER:
            return
        said = Prompt(PromptKind.MICROPHONE_ON if listening is Listening.ON else PromptKind.DEAF)
        if head.clock < LEAD_IN and not head.sounding:
            head.asides.say(self._quiet(), said)
        else:
            head.later.append(said)

    def _moment(self) -> Moment:
        head = self._head
        if head.state in ("easing", "ended") or head.closing is not None or head.failure is not None:
            return Moment.OVER
        if head.offer is not None:
            return Moment.OFFERED
        if head.place.paused:
            return Moment.HURT if self._hurt else Moment.PAUSED
        if self._waits(head) is not None:
            return Moment.WAITING if head.asides else Moment.ASKING
        return Moment.RUNNING


def _said_back(spoken: Spoken) -> PromptKind:
    """Choose the words that say back a pause asked for in this way."""
    if spoken.cry:
        return PromptKind.HEARD_CRY
    return PromptKind.HEARD_STOP if spoken.phrase == "stop" else PromptKind.PAUSED

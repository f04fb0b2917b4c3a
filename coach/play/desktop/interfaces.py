"""The two interfaces of MPRIS: properties that the desktop sees, and methods that its buttons call.

https://specifications.freedesktop.org/mpris-spec/latest/
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.play.controls.verbs import Verb
from coach.play.events import SessionInfo
from coach.play.now_playing import NowPlaying
from coach.text import printable
from coach.units import Samples, to_seconds

if TYPE_CHECKING:
    from dbus_fast.service import ServiceInterface

Facts = dict[str, tuple[str, object]]
"""D-Bus signature and value by name."""

BUTTONS = {"PlayPause": Verb.TOGGLE, "Play": Verb.RESUME, "Pause": Verb.PAUSE, "Stop": Verb.STOP}
BUTTONS |= {"Next": Verb.NEXT, "Previous": Verb.BACK}
PLAYER: Facts = dict.fromkeys(("Rate", "MinimumRate", "MaximumRate"), ("d", 1.0))
PLAYER |= dict.fromkeys(("CanGoNext", "CanGoPrevious", "CanPlay", "CanPause", "CanSeek", "CanControl"), ("b", True))
ROOT: Facts = {"Identity": ("s", "Coach"), "SupportedUriSchemes": ("as", []), "SupportedMimeTypes": ("as", [])}
ROOT |= dict.fromkeys(("CanQuit", "CanRaise", "HasTrackList"), ("b", False))


class Remote:
    """Session as the desktop sees it, with the requests of its buttons. Knows nothing of a bus."""

    def __init__(self, info: SessionInfo, ask: Callable[[Verb], None]) -> None:
        self.ask, self.now, self.heard = ask, NowPlaying(), Samples(0)
        self.volume = 1.0
        """Moves with what is asked for, so that more can be asked each time; only the stream knows how loud it is."""
        self._info = info

    @property
    def status(self) -> str:
        """In the words of MPRIS. Waiting for a chapter or a device is no pause: nothing needs to be pressed.

        Awaiting the person is one: so the button of a headset asks to go on.
        """
        return {"paused": "Paused", "awaiting": "Paused", "ended": "Stopped"}.get(self.now.state, "Playing")

    @property
    def position(self) -> int:
        """Microseconds of this chapter that were heard."""
        return _microseconds(self.now.offset(self.heard))

    @property
    def metadata(self) -> Facts:
        """About this chapter; before the first one, about the session."""
        about: Facts = {"xesam:album": ("s", printable(self._info.title, "utf-8")), "xesam:artist": ("as", ["Coach"])}
        about["mpris:trackid"] = ("o", f"/coach/chapter/{self.now.index}")
        if chapter := self.now.chapter:
            about["xesam:title"] = ("s", printable(chapter.title, "utf-8"))
            about["xesam:trackNumber"] = ("i", self.now.index + 1)
            about["xesam:comment"] = ("as", [f"{self.now.index + 1} / {self.now.count or self._info.chapter_count}"])
            about["mpris:length"] = ("x", _microseconds(chapter.length))
        return about

    def seek(self, offset: int) -> None:
        """Ask for the chapter again when going back, and for the time left when going forward: skipping is unsafe."""
        if offset:
            self.ask(Verb.AGAIN if offset < 0 else Verb.REMAINING)

    def go_to(self, track: str, position: int) -> None:
        """Ask as `seek` does. What was meant for another chapter comes too late, and is ignored."""
        if track == self.metadata["mpris:trackid"][1]:
            self.ask(Verb.AGAIN if position < self.position else Verb.REMAINING)

    def set_volume(self, asked: float) -> None:
        """Ask for one step towards `asked`."""
        if asked > self.volume or asked < self.volume:  # neither is true of NaN
            self.ask(Verb.LOUDER if asked > self.volume else Verb.SOFTER)
            self.volume = max(0.0, min(2.0, asked))


def _microseconds(samples: int) -> int:
    return round(to_seconds(samples) * 1_000_000)


def interfaces(remote: Remote) -> "tuple[ServiceInterface, ServiceInterface, Callable[[bool], None]]":
    """Build the two interfaces, and what tells the desktop of changes and jumps."""
    from dbus_fast import DBusError, ErrorType, PropertyAccess, Variant
    from dbus_fast.annotations import DBusDict, DBusDouble, DBusInt64, DBusObjectPath, DBusStr
    from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

    readable = dbus_property(PropertyAccess.READ)

    def fact(name: str, signature: str, value: object) -> property:
        def get(_: object) -> object:
            return value

        get.__name__, get.__annotations__ = name, {"return": signature}
        return readable(get)

    def button(name: str, verb: Verb | None) -> Callable[..., None]:
        def press(_: object) -> None:
            if verb is not None:
                remote.ask(verb)

        return dbus_method(name)(press)

    class Root(ServiceInterface):
        pass

    class Player(ServiceInterface):
        @dbus_method()
        def Seek(self, offset: DBusInt64) -> None:
            remote.seek(offset)
            self.Seeked()  # the desktop may already show where it wanted to go

        @dbus_method()
        def SetPosition(self, track: DBusObjectPath, position: DBusInt64) -> None:
            remote.go_to(track, position)
            self.Seeked()

        @dbus_method()
        def OpenUri(self, uri: DBusStr) -> None:
            raise DBusError(ErrorType.NOT_SUPPORTED, "the coach plays its session only")

        @dbus_signal()
        def Seeked(self) -> DBusInt64:
            return remote.position

        @readable
        def PlaybackStatus(self) -> DBusStr:
            return remote.status

        @readable
        def Metadata(self) -> DBusDict:
            return {name: Variant(signature, value) for name, (signature, value) in remote.metadata.items()}

        @readable
        def Position(self) -> DBusInt64:
            return remote.position

        @dbus_property()
        def Volume(self) -> DBusDouble:
            return remote.volume

        @Volume.setter
        def set_volume(self, asked: DBusDouble) -> None:
            remote.set_volume(asked)
            self.emit_properties_changed({"Volume": remote.volume})

    # MPRIS wants Raise and Quit to be there and do nothing, as ROOT says that they cannot
    for kind, facts, buttons in ((Root, ROOT, {"Raise": None, "Quit": None}), (Player, PLAYER, BUTTONS)):
        for name, (signature, value) in facts.items():
            setattr(kind, name, fact(name, signature, value))
        for name, verb in buttons.items():
            setattr(kind, name, button(name, verb))
    root, player = Root("org.mpris.MediaPlayer2"), Player("org.mpris.MediaPlayer2.Player")
    shown: dict[str, object] = {}

    def publish(jumped: bool) -> None:
        values = {"PlaybackStatus": player.PlaybackStatus, "Metadata": player.Metadata}
        if changed := {name: value for name, value in values.items() if shown.get(name) != value}:
            shown.update(changed)
            player.emit_properties_changed(changed)
        if jumped:
            player.Seeked()

    return root, player, publish

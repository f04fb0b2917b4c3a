"""Buttons of input devices by their codes: name and usual meaning. Codes from linux/input-event-codes.h."""

from coach.play.controls.verbs import Verb

HEADPHONES_OUT = 0x10002
"""Code of ours for a plug that is pulled: a switch, no key."""

_MEDIA = {
    164: ("play/pause", Verb.TOGGLE),
    200: ("play", Verb.RESUME),  # of a Bluetooth headset
    201: ("pause", Verb.PAUSE),
    207: ("play", Verb.RESUME),
    226: ("headset", Verb.TOGGLE),
    128: ("stop", Verb.STOP),
    166: ("stop", Verb.STOP),
    163: ("next", Verb.NEXT),
    165: ("previous", Verb.BACK),
    168: ("rewind", Verb.AGAIN),
    208: ("fast forward", Verb.REMAINING),
}
_REMOTE = {
    352: ("OK", Verb.TOGGLE),
    353: ("select", Verb.READY),
    358: ("info", Verb.REMAINING),
    402: ("channel up", Verb.NEXT),
    403: ("channel down", Verb.BACK),
}
_TYPED = {
    # clickers and page turners
    104: ("Page Up", Verb.BACK),
    109: ("Page Down", Verb.NEXT),
    105: ("left", Verb.BACK),
    106: ("right", Verb.NEXT),
    103: ("up", Verb.LOUDER),
    108: ("down", Verb.SOFTER),
    52: ("full stop", Verb.TOGGLE),  # blanks the screen
    63: ("F5", Verb.AGAIN),  # starts the show
    1: ("Escape", Verb.AGAIN),
    57: ("space", Verb.TOGGLE),
    28: ("Enter", Verb.TOGGLE),
    119: ("pause", Verb.PAUSE),
    # a pedal of three, as it is sold; B blanks a clicker's screen, too
    30: ("A", Verb.BACK),
    48: ("B", Verb.TOGGLE),
    46: ("C", Verb.NEXT),
}
_NUMBERED = {
    256: ("left pedal", Verb.BACK),
    257: ("middle pedal", Verb.TOGGLE),
    258: ("right pedal", Verb.NEXT),
}
_PADS = {
    304: ("A, or cross", Verb.TOGGLE),
    305: ("B, or circle", Verb.AGAIN),
    307: ("X, or triangle", Verb.REMAINING),
    308: ("Y, or square", Verb.READY),
    310: ("left shoulder", Verb.BACK),
    311: ("right shoulder", Verb.NEXT),
    312: ("left trigger", Verb.SOFTER),
    313: ("right trigger", Verb.LOUDER),
    314: ("select", Verb.STOP),
    315: ("start", Verb.TOGGLE),
    544: ("cross up", Verb.LOUDER),
    545: ("cross down", Verb.SOFTER),
    546: ("cross left", Verb.BACK),
    547: ("cross right", Verb.NEXT),
    # simple pads
    288: ("button 1", Verb.TOGGLE),
    289: ("button 2", Verb.AGAIN),
    290: ("button 3", Verb.REMAINING),
    291: ("button 4", Verb.READY),
    292: ("button 5", Verb.BACK),
    293: ("button 6", Verb.NEXT),
    296: ("button 9", Verb.STOP),
    297: ("button 10", Verb.TOGGLE),
}
BUTTONS: dict[int, tuple[str, Verb]] = {
    **_MEDIA,
    **_REMOTE,
    **_TYPED,
    **_NUMBERED,
    **_PADS,
    HEADPHONES_OUT: ("plug pulled", Verb.PAUSE),
}
"""Name and meaning of each button that has one on its own."""

MEDIA, REMOTE = frozenset(_MEDIA), frozenset(_REMOTE)

_ROWS = {16: "QWERTYUIOP", 30: "ASDFGHJKL", 44: "ZXCVBNM", 2: "1234567890"}
_UNUSED = {
    113: "mute",
    114: "volume down",
    115: "volume up",
    272: "left click",
    273: "right click",
    274: "middle click",
}
"""Names of buttons without a meaning of their own, which may be learned: the volume is the system's."""

_LETTERS = {first + at: letter for first, row in _ROWS.items() for at, letter in enumerate(row)}
LETTERS = frozenset(_LETTERS)
"""A device with all of these is a keyboard."""

TYPES = LETTERS | {12, 13, 14, 15, 26, 27, 28, 39, 40, 41, 43, 51, 52, 53, 57, 96} | set(range(71, 84))
"""Codes of keys that type a sign, as keys of the session may be."""


def button_name(code: int) -> str:
    """Name a button; a number is better than nothing."""
    return BUTTONS[code][0] if code in BUTTONS else (_LETTERS | _UNUSED).get(code, f"button {code}")

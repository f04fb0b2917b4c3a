"""A hands-free audio coach: a protocol becomes a session you can hear and tracks you can carry.

The names below are for programs; each is imported when it is first used.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.commands.export import export_session as export_session
    from coach.commands.plan import plan_session as plan_session
    from coach.commands.play import play_session as play_session
    from coach.commands.render import render_session as render_session
    from coach.protocol import load as load
    from coach.session.choices import Choices as Choices
    from coach.session.request import SessionRequest as SessionRequest
    from coach.session.request import Sounds as Sounds

# onnxruntime, Piper's engine, looks up a host to upload to and keeps an id of the machine from its first session on,
# unless this is set before its import. No module of the coach is imported before this line.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

__version__ = "0.1.0"

RELEASED = "2026-11-22"
"""Date of this version, as in CHANGELOG.md; its year is in the tags of all that is exported."""

_PUBLIC = {
    "Choices": "coach.session.choices",
    "SessionRequest": "coach.session.request",
    "Sounds": "coach.session.request",
    "export_session": "coach.commands.export",
    "load": "coach.protocol",
    "plan_session": "coach.commands.plan",
    "play_session": "coach.commands.play",
    "render_session": "coach.commands.render",
}
"""Modules of the public names."""

__all__ = [
    "Choices",
    "SessionRequest",
    "Sounds",
    "export_session",
    "load",
    "plan_session",
    "play_session",
    "render_session",
]


def __getattr__(name: str) -> object:
    """Import a public name. Raises AttributeError for any other."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'coach' has no attribute '{name}'; it has {', '.join(_PUBLIC)}")
    return getattr(import_module(_PUBLIC[name]), name)

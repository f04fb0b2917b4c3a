"""Session: a protocol and the choices of one person, expanded into chapters of steps; no sound, no clock."""

from coach.session.choices import SIDES, Choices
from coach.session.expand import arriving, expand
from coach.session.model import Session
from coach.session.prompts import answer

__all__ = ["SIDES", "Choices", "Session", "answer", "arriving", "expand"]

"""Authored data: what a protocol file may say, loading with positions, checking."""

from coach.protocol.load import ProtocolError, find, load, parse, shipped
from coach.protocol.model import LEVELS, Line, Protocol, Words

__all__ = ["LEVELS", "Line", "Protocol", "ProtocolError", "Words", "find", "load", "parse", "shipped"]

"""Protocols: the values of a file, loading with positions, checking."""

from coach.protocol.load import ProtocolError, find, load, parse
from coach.protocol.model import Line, Protocol, Words
from coach.protocol.vocabulary import LEVELS
from coach.protocols import shipped

__all__ = ["LEVELS", "Line", "Protocol", "ProtocolError", "Words", "find", "load", "parse", "shipped"]

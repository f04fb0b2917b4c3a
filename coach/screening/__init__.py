"""Screening before a session: too soon or not, reasons not to start, people to ask first, answers kept."""

from coach.screening.answers_file import default_path, forget, last_answers
from coach.screening.ask import ask_if_due, ask_if_too_soon

__all__ = ["ask_if_due", "ask_if_too_soon", "default_path", "forget", "last_answers"]

"""Waiting room: items in turn all day, within hours and with quiet between them, with nobody at the keyboard."""

"""Checks of an authored protocol: each finds problems of one kind, with their places."""

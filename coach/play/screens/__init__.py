"""Screens that follow a session: plain lines, or the whole terminal."""

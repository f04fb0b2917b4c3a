"""Diary of sessions: chapters that were done and ratings that were given, kept on this machine only."""

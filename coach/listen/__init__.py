"""Listening, which is experimental: a microphone's samples become phrases, and the coach's own sound is taken out."""

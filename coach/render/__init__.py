"""Rendering: the stages meet, and a request becomes a proved timeline with its sound."""

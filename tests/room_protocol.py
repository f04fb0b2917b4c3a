"""A protocol for a room: two sentences."""

ROOM = """\
protocol: room
version: 1
audience: room
sources: {choice: {about: our choice}}
session:
  - chapter: only
    steps: [{say: welcome}, {say: ask}]
words:
  en:
    title: A room
    titles: {only: Only}
    lines:
      welcome: {source: choice, always: "Welcome to this waiting room, where you may sit and listen for a while."}
      ask: {source: choice, always: "Ask your practitioner about the spiky ball, which is used for a short time."}
"""

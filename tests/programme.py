"""The small protocol with strokes instead of holds, and a programme of both."""

import re
from pathlib import Path

from small import TEXT

from coach.protocol import Protocol, load


def _changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


STROKES = _changed(
    re.sub(r"\n      (?:hold|one): \{source[^\n]*", "", TEXT),
    ("protocol: small", "protocol: strokes"),
    (
        "  hold: {least: 4.5 s, most: 6 s, usual: 5 s, source: B1}\n",
        "  set: {least: 8 s, most: 40 s, usual: 12 s, source: choice}\n"
        "  stroke: {least: 2 s, most: 4 s, usual: 3 s, source: choice}\n",
    ),
    ("{hold: chosen, announce: hold, count: [two, one]}", "{strokes: chosen, halfway: two}"),
    (
        "learn: Put it down., remind: Down., tones: Down.",
        'learn: "Roll for {set}, each way {stroke}.", remind: "{stroke} each.", tones: Roll.',
    ),
    ("  - chapter: total\n", "  - chapter: total\n    when: alone\n"),
)
"""Set and stroke are spoken; its total is said only if it stands alone."""

PROGRAMME = """\
protocol: both
version: 1
audience: person
sources:
  choice: {about: our choice}
protocols: {order: [small, strokes], source: choice}
sides: {order: [left, right], source: choice}
rests: {lengths: {break: 10 s}, source: choice}
session:
  - chapter: opening
    steps:
      - {say: notice}
      - {say: total}
  - each: protocol
    session:
      - chapter: break
        when: later protocol
        steps:
          - {say: break, rest: break}
      - include: protocol
  - chapter: end
    steps:
      - {say: end, tone: finish}
words:
  en:
    title: Both
    terms: {left: left, right: right, small: holding, strokes: rolling}
    titles: {opening: Opening, break: "Break before {protocol}", end: End}
    lines:
      notice: {source: choice, always: Ask first.}
      total: {source: choice, always: "About {minutes} minutes in all."}
      break: {source: choice, always: "A break. Then {protocol}."}
      end: {source: choice, always: The end of all.}
      ease: {source: choice, always: Ease off.}
      off: {source: choice, always: Put it away.}
      broken: {source: choice, always: Is your arm broken?}
      not now: {source: choice, always: Then not now.}
ease off: {hold: ease, end: off}
safety: {notice: notice, stop rule: notice}
screening: {questions: [{ask: broken, tier: do not start}], outcomes: {do not start: not now}}
"""


def programme(folder: Path) -> Protocol:
    """The programme `both`, with what it includes beside it: `small`, whose total is said alone, and `strokes`."""
    small = TEXT.replace("  - chapter: total\n", "  - chapter: total\n    when: alone\n")
    for name, text in (("small", small), ("strokes", STROKES), ("both", PROGRAMME)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load(str(folder / "both.yaml"))

"""A small protocol, in a technique that does not exist: nothing in the code may know hamstrings."""

TEXT = """\
protocol: small
version: 1
audience: person
sources:
  book: {by: A. Author, about: a book, facts: {B1: hold for four and a half to six seconds}}
  choice: {about: our choice}
limits:
  hold: {least: 4.5 s, most: 6 s, usual: 5 s, source: B1}
  passes: {least: 1, most: 2, usual: 1, source: choice}
  spots: {least: 1, most: 3, usual: 2, source: choice}
  step: {least: 1 cm, most: 2 cm, towards: hand, source: choice}
  area: {least: 2 cm, most: 8 cm, source: choice}
  comfort: {aim: 3, ease: 4, stop: 6, source: choice}
sides: {order: [left, right], source: choice}
strips: {order: [{id: top, muscle: brachialis}], source: choice}
spots: {from: elbow, source: choice}
rests: {lengths: {short: 1 s}, source: choice}
session:
  - chapter: opening
    steps:
      - {say: notice, rest: short}
  - chapter: total
    steps:
      - {say: total}
  - each: [side, strip, pass, spot]
    chapter: spot
    steps:
      - {say: here}
      - {say: place, tone: settle, rest: short, when: first spot, leads: anywhere to on}
      - {say: move, tone: move, rest: short, when: later spot, leads: spot before to on}
      - {hold: chosen, announce: hold, count: [two, one]}
      - {say: go, leads: held to on}
  - chapter: end
    steps:
      - {say: end, tone: finish, leads: anywhere to off}
words:
  en:
    title: Small
    terms: {left: left, right: right, top: top, elbow: elbow, pass 1: "", pass 2: " again"}
    titles:
      opening: Opening
      total: Total
      spot: "{side} arm, {strip}, spot {spot} of {spots}{pass}"
      end: End
    lines:
      notice: {source: choice, always: Ask first.}
      total: {source: choice, always: "About {minutes} minutes."}
      here: {source: choice, always: "{side} arm, {strip}, spot {spot} of {spots}."}
      place: {source: choice, learn: Put it down., remind: Down., tones: Down.}
      move: {source: choice, learn: ["Move it {step}.", Move it.], remind: Move., tones: Move.}
      hold: {source: B1, learn: "Hold {hold}.", remind: Hold.}
      two: {source: choice, learn: Two., remind: Two.}
      one: {source: choice, learn: One., remind: One.}
      go: {source: choice, always: Let go.}
      there: {source: choice, always: It is there.}
      again: {source: choice, always: "Put it {at} away."}
      on: {source: choice, always: "{moves} on."}
      back: {source: choice, always: "{moves} back."}
      end: {source: choice, always: The end.}
      ease: {source: choice, always: Ease off.}
      off: {source: choice, always: Put it away.}
      broken: {source: choice, always: "Is your arm broken?"}
      not now: {source: choice, always: Then not now.}
ease off: {hold: ease, end: off}
going on: {stay: there, place: again, ahead: on, back: back, rest: short}
safety: {notice: notice, stop rule: notice}
screening: {questions: [{ask: broken, tier: do not start}], outcomes: {do not start: not now}}
"""

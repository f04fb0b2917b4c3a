"""A protocol with a screening and little else, in two languages. Its questions are not in the order of tiers."""

ARM = """\
protocol: arm
version: 1
audience: person
sources: {choice: {about: our choice}}
safety: {notice: notice, stop rule: stop rule}
screening:
  questions:
    - {ask: skin, tier: avoid}
    - {ask: bone, tier: do not start}
    - {ask: blood, tier: ask first}
    - {ask: nerves, tier: ask first}
  outcomes: {do not start: not now, ask first: ask them, avoid: leave it, confirm: agreed}
session:
  - chapter: opening
    steps: [{say: notice}, {say: stop rule}, {say: end}]
words:
  en:
    title: Arm
    titles: {opening: Before you start}
    lines:
      notice: {source: choice, always: Do not do this with a broken bone.}
      stop rule: {source: choice, always: Stop at once if it hurts.}
      end: {source: choice, always: The end.}
      skin: {source: choice, always: Is the skin of your arm sore?}
      bone: {source: choice, always: Is a bone broken?}
      blood: {source: choice, always: Do you take blood thinners?}
      nerves: {source: choice, always: Is your arm numb?}
      not now: {source: choice, always: Then do not start.}
      ask them: {source: choice, always: Then ask a doctor first.}
      leave it: {source: choice, always: Then leave that place out.}
      agreed: {source: choice, always: Did they agree?}
  es:
    title: Brazo
    titles: {opening: Antes de empezar}
    lines:
      notice: {source: choice, always: No lo hagas con un hueso roto.}
      stop rule: {source: choice, always: Para enseguida si duele.}
      end: {source: choice, always: Fin.}
      skin: {source: choice, always: "¿Tienes la piel del brazo irritada?"}
      bone: {source: choice, always: "¿Tienes un hueso roto?"}
      blood: {source: choice, always: "¿Tomas anticoagulantes?"}
      nerves: {source: choice, always: "¿Tienes el brazo dormido?"}
      not now: {source: choice, always: Entonces no empieces.}
      ask them: {source: choice, always: Entonces pregunta antes.}
      leave it: {source: choice, always: Entonces deja ese lugar.}
      agreed: {source: choice, always: "¿Te han dicho que sí?"}
"""

BONE, BLOOD, NERVES, SKIN = (
    "Is a bone broken?",
    "Do you take blood thinners?",
    "Is your arm numb?",
    "Is the skin of your arm sore?",
)
NOT_NOW, ASK_THEM, LEAVE_IT = "Then do not start.", "Then ask a doctor first.", "Then leave that place out."
AGREED = "Did they agree?"

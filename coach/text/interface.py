"""Interface texts, said and shown by the coach itself, whatever the protocol: one table for each language.

Prompts, said in the middle of a session to answer a key, stand in `session.prompts`.
"""

import msgspec


class Texts(msgspec.Struct, frozen=True):
    """Interface texts of one language. A name in curly brackets stands for a value."""

    yes: str
    """Word of which the first letter is a key, as that of `no`."""
    no: str

    # Said and printed around questions
    questions: str
    one_question: str
    keys_to_answer: str
    wrong_key: str
    said_yes: str
    """Words before the question, after which comes what to do."""
    said_yes_to_several: str
    all_the_same: str

    # Printed around questions
    not_asked: str
    never_mind: str
    not_started_after: str
    not_agreed: str
    as_you_wished: str
    not_too_soon: str
    nobody_to_ask: str

    # What the diary tells
    too_soon: str
    left_out: str
    level: str
    short_notice: str
    no_levels: str
    sessions_so_far: str
    one_so_far: str
    long_ago: str
    moments: dict[str, str]
    """Words for a day and a time, past or due."""
    months: tuple[str, ...]

    # Shown during a session
    states: dict[str, str]
    """States of a session. Text after a comma or a dash is left out if there is no space for it."""
    tones: dict[str, str]
    """Names of the tones."""
    asked_by_tones: dict[str, str]
    """Requests of tones, for places without words. Tones that are missing ask for nothing."""
    strokes: tuple[str, str]
    """Directions of a stroke."""
    keys: tuple[str, ...]
    """Keys with their meanings, the least needed last, but for the very last one, which stops."""
    place: str
    left: str
    next: str
    felt: str
    microphone: tuple[str, str]
    """Microphone that is on, and off."""
    listens_in: str
    """Told before a session that listens, in a language whose phrases nobody taught the coach."""

    # Told of buttons
    verbs: dict[str, str]
    """Names of requests, for buttons."""
    buttons: dict[str, str]


EN = Texts(
    yes="yes",
    no="no",
    questions="Before the first session there are {count} questions.",
    one_question="Before the first session there is one question.",
    keys_to_answer="Press Y for yes, N for no, R to hear it again, Q to leave.",
    wrong_key="That key means nothing here.",
    said_yes="You said yes to this question:",
    said_yes_to_several="You said yes to these questions:",
    all_the_same="Do you want to start all the same?",
    not_asked=(
        "the questions before a first session were not asked, as nobody can answer here; heed the notice you hear"
    ),
    never_mind="nothing is remembered of it, and 'coach play' asks again",
    not_started_after='{name} is not started after a yes to "{question}"; {never_mind}',
    not_agreed="{name} is not started before a professional has agreed to it; {never_mind}",
    as_you_wished="{name} is not started, as you wished; {never_mind}",
    not_too_soon="{name} is not started, as you wished; {due}",
    nobody_to_ask="{name} is not started, and nobody can say yes here; {why}; {option} says yes beforehand",
    too_soon=(
        "too soon: the last session of {name} was {when}, {ago}; from one to the next it should be {days} "
        "(source: {source}); {due}"
    ),
    left_out="left out, as treated today: {names} (source: {source})",
    level="level: {level} ({why})",
    short_notice="the short notice, as you have heard the whole one; B, or play --whole-notice, says that again",
    no_levels="{name} does not say after how many sessions to say less",
    sessions_so_far="{count} sessions so far; source: {source}",
    one_so_far="1 session so far; source: {source}",
    long_ago="the last session was {when}, over {days} days ago; source: {source}",
    moments={
        "today": "today at {time}",
        "yesterday": "yesterday at {time}",
        "another day": "on {day} {month} {year} at {time}",
        "due tomorrow": "the next one is due tomorrow, {day} {month} {year}",
        "due": "the next one is due on {day} {month} {year}",
        "just now": "less than one minute ago",
        "minute": "1 minute ago",
        "minutes": "{count} minutes ago",
        "hour": "1 hour ago",
        "hours": "{count} hours ago",
        "one day": "1 day",
        "days": "{count} days",
        "days ago": "{count} days ago",
    },
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    states={
        "waiting": "one moment",
        "paused": "paused - space goes on",
        "lost": "no sound, trying again",
        "easing": "easing off",
        "offered": "the other side - space goes on",
        "awaiting": "waiting for you - space goes on",
    },
    tones={
        "start": "start",
        "settle": "settle",
        "hold": "hold",
        "count": "count",
        "release": "release",
        "move": "move",
        "stroke-out": "stroke out",
        "stroke-back": "stroke back",
        "switch-side": "switch side",
        "left": "left",
        "right": "right",
        "pause": "pause",
        "answer": "answer",
        "unclear": "unclear",
        "finish": "finish",
    },
    asked_by_tones={
        "start": "Begin",
        "settle": "Settle",
        "hold": "Hold",
        "release": "Let go",
        "stroke-out": "Roll out",
        "stroke-back": "Roll back",
        "move": "Move",
        "switch-side": "Change sides",
        "finish": "Finished",
    },
    strokes=("out", "back"),
    keys=(
        *("space pause", "a again", "n next", "b back", "0-9 how it feels"),
        *("t time left", "+ louder", "- softer", "h keys", "q stop"),
    ),
    place="{at} of {count}",
    left="{time:>6} left",
    next="next: {words}",
    felt="you said: {value}",
    verbs={
        "pause": "pause",
        "resume": "go on",
        "pause or resume": "pause, or go on",
        "ready": "ready",
        "again": "again",
        "next": "next",
        "back": "back",
        "louder": "louder",
        "softer": "softer",
        "how long is left": "time left",
        "which keys there are": "keys",
        "stop": "stop",
    },
    buttons={
        "nothing": "no meaning; to give it one: coach buttons learn",
        "learned": "{device}, {button} was learned by three presses; to delete that: coach buttons forget",
        "came": "{device} is here ({kind})",
        "went": "{device} is gone",
        "found": "buttons: {devices}",
        "none": "no buttons found yet; what is plugged in later is found, too",
        "refused": "some devices may not be read; if yours is missing: sudo usermod -aG input $USER, then log in again",
        "desktop": "desktop",
        "headset": "Bluetooth headset",
        "media keys": "media keys",
    },
    microphone=("microphone on", "microphone off"),
    listens_in="--listen, an experiment, understands its few phrases in English only; 'coach listen' lists them",
)

ES = Texts(
    yes="sí",
    no="no",
    questions="Antes de la primera sesión hay {count} preguntas.",
    one_question="Antes de la primera sesión hay una pregunta.",
    keys_to_answer="Pulsa S para sí, N para no, R para oírlo otra vez, Q para salir.",
    wrong_key="Esa tecla no hace nada ahora.",
    said_yes="Has dicho que sí a esta pregunta:",
    said_yes_to_several="Has dicho que sí a estas preguntas:",
    all_the_same="¿Quieres empezar de todos modos?",
    not_asked=(
        "no se hicieron las preguntas de antes de la primera sesión, porque nadie puede contestar; "
        "haz caso del aviso que vas a oír"
    ),
    never_mind="no se guarda nada de ello, y 'coach play' vuelve a preguntar",
    not_started_after="{name} no empieza después de un sí a «{question}»; {never_mind}",
    not_agreed="{name} no empieza antes de que un profesional esté de acuerdo; {never_mind}",
    as_you_wished="{name} no empieza, como has querido; {never_mind}",
    not_too_soon="{name} no empieza, como has querido; {due}",
    nobody_to_ask="{name} no empieza, y nadie puede decir que sí; {why}; {option} dice que sí de antemano",
    too_soon=(
        "demasiado pronto: la última sesión de {name} fue {when}, {ago}; entre una y otra el plazo es de {days} "
        "(fuente: {source}); {due}"
    ),
    left_out="fuera, por tratado hoy: {names} (fuente: {source})",
    level="nivel: {level} ({why})",
    short_notice="el aviso corto, porque ya has oído el completo; B, o play --whole-notice, lo dice entero",
    no_levels="{name} no dice después de cuántas sesiones se habla menos",
    sessions_so_far="{count} sesiones hasta ahora; fuente: {source}",
    one_so_far="1 sesión hasta ahora; fuente: {source}",
    long_ago="la última sesión fue {when}, hace más de {days} días; fuente: {source}",
    moments={
        "today": "hoy a las {time}",
        "yesterday": "ayer a las {time}",
        "another day": "el {day} de {month} de {year} a las {time}",
        "due tomorrow": "la próxima toca mañana, {day} de {month} de {year}",
        "due": "la próxima toca el {day} de {month} de {year}",
        "just now": "hace menos de un minuto",
        "minute": "hace 1 minuto",
        "minutes": "hace {count} minutos",
        "hour": "hace 1 hora",
        "hours": "hace {count} horas",
        "one day": "1 día",
        "days": "{count} días",
        "days ago": "hace {count} días",
    },
    months=(
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    states={
        "waiting": "un momento",
        "paused": "en pausa - sigue con espacio",
        "lost": "sin sonido, probando otra vez",
        "easing": "soltando",
        "offered": "el otro lado - sigue con espacio",
        "awaiting": "te espero - sigue con espacio",
    },
    tones={
        "start": "empieza",
        "settle": "coloca",
        "hold": "mantén",
        "count": "cuenta",
        "release": "suelta",
        "move": "mueve",
        "stroke-out": "pasada de ida",
        "stroke-back": "pasada de vuelta",
        "switch-side": "cambio de lado",
        "left": "izquierda",
        "right": "derecha",
        "pause": "pausa",
        "answer": "respuesta",
        "unclear": "no entendido",
        "finish": "fin",
    },
    asked_by_tones={
        "start": "Empieza",
        "settle": "Coloca",
        "hold": "Mantén",
        "release": "Suelta",
        "stroke-out": "Rueda, ida",
        "stroke-back": "Rueda, vuelta",
        "move": "Mueve",
        "switch-side": "Cambia de lado",
        "finish": "Fin",
    },
    strokes=("ida", "vuelta"),
    keys=(
        *("espacio pausa", "a otra vez", "n siguiente", "b anterior", "0-9 cómo va"),
        *("t cuánto queda", "+ más alto", "- más bajo", "h teclas", "q parar"),
    ),
    place="{at} de {count}",
    left="quedan {time}",
    next="después: {words}",
    felt="has dicho: {value}",
    verbs={
        "pause": "pausa",
        "resume": "sigue",
        "pause or resume": "pausa, o sigue",
        "ready": "listo",
        "again": "otra vez",
        "next": "siguiente",
        "back": "anterior",
        "louder": "más alto",
        "softer": "más bajo",
        "how long is left": "cuánto queda",
        "which keys there are": "teclas",
        "stop": "parar",
    },
    buttons={
        "nothing": "no hace nada; para que haga algo: coach buttons learn",
        "learned": "{device}, {button}: aprendido con tres pulsaciones; para borrarlo: coach buttons forget",
        "came": "{device} está aquí ({kind})",
        "went": "{device} ya no está",
        "found": "botones: {devices}",
        "none": "aún no hay botones; los que se conecten después también valen",
        "refused": "no se leen todos los aparatos; si falta el tuyo: sudo usermod -aG input $USER, y entra otra vez",
        "desktop": "escritorio",
        "headset": "auriculares Bluetooth",
        "media keys": "teclas multimedia",
    },
    microphone=("micrófono encendido", "micrófono apagado"),
    listens_in="--listen, un experimento, entiende sus pocas frases solo en inglés; 'coach listen' las enumera",
)

TEXTS = {"en": EN, "es": ES}


def texts(language: str) -> Texts:
    """Return the texts of a language, given by two letters; the English ones for a language without a table."""
    return TEXTS.get(language, EN)

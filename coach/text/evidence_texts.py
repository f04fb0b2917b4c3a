"""Texts on the page of evidence: one table for each language."""

import msgspec


class EvidenceTexts(msgspec.Struct, frozen=True):
    """Texts of the page in one language. A name in curly brackets stands for a value."""

    evidence: str
    purpose: str
    """Heading over the intended purpose."""
    purposes: tuple[str, ...]
    """Intended purpose, in words that claim no treatment."""
    room_purposes: tuple[str, ...]
    """The same for what is played in a room."""
    heard: str
    """Heading over the chapters."""
    sums: str
    """Line with `{minutes}`, `{chapters}`, `{held}` and `{seconds}`."""
    chosen: str
    """Line with `{level}`, `{pace}` and `{language}`."""
    chapter: tuple[str, str, str]
    """Head of the table of chapters: start, title, holds."""
    stroke: str
    """Length of a stroke, with `{seconds}`."""
    limits: str
    limit: tuple[str, str, str, str, str]
    """Head of the table of limits: name, least, usual, most, and the value here."""
    numbers: str
    number: tuple[str, str, str]
    """Head of the table of numbers: name, value, sources."""
    ours: str
    """Sentence about the mark of our own choices."""
    proved: str
    proved_about: str
    again: tuple[str, str]
    """Remarks on a proof that was repeated for the page: it holds, or it fails."""
    flaws: str
    made: str
    origin: dict[str, str]
    """Names of the facts about the origin, by key."""
    licences: str
    licence: dict[str, str]
    """Names of what has a licence, and the words for that of tones, by key."""
    room_music: str
    """Sentence about music in a room."""
    stored: str
    stores: tuple[str, ...]
    files: str
    file: tuple[str, str, str, str]
    """Head of the table of files: name, bytes, SHA-256, state."""
    states: dict[str, str]
    verify: str
    plan: dict[str, str]
    """Words of a care plan, with `{count}`, `{seconds}`, `{stroke}` and `{days}`, by key."""
    proofs: dict[str, str]
    """One sentence for each proof, by its name."""


EN = EvidenceTexts(
    evidence="evidence",
    purpose="Intended purpose",
    purposes=(
        "This folder holds a guided session: information and timing cues, by voice and tones, for a person who "
        "has chosen "
        "to do a self-care technique, or was shown it by a professional.",
        "The session leads a person through set-up, places, holds and pauses. The software does not diagnose, treat, "
        "prevent, predict or monitor any disease or injury, makes no decision about a person's health, and "
        "replaces no "
        "professional.",
        "Each session begins with who should not do it, who should ask first, and when to stop.",
    ),
    room_purposes=(
        "This folder holds information about a self-care technique, by voice and tones, for people in a waiting "
        "room. There "
        "is nothing to do along.",
        "The software does not diagnose, treat, prevent, predict or monitor any disease or injury, makes no "
        "decision about "
        "a person's health, and replaces no professional.",
    ),
    heard="What is heard",
    sums="{minutes} minutes, {chapters} chapters; {held} holds or sets of strokes, {seconds} seconds in all.",
    chosen="Level {level}, pace {pace}, language {language}.",
    chapter=("Start", "Chapter", "Holds"),
    stroke="{seconds} s each way",
    limits="Limits",
    limit=("Limit", "Least", "Usual", "Most", "Here"),
    numbers="Every number, and who says so",
    number=("Number", "Value", "Sources"),
    ours="* our choice, wholly or in part: no source states it.",
    proved="What was proved",
    proved_about="Each of these was proved by the program for this very session before a file was made. If one "
    "fails, "
    "nothing is exported.",
    again=("proved again for this page", "does NOT hold any more"),
    flaws="Found wrong for this page",
    made="Made with",
    origin={
        "coach": "Coach",
        "protocol": "Protocol",
        "version": "version",
        "voice": "Voice",
        "encoder": "Encoder",
        "bed": "Under the words",
        "music": "Music (digest)",
        "gain": "Gain",
        "music_gain": "Gain of the music",
        "sound": "Sound (digest)",
        "carrier": "carrier (a hum that keeps devices awake)",
        "none": "nothing",
    },
    licences="Licences",
    licence={
        "coach": "Coach and its protocols",
        "voice": "Voice",
        "tones": "Tones",
        "own_tones": "your own: as agreed with their maker",
        "shipped_tones": "GPL-3.0-or-later, as the coach",
        "music": "Music",
    },
    room_music="Music that is played to others may need a licence for performance.",
    stored="What is stored where",
    stores=(
        "In this folder: the files below and a list of them (.coach-export.json). No health data.",
        "In the coach's cache folder (on Linux ~/.cache/smr-coach): spoken phrases, which name no person.",
        "In its data folder (~/.local/share/smr-coach): fetched voices; and of who plays live on that computer "
        "the diary and "
        "the answers to the questions.",
        "In its state folder (~/.local/state/smr-coach): the session under way, and reports of faults.",
        "On a phone: the place in the session, and what was done; both stay there. Nothing is sent anywhere.",
    ),
    files="Files",
    file=("File", "Bytes", "SHA-256", "State"),
    states={"whole": "as written", "changed": "CHANGED since", "missing": "MISSING"},
    verify="To make the session again and compare it with this folder:",
    plan={
        "spots": "Spots: {count}.",
        "hold": "Holds of {seconds} s: {count}.",
        "set": "Sets of strokes of {seconds} s, {stroke} s each way: {count}.",
        "between": "Least days from one session to the next: {days}.",
    },
    proofs={
        "cues_never_overlap": "No word or tone sounds over another.",
        "sentences_stay_whole": "No pause breaks a sentence, but for a breath that its author marks.",
        "holds_are_exact": "Each hold lasts from its tone to the release tone, to the sample.",
        "release_comes_after_its_tone": "The words to let go come after the release tone, and right after it.",
        "strokes_are_even": "Strokes go out and back in turn, evenly, and end where they began.",
        "chapters_open_with_orientation": "Each chapter begins by saying the side, the line and the spot.",
        "chapters_join_without_a_click": "Chapters join without a click.",
        "sides_are_equal": "Both sides get the same spots and the same time.",
        "limits_hold": "Holds, strokes, passes and spots are as chosen, and inside the protocol's limits.",
        "the_person_stays_safe": "Whoever does what is said is never stretched without being led, never outside "
        "of the area that may be worked on, and never left long without a word.",
        "going_on_is_true": "The words stay true of leg and ball wherever the session is entered.",
        "steps_stay_in_the_area": "Steps as long as is said stay inside the area that may be worked on.",
        "announced_total_is_true": "The length that is announced is the length that it has.",
        "waits_are_quiet_and_loose": "It waits only in a rest, never in a stretch, and words lead from a wait "
        "into one.",
        "waits_keep_their_limits": "No wait is longer than the protocol says.",
        "waits_can_be_walked": "All of this is true for who is ready at once, and for who never answers.",
        "nothing_is_lost": "Every word of the protocol for this session is said, in order, and no other.",
    },
)

ES = EvidenceTexts(
    evidence="evidencia",
    purpose="Finalidad prevista",
    purposes=(
        "Esta carpeta contiene una sesión guiada: información y señales de tiempo, con voz y tonos, para quien "
        "ha elegido "
        "hacer una técnica de autocuidado o la ha aprendido de un profesional.",
        "La sesión acompaña por la preparación, los lugares, los estiramientos y las pausas. El programa no "
        "diagnostica, "
        "trata, previene, predice ni vigila ninguna enfermedad o lesión, no decide nada sobre la salud de una "
        "persona y no "
        "sustituye a ningún profesional.",
        "Cada sesión empieza con quién no debe hacerla, quién debe preguntar antes y cuándo parar.",
    ),
    room_purposes=(
        "Esta carpeta contiene información sobre una técnica de autocuidado, con voz y tonos, para quien está "
        "en una sala de "
        "espera. No hay nada que hacer mientras suena.",
        "El programa no diagnostica, trata, previene, predice ni vigila ninguna enfermedad o lesión, no decide "
        "nada sobre "
        "la salud de una persona y no sustituye a ningún profesional.",
    ),
    heard="Lo que se oye",
    sums="{minutes} minutos, {chapters} capítulos; {held} estiramientos o series de pasadas, {seconds} segundos "
    "en total.",
    chosen="Nivel {level}, ritmo {pace}, idioma {language}.",
    chapter=("Inicio", "Capítulo", "Mantener"),
    stroke="{seconds} s por sentido",
    limits="Límites",
    limit=("Límite", "Mínimo", "Habitual", "Máximo", "Aquí"),
    numbers="Cada número, y quién lo dice",
    number=("Número", "Valor", "Fuentes"),
    ours="* elección nuestra, del todo o en parte: ninguna fuente lo dice.",
    proved="Lo que se ha demostrado",
    proved_about="El programa demostró todo esto para esta misma sesión antes de hacer ningún archivo. Si algo "
    "falla, no se "
    "exporta nada.",
    again=("demostrado de nuevo para esta página", "ya NO se cumple"),
    flaws="Fallos encontrados para esta página",
    made="Hecho con",
    origin={
        "coach": "Coach",
        "protocol": "Protocolo",
        "version": "versión",
        "voice": "Voz",
        "encoder": "Codificador",
        "bed": "Bajo las palabras",
        "music": "Música (resumen)",
        "gain": "Ganancia",
        "music_gain": "Ganancia de la música",
        "sound": "Sonido (resumen)",
        "carrier": "portadora (un zumbido que mantiene despiertos los aparatos)",
        "none": "nada",
    },
    licences="Licencias",
    licence={
        "coach": "Coach y sus protocolos",
        "voice": "Voz",
        "tones": "Tonos",
        "own_tones": "propios: según lo acordado con su autor",
        "shipped_tones": "GPL-3.0-or-later, como el coach",
        "music": "Música",
    },
    room_music="La música que suena para otros puede necesitar una licencia de comunicación pública.",
    stored="Qué se guarda y dónde",
    stores=(
        "En esta carpeta: los archivos de abajo y su lista (.coach-export.json). Ningún dato de salud.",
        "En la carpeta de caché del coach (en Linux ~/.cache/smr-coach): frases habladas, que no nombran a nadie.",
        "En su carpeta de datos (~/.local/share/smr-coach): voces descargadas; y de quien la usa en vivo en ese "
        "ordenador, el "
        "diario y las respuestas a las preguntas.",
        "En su carpeta de estado (~/.local/state/smr-coach): la sesión en curso e informes de fallos.",
        "En un teléfono: el lugar de la sesión y lo hecho; no salen de ahí. No se envía nada a ninguna parte.",
    ),
    files="Archivos",
    file=("Archivo", "Bytes", "SHA-256", "Estado"),
    states={"whole": "como se escribió", "changed": "CAMBIADO", "missing": "FALTA"},
    verify="Para hacer de nuevo la sesión y compararla con esta carpeta:",
    plan={
        "spots": "Puntos: {count}.",
        "hold": "Estiramientos de {seconds} s: {count}.",
        "set": "Series de pasadas de {seconds} s, {stroke} s por sentido: {count}.",
        "between": "Días de una sesión a la siguiente, como mínimo: {days}.",
    },
    proofs={
        "cues_never_overlap": "Ninguna palabra ni tono suena sobre otro.",
        "sentences_stay_whole": "Ninguna pausa parte una frase, salvo donde su autor marca una respiración.",
        "holds_are_exact": "Cada estiramiento dura de su tono al tono de soltar, a la muestra.",
        "release_comes_after_its_tone": "Las palabras para soltar vienen después de su tono, y justo después.",
        "strokes_are_even": "Las pasadas van y vuelven por turno, iguales, y acaban donde empezaron.",
        "chapters_open_with_orientation": "Cada capítulo empieza diciendo el lado, la línea y el punto.",
        "chapters_join_without_a_click": "Los capítulos se unen sin chasquido.",
        "sides_are_equal": "Los dos lados reciben los mismos puntos y el mismo tiempo.",
        "limits_hold": "Estiramientos, pasadas, vueltas y puntos son los elegidos, dentro de los límites del "
        "protocolo.",
        "the_person_stays_safe": "Quien hace lo que se dice nunca se estira sin guía, nunca sale de la zona que "
        "se puede tratar, y nunca queda mucho tiempo sin una palabra.",
        "going_on_is_true": "Las palabras son verdad sobre pierna y pelota se entre donde se entre en la sesión.",
        "steps_stay_in_the_area": "Los pasos que se dicen quedan dentro de la zona que se puede tratar.",
        "announced_total_is_true": "La duración que se anuncia es la que tiene.",
        "waits_are_quiet_and_loose": "Solo espera en una pausa, nunca en un estiramiento, y "
        "unas palabras llevan de la espera a él.",
        "waits_keep_their_limits": "Ninguna espera dura más de lo que dice el protocolo.",
        "waits_can_be_walked": "Todo esto vale para quien está a punto enseguida y para quien no contesta nunca.",
        "nothing_is_lost": "Se dice cada palabra del protocolo para esta sesión, en orden, y ninguna otra.",
    },
)

EVIDENCE_TEXTS = {"en": EN, "es": ES}


def evidence_texts(language: str) -> EvidenceTexts:
    """Return the texts of a language, given by two letters; the English ones for a language without a table."""
    return EVIDENCE_TEXTS.get(language, EN)

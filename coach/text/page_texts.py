"""Texts on the page for a phone: one table for each language."""

import msgspec


class PageTexts(msgspec.Struct, frozen=True):
    """Texts of the page in one language. A name in curly brackets stands for a value."""

    play: str
    pause: str
    go_on: str
    again: str
    next: str
    back: str
    """Name of the button that leads to the spot before."""
    first: str
    """Name of the button that begins from the beginning."""
    sides: dict[str, str]
    chapters: str
    set_up: str
    lasts: str
    left: str
    """Time that is left, with `{time}`."""
    reach: str
    hold: str
    strokes: tuple[str, str]
    release: str
    seconds: str
    stop: str
    """Words over those that lead out of a stretch, at a pause."""
    loading: str
    loaded: str
    kept: str
    """Said once a service worker has the whole session."""
    lost: str
    no_words: str
    new: str
    update: str
    ended: str
    no_script: str
    diary: str
    """Heading over what was done on this phone."""
    felt: str
    spots: str
    """Number of spots that were done, with `{count}`."""
    here_alone: str
    show_code: str
    save_file: str
    delete: str
    forget: str
    """Question before everything that was done is deleted."""
    code: str
    """Name of the QR code, for a screen reader."""
    in_code: str
    """Words under the QR code, with `{count}`."""
    feed: str
    about: str
    """Description of a feed, with `{title}`."""
    reminders: str
    remind: str
    """Title of a reminder in a calendar, with `{title}`."""
    steps: tuple[str, ...]
    """Actions that the printed sheet asks for, in order."""
    files: str
    """Heading over files to download."""
    pictures: dict[str, tuple[str, ...]]
    """Words under the pictures of the set-up, by part of the body."""

    # The page that steers a session at a computer
    ready: str
    feels: str
    louder: str
    softer: str
    how_long: str
    stop_session: str
    steer: str
    """Name of the buttons, for a screen reader."""
    not_begun: str
    no_answer: str
    too_fast: str
    over: str
    open_remote: str
    """Words under the address of the page, at the computer."""
    press_enter: str


EN = PageTexts(
    play="Play",
    pause="Pause",
    go_on="Go on",
    again="Again",
    next="Next spot",
    back="Spot before",
    first="From the beginning",
    sides={"left": "Left", "right": "Right"},
    chapters="All chapters",
    set_up="Set up",
    lasts="{time} minutes",
    left="{time} left",
    reach="Slowly",
    hold="Hold",
    strokes=("Out", "Back"),
    release="Let go",
    seconds="seconds",
    stop="Come out of the stretch:",
    loading="Loading: {percent} %",
    loaded="Loaded: you may leave the Wi-Fi",
    kept="Kept on this phone: plays without internet",
    lost="The sound did not come through. Check the Wi-Fi, then press Play.",
    no_words="The words did not come through; the sound has them all.",
    new="There is a new version of this session.",
    update="Load it",
    ended="Finished. Stand up slowly.",
    no_script="Your browser runs no scripts here, so use the player:",
    diary="Done, and how it felt",
    felt="How did it feel? 0 is nothing, 9 is very bad.",
    spots="{count} spots",
    here_alone="Kept on this phone alone. To show it to your therapist:",
    show_code="Show a code",
    save_file="Save a file",
    delete="Delete all",
    forget="Delete everything that was done from this phone?",
    code="Code with your sessions",
    in_code="The last {count}, for the camera of your therapist.",
    feed="For a podcast app",
    about="{title}: a guided session, with a chapter for each spot.",
    reminders="Reminders for the calendar",
    remind="Time for {title}",
    steps=(
        "Point the camera of your phone at the square, and open the page.",
        "Press Play. It goes on when the phone locks.",
        "Lay the phone where you hear it, and close your eyes.",
    ),
    files="Download as files",
    pictures={
        "back of the thigh": (
            "A firm spiky ball, a towel, a chair",
            "Ball under the thigh, never behind the knee",
            "Straighten the knee to the first slight stretch",
        )
    },
    ready="Ready",
    feels="How it feels: 0 is nothing, 9 is very bad",
    louder="Louder",
    softer="Softer",
    how_long="How long",
    stop_session="Stop the session",
    steer="Steer the session",
    not_begun="Begin at the computer; then steer it from here.",
    no_answer="No answer from the computer. Is the session over, or the phone in another Wi-Fi?",
    too_fast="Too fast: that did not count.",
    over="The session is over.",
    open_remote="To steer the session, open this address on a phone in the same Wi-Fi.",
    press_enter="Press Enter here to begin.",
)

ES = PageTexts(
    play="Empezar",
    pause="Pausa",
    go_on="Seguir",
    again="Otra vez",
    next="Punto siguiente",
    back="Punto anterior",
    first="Desde el principio",
    sides={"left": "Izquierda", "right": "Derecha"},
    chapters="Todos los capítulos",
    set_up="Preparación",
    lasts="{time} minutos",
    left="quedan {time}",
    reach="Despacio",
    hold="Mantén",
    strokes=("Ida", "Vuelta"),
    release="Suelta",
    seconds="segundos",
    stop="Sal del estiramiento:",
    loading="Cargando: {percent} %",
    loaded="Cargado: ya puedes salir del wifi",
    kept="Guardado aquí: suena sin internet",
    lost="El sonido no ha llegado. Mira el wifi y pulsa Empezar.",
    no_words="Las palabras no han llegado; el sonido las tiene todas.",
    new="Hay una versión nueva de esta sesión.",
    update="Cargarla",
    ended="Fin. Levántate despacio.",
    no_script="Aquí tu navegador no ejecuta scripts; usa el reproductor:",
    diary="Lo hecho y cómo lo notaste",
    felt="¿Cómo lo notaste? 0 es nada, 9 es muy mal.",
    spots="{count} puntos",
    here_alone="Solo está en este teléfono. Para tu terapeuta:",
    show_code="Mostrar un código",
    save_file="Guardar un archivo",
    delete="Borrar todo",
    forget="¿Borrar de este teléfono todo lo hecho?",
    code="Código con tus sesiones",
    in_code="Las últimas {count}, para la cámara de tu terapeuta.",
    feed="Para una aplicación de pódcasts",
    about="{title}: una sesión guiada, con un capítulo para cada punto.",
    reminders="Avisos para el calendario",
    remind="Hora de {title}",
    steps=(
        "Apunta con la cámara del teléfono al cuadrado y abre la página.",
        "Pulsa Empezar. Sigue sonando aunque el teléfono se bloquee.",
        "Deja el teléfono donde lo oigas y cierra los ojos.",
    ),
    files="Descargar como archivos",
    pictures={
        "back of the thigh": (
            "Una pelota firme con pinchos, una toalla, una silla",
            "La pelota bajo el muslo, nunca detrás de la rodilla",
            "Estira la rodilla hasta notar la primera tirantez",
        )
    },
    ready="Listo",
    feels="Cómo lo notas: 0 es nada, 9 es muy mal",
    louder="Más alto",
    softer="Más bajo",
    how_long="Cuánto queda",
    stop_session="Parar la sesión",
    steer="Manejar la sesión",
    not_begun="Empieza en el ordenador; después, manéjala desde aquí.",
    no_answer="El ordenador no contesta. ¿Ha terminado la sesión, o está el teléfono en otro wifi?",
    too_fast="Demasiado rápido: eso no ha contado.",
    over="La sesión ha terminado.",
    open_remote="Para manejar la sesión, abre esta dirección en un teléfono del mismo wifi.",
    press_enter="Pulsa Intro aquí para empezar.",
)

PAGE_TEXTS = {"en": EN, "es": ES}


def page_texts(language: str) -> PageTexts:
    """Return the texts of a language, given by two letters; the English ones for a language without a table."""
    return PAGE_TEXTS.get(language, EN)

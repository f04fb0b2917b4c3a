"""Two examples for every command, with names of protocols that are there."""

from collections.abc import Iterator

from coach.protocols import shipped

_EXAMPLES: dict[str | None, tuple[tuple[str, str], tuple[str, str]]] = {
    None: (
        ("coach list", "What there is."),
        ("coach play {person} --minutes 15", "A quarter of an hour, live."),
    ),
    "list": (
        ("coach list", "Names, titles and languages."),
        ("coach list > protocols.txt", "The same in a file."),
    ),
    "check": (
        ("coach check mine.yaml", "A file of your own."),
        ("coach check {person} {room}", "Some that came along."),
    ),
    "new": (
        ("coach new forearm", "Writes forearm.yaml, here."),
        ("coach new forearm --out drafts/first.yaml", "Into a file of another name."),
    ),
    "schema": (
        ("coach schema", "To look at."),
        ("coach schema > protocol.schema.json", "For the settings of an editor."),
    ),
    "plan": (
        ("coach plan {person} --level remind --side left", "One side, in few words."),
        ("coach plan {person} --minutes 15 --picture plan.svg", "Made to fit a time, and drawn."),
    ),
    "export": (
        ("coach export {person} -o my-session", "Tracks and one whole file, as MP3."),
        ("coach export {person} -o book --layout single --format m4b", "One audio book with chapters."),
    ),
    "site": (
        (
            "coach site {person} -o web --base https://example.org/sessions",
            "Files for a web host, with a sheet to print and a feed.",
        ),
        ("coach site my-session -o web", "The page of an export that is there."),
    ),
    "share": (
        ("coach share my-session", "An export, to a phone in the same Wi-Fi."),
        ("coach share {person} --minutes 15 --for 30m", "Exported first; it ends after half an hour."),
    ),
    "inspect": (
        ("coach inspect my-session", "Everything that was exported there."),
        ("coach inspect my-session --picture sound.svg", "Drawn as well."),
    ),
    "play": (
        ("coach play {person} --level auto --comfort", "As many words as you need; asks how it feels."),
        ("coach play --resume", "Goes on with the session that was broken off."),
    ),
    "buttons": (
        ("coach buttons learn next", "The button that you then press three times."),
        ("coach buttons forget", "All that was learned."),
    ),
    "listen": (
        ("coach listen", "All that can be said."),
        ("coach listen --try --for 30s", "Whether it works in your room."),
    ),
    "forget": (
        ("coach forget", "Everything that was answered."),
        ("coach forget {person}", "Only what was answered for it."),
    ),
    "loop": (
        ("coach loop {room} --gap 90s", "Again and again, with a short quiet between."),
        ("coach loop {room} music.mp3 --gap 5m --from 08:00 --until 18:00", "In opening hours, with music."),
    ),
    "room": (
        ("coach room clinic.yaml --health 127.0.0.1:9109", "By its playlist, with its health for a monitor."),
        ("coach room clinic.yaml --unit --user > coach-room.service", "A unit for systemd."),
    ),
    "script": (
        ("coach script {person}", "To read."),
        ("coach script {person} --format html > lines.html", "To print, and record from."),
    ),
    "diary": (
        ("coach diary", "As a table."),
        ("coach diary add coach-sessions.txt", "With what a phone kept."),
    ),
    "sources": (
        ("coach sources {person}", "Its numbers, each with who says so."),
        ("coach sources mine.yaml --language en", "Of a file of your own."),
    ),
    "voices": (
        ("coach voices", "All that can speak here."),
        ("coach voices get es", "Fetches a Spanish one, once."),
    ),
    "doctor": (
        ("coach doctor", "To read."),
        ("coach doctor > doctor.txt", "To send to somebody who helps."),
    ),
}


def examples(command: str | None) -> Iterator[tuple[str, str]]:
    """Each line of an example and what it does, for a command; for the program itself, if it is None."""
    found = _EXAMPLES.get(command, ())
    names = _one_of_each() if found else {}
    for line, about in found:
        yield line.format_map(names), about


def _one_of_each() -> dict[str, str]:
    """A shipped protocol for a person and one for a room. They are only looked into: reading them takes long."""
    names: dict[str, str] = {}
    for name, file in shipped().items():
        text = file.read_text(encoding="utf-8")
        audience = "room" if "\naudience: room\n" in text else "programme" if "\nprotocols:" in text else "person"
        names.setdefault(audience, name)
    return names

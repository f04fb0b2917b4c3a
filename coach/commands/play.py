"""Play a session: it meets its diary, its questions, its device, its controls and its screens."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

import msgspec

from coach.commands.buttons import read_learned
from coach.commands.listen import voice_control
from coach.commands.resolve import Tell, warn
from coach.commands.resume import resolve_session
from coach.diary.record import Recorder
from coach.diary.store import About, Diary, DiaryError
from coach.diary.store import default_path as diary_path
from coach.errors import InputError
from coach.play.events import Ending
from coach.play.perform import Display, open_device, perform
from coach.play.stream.tally import Tally
from coach.render.renderer import SessionRenderer
from coach.screening import ask_if_due, ask_if_too_soon
from coach.session.comfort import ComfortPolicy
from coach.session.request import SessionRequest
from coach.text.interface import texts


def _chapter_from(renderer: SessionRenderer, number: int | None, resume: bool) -> int | None:
    """Return the index of chapter `number`, counted from one; None for none. Raises InputError for no such chapter."""
    if number is None:
        return None
    if resume:
        raise InputError("--from begins a session, --resume goes on with one; leave one of them out")
    if number > renderer.count:
        raise InputError(f"--from {number}: this session has chapters 1 to {renderer.count}; see: coach plan")
    return number - 1


def _is_first(renderer: SessionRenderer) -> bool:
    """Whether the diary knows of no session of this protocol; not where it cannot be read, which is told elsewhere."""
    try:
        entries = Diary(diary_path()).entries()
    except DiaryError:
        return False
    return not any(entry.protocol == renderer.protocol.protocol for entry in entries)


@contextmanager
def _recorded(renderer: SessionRenderer, resumed: bool) -> Iterator[Sequence[Recorder]]:
    """Yield what writes the session into the diary; nothing for a room, where nobody keeps a diary."""
    protocol = renderer.protocol
    if protocol.audience != "person":
        yield ()
        return
    # As it was chosen: a session that was eased, or began with the short notice, is still the same one.
    choices = msgspec.structs.replace(renderer.choices, fewer=0, over=(), known=False)
    chosen_as_text = msgspec.json.encode(choices).decode()
    about = About(
        protocol=protocol.protocol,
        version=protocol.version,
        title=renderer.title,
        level=choices.level,
        language=choices.language,
        choices=chosen_as_text,
    )
    with Recorder(Diary(diary_path()), about, resumed=resumed) as recorder:
        yield (recorder,)


def play_session(
    request: SessionRequest,
    tell: Tell = warn,
    *,
    player: str = "miniaudio",
    resume: bool = False,
    start: int | None = None,
    display: Display = Display.QUIET,
    comfort: bool = False,
    soon_is_fine: bool = False,
    whole_notice: bool = False,
    buttons: bool = False,
    remote: bool = False,
    listen: bool = False,
) -> Ending:
    """Play the session of `request`, or to `resume` the one that was broken off.

    After its notice, the session goes on at chapter `start`, counted from one, if that is given. With `buttons`,
    those at hand are read. A `remote` is a page that steers the session from phones in the same network. A session
    that is to `listen` has the microphone open while it plays.

    `tell` gets each line that a person should know beside what is heard. Raises what `resolve_session`, `ask_if_due`
    and `perform` raise.
    """
    if remote:
        from coach.commands.remote import remotes  # says at once if a package is missing
    voice = voice_control(player) if listen else None
    device = open_device(player)
    renderer, journal, first, soon = resolve_session(request, tell, resume=resume, whole_notice=whole_notice)
    skip_to = _chapter_from(renderer, start, resume)
    learned = read_learned(renderer.choices.language, tell) if buttons else None
    ask_if_too_soon(renderer, device, soon, soon_is_fine, tell)
    ask_if_due(renderer, device, tell)
    if voice is not None and renderer.choices.language != "en":
        tell(texts(renderer.choices.language).listens_in)
    tally = Tally.of(renderer.protocol)
    policy = ComfortPolicy.of(renderer.protocol, asks=comfort)
    with (
        remotes(renderer, display, tell, rated=policy.has_limits) if remote else nullcontext(()) as joining,
        _recorded(renderer, resume) as diary,
    ):
        ending = perform(
            renderer,
            renderer.prompts,
            renderer.title,
            device,
            language=renderer.choices.language,
            first=first,
            skip_to=skip_to,
            comfort=policy,
            tally=tally,
            tells_keys=not resume and _is_first(renderer),
            resumed=resume,
            display=display,
            voice=voice,
            observers=[journal, *diary],
            remotes=joining,
            buttons=learned,
        )
    if display is not Display.QUIET:
        for prompt in tally.words():
            print(renderer.prompts.text(prompt))
    troubles = [*(voice.troubles if voice else ()), journal.trouble, *(recorder.trouble for recorder in diary)]
    for line in [*troubles, renderer.notice() if ending == "finished" else None]:
        if line is not None:
            tell(line)
    return ending

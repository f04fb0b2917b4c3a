"""The first session has the whole notice, later ones the short one, as long as the answers count."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asking import ARM, BLOOD, BONE, NERVES, SKIN
from at_terminal import Home

from coach.diary import store
from coach.diary.store import About, Diary, DoneChapter

NOTICE, SHORT, RULE = (
    "Do not do this with a broken bone.",
    "Not if your health has changed.",
    "Stop at once if it hurts.",
)

TEXT = (
    ARM.replace("{notice: notice, stop rule: stop rule}", "{notice: notice, short notice: short, stop rule: stop rule}")
    .replace(
        "  - chapter: opening\n    steps: [{say: notice}, {say: stop rule}, {say: end}]",
        "  - chapter: opening\n    when: new\n    steps: [{say: notice}, {say: stop rule}, {say: end}]\n"
        "  - chapter: opening\n    when: known\n    steps: [{say: short}, {say: stop rule}, {say: end}]",
    )
    .replace(
        "      notice: {source: choice, always: Do",
        f"      short: {{source: choice, always: {SHORT}}}\n      notice: {{source: choice, always: Do",
    )
    .replace(
        "      notice: {source: choice, always: No",
        "      short: {source: choice, always: No si tu salud ha cambiado.}\n      notice: {source: choice, always: No",
    )
)
NO = tuple((question, "n") for question in (BONE, BLOOD, NERVES, SKIN))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.protocol.write_text(TEXT, encoding="utf-8")
    return made


def practised(home: Home, days: float = 0, version: int = 1, *, done: bool = True) -> None:
    """A session of so many days ago, in which a stretch was `done`."""
    began = datetime.now().astimezone() - timedelta(days=days)
    about = About(protocol="arm", version=version, title="Arm", level="learn", language="en", choices="{}")
    with Diary(home.folder / "data" / "smr-coach" / "diary.sqlite").writing() as connection:
        session = store.begin(connection, about, began)
        values = {"side": None, "strip": None, "spot": None, "passage": None}
        if done:
            store.add(
                connection, session, DoneChapter(protocol="arm", chapter=0, title="Arm", held=5.0, at=began, **values)
            )
        store.set_values(connection, session, ending="finished", ended=began.isoformat())


def heard(seen: str) -> str:
    """Which of the two notices was heard; each session has exactly one, and the whole stop rule."""
    assert (NOTICE in seen) != (SHORT in seen)
    assert RULE in seen
    return "whole" if NOTICE in seen else "short"


def test_the_first_session_is_whole_and_the_second_short(home: Home) -> None:
    first = home.walk(*NO)
    assert heard(first.seen) == "whole"
    practised(home)
    second = home.walk()
    assert heard(second.seen) == "short"
    assert "B, or play --whole-notice, says that again" in " ".join(second.seen.split())


@pytest.mark.parametrize("why", ["nothing done", "another version", "before the answers", "asked for", "forgotten"])
def test_it_stays_whole(home: Home, why: str) -> None:
    home.answer()
    if why == "before the answers":
        practised(home, days=3)
    else:
        practised(home, version=2 if why == "another version" else 1, done=why != "nothing done")
    if why == "forgotten":
        home.memory.unlink()
        assert heard(home.walk(*NO).seen) == "whole"
        return
    assert heard(home.walk(words=("--whole-notice",) if why == "asked for" else ()).seen) == "whole"


def test_where_nobody_can_press_a_key_it_stays_whole(home: Home) -> None:
    home.answer()
    practised(home)
    assert heard(home.without_terminal().stdout) == "whole"


def test_b_says_the_whole_one(home: Home) -> None:
    home.answer()
    practised(home)
    text = TEXT.replace("{say: short}", "{say: short, rest: long}")  # without a device, a session is read at once
    text = text.replace("session:\n", "rests: {lengths: {long: 900 s}, source: choice}\nsession:\n", 1)
    home.protocol.write_text(text, encoding="utf-8")
    with home.at_terminal(home.play()) as run:
        run.until(SHORT)
        run.press("b")
        run.until(NOTICE)
        run.end()
    assert run.seen.count("The end.") == 1

"""Learned buttons: kept, replaced, deleted; a file that is damaged says so."""

from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.play.controls.learned import VERBS, LearnedButton, add, default_path, forget, read
from coach.play.controls.verbs import Verb
from coach.text.interface import TEXTS, texts

PEDAL_NEXT = LearnedButton("Pedal", 256, Verb.NEXT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "buttons.json"


def test_nothing_was_learned_at_first(path: Path) -> None:
    assert read(path) == ()
    assert not forget(path)
    assert not forget(path, Verb.NEXT)


def test_a_button_is_kept_and_gets_a_new_meaning(path: Path) -> None:
    other = LearnedButton("Pedal", 257, Verb.NEXT)
    for each in (PEDAL_NEXT, other, LearnedButton("Pedal", 256, Verb.STOP)):
        add(path, each)
    assert read(path) == (other, LearnedButton("Pedal", 256, Verb.STOP))
    assert "coach buttons forget" in path.read_text()


def test_a_verb_is_forgotten_or_all(path: Path) -> None:
    add(path, PEDAL_NEXT)
    add(path, LearnedButton("Pad", 304, Verb.STOP))
    assert forget(path, Verb.NEXT)
    assert [each.verb for each in read(path)] == [Verb.STOP]
    assert forget(path)
    assert not path.exists()


def test_a_damaged_file_is_told_in_one_line(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{")
    with pytest.raises(CoachError, match=r"damaged .*coach buttons forget"):
        read(path)
    path.write_text('{"about": "", "buttons": [{"device": "Pedal", "code": 1, "verb": "fly"}]}')
    with pytest.raises(CoachError, match="damaged"):
        read(path)


def test_a_file_that_cannot_be_read_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(CoachError, match="cannot be read"):
        read(path)


@pytest.mark.parametrize("language", TEXTS)
def test_every_verb_has_a_name_in_each_language(language: str) -> None:
    assert list(texts(language).verbs) == list(Verb)


def test_every_verb_has_a_word_and_lies_with_the_persons_files(own_memory: Path) -> None:
    assert set(VERBS.values()) == set(Verb) - {Verb.PAUSE, Verb.KEYS}
    assert [LearnedButton("Pedal", 1, verb).word for verb in VERBS.values()] == list(VERBS)
    assert default_path() == own_memory / "data" / "smr-coach" / "buttons.json"

"""What strangers in a waiting room hear: items that stand alone, of a length one can listen to, and nothing to do."""

import needs
import pytest
from english import english_only, words

from coach.protocol import load
from coach.render.renderer import SessionRenderer
from coach.session import Choices, expand
from coach.session.request import SessionRequest, Sounds
from coach.text.interface import TEXTS
from coach.units import to_seconds

UNSPEAKABLE = {
    "en": (
        *("thrombosis", "blood clot", "pregnan", "diabet", "cancer", "fracture", "osteopor"),
        *("your leg", "your knee"),
    ),
    "es": (
        *("trombosis", "coágulo", "embaraz", "diabet", "cáncer", "fractura", "osteopor", "varices", "anticoagul"),
        *("su pierna", "su rodilla", "tu pierna", "tu rodilla", "enferm"),
    ),
}
"""Conditions by name, and anything that makes a listener's own leg the subject."""

PRACTITIONER = {"en": "practitioner", "es": "terapeuta"}


def sensible(prepared: SessionRenderer) -> None:
    """Items of two to four minutes, ten to fifteen in all, and nothing held."""
    timeline = prepared.timeline
    minutes = [to_seconds(chapter.length) / 60 for chapter in timeline.chapters]
    assert all(2 <= item <= 4 for item in minutes), minutes
    assert 10 <= sum(minutes) <= 15
    assert not any(chapter.held for chapter in timeline.chapters)


@pytest.mark.piper
def test_english_items_are_of_a_length_one_can_listen_to() -> None:
    sensible(SessionRenderer(SessionRequest("waiting-room")))


@pytest.mark.espeak
@needs.espeak
def test_spanish_items_are_of_a_length_one_can_listen_to() -> None:
    sensible(SessionRenderer(SessionRequest("waiting-room", Choices(language="es"), Sounds("pyttsx3"))))


@pytest.mark.parametrize("language", load("waiting-room").words)
def test_nothing_is_personal_and_each_item_sends_people_to_their_practitioner(language: str) -> None:
    items = expand(load("waiting-room"), Choices(language=language), 11).chapters
    said = [" ".join(item.texts()).casefold() for item in items]
    assert [word for word in UNSPEAKABLE[language] if word in " ".join(said)] == []
    assert all(PRACTITIONER[language] in item for item in said)


def test_it_speaks_every_language_of_the_coach() -> None:
    protocol = load("waiting-room")
    assert set(protocol.words) == set(TEXTS)
    spanish = expand(protocol, Choices(language="es"), 11)
    said = words(" ".join(text for item in spanish.chapters for text in (item.title, *item.texts())))
    assert said & english_only(TEXTS["es"]) == set()

"""Hard names are said right: by their phonemes, in the engine that comes along."""

import pytest

from coach.protocol import load, shipped
from coach.voice.lexicon import SHARED, respell

MUSCLES = {
    "biceps femoris": "bˈaɪsɛps fˈɛmɚɹˌɪs",
    "semitendinosus": "sˈɛmi tˌɛndɪnˈoʊsɪs",
    "semimembranosus": "sˈɛmi mˌɛmbɹɐnˈoʊsɪs",
    "quadriceps": "kwˈɑːdɹɪsˌɛps",
    "gastrocnemius": "ɡˌæstɹəknˈiːmɪəs",
    "soleus": "sˈoʊliəs",
    "hamstrings": "hˈæmstɹɪŋz",
    "vastus lateralis": "vˈæstəs lˈæɾɪɹˌeɪlɪs",
    "vastus medialis": "vˈæstəs mˈiːdɪˌeɪlɪs",
    "rectus femoris": "ɹˈɛktəs fˈɛmɚɹˌɪs",
    "popliteal": "pˈɑːplˈɪɾiəl",
    "osteomyelitis": "ˈɑːstɪˌoʊmaɪɐlˈaɪɾiz",
    "osteoporosis": "ˈɑːstɪˌoʊpɔːɹˈoʊsɪs",
    "myositis ossificans": "mˌaɪəsˈaɪɾɪs ˈɑːsɪfˌɪkənz",
    "sciatica": "saɪˈæɾɪkə",
}


@pytest.mark.piper
@pytest.mark.parametrize("name", MUSCLES)
def test_hard_names_have_the_right_phonemes(name: str) -> None:
    from piper.phonemize_espeak import ESPEAK_DATA_DIR, EspeakPhonemizer

    (sentence,) = EspeakPhonemizer(ESPEAK_DATA_DIR).phonemize("en-us", respell(name, "en", "piper"))
    assert "".join(sentence).replace("ʲ", "") == MUSCLES[name]


def test_every_muscle_of_a_shipped_protocol_has_its_phonemes_above() -> None:
    for protocol in map(load, shipped()):
        for strip in protocol.strips.order if protocol.strips else ():
            assert strip.muscle in MUSCLES
    assert all(any(word in name.split() for name in MUSCLES) for word in SHARED["en"])


def test_only_whole_words_are_respelled_and_other_languages_are_left_alone() -> None:
    assert respell("The Quadriceps, and quadricepses.", "en", "piper") == "The quadrisseps, and quadricepses."
    assert respell("cuádriceps quadriceps", "es", "piper") == "cuádriceps quadriceps"


def test_a_protocol_adds_its_own_also_for_one_engine() -> None:
    added = {"quadriceps": {"any": "kwads"}, "psoas": {"pyttsx3": "so-us"}}
    assert respell("psoas, quadriceps", "en", "pyttsx3", added) == "so-us, kwads"
    assert respell("psoas, quadriceps", "en", "piper", added) == "psoas, kwads"

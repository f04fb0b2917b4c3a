"""The cover shows what the protocol says: strips, spots in order, and what is never touched."""

import io
import re
import unicodedata
from importlib.resources import files
from typing import get_args
from xml.etree import ElementTree

import msgspec
import numpy as np
import pytest
from fakes import length
from PIL import Image, ImageFont
from shipped import TONES, timeline_of
from small import TEXT

from coach.export.cover import DRAWINGS, Cover, cover
from coach.export.cover.drawing import Line, as_png
from coach.export.cover.marks import LIMB, SIZE, STOP, STRIP
from coach.protocol import ProtocolError, load, parse, shipped
from coach.protocol.model import Body
from coach.session import Choices, expand
from coach.timeline import Timeline, schedule

SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str = "hamstrings", **choices: object) -> Cover:
    return cover(load(name), timeline_of(name, **choices))


def texts(made: Cover) -> list[tuple[str, float, float]]:
    """Words with their places."""
    root = ElementTree.fromstring(made.svg)
    return [(str(each.text), float(each.get("x", 0)), float(each.get("y", 0))) for each in root.iter(f"{SVG}text")]


def image(made: Cover) -> Image.Image:
    return Image.open(io.BytesIO(made.png)).convert("RGB")


@pytest.mark.parametrize("spots", [1, 3, 4])
def test_strips_and_spots_are_numbered_from_the_start_on(spots: int) -> None:
    made = texts(drawn(spots=spots))
    words = [word for word, _, _ in made]
    across = {word: x for word, x, _ in made}
    assert across["outside"] < across["centre"] < across["inside"]
    for number in range(1, spots + 1):
        assert words.count(str(number)) == 3
    assert str(spots + 1) not in words
    heights = {word: y for word, _, y in made}
    upwards = [heights[str(number)] for number in range(1, spots + 1)]
    assert upwards == sorted(upwards, reverse=True), "away from the knee, which is below"
    assert heights["body"] < heights["knee"]
    assert "5–10 cm" in words


def test_the_forbidden_area_is_marked_and_named() -> None:
    made = drawn()
    area = [
        each for each in ElementTree.fromstring(made.svg).iter(f"{SVG}polygon") if each.find(f"{SVG}title") is not None
    ]
    named = {each.findtext(f"{SVG}title"): each for each in area}
    assert {"outside", "centre", "inside", "behind the knee"} <= set(named)
    assert "behind the knee" in [word for word, _, _ in texts(made)]
    tops = [float(point.split(",")[1]) for point in str(named["behind the knee"].get("points")).split()]
    spots = [float(each.get("cy", 0)) for each in ElementTree.fromstring(made.svg).iter(f"{SVG}circle")]
    assert sum(y < min(tops) - 60 for y in spots) == 9, "no spot is near it"
    red = np.all(np.asarray(image(made)) == tuple(bytes.fromhex(STOP[1:])), axis=2)
    assert red.sum() > 15_000


def test_one_leg_is_drawn_as_it_is_seen() -> None:
    across = {word: x for word, x, _ in texts(drawn(side="right"))}
    assert across["inside"] < across["centre"] < across["outside"]


def test_words_follow_the_language() -> None:
    words = {word for word, _, _ in texts(drawn(language="es"))}
    assert {"externa", "central", "interna", "Isquiotibiales", "pelota de púas"} <= words


@pytest.mark.parametrize("name", ["hamstrings", "waiting-room", "quadriceps", "leg"])
def test_png_is_large_small_in_bytes_and_the_same_each_time(name: str) -> None:
    first = drawn(name)
    second = drawn(name)
    assert (second.png, second.svg) == (first.png, first.svg)
    assert first.png.startswith(b"\x89PNG")
    assert image(first).size == (SIZE, SIZE)
    assert SIZE >= 1400
    assert len(first.png) < 200_000


@pytest.mark.parametrize("size", [64, 128])
def test_a_thumbnail_still_shows_limb_strips_and_warning(size: int) -> None:
    small = np.asarray(image(drawn()).resize((size, size), Image.Resampling.LANCZOS)).astype(int)
    for colour in (LIMB, STRIP, "#ffffff"):
        near = np.abs(small - tuple(bytes.fromhex(colour[1:]))).max(axis=2) < 40
        assert near.sum() > size * size / 100, colour
    assert (small[..., 0] - small[..., 1:].max(axis=2) > 90).sum() > size * size / 250
    light = small @ (0.2126, 0.7152, 0.0722)
    assert np.percentile(light, 95) - np.percentile(light, 25) > 120


def test_a_protocol_without_strips_is_calm() -> None:
    made = drawn("waiting-room")
    assert [word for word, _, _ in texts(made)] == ["About the spiky ball"]
    assert len(list(ElementTree.fromstring(made.svg).iter(f"{SVG}circle"))) > 4


def invented(text: str = TEXT, title: str = "Small") -> Cover:
    """The cover of a made-up technique for the arm."""
    protocol = parse(text, "small.yaml")
    session = expand(protocol, Choices(), 1)
    speech = {said: min(length(said), 30_000) for chapter in session.chapters for said in chapter.texts()}
    return cover(protocol, msgspec.structs.replace(schedule(session, speech, TONES), title=title))


NEVER = TEXT.replace("  comfort: {aim", "  never: [{area: fold of the elbow, source: choice}]\n  comfort: {aim")


def limbs(made: Cover) -> int:
    """Pixels in the colour of a limb, above the title."""
    return int(np.all(np.asarray(image(made))[:1100] == tuple(bytes.fromhex(LIMB[1:])), axis=2).sum())


def test_another_technique_has_its_own_words() -> None:
    made = invented(title="Small <&>")
    assert {"top", "elbow", "hand", "1–2 cm", "1", "2", "Small <&>"} <= {word for word, _, _ in texts(made)}
    assert "knee" not in made.svg


def test_a_limb_is_drawn_only_where_the_protocol_names_it() -> None:
    assert limbs(drawn("hamstrings")) > 100_000
    assert limbs(invented()) == 0
    for name in ("gastrocnemius", "soleus", "quadriceps", "leg"):
        assert limbs(drawn(name)) == 0, name
    named = TEXT.replace("audience: person", "audience: person\nbody: back of the thigh")
    assert limbs(invented(named.replace("elbow", "knee"))) > 100_000
    assert limbs(invented(named)) == 0, "its spots begin elsewhere than the drawing would say"


def test_a_part_without_a_drawing_is_refused_with_those_there_are() -> None:
    with pytest.raises(ProtocolError, match=r"small\.yaml:4:7: there is no choice 'arm'.*there is: back of the thigh"):
        parse(TEXT.replace("audience: person", "audience: person\nbody: arm"), "small.yaml")
    assert set(DRAWINGS) == set(get_args(Body))


def test_places_never_to_go_are_words_where_no_limb_is_drawn() -> None:
    red = np.all(np.asarray(image(invented(NEVER))) == tuple(bytes.fromhex(STOP[1:])), axis=2)
    assert red.sum() > 4_000
    assert "fold of the elbow" in [word for word, _, _ in texts(invented(NEVER))]
    assert "fold of the elbow" not in invented().svg
    leg = " ".join(word for word, _, _ in texts(drawn("leg")))
    for area in ("behind the knee", "kneecap", "groin", "outer edge of the shin", "tendon above the heel"):
        assert leg.count(area) == 1, "each once, though two of its protocols name it"


@pytest.mark.parametrize("name", shipped())
def test_every_word_is_in_the_language_of_the_session(name: str) -> None:
    protocol = load(name)
    english = {never.area for one in protocol.parts.values() for never in one.limits.never}
    english |= {one.spots.start for one in protocol.parts.values() if one.spots}
    english |= {one.limits.step.towards for one in protocol.parts.values() if one.limits.step}
    for language in set(protocol.words) - {"en"}:
        words = " ".join(word for word, _, _ in texts(drawn(name, language=language)))
        assert [word for word in english if re.search(rf"\b{word}\b", words)] == []


@pytest.mark.parametrize(
    "title", ["Łydka, twarda piłka", "Γαστροκνήμιος", "Мышцы голени, мяч", "Cổ tay", "Țesut Ğ ő", "e\u0301", "ﬁn – …"]
)
def test_every_letter_shows_in_both_pictures(title: str) -> None:
    whole = invented(title=title)
    assert whole.notice is None
    assert unicodedata.normalize("NFC", title.partition(",")[0]) in [word for word, _, _ in texts(whole)]
    for index, letter in enumerate(title):
        if letter in " ,":
            continue
        less = invented(title=title[:index] + title[index + 1 :])
        assert less.png != whole.png, f"{letter} leaves no trace"


@pytest.mark.parametrize("title", ["Łydka, twarda piłka", "Γαστροκνήμιος, σκληρή μπάλα"])
def test_each_letter_has_a_glyph_of_its_own_and_stands_in_the_svg(title: str) -> None:
    for weight in ("Regular", "Bold"):
        path = files("font_source_sans_pro").joinpath("files", f"SourceSansPro-{weight}.otf")
        font = ImageFont.truetype(str(path), 80, layout_engine=ImageFont.Layout.BASIC)
        nothing = bytes(font.getmask("\uffff"))
        for letter in set(title) - {" "}:
            glyph = bytes(font.getmask(letter))
            assert any(glyph), f"{letter} is blank"
            assert glyph != nothing, f"{letter} is an empty box"
    head, rest = title.split(", ")
    made = invented(title=title)
    assert {head, rest} <= {word for word, _, _ in texts(made)}
    plain = invented(title="".join("i" if letter.isalpha() else letter for letter in title))
    assert made.png != plain.png


def test_letters_that_cannot_be_drawn_are_told_and_still_take_a_place() -> None:
    made = invented(title="日本 שלום a")
    assert made.notice is not None
    assert "日本שלום," in made.notice
    assert "\n" not in made.notice
    assert "日本 שלום a" in [word for word, _, _ in texts(made)]
    assert made.png != invented(title="שלום a").png
    many = invented(title="".join(map(chr, range(0x4E00, 0x4E40))))
    assert many.notice is not None
    assert len(many.notice) < 200


@pytest.mark.parametrize("size", [300, 3000])
def test_the_title_is_legible_small_and_large(size: int) -> None:
    for title in ("A", "An exceedingly long title that nobody would ever put on a cover of an album at all"):
        band = np.asarray(image(invented(title=title)).resize((size, size), Image.Resampling.LANCZOS))[size * 4 // 5 :]
        assert (band.max(axis=2) > 220).sum() > size * size / 500, title


def test_titles_of_any_length_and_script_fit() -> None:
    for title in ("A", "An exceedingly long title that nobody would put on a cover, and then more", "Ñandú", "日本"):
        made = cover(load("waiting-room"), Timeline("x", title, "en", ()))
        edges = np.asarray(image(made))[1120:, (10, -10)]
        assert (edges == edges[0, 0]).all(), "nothing reaches the edges"
        assert 'textLength="0.0"' not in made.svg, "letters that the PNG cannot draw are whole in the SVG"


def test_strokes_are_drawn_as_a_way_out_and_back_on_each_strip() -> None:
    made = drawn("quadriceps")
    words = [word for word, _, _ in texts(made)]
    assert {"outside", "centre", "inside"} <= set(words)
    root = ElementTree.fromstring(made.svg)
    names = [each.findtext(f"{SVG}title") or "" for each in root.iter(f"{SVG}polygon")]
    assert [name for name in names if name.endswith("out") or name.endswith("back")] == [
        f"{strip} {way}" for strip in ("outside", "centre", "inside") for way in ("out", "back")
    ]
    assert not any(name.endswith("out") for name in drawn().svg.split("<title>"))


@pytest.mark.parametrize(("name", "strips"), [("gastrocnemius", ["outside", "inside"]), ("soleus", ["centre"])])
def test_the_calf_is_worked_towards_the_foot(name: str, strips: list[str]) -> None:
    words = [word for word, _, _ in texts(drawn(name))]
    assert [word for word in words if word in ("outside", "centre", "inside")] == strips
    assert {"knee", "foot"} <= set(words)
    assert "behind the knee" in " ".join(words)


def test_a_line_is_drawn_where_it_is() -> None:
    pixels = np.asarray(Image.open(io.BytesIO(as_png([Line(((10, 20), (30, 20)), "#ffffff", 6)], 40, "#000000"))))
    assert pixels[20, 10:30].min() == 255
    assert pixels[30].max() == 0

"""Numbers with the signs of their units, as limits and facts read them."""

import pytest

from coach.protocol.quantities import quantities


@pytest.mark.parametrize(
    ("text", "most", "unit"),
    [
        ("Roll 5 cm.", 5, "cm"),
        ("Roll at 2 cm/s.", 2, "rate"),
        ("Walk at 5 km/h.", 5, "rate"),
        ("Hold 30 s/side.", 30, "s"),
        ("Hold 60 sec.", 60, "s"),
        ("Rest 2 hrs.", 7200, "s"),
        ("It weighs 500 g.", 0.5, "kg"),
        ("At 37 °C.", 37, "°C"),
        ("Drink 500 ml.", 500, "ml"),
        ("Walk 3 ft.", 91.44, "cm"),
        ("Stand on two feet.", 2, ""),
    ],
)
def test_a_sign_is_the_unit_of_its_number(text: str, most: float, unit: str) -> None:
    (one,) = quantities(text, "en")
    assert one.most == pytest.approx(most)
    assert one.unit == unit

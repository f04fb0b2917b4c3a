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
        ("Walk at five kilometres per hour.", 5, "rate"),
        ("Hold for two hundred seconds.", 200, "s"),
        ("Hold for three hundred and twenty seconds.", 320, "s"),
        ("Hold at 7/10.", 7, ""),
        ("Hold at 7-8/10.", 8, ""),
        ("Roll 7/10 cm.", 0.7, "cm"),
        ("Hold on the 3rd day for 5 s.", 5, "s"),
    ],
)
def test_a_sign_is_the_unit_of_its_number(text: str, most: float, unit: str) -> None:
    *_, one = found = quantities(text, "en")
    assert len(found) == 1
    assert one.most == pytest.approx(most)
    assert one.unit == unit

"""The countries a form offers."""

from agency.lib.countries import countries, regions


def test_each_country_is_offered_once_by_its_two_letters():
    offered = countries("en")

    assert {len(code) for code, _name in offered} == {2}
    names = [name for _code, name in offered]
    assert len(names) == len(set(names))
    assert ("IE", "Ireland") in offered


def test_the_regions_of_a_country_are_known_by_its_two_letters():
    assert "BY" in regions("DE")

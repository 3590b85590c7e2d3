"""What each kind of brief asks for."""

import pytest

from briefs import sections
from briefs.job_types import first_types
from briefs.models import Brief

WITH_OBJECTIVES = ("creative", "media", "strategy", "communication")


def test_every_kind_has_its_sections_and_a_code_of_its_own():
    assert set(sections.SHAPES) == set(Brief.Kind.values)
    codes = [shape.code for shape in sections.SHAPES.values()]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("kind", Brief.Kind.values)
def test_a_section_has_one_key_guidance_and_a_guide_in_words(kind):
    asked = sections.shape_of(kind).sections
    assert len({section.key for section in asked}) == len(asked)
    for section in asked:
        assert section.label
        assert section.guidance
        assert 0 <= section.words[0] < section.words[1]


@pytest.mark.parametrize("kind", WITH_OBJECTIVES)
def test_the_marketing_objective_is_one_thing_and_the_communication_objective_another(kind):
    shape = sections.shape_of(kind)
    marketing = shape.section("marketing_objective")
    communication = shape.section("communication_objective")
    assert marketing.is_mandatory
    assert communication.is_mandatory
    assert marketing.guidance != communication.guidance


def test_what_is_for_us_only_is_not_among_what_the_client_reads():
    for kind in Brief.Kind.values:
        shape = sections.shape_of(kind)
        kept_back = {s.key for s in shape.sections if not s.is_client_visible}
        assert kept_back.isdisjoint({s.key for s in shape.sections_for(for_client=True)})
    shape = sections.shape_of("client")
    assert shape.section("intake") not in shape.sections_for(for_client=True)


@pytest.mark.parametrize("kind", Brief.Kind.values)
def test_a_further_section_stands_after_the_last_that_must_be_filled_in(kind):
    usual = sections.shape_of(kind)
    for section in sections.FURTHER:
        asked = sections.shape_of(kind, [section.key]).sections
        assert [one for one in asked if one != section] == list(usual.sections)
        place = asked.index(section)
        assert asked[place - 1].is_mandatory
        assert not any(one.is_mandatory for one in asked[place + 1 :])
        assert usual.section(section.key) is None
        assert section.guidance
        assert 0 < section.words[0] < section.words[1]


def test_the_first_types_ask_for_sections_that_there_are():
    asked = {key for facts in first_types() for key in facts["brief_sections"]}
    assert asked == {section.key for section in sections.FURTHER}

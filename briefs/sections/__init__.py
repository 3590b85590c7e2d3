"""What each kind of brief asks for: its sections in order, with guidance, and its table's columns.

`sections` of a version is {section's key: text}. `lines` is a list of dicts, one a row of the
table: "key" names the row from version to version, every other key is a column's, every value a
string; days are ISO ("2026-11-30"), amounts plain decimals ("12500.00"), empty is "".
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from briefs.sections.client import CLIENT, EXPECTATION
from briefs.sections.further import FURTHER
from briefs.sections.making import CREATIVE, DELIVERABLES, TECHNICAL
from briefs.sections.planning import CHANNELS, COMMUNICATION, MEDIA, STRATEGY
from briefs.sections.shape import Column, Section, Shape

__all__ = [
    "FURTHER",
    "LONGEST",
    "MOST_ROWS",
    "SHAPES",
    "Column",
    "Section",
    "Shape",
    "shape_of",
    "word_count",
]

LONGEST = 6000  # characters of one section
MOST_ROWS = 60
ONE_PAGE = 520  # words on one sheet of A4 in the type of our papers, with its heads

# By Brief.Kind's values.
SHAPES = {
    "client": Shape("CL", CLIENT),
    "creative": Shape("CB", CREATIVE, _("Deliverables"), DELIVERABLES, most_words=ONE_PAGE),
    "technical": Shape("TB", TECHNICAL, _("Deliverables"), DELIVERABLES),
    "media": Shape("MB", MEDIA),
    "strategy": Shape("ST", STRATEGY),
    "expectation": Shape("ES", EXPECTATION, is_for_client=True),
    "communication": Shape("CP", COMMUNICATION, _("Channels"), CHANNELS, needs_rows=True),
}


def shape_of(kind, further=()):
    """The shape of a kind of brief, with the sections whose keys are in `further`.

    They follow the last section that must be filled in.
    """
    shape = SHAPES[kind]
    if not further:
        return shape
    usual = shape.sections
    end = max(place for place, section in enumerate(usual, start=1) if section.is_mandatory)
    chosen = tuple(section for section in FURTHER if section.key in further)
    return replace(shape, sections=(*usual[:end], *chosen, *usual[end:]))


def word_count(text):
    return len(text.split())

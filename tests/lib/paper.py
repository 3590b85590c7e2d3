"""Papers for the tests: a sample document, and what can be read back from a PDF."""

from io import BytesIO

from django.template import engines
from pypdf import PdfReader
from pypdf.generic import StreamObject

SAMPLE = """{% extends "pdf/base.html" %}
{% block facts %}<dt>Client</dt><dd>{{ client }}</dd>
<dt>Present</dt><dd>{% include "pdf/parts/people.html" with people=present %}</dd>{% endblock %}
{% block changes %}
{% include "pdf/parts/changes.html" with heading="Replaces version 1" %}
{% endblock %}
{% block content %}
{% include "pdf/parts/decisions.html" with heading="Decided" %}
{% include "pdf/parts/items.html" with heading="To do" items=actions due_heading="By" %}
{% include "pdf/parts/topics.html" with heading="What was said" %}
{% endblock %}
{% block note %}<section class="note"><p>Please tell us.</p></section>{% endblock %}"""

CONTENT = {
    "language": "en",
    "title": "Contact report BWB/CR/26-017",
    "footer": "BWB/CR/26-017. Confidential to the people named.",
    "agency": {"name": "Northlight", "address": ["14 Harbour Row", "Dublin D02"], "logo": ""},
    "kind": "Contact report",
    "number": "BWB/CR/26-017",
    "heading": "Card launch: creative review",
    "status": "",
    "seal": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "client": "Brightwater Bank",
    "changes": "The budget line was corrected.",
    "present": [
        {"name": "Joanna Okafor", "role": "Head of Brand"},
        {"name": "Daria Kovač", "role": ""},
    ],
    "decisions": ["Route B goes into production.", "Смета согласована: 18 000 ₽."],
    "actions": [
        {
            "number": "A1",
            "text": "Approve the film stills",
            "aside": "CR-0224, 12 November",
            "who": "王小明",
            "organisation": "Brightwater",
            "due": "Thu 26 Nov",
        }
    ],
    "topics": [
        {
            "heading": "Key visual",
            "text": "Three routes were presented.\n\n会议纪要：预算不变。",
            "decision": "Routes A and C are closed.",
            "refs": "Decision D1, action A1",
        }
    ],
}


def sheet(**changed) -> str:
    """The sample document as HTML."""
    return engines["django"].from_string(SAMPLE).render(CONTENT | changed)


def text_of(paper: bytes) -> str:
    """All text of a PDF, its spaces and line ends made one space."""
    pages = PdfReader(BytesIO(paper)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def everything_in(paper: bytes) -> bytes:
    """Every stream of a PDF, decompressed, and the file itself."""
    reader = PdfReader(BytesIO(paper))
    objects = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
    streams = [item.get_data() for item in objects if isinstance(item, StreamObject)]
    return b"\n".join([paper, *streams])

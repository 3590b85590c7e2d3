"""Whatever is sent as a bank statement is read, or refused with a sentence; nothing else."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.lib.bank.read import decoded, read_statements
from agency.lib.bank.statement import Unreadable, balance_fault, keyed

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "finance" / "bank"
SAMPLES = sorted(FOLDER.glob("*/*.sta")) + sorted(FOLDER.glob("*/*.xml"))

needs_files = pytest.mark.skipif(
    not SAMPLES, reason="the sample statements are not beside this project"
)


def outcome(content):
    """What comes of a file: its statements, or the sentence that refuses it."""
    try:
        statements = read_statements(content)
    except Unreadable as refused:
        return refused.message or pytest.fail("refused without a sentence")
    for each in statements:
        balance_fault(each)
    list(keyed(statements))
    return statements


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\xef\xbb\xbf \r\n", "This file is empty."),
        (b"%PDF-1.7", "This is a PDF. Download the statement as CAMT.053 or MT940."),
        (b"PK\x03\x04", "This is a zip archive. Unpack it and send the files inside."),
        (b"\x1f\x8b\x08", "This file is compressed. Unpack it and send the file inside."),
        (
            b"Date;Amount\n1.1.26;5",
            "This is neither CAMT.053 nor MT940. Download the statement in one of the two.",
        ),
        (b"<a/>", "This XML file is no bank statement. Ask your bank for CAMT.053."),
        (
            b"x" * 10_000_001,
            "This file is too large: 11 MB. A bank statement may have 10 MB.",
        ),
    ],
    ids=["nothing", "blank", "PDF", "zip", "gzip", "CSV", "other XML", "too large"],
)
def test_what_is_no_statement_is_refused_with_a_sentence(content, sentence):
    assert outcome(content) == sentence


@pytest.mark.parametrize("text", ["Müller, Straße", "Ärger über Öl", "Café Zürich à côté"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"])
def test_the_letters_of_a_text_tell_its_encoding(text, encoding):
    assert decoded(text.encode(encoding)) == text


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_no_bytes_do_anything_but_be_read_or_refused(content):
    for start in (b"", b"<?xml version='1.0'?>", b":20:x\n:25:1\n:61:", b"\xff\xfe<\x00"):
        outcome(start + content)


FIELDS = st.sampled_from(
    [":20:", ":25:", ":28C:", ":60F:C261103EUR1,00", ":61:261103C1,00NTRFX//Y", ":62F:", ":86:",
     ":86:166?20", "?21SVWZ+", "/EREF/", ":NS:22", ":13D:", ":34F:", ":90D:", "\n", "\r\n", "-",
     ",", ":64:C261103", "EUR", "0" * 20, "RF88", "\ue000", "\ud7ff", " "]
)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(st.one_of(FIELDS, st.text(max_size=8)), max_size=25))
def test_no_arrangement_of_fields_does_anything_but_be_read_or_refused(parts):
    outcome(("\n".join(parts)).encode("utf-8", errors="replace"))


@needs_files
@settings(max_examples=50)
@given(st.data())
def test_a_real_file_that_was_damaged_is_read_or_refused(data):
    content = data.draw(st.sampled_from(SAMPLES)).read_bytes()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))

    outcome(content[:start] + data.draw(st.binary(max_size=10)) + content[end:])

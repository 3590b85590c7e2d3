"""What a file is by its content, and by what name it may be called."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.lib.files import (
    ACTIVE,
    LONGEST_NAME,
    harmless_name,
    is_run_by_name,
    kind_of,
    write_whole,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


def packed(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.text")
    return file.getvalue()


def old_office(*streams):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + b"".join(streams)


KNOWN = [
    (b"%PDF-1.7\n%...", "application/pdf"),
    (PNG, "image/png"),
    (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
    (b"\x00\x00\x00\x18ftypisom" + bytes(20), "video/mp4"),
    (packed("a.txt"), "application/zip"),
    (
        packed("[Content_Types].xml", "word/document.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (packed("mimetype", "content.xml"), "application/vnd.oasis.opendocument.text"),
    (old_office(), "application/x-ole-storage"),
    (b"Dear Joanna,\nhere it is.", "text/plain"),
    ("Grüße".encode("cp1252"), "text/plain"),
    ("Смета".encode("utf-16"), "text/plain"),
    (b"a,b\n" * 2_000_000, "text/plain"),
]
RUNNING = [
    b"<!doctype html><p>hello",
    b"  <html><script>alert(1)</script>",
    b"text first, then <script src=x></script>",
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    b"#!/bin/sh\nrm -rf /",
    b"@echo off\r\ndel *",
    "<html>".encode("utf-16"),
    b"\xef\xbb\xbf<svg onload=alert(1)>",
    packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    old_office("_VBA_PROJECT".encode("utf-16-le")),
]
UNKNOWN = [
    b"MZ\x90\x00\x03" + bytes(100),
    b"\x7fELF\x02\x01\x01" + bytes(100),
    bytes(1000),
    b"PK\x03\x04 no archive at all",
    b"RIFF\x00\x00\x00\x00ABCD" + bytes(10),
    b"   \n ",
]


@pytest.mark.parametrize(("content", "media_type"), KNOWN)
def test_a_file_is_what_it_holds(content, media_type):
    assert kind_of(io.BytesIO(content)).media_type == media_type


@pytest.mark.parametrize("content", RUNNING)
def test_what_would_run_or_be_a_page_is_known_for_it(content):
    assert kind_of(io.BytesIO(content)) is ACTIVE


@pytest.mark.parametrize("content", UNKNOWN)
def test_what_is_of_no_kind_we_take_is_none(content):
    assert kind_of(io.BytesIO(content)) is None


def test_a_bomb_is_not_opened_and_a_table_made_to_choke_is_not_read():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50 << 20))
    table = packed("a.txt")
    end = table.rindex(b"PK\x05\x06")
    choking = table[: end + 12] + (2**31).to_bytes(4, "little") + table[end + 16 :]

    assert kind_of(bomb).media_type == "application/zip"
    assert kind_of(io.BytesIO(choking)) is None


@given(st.binary(max_size=300))
def test_no_bytes_whatever_are_a_fault(content):
    kind_of(io.BytesIO(content))
    kind_of(io.BytesIO(b"PK\x03\x04" + content))


NAMES = [
    ("plan.pdf", "plan.pdf"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
    ("invoice\u202efdp.exe", "invoicefdp.exe"),
    ("a\x00b.pdf", "ab.pdf"),
    ("  . .. ", "file"),
    ("", "file"),
    ('a"b:c?.pdf', "abc.pdf"),
    ("line\r\nend.pdf", "line end.pdf"),
    ("Смета №3.pdf", "Смета №3.pdf"),
]


@pytest.mark.parametrize(("typed", "kept"), NAMES)
def test_a_name_is_kept_without_its_tricks(typed, kept):
    assert harmless_name(typed) == kept


def test_a_name_of_three_hundred_characters_keeps_its_ending():
    kept = harmless_name("n" * 300 + ".pdf")

    assert len(kept) == LONGEST_NAME
    assert kept.endswith("n.pdf")


def test_a_false_ending_gets_the_true_one_behind_it():
    picture = kind_of(io.BytesIO(PNG))

    assert harmless_name("plan.pdf", picture) == "plan.pdf.png"
    assert harmless_name("plan.PNG", picture) == "plan.PNG"
    assert harmless_name("plan", picture) == "plan.png"
    assert harmless_name("n" * 300, picture).endswith("n.png")


@given(st.text(max_size=400))
def test_every_name_is_short_and_of_one_part(name):
    kept = harmless_name(name)

    assert 0 < len(kept) <= LONGEST_NAME
    assert not set(kept) & set('/\\\x00\u202e"')
    assert kept not in {".", ".."}


@pytest.mark.parametrize("name", ["a.exe", "a.HTML", "a.pdf.js", "b.svg", "c.docm", "html"])
def test_names_that_a_computer_would_run(name):
    assert is_run_by_name(name) == ("." in name)


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    def breaking():
        yield b"half"
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write_whole(tmp_path / "a", breaking())
    written = write_whole(tmp_path / "b", [b"ab", b"c"])

    assert sorted(path.name for path in tmp_path.iterdir()) == ["b"]
    assert written.size == 3
    assert written.sha256.startswith("ba7816bf")

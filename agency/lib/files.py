"""Files that came in: told apart by what they hold, called by a harmless name, written whole."""

import codecs
import hashlib
import os
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from agency.lib.text import clean

HEAD = 8192
MOST_TEXT_READ = 4 << 20
END_OF_ZIP = (1 << 16) + 22  # its last record and the longest comment (APPNOTE.TXT 4.3.16)
LARGEST_TABLE = 4 << 20
LONGEST_NAME = 120
LONGEST_ENDING = 12
NO_NAME = "file"
# What a file system or a shell reads something into.
NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
NOT_IN_A_NAME = re.compile(r'[<>:"|?*\\/]')


@dataclass(frozen=True)
class Kind:
    """What a file is: its media type, and the endings a name of such a file may have."""

    media_type: str
    endings: tuple[str, ...]

    @property
    def is_picture(self) -> bool:
        """Whether browsers draw it, and it can run nothing."""
        return self.media_type in {"image/png", "image/jpeg", "image/gif", "image/webp"}


# What would run on somebody's machine, or be shown as a page: scripts, web pages, macros.
ACTIVE = Kind("", ())
PDF = Kind("application/pdf", ("pdf", "ai"))
ZIP = Kind("application/zip", ("zip",))
TEXT = Kind("text/plain", ("txt", "csv", "tsv", "md", "srt", "vtt", "ics", "vcf", "eml", "log"))
RICH_TEXT = Kind("application/rtf", ("rtf",))
OFFICE_BEFORE_2007 = Kind("application/x-ole-storage", ("doc", "xls", "ppt", "msg", "pps", "vsd"))
DOCUMENTS = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# The folder that only such an office document has, by the names in its table of contents.
OFFICE = {
    "word/": Kind(f"{DOCUMENTS}wordprocessingml.document", ("docx", "dotx")),
    "xl/": Kind(f"{DOCUMENTS}spreadsheetml.sheet", ("xlsx", "xltx")),
    "ppt/": Kind(f"{DOCUMENTS}presentationml.presentation", ("pptx", "ppsx", "potx")),
}
OPEN_OFFICE = {
    f"{OPEN_DOCUMENT}text": Kind(f"{OPEN_DOCUMENT}text", ("odt",)),
    f"{OPEN_DOCUMENT}spreadsheet": Kind(f"{OPEN_DOCUMENT}spreadsheet", ("ods",)),
    f"{OPEN_DOCUMENT}presentation": Kind(f"{OPEN_DOCUMENT}presentation", ("odp",)),
}
MACROS = "vbaproject.bin"
# The first bytes of each kind; where they do not stand at the very beginning, their place.
SIGNATURES = (
    (0, b"%PDF-", PDF),
    (0, b"\x89PNG\r\n\x1a\n", Kind("image/png", ("png",))),
    (0, b"\xff\xd8\xff", Kind("image/jpeg", ("jpg", "jpeg", "jpe"))),
    (0, b"GIF87a", Kind("image/gif", ("gif",))),
    (0, b"GIF89a", Kind("image/gif", ("gif",))),
    (8, b"WEBP", Kind("image/webp", ("webp",))),
    (0, b"II*\x00", Kind("image/tiff", ("tif", "tiff"))),
    (0, b"MM\x00*", Kind("image/tiff", ("tif", "tiff"))),
    (0, b"8BPS", Kind("image/vnd.adobe.photoshop", ("psd", "psb"))),
    (4, b"ftypheic", Kind("image/heic", ("heic",))),
    (4, b"ftypmif1", Kind("image/heic", ("heic", "heif"))),
    (4, b"ftypavif", Kind("image/avif", ("avif",))),
    (4, b"ftypM4A", Kind("audio/mp4", ("m4a",))),
    (4, b"ftypqt", Kind("video/quicktime", ("mov",))),
    (4, b"ftyp", Kind("video/mp4", ("mp4", "m4v"))),
    (0, b"\x1a\x45\xdf\xa3", Kind("video/webm", ("webm", "mkv"))),
    (8, b"AVI ", Kind("video/x-msvideo", ("avi",))),
    (8, b"WAVE", Kind("audio/wav", ("wav",))),
    (0, b"ID3", Kind("audio/mpeg", ("mp3",))),
    (0, b"\xff\xfb", Kind("audio/mpeg", ("mp3",))),
    (0, b"\xff\xf3", Kind("audio/mpeg", ("mp3",))),
    (0, b"OggS", Kind("audio/ogg", ("ogg", "oga", "ogv"))),
    (0, b"fLaC", Kind("audio/flac", ("flac",))),
    (0, b"{\\rtf", RICH_TEXT),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE_BEFORE_2007),
)
RIFF_AT_EIGHT = (b"WEBP", b"AVI ", b"WAVE")
BYTE_ORDER = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# A page, a drawing that can hold a script, or a script: what text must not be.
RUNS = re.compile(
    r"\A\s*(#!|@echo\b|<\?|<!)|<\s*(html|head|body|script|svg|iframe|object|embed|math|xml)\b", re.I
)
RUN_BY_NAME = frozenset(
    """
    app apk bat cmd com cpl dll dmg exe gadget hta htm html inf jar js jse lnk mht mhtml mjs msc
    msi php pif ps1 psm1 py rb reg scf scr sh svg svgz sys url vb vbe vbs wsf wsh xht xhtml xml
    xsl xslt docm xlsm pptm dotm xlam xll one iso img
    """.split()
)


def kind_of(file: BinaryIO) -> Kind | None:
    """What a file is by its content, ACTIVE too; None for the unknown. Nothing packed is opened.

    An own short table and no library: those know a thousand kinds and guess, and none of them
    says whether text is a page or a script, which is what we must know.
    """
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _packed(file, head)
    for place, mark, kind in SIGNATURES:
        if head.startswith(mark, place):
            if mark in RIFF_AT_EIGHT and not head.startswith(b"RIFF"):
                continue
            return ACTIVE if kind is OFFICE_BEFORE_2007 and _has_old_macros(file) else kind
    return _text(file, head)


def _packed(file, head):
    """A zip by its table of contents, which is read without unpacking anything."""
    kind = OPEN_OFFICE.get(_open_document_type(head))
    names = _names_in(file)
    if names is None:
        return None
    if any(name.endswith(MACROS) for name in names):
        return ACTIVE
    if "[content_types].xml" in names:
        return next((OFFICE[f] for f in OFFICE if any(n.startswith(f) for n in names)), ZIP)
    return kind or ZIP


def _names_in(file):
    """The names in a zip's table of contents; None where there is none, or one made to choke us."""
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - END_OF_ZIP))
    end = file.read().rpartition(b"PK\x05\x06")[2]
    if int.from_bytes(end[8:12], "little") > LARGEST_TABLE:
        return None
    try:
        return [name.lower() for name in zipfile.ZipFile(file).namelist()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return None


def _open_document_type(head):
    """OpenDocument keeps its type unpacked in its first entry (ODF 1.2, part 3, 3.3)."""
    if head[30:38] != b"mimetype":
        return ""
    return head[38:].split(b"PK", 1)[0].decode("ascii", "replace")


def _has_old_macros(file):
    file.seek(0)
    return any("_VBA_PROJECT".encode("utf-16-le") in chunk for chunk in _overlapping(file))


def _overlapping(file, size=1 << 20, lap=64):
    tail = b""
    while chunk := file.read(size):
        yield tail + chunk
        tail = chunk[-lap:]


def _text(file, head):
    encoding = next((name for mark, name in BYTE_ORDER.items() if head.startswith(mark)), "utf-8")
    file.seek(0)
    content = file.read(MOST_TEXT_READ)
    for name in (encoding, "cp1252"):
        try:
            # Not to the end: the last character may be cut in two.
            text = codecs.getincrementaldecoder(name)().decode(content)
        except UnicodeDecodeError:
            continue
        if not text.strip() or NO_TEXT.search(text):
            return None
        return ACTIVE if RUNS.search(text) else TEXT
    return None


def is_run_by_name(name: str) -> bool:
    """Whether a computer would run a file of this name, or show it as a page."""
    return "." in name and name.rpartition(".")[2].lower() in RUN_BY_NAME


def harmless_name(name: str, kind: Kind | None = None) -> str:
    """A file's name as people know it, without folders, tricks of direction, or a false ending.

    At most LONGEST_NAME characters, the ending kept. With `kind`, a name whose ending is not one
    of that kind gets the true one behind it: "plan.pdf" that is a picture is "plan.pdf.png".
    """
    name = re.split(r"[\\/]", clean(name))[-1]
    name = NOT_IN_A_NAME.sub("", name).strip(" .") or NO_NAME
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        stem, ending = name, ""
    if kind and ending.lower() not in kind.endings:
        stem, ending = name, kind.endings[0]
    room = LONGEST_NAME - len(ending) - 1
    return f"{stem[:room].rstrip(' .') or NO_NAME}.{ending}" if ending else stem[:LONGEST_NAME]


@dataclass(frozen=True)
class Written:
    """What was written: how many bytes, and their SHA-256 in hex."""

    size: int
    sha256: str


def write_whole(path: Path, chunks: Iterable[bytes]) -> Written:
    """Write a file that is there whole or not at all, on a full disk or in a power cut too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    digest, size = hashlib.sha256(), 0
    try:
        with unfinished.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return Written(size, digest.hexdigest())

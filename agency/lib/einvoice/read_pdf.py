"""The XML inside a PDF (Factur-X, ZUGFeRD, XRechnung): found by name, unpacked within bounds."""

from io import BytesIO

import pikepdf
from django.utils.translation import gettext as _
from pikepdf import settings

from agency.lib.einvoice.source import LARGEST, Unreadable, check_size

# Factur-X 1.0, ZUGFeRD 2.0 and 1.0, the XRechnung profile of ZUGFeRD; capitals do not matter.
NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
HEAD = 1024  # where the mark of a PDF has to stand (ISO 32000-1, annex H, note 13)
# A few kilobytes can unpack to gigabytes. The limit is the whole process's, and fits every PDF.
settings.set_qpdf_limits(flate_max_memory=8 * LARGEST, run_length_max_memory=8 * LARGEST)
FAULTS = (
    pikepdf.PdfError,
    pikepdf.DataDecodingError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RuntimeError,
    NotImplementedError,
    OSError,
    MemoryError,
)


def is_pdf(content: bytes) -> bool:
    """Whether a file says that it is a PDF."""
    return b"%PDF-" in content[:HEAD] and not content.lstrip().startswith(b"<")


def invoice_in_pdf(content: bytes) -> bytes:
    """The invoice that a PDF carries. Raises Unreadable where it carries none, or is broken."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            attached = _attached(pdf)
    except pikepdf.PasswordError as error:
        raise Unreadable(_("This PDF is locked with a password.")) from error
    except FAULTS as error:
        raise Unreadable(_("This PDF is broken and can't be read.")) from error
    if attached is None:
        raise Unreadable(_("This PDF carries no electronic invoice."))
    check_size(len(attached))
    return attached


def _attached(pdf):
    by_name = {}
    for key, file in pdf.attachments.items():
        for name in (key, file.filename):
            by_name.setdefault(name.lower(), file)
    found = next((by_name[name] for name in NAMES if name in by_name), None)
    return found.get_file().read_bytes() if found else None

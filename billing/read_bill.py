"""What a supplier's e-invoice says, as the form for a bill begins with it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from agency.lib.bank.account import plain
from agency.lib.einvoice.document import CREDIT_NOTE
from agency.lib.einvoice.read import Unreadable, check_size, read
from billing.models import PurchaseOrder


@dataclass(frozen=True)
class Found:
    """What was read: first values of the form, or a sentence why not; and what to look at."""

    values: dict = field(default_factory=dict)
    problem: str = ""
    warnings: tuple = ()


def read_bill(file, supplier, client):
    """Read an uploaded XML or PDF; nothing of it is believed without somebody looking at it."""
    try:
        check_size(file.size)
        document = read(file.read())
    except Unreadable as unreadable:
        return Found(problem=unreadable.message)
    if document.kind == CREDIT_NOTE:
        return Found(problem=_("This is a credit note, not a bill."))
    totals = document.totals
    values = {
        "number": document.number,
        "issued_on": document.issued_on.isoformat(),
        "net": f"{totals.net:.2f}",
        "vat": f"{totals.tax:.2f}",
        "currency": document.currency,
    }
    if document.due_on:
        values["due_on"] = document.due_on.isoformat()
    if order := order_named(document.purchase_order, supplier, client):
        values |= {"part0": f"order:{order.pk}", "net0": values["net"]}
    return Found(values, warnings=tuple(doubts(document, supplier)))


def order_named(number, supplier, client):
    """The order of ours that the bill names, if it is out and went to this supplier."""
    rows = PurchaseOrder.objects.committed().filter(supplier=supplier, job__client=client)
    return rows.filter(number=number.strip()).first() if number.strip() else None


def doubts(document, supplier):
    """What somebody should look at: another account, or another sender, than the one we know."""
    accounts = {plain(payment.iban) for payment in document.payments if payment.iban}
    if accounts and supplier.iban not in accounts:
        yield _("The account on the bill is not the one we know of %(name)s. Ask them.") % {
            "name": supplier.name
        }
    if document.seller.vat_id and supplier.vat_id and document.seller.vat_id != supplier.vat_id:
        yield _("The VAT id on the bill is %(vat)s; we know %(name)s by another.") % {
            "vat": document.seller.vat_id,
            "name": supplier.name,
        }

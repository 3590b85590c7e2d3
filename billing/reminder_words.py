"""What a reminder says, in the client's language: paragraphs, what is owed, where to pay."""

from django.utils import translation
from django.utils.translation import gettext as _

from agency.lib.money import ZERO
from billing.invoice_words import address_of, day, party, with_currency
from billing.late_interest import interest

HEADINGS = {
    0: lambda: _("A payment is due soon"),
    1: lambda: _("A friendly reminder"),
    2: lambda: _("Reminder"),
}


def interest_of(invoice, rates, at):
    """What the law would allow on it today; None without a rate or before it is late."""
    today = invoice.client.local_date(at)
    return interest(invoice.open_amount, invoice.due_date, today, rates)


def letter_words(reminder, by, at) -> dict:
    """The content of templates/pdf/reminder.html; plain text, numbers as printed."""
    invoice, client = reminder.invoice, reminder.invoice.client
    with translation.override(client.language):
        heading = HEADINGS.get(reminder.level, lambda: _("Last reminder before further steps"))()
        today = client.local_date(at)
        seller = invoice.seller
        return {
            "language": client.language,
            "title": f"{heading}: {invoice.number}",
            "footer": ", ".join(filter(None, [invoice.number, seller.get("name", "")])),
            "agency": {"name": seller.get("name", ""), "address": address_of(seller), "logo": ""},
            "kind": _("Reminder"),
            "number": "",
            "heading": heading,
            "status": "",
            "buyer": party(invoice.buyer),
            "written": day(today),
            "facts": _facts(invoice, today),
            "paragraphs": _paragraphs(reminder, invoice, today),
            "payment": _payment(invoice),
            "signed": _signed(by, seller),
        }


def mail_words(reminder, words) -> str:
    """The letter as the text of a mail."""
    with translation.override(reminder.invoice.client.language):
        lines = [*words["paragraphs"], _("The letter is attached."), words["signed"]]
    return "\n\n".join(lines)


def _facts(invoice, today):
    left = invoice.open_amount
    facts = [
        (_("Invoice"), invoice.number),
        (_("Issued"), day(invoice.issue_date)),
        (_("Due"), day(invoice.due_date)),
        (_("Amount"), with_currency(invoice.due, invoice)),
    ]
    if left != invoice.due:
        facts.append((_("Paid or credited"), with_currency(invoice.due - left, invoice)))
    facts.append((_("Open"), with_currency(left, invoice)))
    if invoice.po_number:
        facts.insert(1, (_("Your order"), invoice.po_number))
    return [{"label": label, "value": value} for label, value in facts]


def _paragraphs(reminder, invoice, today):
    days = (today - invoice.due_date).days
    facts = {
        "number": invoice.number,
        "due": day(invoice.due_date),
        "open": with_currency(invoice.open_amount, invoice),
        "days": days,
    }
    yield_ = {
        0: [
            _("invoice %(number)s over %(open)s is due on %(due)s."),
            _("Should anything be missing for the payment, please tell us now."),
        ],
        1: [
            _("invoice %(number)s was due on %(due)s; %(open)s are still open."),
            _("It may have been overlooked. If the payment is on its way, thank you."),
        ],
        2: [
            _("%(open)s of invoice %(number)s have been overdue since %(due)s, %(days)d days."),
            _("Please pay within seven days, or tell us what keeps you from it."),
        ],
    }.get(
        reminder.level,
        [
            _("in spite of our reminders %(open)s of %(number)s, due on %(due)s, are open."),
            _("Please pay within seven days. After that we have to consider further steps."),
        ],
    )
    lines = [text % facts for text in yield_]
    if reminder.level > 2 and reminder.interest:
        lines.append(_allowed(reminder, invoice))
    late = invoice.client.billing.late_text
    return [_("Dear Sir or Madam,"), *lines, *([late] if late and reminder.level > 1 else [])]


def _allowed(reminder, invoice):
    """What the law allows; said, not charged."""
    sentence = _(
        "For late payment the law allows interest of %(percent)s %% a year, so far %(interest)s."
        " It is not charged with this letter."
    )
    facts = {
        "percent": f"{reminder.interest_percent.normalize():f}",
        "interest": with_currency(reminder.interest or ZERO, invoice),
    }
    return sentence % facts


def _payment(invoice):
    bank = invoice.bank
    if not bank:
        return None
    has_iban = bool(bank.get("iban"))
    words = {
        "account": bank.get("holder", ""),
        "bank": bank.get("bank", ""),
        "iban": bank["iban"] if has_iban else bank.get("number", ""),
        "bic": bank.get("bic", "") or bank.get("routing", ""),
        "reference": invoice.payment_reference or invoice.number,
        "qr": "",
    }
    if not has_iban:
        words |= {"iban_label": _("Account number"), "bic_label": _("Bank code")}
    return words


def _signed(by, seller):
    who = by.name if by else seller.get("contact_name", "")
    return ", ".join(filter(None, [who, seller.get("name", "")]))

"""Which rows of billing stay as they left the house: issued invoices, what was booked and sent."""

from functools import partial

from agency.lib.frozen import Frozen, freeze, thaw

ISSUED = "{row}.issued_at IS NOT NULL"
SENTENCE = "An issued invoice does not change."
KEPT = "What was booked or sent does not change; it is taken back by a contra entry."
WHOLE = ("invoice_id", ("billing", "Invoice"), ISSUED)

FROZEN = (
    Frozen(
        ("billing", "Invoice"),
        since=ISSUED,
        sentence=SENTENCE,
        free=(
            "source_key", "internal_note", "disputed_at", "disputed_by_id", "dispute_reason",
        ),
        once="external_tax_id",
    ),
    Frozen(("billing", "InvoiceLine"), since=ISSUED, sentence=SENTENCE, within=WHOLE),
    Frozen(("billing", "InvoiceAdjustment"), since=ISSUED, sentence=SENTENCE, within=WHOLE),
    Frozen(("billing", "InvoiceFile"), since="{row}.made_at IS NOT NULL", sentence=SENTENCE),
    Frozen(("billing", "TaxSubtotal"), since=ISSUED, sentence=SENTENCE, within=WHOLE),
    Frozen(("billing", "BankEntry"), since="{row}.id > 0", sentence=KEPT),
    Frozen(("billing", "Allocation"), since="{row}.id > 0", sentence=KEPT),
    Frozen(("billing", "Reminder"), since="{row}.sent_at IS NOT NULL", sentence=KEPT),
)  # fmt: skip

freeze, thaw = partial(freeze, FROZEN), partial(thaw, FROZEN)

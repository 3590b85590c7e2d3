"""Which rows of billing stay as they left the house: issued invoices, with all their parts."""

from functools import partial

from agency.lib.frozen import Frozen, freeze, thaw

ISSUED = "{row}.issued_at IS NOT NULL"
SENTENCE = "An issued invoice does not change."
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
)  # fmt: skip

freeze, thaw = partial(freeze, FROZEN), partial(thaw, FROZEN)

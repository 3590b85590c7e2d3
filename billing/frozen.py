"""Which rows of money stay as they were agreed, issued or given out."""

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
    # What was given out to the books stays as it was given out; it may only be taken back.
    Frozen(
        ("billing", "ExportBatch"),
        since="{row}.id IS NOT NULL",
        sentence="A sealed export does not change.",
        columns=(
            "entity_id", "format", "manner", "first_day", "last_day", "count", "totals",
            "made_by_id", "made_at",
        ),
    ),
    Frozen(
        ("billing", "ExportFile"),
        since="{row}.id IS NOT NULL",
        sentence="A sealed export does not change.",
    ),
    Frozen(
        ("billing", "EstimateVersion"),
        since="{row}.approved_at IS NOT NULL",
        sentence="An approved estimate does not change.",
        columns=(
            "estimate_id", "number", "title", "scope", "assumptions", "exclusions", "rounds",
            "brief_version_id", "valid_until", "currency", "commission_percent", "markup_percent",
            "folds_markup", "contingency_percent", "lines_net", "net", "tax", "gross", "cost",
            "changes", "content_hash", "made_by_id", "made_at", "submitted_at", "submitted_by_id",
            "approved_at", "is_self_approved",
        ),
    ),
    Frozen(
        ("billing", "EstimateLine"),
        since="{row}.approved_at IS NOT NULL",
        sentence="The lines of an approved estimate do not change.",
        columns=(
            "version_id", "key", "position", "group", "description", "quantity", "unit", "price",
            "cost", "markup_percent", "category", "rate", "net", "approved_at",
        ),
    ),
    # When it is billed may still be moved; how much of the estimate it is may not.
    Frozen(
        ("billing", "BillingStep"),
        since="{row}.approved_at IS NOT NULL",
        sentence="The billing plan of an approved estimate does not change.",
        columns=("version_id", "position", "label", "percent", "amount", "approved_at"),
    ),
    # The bank has the file: what it says and what it comes to never changes.
    Frozen(
        ("billing", "PaymentRun"),
        since="{row}.sha256 <> ''",
        sentence="A payment list does not change once it is made.",
    ),
    Frozen(("billing", "BankEntry"), since="{row}.id > 0", sentence=KEPT),
    Frozen(("billing", "Allocation"), since="{row}.id > 0", sentence=KEPT),
    Frozen(("billing", "Reminder"), since="{row}.sent_at IS NOT NULL", sentence=KEPT),
)  # fmt: skip

freeze, thaw = partial(freeze, FROZEN), partial(thaw, FROZEN)

"""Which rows of money stay as they were agreed."""

from functools import partial

from agency.lib.frozen import Frozen, freeze, thaw

FROZEN = (
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
)  # fmt: skip

freeze, thaw = partial(freeze, FROZEN), partial(thaw, FROZEN)

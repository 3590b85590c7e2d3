"""Which rows of reports stay as they left the house."""

from functools import partial

from agency.lib.frozen import Frozen, freeze, thaw

FROZEN = (
    Frozen(
        ("reports", "ReportVersion"),
        since="{row}.distributed_at IS NOT NULL",
        sentence="A distributed report does not change.",
        once="paper_id",
    ),
    Frozen(
        ("reports", "ContactReport"),
        since="{row}.number <> ''",
        sentence="The number of a report does not change.",
        columns=("number", "client_id", "interaction_id", "distributed_at"),
    ),
    Frozen(
        ("accounts", "Paper"),
        since="{row}.printed_at IS NOT NULL",
        sentence="A printed paper does not change.",
        columns=(
            "client_id", "number", "version", "title", "template", "language", "content",
            "content_hash", "printed_at", "file", "sha256", "size", "about_type_id", "about_id",
        ),
    ),
)  # fmt: skip

freeze, thaw = partial(freeze, FROZEN), partial(thaw, FROZEN)

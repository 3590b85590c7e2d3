"""Which rows of briefs stay as they were agreed."""

from functools import partial

from agency.lib.frozen import Frozen, freeze, thaw

FROZEN = (
    Frozen(
        ("briefs", "BriefVersion"),
        since="{row}.approved_at IS NOT NULL",
        sentence="An approved brief does not change.",
        columns=(
            "brief_id", "number", "sections", "lines", "changes", "is_rebrief", "is_for_client",
            "content_hash", "made_by_id", "made_at", "submitted_at", "submitted_by_id",
            "approved_at",
        ),
    ),
)  # fmt: skip

freeze, thaw = partial(freeze, FROZEN), partial(thaw, FROZEN)

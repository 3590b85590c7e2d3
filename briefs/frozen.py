"""Which rows of briefs stay as they were agreed."""

from functools import partial

from agency.lib.frozen import Frozen, freeze, thaw

FROZEN = (
    # A number stands on papers that left the house: it is never edited, and never used again.
    Frozen(
        ("briefs", "Job"),
        since="{row}.number <> ''",
        sentence="A job keeps its number and its client.",
        columns=("number", "client_id"),
    ),
    Frozen(
        ("briefs", "BriefVersion"),
        since="{row}.approved_at IS NOT NULL",
        sentence="An approved brief does not change.",
        columns=(
            "brief_id", "number", "title", "sections", "lines", "changes", "is_rebrief",
            "is_for_client", "content_hash", "made_by_id", "made_at", "submitted_at",
            "submitted_by_id", "approved_at", "is_self_approved",
        ),
    ),
    Frozen(
        ("briefs", "TimingPlan"),
        since="{row}.agreed_at IS NOT NULL",
        sentence="An agreed timing plan does not change.",
        columns=(
            "job_id", "client_id", "number", "due_on", "made_by_id", "made_at", "reason",
            "agreed_at", "agreed_by_id", "agreed_with_id", "client_agreed_on", "content_hash",
        ),
    ),
    Frozen(
        ("briefs", "OutgoingDocument"),
        since="{row}.approved_at IS NOT NULL",
        sentence="An approved document does not change.",
        columns=(
            "client_id", "job_id", "kind", "title", "message", "version", "file_id",
            "content_hash", "author_id", "submitted_at", "approved_at",
        ),
    ),
    # Its owner and what became of it are no part of what was agreed.
    Frozen(
        ("briefs", "Milestone"),
        since="{row}.agreed_at IS NOT NULL",
        sentence="The days of an agreed timing plan do not change.",
        columns=(
            "plan_id", "job_id", "client_id", "key", "position", "name", "side", "days", "after",
            "is_client_facing", "planned_start", "planned_end", "slip_reason", "agreed_at",
        ),
    ),
    Frozen(
        ("briefs", "ReviewBoard"),
        since="{row}.minutes_approved_at IS NOT NULL",
        sentence="The minutes of a board, once approved, do not change.",
        columns=(
            "client_id", "kind", "title", "brief_version_id", "summary", "pack_approved_at",
            "held_at", "held_by_id", "minutes", "minutes_by_id", "minutes_submitted_at",
            "minutes_approved_at", "minutes_hash",
        ),
    ),
    Frozen(
        ("briefs", "BoardWork"),
        since="{row}.decided_at IS NOT NULL",
        sentence="What a board decided does not change.",
        columns=(
            "board_id", "job_id", "title", "description", "round", "previous_id", "root_id",
            "outcome", "reason", "next_step", "changes", "decided_at", "decided_by_id",
        ),
    ),
    Frozen(
        ("briefs", "CompetitorDigest"),
        since="{row}.issued_at IS NOT NULL",
        sentence="An issued digest does not change.",
    ),
    Frozen(
        ("briefs", "WeeklyNote"),
        since="{row}.sent_at IS NOT NULL",
        sentence="A weekly note that was sent does not change.",
    ),
    Frozen(
        ("briefs", "CampaignReview"),
        since="{row}.done_at IS NOT NULL",
        sentence="A campaign review that is done does not change.",
    ),
)  # fmt: skip

freeze, thaw = partial(freeze, FROZEN), partial(thaw, FROZEN)

"""Which rows of accounts stay as they were: what a client answered, and by which link."""

from functools import partial

from agency.lib.frozen import Frozen, freeze, thaw

FROZEN = (
    Frozen(
        ("accounts", "ClientAnswer"),
        since="{row}.decided_at IS NOT NULL",
        sentence="The answer of a client does not change.",
    ),
    Frozen(
        ("accounts", "ClientLink"),
        since="{row}.answer_id IS NOT NULL",
        sentence="A link that was answered does not change.",
        columns=(
            "about_type_id", "about_id", "client_id", "contact_id", "kind", "title", "url",
            "content_hash", "made_by_id", "made_at", "expires_at", "revoked_at", "closed_at",
            "answer_id",
        ),
    ),
)  # fmt: skip

freeze, thaw = partial(freeze, FROZEN), partial(thaw, FROZEN)

"""Which rows of money stay as they left the house."""

from functools import partial

from agency.lib.frozen import Frozen, freeze, thaw

FROZEN = (
    # The bank has the file: what it says and what it comes to never changes.
    Frozen(
        ("billing", "PaymentRun"),
        since="{row}.sha256 <> ''",
        sentence="A payment list does not change once it is made.",
    ),
)

freeze, thaw = partial(freeze, FROZEN), partial(thaw, FROZEN)

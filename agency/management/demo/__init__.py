"""What the demo agency has besides its people, clients and contacts: a file a part of the work.

Each part is a function that takes the Northlight of load_demo, with its `at`, `today`, `dice`,
`person` (by sign-in) and `client` (by code), and works through the same verbs as everybody.
"""

from agency.management.demo import brands, briefs, timing

PARTS = (
    brands.load,
    briefs.load,
    timing.northlight,
)  # fmt: skip
)
)  # fmt: skip
from agency.management.demo import jobs

PARTS = (jobs.load,)

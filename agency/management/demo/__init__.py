"""What the demo agency has besides its people, clients and contacts: a file a part of the work.

Each part is a function that takes the Northlight of load_demo, with its `at`, `today`, `dice`,
`person` (by sign-in) and `client` (by code), and works through the same verbs as everybody.
"""

from agency.management.demo import (
    boards,
    brands,
    briefs,
    client_links,
    costs,
    departments,
    estimates,
    invoices,
    jobs,
    money_ground,
    papers,
    payments,
    timing,
)

PARTS = (
    jobs.load,
    brands.load,
    briefs.load,
    client_links.load,
    departments.departments,
    timing.northlight,
    papers.load,
    boards.load_boards,
    money_ground.load,
    estimates.load,
    costs.load,
    invoices.load,
    payments.load,
)

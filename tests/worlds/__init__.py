"""The records of one world that the pages of each part of the work ask for: a file a part.

Each maker takes the world of tests.matrix and hangs its records on it; every text of theirs holds
the canary.
"""

from tests.worlds.boards import make_board_world
from tests.worlds.brands import make_brand_world
from tests.worlds.briefs import make_brief_world
from tests.worlds.client_link import make_client_link
from tests.worlds.costs import make_costs_world
from tests.worlds.departments import make_departments_world
from tests.worlds.estimates import make_estimate_world
from tests.worlds.exports import make_exports
from tests.worlds.ground import make_ground
from tests.worlds.invoices import make_invoices
from tests.worlds.jobs import make_jobs
from tests.worlds.papers import make_paper_world
from tests.worlds.payments import make_payments
from tests.worlds.timing import make_timing_world

MAKERS = (
    make_board_world,
    make_brand_world,
    make_brief_world,
    make_departments_world,
    make_client_link,
    make_timing_world,
    make_jobs,
    make_paper_world,
    make_ground,
    make_estimate_world,
    make_invoices,
    make_costs_world,
    make_payments,
    make_exports,
)

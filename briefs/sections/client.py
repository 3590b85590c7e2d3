"""What is agreed with the client: his brief, and the expectation sheet."""

from django.utils.translation import gettext_lazy as _

from briefs.sections.shape import Section, optional

# The order of the joint industry guide "The client brief".
CLIENT = (
    Section(
        "management",
        _("Project management"),
        _("Title, job, who asks, who decides, who works on it day by day, on both sides."),
        (10, 80),
    ),
    Section(
        "where_now",
        _("Where are we now?"),
        _("The brand and its market today: position, sales, competitors, what was tried before."),
        (30, 150),
    ),
    Section(
        "where_to",
        _("Where do we want to be?"),
        _("The aim in figures with a date: sales, share, awareness. What changes if it works?"),
        (20, 100),
    ),
    Section(
        "how",
        _("What are we doing to get there?"),
        _("Marketing and communication already planned, and the part this work plays in it."),
        (20, 120),
    ),
    Section(
        "audience",
        _("Who do we need to talk to?"),
        _("People, not brackets: what they do, think and feel about the brand and its category."),
        (20, 120),
    ),
    Section(
        "arrived",
        _("How will we know we've arrived?"),
        _("What is measured, by whom, when, and which figure counts as success."),
        (15, 80),
    ),
    Section(
        "practicalities",
        _("Practicalities"),
        _("Budget and what it covers, timings, what must be in and what may not, legal terms."),
        (20, 120),
    ),
    Section(
        "approvals",
        _("Approvals"),
        _("Who at the client signs this brief, the work and the money, and by when."),
        (5, 50),
    ),
    optional(
        "intake",
        _("How we received it"),
        _(
            "For us only: from whom, when and how it came, what was said beside the paper, what "
            "is missing or doubtful. Ask what is open beside the section it is about."
        ),
        is_client_visible=False,
    ),
)

EXPECTATION = (
    Section(
        "aim",
        _("What this is for"),
        _("The aim of the job in the client's words."),
        (8, 80),
    ),
    Section(
        "timing",
        _("When"),
        _("Steps and days, the client's own steps among them, and what a late answer costs."),
        (10, 120),
    ),
    Section(
        "cost",
        _("What it costs"),
        _("Fee, production, media; what is in, what is not; rounds of changes included."),
        (8, 120),
    ),
    Section(
        "result",
        _("What the result will look like"),
        _("So plainly that on the last day both sides can tell whether this is it."),
        (15, 150),
    ),
    Section(
        "not_do",
        _("What it will not do"),
        _("What the client might hope for and will not get from this work."),
        (8, 100),
    ),
    Section(
        "client_part",
        _("What we need from the client"),
        _("Material, decisions, people, by which day."),
        (5, 80),
    ),
    Section(
        "changes",
        _("If something changes"),
        _("How a change of aim, time or cost is agreed, and by whom."),
        (5, 80),
    ),
)

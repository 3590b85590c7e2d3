"""Where to go and by which ways: media brief, strategy, communication plan."""

from django.utils.translation import gettext_lazy as _

from briefs.sections.shape import Column, Section, optional

CHANNELS = (
    Column("channel", _("Channel"), "channel", is_mandatory=True),
    Column("from", _("From"), "day", is_mandatory=True),
    Column("to", _("To"), "day", is_mandatory=True),
    Column("budget_line", _("Budget line")),
    Column("amount", _("Amount"), "amount", is_mandatory=True),
    Column("currency", _("Currency"), "currency", is_mandatory=True),
    Column("reason", _("Why this channel"), is_mandatory=True),
)

MEDIA = (
    Section(
        "marketing_objective",
        _("Marketing objective"),
        _("What the business wants, in the market and in figures, with a date."),
        (8, 40),
    ),
    Section(
        "communication_objective",
        _("Communication objective"),
        _("What media and message together shall do in people's heads; not sales."),
        (8, 40),
    ),
    Section(
        "audience",
        _("Audience"),
        _("Who is bought and who is meant: age, region, behaviour, size of the group."),
        (10, 70),
    ),
    Section("markets", _("Markets"), _("Countries, regions, and their weight."), (2, 40)),
    Section(
        "period",
        _("Period and season"),
        _("From when to when, peaks, days that are out. Best asked 2–4 months before the start."),
        (3, 50),
    ),
    Section(
        "budget",
        _("Budget, net or gross"),
        _("The figure, whether net or gross, with or without fees, tax and production."),
        (3, 30),
    ),
    Section(
        "formats",
        _("Formats and creative available"),
        _("What is made already, what can be made, lengths and sizes."),
        (3, 60),
    ),
    Section(
        "targets",
        _("Reach, frequency or other target"),
        _("The figure media is judged by, and who measures it."),
        (3, 50),
    ),
    optional(
        "competitors",
        _("Competitors"),
        _("What they spend, where and when; from the competitor notes. For us only."),
        is_client_visible=False,
    ),
    Section(
        "constraints",
        _("Constraints"),
        _("Media and surroundings that are out, contracts that hold, legal times."),
        (2, 50),
    ),
    Section("deadline", _("Deadline"), _("When the plan is to be here, and when booked."), (2, 30)),
)

STRATEGY = (
    Section(
        "situation",
        _("Situation"),
        _("Brand, market and competitors in what matters for the decision."),
        (40, 250),
    ),
    Section(
        "problem",
        _("The problem to solve"),
        _("The one thing between the brand and its aim, in a sentence and its proof."),
        (10, 80),
    ),
    Section(
        "marketing_objective",
        _("Marketing objective"),
        _(
            "What the business wants, in the market and in figures, with a date. Product, price, "
            "distribution and communication work on it together."
        ),
        (8, 60),
    ),
    Section(
        "communication_objective",
        _("Communication objective"),
        _("What communication alone shall change in people's heads towards it. Not sales."),
        (8, 60),
    ),
    Section("audience", _("Audience"), _("Whom to win, whom to keep, whom to leave."), (15, 120)),
    Section(
        "insight",
        _("Insight"),
        _("The consumer's voice: what the planner found, and how we know."),
        (10, 80),
    ),
    Section(
        "positioning",
        _("Brand positioning"),
        _("For whom, in which category, the one promise, and why to believe it."),
        (10, 80),
    ),
    Section(
        "direction",
        _("Communication direction"),
        _("The idea to follow in all channels, for the whole period, in one sentence."),
        (5, 40),
        is_large=True,
    ),
    Section(
        "channels",
        _("Channels and phases"),
        _("Which part each plays, and in which order. Money stands in the communication plan."),
        (15, 150),
    ),
    Section(
        "measures",
        _("How we will know"),
        _("Figures now and wanted, who measures, when it is looked at again."),
        (8, 80),
    ),
    optional(
        "risks",
        _("What could go wrong"),
        _("For us only: doubts, what competitors may do, what the client will not like."),
        is_client_visible=False,
    ),
)

COMMUNICATION = (
    Section(
        "marketing_objective",
        _("Marketing objective"),
        _("What the business wants, in the market and in figures, with a date."),
        (8, 60),
    ),
    Section(
        "communication_objective",
        _("Communication objective"),
        _("What communication alone shall change in people's heads towards it. Not sales."),
        (8, 60),
    ),
    Section("audience", _("Audience"), _("Whom the plan reaches, and how many."), (8, 80)),
    Section(
        "overview",
        _("Channels overview"),
        _("Which channel does what, and how they help each other."),
        (15, 150),
    ),
    Section(
        "reasons",
        _("Why this plan"),
        _("What speaks for it, what was left out and why, so that each line can be answered for."),
        (15, 150),
    ),
    Section(
        "budget",
        _("Budget"),
        _("The whole sum, net or gross, its limits, and what is kept in hand."),
        (3, 60),
        is_money=True,
    ),
    Section(
        "measures",
        _("How we will know"),
        _("Figures per channel, who measures, when the plan is looked at again."),
        (5, 80),
    ),
    optional(
        "doubts",
        _("Our doubts"),
        _("For us only: where the money may be wrong, what to cut first."),
        is_client_visible=False,
    ),
)

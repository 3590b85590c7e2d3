"""What those who make the work are told: the creative and the technical brief."""

from django.utils.translation import gettext_lazy as _

from briefs.sections.shape import Column, Section, optional

DELIVERABLES = (
    Column("what", _("What"), is_mandatory=True),
    Column("format", _("Format")),
    Column("size", _("Size or length")),
    Column("quantity", _("Quantity"), "number"),
    Column("due", _("Due"), "day", is_mandatory=True),
)
CREATIVE = (
    Section(
        "background",
        _("Background"),
        _("Why are we advertising, and why now? Only what helps to have an idea."),
        (20, 80),
    ),
    Section(
        "marketing_objective",
        _("Marketing objective"),
        _(
            "What the business wants, in the market and in figures: sales, share, customers, "
            "price. It is reached by product, price, distribution and communication together. "
            "“12,000 new card holders by June.”"
        ),
        (8, 40),
    ),
    Section(
        "communication_objective",
        _("Communication objective"),
        _(
            "What communication alone can do towards it, in people's heads: what they shall "
            "know, believe or feel. Not sales. “Students know the first year is free.”"
        ),
        (8, 40),
    ),
    Section(
        "audience",
        _("Audience"),
        _("One person you could describe to a friend; figures in a clause."),
        (15, 70),
    ),
    Section(
        "insight",
        _("Insight"),
        _("A truth about these people that the brand can act on. From the planner, with source."),
        (8, 50),
    ),
    Section(
        "now",
        _("What they think, feel and do now"),
        _("In their own words, about this brand."),
        (8, 50),
    ),
    Section(
        "after",
        _("What they shall think, feel and do after"),
        _("In their own words, about this brand, once they have seen the work."),
        (8, 50),
    ),
    Section(
        "proposition",
        _("Single-minded proposition"),
        _("The one thing to say. One sentence without “and”."),
        (3, 16),
        is_large=True,
    ),
    Section(
        "reasons",
        _("Reasons to believe"),
        _("Facts that make the proposition true: at most three, each one provable."),
        (8, 60),
    ),
    Section(
        "tone",
        _("Tone"),
        _("How the brand speaks here: three words, and one it is never."),
        (3, 30),
    ),
    Section(
        "mandatories",
        _("Mandatories and legal"),
        _("What must be in, what may not; logo, claims, terms, music and picture rights."),
        (3, 60),
    ),
    Section(
        "media",
        _("Media context"),
        _("Where people meet the work, how long they look, what they do just then."),
        (5, 50),
    ),
    Section(
        "budget",
        _("Budget"),
        _("For making the work, fees apart; what it must not exceed."),
        (2, 30),
    ),
    Section(
        "timing",
        _("Timing"),
        _("First look, board, to the client, delivery, on air."),
        (3, 40),
    ),
    Section(
        "judged",
        _("How it will be judged"),
        _("By what the board scores the work, and by what the client will."),
        (5, 40),
    ),
    optional(
        "attachments",
        _("Attachments"),
        _("What belongs to this brief: earlier work, research, guidelines, and where it lies."),
    ),
)

TECHNICAL = (
    Section(
        "task",
        _("What is to be made"),
        _("In one or two sentences, so that production knows what it is asked for."),
        (8, 60),
    ),
    Section(
        "source",
        _("From what"),
        _("Approved work it is made from, its version, where the files and fonts lie."),
        (5, 60),
    ),
    Section(
        "specification",
        _("Specification"),
        _("Sizes, bleed, resolution, colour, length, frame rate, sound, file types, naming."),
        (10, 150),
    ),
    Section(
        "copy",
        _("Copy and languages"),
        _("Which texts, in which languages, who translates, who signs the last proof."),
        (3, 60),
    ),
    Section(
        "rights",
        _("Rights and legal"),
        _("Pictures, people, music, fonts: for what use, where, until when. Legal lines."),
        (3, 60),
    ),
    Section(
        "suppliers",
        _("Suppliers and delivery"),
        _("To whom it goes, by what way, whose specification holds, who to call at night."),
        (5, 60),
    ),
    Section(
        "acceptance",
        _("When is it right?"),
        _("Who checks what, on which proof or device, before it leaves the house."),
        (5, 60),
    ),
    Section("timing", _("Timing"), _("Files in, proof, correction, delivery."), (3, 40)),
    optional(
        "budget",
        _("Production budget"),
        _("What making it may cost; for us only."),
        (2, 30),
        is_client_visible=False,
        is_money=True,
    ),
)

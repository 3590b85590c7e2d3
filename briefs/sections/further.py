"""What the brief of certain job types asks for beside the usual sections of its kind."""

from django.utils.translation import gettext_lazy as _

from briefs.sections.shape import Section

FURTHER = (
    Section(
        "lengths",
        _("Lengths and versions"),
        _("Seconds of each film or spot, cut-downs, languages, end frames, and where each runs."),
        (5, 60),
    ),
    Section(
        "sizes",
        _("Sizes and formats"),
        _("Every size the work must live in, the smallest too, and what stays readable in it."),
        (5, 60),
    ),
    Section(
        "tracking",
        _("What is measured on it"),
        _("What is counted, by which tool, with whose consent, and who reads the figures."),
        (5, 60),
    ),
    Section(
        "data",
        _("Addresses and data"),
        _("Whose addresses, how many, chosen how, with what consent; what is personal in it."),
        (5, 60),
    ),
    Section(
        "quantities",
        _("Quantities and samples"),
        _("How many of what, packed how; which sample is approved, by whom and by when."),
        (5, 60),
    ),
    Section(
        "mechanics",
        _("Mechanics"),
        _("How one takes part, what one wins, until when; who pays it, who cleared the terms."),
        (10, 80),
    ),
    Section(
        "sample",
        _("Who is asked"),
        _("How many, where, how they are chosen, and which difference must be visible."),
        (5, 60),
    ),
)

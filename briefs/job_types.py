"""The job types a new agency starts with: domain row 90, each with its stages and its timing."""

from django.apps import apps

AGENCY, CLIENT = "agency", "client"
STAGES = {
    "film": ("Brief", "Script", "Storyboard", "Pre-production", "Shoot", "Edit", "On air"),
    "sound": ("Brief", "Script", "Casting", "Recording", "On air"),
    "print": ("Brief", "Concept", "Layout", "Artwork", "Production", "Delivery"),
    "digital": ("Brief", "Concept", "Design", "Build", "Test", "Launch"),
    "goods": ("Brief", "Concept", "Samples", "Production", "Delivery"),
    "activity": ("Brief", "Mechanics", "Materials", "Launch", "Results"),
    "study": ("Brief", "Questionnaire", "Fieldwork", "Analysis", "Report"),
    "whole": ("Brief", "Strategy", "Concept", "Production", "Launch", "Review"),
    "thought": ("Brief", "Analysis", "Draft", "Presentation"),
}
# One step: key, name, days, side; "!" before the name: the client meets it, "after" is the one
# above unless it is named.
SHORT = (
    ("brief", "Brief agreed", 2, AGENCY),
    ("concept", "Concept", 5, AGENCY),
    ("internal_review", "Internal review", 1, AGENCY),
    ("client_input", "!Client's input", 2, CLIENT),
    ("revisions", "Revisions", 2, AGENCY),
    ("client_approval", "!Client's approval", 2, CLIENT),
    ("artwork", "Artwork", 3, AGENCY),
    ("delivery", "!Delivery", 2, AGENCY),
)
# The published guide of 41 working days for collateral: concept 5, internal review 2, client's
# input 2, revisions 2, estimate 3, client's approval 2 (domain.md, R25).
COLLATERAL = (
    ("brief", "Brief agreed", 3, AGENCY),
    ("concept", "Concept", 5, AGENCY),
    ("internal_review", "Internal review", 2, AGENCY),
    ("client_input", "!Client's input", 2, CLIENT),
    ("revisions", "Revisions", 2, AGENCY),
    ("estimate", "Estimate", 3, AGENCY),
    ("client_approval", "!Client's approval", 2, CLIENT),
    ("layout", "Copy and layout", 5, AGENCY),
    ("internal_proof", "Internal proof", 2, AGENCY),
    ("client_proof", "!Client's proof", 2, CLIENT),
    ("corrections", "Corrections", 2, AGENCY),
    ("sign_off", "!Client's sign-off", 2, CLIENT),
    ("artwork", "Artwork", 3, AGENCY),
    ("print", "!Print and delivery", 6, AGENCY),
)
FILM = (
    ("brief", "Brief agreed", 3, AGENCY),
    ("script", "Script", 8, AGENCY),
    ("internal_review", "Internal review", 2, AGENCY),
    ("client_script", "!Client approves the script", 3, CLIENT),
    ("estimate", "Estimate and director", 6, AGENCY),
    ("client_estimate", "!Client approves the estimate", 3, CLIENT),
    ("ppm", "!Pre-production meeting", 5, AGENCY),
    ("shoot", "Shoot", 4, AGENCY),
    ("edit", "Offline edit", 6, AGENCY),
    ("client_offline", "!Client approves the edit", 2, CLIENT),
    ("online", "Online and sound", 4, AGENCY),
    ("clearance", "Clearance", 3, AGENCY),
    ("on_air", "!On air", 2, AGENCY),
)
STUDY = (
    ("brief", "Brief agreed", 3, AGENCY),
    ("questionnaire", "Questionnaire", 4, AGENCY),
    ("client_questionnaire", "!Client approves the questionnaire", 2, CLIENT),
    ("fieldwork", "Fieldwork", 10, AGENCY),
    ("analysis", "Analysis", 5, AGENCY),
    ("report", "!Report presented", 3, AGENCY),
)
# Design and media plan run beside each other, the launch waits for both.
CAMPAIGN = (
    ("brief", "Brief agreed", 3, AGENCY),
    ("strategy", "Strategy", 8, AGENCY),
    ("client_strategy", "!Client approves the strategy", 3, CLIENT),
    ("concept", "Concept", 8, AGENCY),
    ("board", "Creative board", 1, AGENCY),
    ("client_concept", "!Client approves the concept", 3, CLIENT),
    ("production", "Production", 12, AGENCY),
    ("media", "Media plan", 6, AGENCY, "client_concept"),
    ("client_media", "!Client approves the media plan", 2, CLIENT),
    ("booking", "Booking", 3, AGENCY),
    ("launch", "!Launch", 1, AGENCY, "production", "booking"),
)
# name, slug, channels, stages, timing, brief, further sections of the brief
TYPES = (
    ("TV film", "tv", ["tv"], "film", FILM, "creative", ["lengths"]),
    ("Press advertisement", "press", ["press"], "print", SHORT, "creative", ["sizes"]),
    ("Radio spot", "radio", ["radio"], "sound", SHORT, "creative", ["lengths"]),
    ("Outdoor", "outdoor", ["outdoor"], "print", SHORT, "creative", ["sizes"]),
    ("Website or app", "digital", ["digital"], "digital", SHORT, "technical", ["tracking"]),
    ("Display banners", "display", ["display"], "digital", SHORT, "creative", ["sizes"]),
    ("Social media", "social", ["social"], "digital", SHORT, "creative", ["sizes"]),
    ("Direct mail", "direct-mail", ["direct_mail"], "print", COLLATERAL, "creative", ["data"]),
    ("Collateral and brochures", "collateral", ["brochure"], "print", COLLATERAL, "creative", []),
    ("Point of sale", "pos", ["pos"], "print", COLLATERAL, "creative", ["sizes"]),
    ("Premiums", "premiums", ["premiums"], "goods", SHORT, "technical", ["quantities"]),
    ("Promotion", "promotion", ["promotion", "pos"], "activity", SHORT, "creative", ["mechanics"]),
    ("Trade contest", "trade-contest", ["trade_contest"], "activity", SHORT, "client", []),
    ("Research", "research", ["research"], "study", STUDY, "client", ["sample"]),
    ("Public relations", "pr", ["pr"], "activity", SHORT, "creative", []),
    ("Packaging", "packaging", ["packaging"], "goods", COLLATERAL, "technical", ["sizes"]),
    ("Event", "event", ["event"], "activity", SHORT, "creative", []),
    ("Strategy", "strategy", ["strategy"], "thought", STUDY[:1], "strategy", []),
    (
        "Integrated campaign",
        "campaign",
        ["tv", "press", "radio", "outdoor", "digital", "social", "pos"],
        "whole",
        CAMPAIGN,
        "creative",
        ["lengths"],
    ),
)  # fmt: skip


def first_types():
    """What a new agency's job types say of themselves, in order."""
    for position, (name, slug, channels, stages, steps, brief, sections) in enumerate(TYPES):
        yield {
            "name": name,
            "slug": slug,
            "channels": channels,
            "stages": [{"key": key_of(name), "name": name} for name in STAGES[stages]],
            "timing_template": list(timing_of(steps)),
            "brief_kind": brief,
            "brief_sections": sections,
            "position": position,
        }


def key_of(name):
    return name.lower().replace(" ", "_").replace("-", "_")


def timing_of(steps):
    before = []
    for key, name, days, side, *after in steps:
        yield {
            "key": key,
            "name": name.removeprefix("!"),
            "side": side,
            "days": days,
            "is_client_facing": name.startswith("!"),
            "after": after or before,
        }
        before = [key]


def create_first_types(sender, using, apps=apps, **_options):
    """After the tables are made, or emptied: an agency without job types gets these."""
    try:
        kinds = apps.get_model("briefs", "JobType")
    except LookupError:
        return  # on the way through older migrations
    if kinds.objects.using(using).exists():
        return
    for facts in first_types():
        kinds(**facts).save(using=using)

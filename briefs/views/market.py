"""The pages about the market, one entry of the side bar: what they have in common."""

from django.urls import reverse
from django.utils.translation import gettext as _


def tabs(current):
    """Competitors, media, what is worth knowing, and what comes first this week."""
    pages = [
        ("competitor-notes", _("Competitor notes")),
        ("media-options", _("Media options")),
        ("trends", _("Worth knowing")),
        ("weeks", _("This week")),
    ]
    return [
        {"label": label, "url": reverse(f"briefs:{name}"), "current": name == current}
        for name, label in pages
    ]

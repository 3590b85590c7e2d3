"""What the scripts say. The calls t("...") of static/js; a test keeps the two the same."""

from django import template
from django.utils.html import json_script
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

register = template.Library()

SCRIPT_WORDS = (
    gettext_noop("Copy"),
    gettext_noop("Copied"),
    gettext_noop("Not saved: no connection. Trying again."),
    gettext_noop("Not saved: you are signed out. Sign in in another tab, then type on."),
    gettext_noop("Not saved: see what is marked."),
    gettext_noop("Not saved (error {status}). Trying again."),
    gettext_noop("Saved {time}"),
    gettext_noop("Not saved: somebody else changed this."),
    gettext_noop("{count} selected"),
    gettext_noop("{count} selected, {amount}"),
    gettext_noop("Search is away. Press Enter to try the search page."),
    gettext_noop("All results for “{words}”"),
    gettext_noop("{count} results"),
    gettext_noop("Nothing found"),
    gettext_noop("{span} left"),
    gettext_noop("{span} late"),
    gettext_noop("Decision"),
    gettext_noop("Internal: the client does not see it"),
    gettext_noop("Move up (Alt Up)"),
    gettext_noop("Move down (Alt Down)"),
    gettext_noop("Remove this line"),
    gettext_noop("More for this line"),
    gettext_noop("Due"),
    gettext_noop("Owner"),
    gettext_noop("{kind}. Change the kind"),
    gettext_noop("Set an owner"),
    gettext_noop("Set a date"),
    gettext_noop("Kind of line"),
    gettext_noop("Action"),
    gettext_noop("Topic"),
    gettext_noop("new line"),
    gettext_noop("decision"),
    gettext_noop("action"),
    gettext_noop("owner"),
    gettext_noop("due date"),
    gettext_noop("new topic"),
    gettext_noop("Suggestions"),
    gettext_noop("This is gone, or no longer yours to see. Reload the page."),
    gettext_noop("That did not work (error {status}). What you typed is still here."),
    gettext_noop("No connection. What you typed is still here; try again in a moment."),
    gettext_noop("Remove {name}"),
    gettext_noop("{count} to choose from"),
    gettext_noop("Undo"),
    gettext_noop("{minutes} min"),
    gettext_noop("{hours} h"),
    gettext_noop("{hours} h {minutes} min"),
)


@register.simple_tag
def script_words():
    """The sentences the scripts say, in the reader's language; in English they know them."""
    words = {source: _(source) for source in SCRIPT_WORDS}
    words = {source: text for source, text in words.items() if source != text}
    return json_script(words, "script-words") if words else ""

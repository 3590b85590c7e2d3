from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Prose


class IssueForm(Form):
    """The manager's word on a month."""

    comment = Prose(
        label=_("Comment"),
        max_length=4000,
        help_text=_("What the month means for the brand, and what we make of it."),
    )

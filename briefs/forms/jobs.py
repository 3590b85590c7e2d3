from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Changes, Day, Form, Line, Prose
from accounts.models import Brand, Client, User
from briefs.models import JobType

TITLE = 160


class ClientOfJobForm(Form):
    """For whom the work is; the rest of the form depends on it."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"))

    def __init__(self, *args, clients, **options):
        super().__init__(*args, **options)
        self.fields["client"].queryset = clients


class JobForm(Form):
    """What is known of a job; its number and its client stand elsewhere and never change."""

    wide = ("title", "why", "description")

    title = Line(label=_("Title"), max_length=TITLE)
    job_type = forms.ModelChoiceField(
        JobType.objects.none(),
        label=_("Type"),
        required=False,
        empty_label=_("No type"),
        help_text=_("It brings the stages and the timing."),
    )
    brand = forms.ModelChoiceField(
        Brand.objects.none(), label=_("Brand"), required=False, empty_label=_("No single brand")
    )
    due_on = Day(label=_("Due"), required=False, help_text=_("When the client wants it."))
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Owner"), help_text=_("Who answers for it, from the team.")
    )
    traffic = forms.ModelChoiceField(
        User.objects.none(), label=_("Traffic"), required=False, empty_label=_("Nobody yet")
    )
    description = Prose(label=_("Description"), max_length=4000, required=False)
    why = Line(
        label=_("What it is for"),
        max_length=500,
        required=False,
        help_text=_("In the client's words; it stands beside the job in every status report."),
    )
    is_billable = forms.BooleanField(label=_("Billable to the client"), required=False)
    budget = forms.DecimalField(
        label=_("Budget"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    client_po = Line(label=_("Client's purchase order"), max_length=40, required=False)

    def __init__(self, *args, client, brands, owners, traffic, types, **options):
        super().__init__(*args, **options)
        self.fields["brand"].queryset = brands
        self.fields["owner"].queryset = owners
        self.fields["job_type"].queryset = types
        self.fields["traffic"].queryset = traffic
        self.fields["budget"].label = _("Budget in %s") % client.currency

    @classmethod
    def facts_of(cls, job):
        return {name: getattr(job, name) for name in cls.base_fields}

    @property
    def sections(self):
        groups = [
            (_("The work"), ("title", "job_type", "brand", "why", "description")),
            (_("People and time"), ("owner", "traffic", "due_on")),
            (_("Money"), ("budget", "client_po", "is_billable")),
        ]
        return [(title, [self[name] for name in names]) for title, names in groups]


class JobChangesForm(Changes, JobForm):
    """What is changed of a job; an agreed timing, too, may have set its day meanwhile."""


class JobOpeningForm(JobForm):
    """What a job needs to get its number; one that is called like another is asked about once."""

    anyway = forms.BooleanField(label=_("Open it all the same"), required=False)

    @property
    def asks_twice(self):
        """Whether the box stands there: only after a job like this was found."""
        return "anyway" in self.errors or bool(self.data.get("anyway"))


class ReasonForm(Form):
    """Why something is done to a job or a request."""

    reason = Prose(label=_("Why"), max_length=500, rows=3)

    def __init__(self, *args, label, needs_reason=True, **options):
        super().__init__(*args, **options)
        self.fields["reason"].label = label
        if not needs_reason:
            self.fields["reason"].required = False
            self.fields["reason"].widget = forms.HiddenInput()

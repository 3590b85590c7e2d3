"""What the lists of jobs are narrowed to; unknown values narrow nothing."""

from datetime import timedelta

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line, Several
from accounts.models import Client
from briefs.models import Job, JobType
from briefs.models.job_states import ENDED, RUNNING, Status

# The saved views, in the order of their tabs: name and which jobs they hold.
VIEWS = {
    "open": (_("Open"), ~Q(status__in=ENDED)),
    "mine": (_("Mine"), None),
    "hold": (_("On hold"), Q(status=Status.ON_HOLD)),
    "delivered": (_("Delivered but open"), Q(status=Status.DELIVERED)),
    "check": (_("To check"), Q(checked_at=None) & ~Q(status__in=ENDED)),
    "ended": (_("Closed or cancelled"), Q(status__in=ENDED)),
}
WEEK = timedelta(days=7)


class JobFilter(Form):
    """One client, one type, some words, and one of the saved views."""

    q = Line(label=_("Number or title"), max_length=80, required=False)
    client = forms.ModelChoiceField(
        Client.objects.none(), label=_("Client"), required=False, empty_label=_("All clients")
    )
    type = forms.ModelChoiceField(
        JobType.objects.all(), label=_("Type"), required=False, empty_label=_("All types")
    )
    brand = forms.IntegerField(required=False, widget=forms.HiddenInput)
    view = forms.ChoiceField(
        choices=[(name, label) for name, (label, _rows) in VIEWS.items()], required=False
    )

    def __init__(self, data, user):
        super().__init__(data)
        self.user = user
        self.fields["client"].queryset = Client.objects.visible_to(user)
        self.is_valid()

    def be_about(self, client):
        """Show the one client the page is about, without a choice of all of them."""
        self.fields["client"].empty_label = None
        self.data = {**self.data.dict(), "client": client and client.pk}

    @property
    def view_name(self):
        return self.cleaned_data.get("view") or "open"

    def narrow(self, jobs):
        chosen = self.cleaned_data
        if words := chosen.get("q"):
            jobs = jobs.filter(Q(title__icontains=words) | Q(number__istartswith=words))
        if chosen.get("client"):
            jobs = jobs.filter(client=chosen["client"])
        if chosen.get("type"):
            jobs = jobs.filter(job_type=chosen["type"])
        if chosen.get("brand"):
            jobs = jobs.filter(brand=chosen["brand"])
        return jobs

    def condition(self, name):
        """Which jobs a saved view holds, for this person."""
        _label, held = VIEWS[name]
        if held is None:
            return (Q(owner=self.user) | Q(traffic=self.user)) & ~Q(status__in=ENDED)
        return held

    def counts(self, jobs, today):
        """How many jobs each view holds, and how many of the shown one are late: one row."""
        shown = self.condition(self.view_name)
        late = shown & Q(status__in=RUNNING, due_on__lt=today)
        views = {name: Count("pk", filter=self.condition(name)) for name in VIEWS}
        return jobs.order_by().aggregate(**views, late=Count("pk", filter=late))

    @property
    def is_narrowing(self):
        return any(self.cleaned_data.get(name) for name in ("q", "client", "type", "brand"))

    @property
    def kept(self):
        """What a link to another view of the same jobs takes along."""
        chosen = {name: self.cleaned_data.get(name) for name in ("q", "client", "type", "brand")}
        return {name: getattr(value, "pk", value) for name, value in chosen.items() if value}


class WeekForm(Form):
    """The Monday a timeline begins with; any other day means its week."""

    week = Day(required=False)

    def monday(self, today):
        self.is_valid()
        day = self.cleaned_data.get("week") or today - 2 * WEEK
        return day - timedelta(days=day.weekday())


class TickedForm(Form):
    """The jobs that were ticked in a list."""

    jobs = Several(Job.objects.none(), required=False)

    def __init__(self, data, jobs):
        super().__init__(data)
        self.fields["jobs"].queryset = jobs

"""The forms around estimates: finding, starting and writing one, what is done to it."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line, Prose
from accounts.models import Client
from billing.forms.estimate_rows import LineRows, StepRows, percent
from billing.models import Estimate, EstimateVersion
from billing.models.estimate_terms import taxes_for
from billing.plans import PRESETS
from briefs.models import BriefVersion, Job

TITLE = 160


class EstimateFilter(Form):
    """What the list of estimates is narrowed to; unknown values narrow nothing."""

    VIEWS = (
        ("", _("All")),
        ("mine", _("Mine")),
        ("drafts", _("Drafts")),
        ("sign", _("To approve")),
        ("client", _("With the client")),
        ("approved", _("Approved")),
        ("expired", _("Expired")),
    )
    STATUSES = {
        "drafts": ["draft", "returned"],
        "client": ["approved_internal", "sent"],
        "approved": ["client_approved"],
        "expired": ["expired"],
    }
    q = Line(label=_("Search"), max_length=80, required=False)
    client = forms.ModelChoiceField(
        Client.objects.none(), label=_("Client"), required=False, empty_label=_("All clients")
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Estimates and change orders")), *Estimate.Kind.choices],
        required=False,
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("Any status")), *EstimateVersion.Status.choices],
        required=False,
    )
    view = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput)

    def __init__(self, data, clients):
        super().__init__(data)
        self.fields["client"].queryset = clients

    def narrow(self, estimates, user):
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("q"):
            named = estimates.filter(title__icontains=words)
            numbered = estimates.filter(number__istartswith=words)
            estimates = named | numbered | estimates.filter(job__number__istartswith=words)
        if chosen.get("client"):
            estimates = estimates.filter(job__client=chosen["client"])
        if chosen.get("kind"):
            estimates = estimates.filter(kind=chosen["kind"])
        if chosen.get("status"):
            estimates = estimates.filter(latest__status=chosen["status"])
        view = chosen.get("view")
        if view == "mine":
            return estimates.written_by(user)
        if view == "sign":
            return estimates.to_sign(user)
        statuses = self.STATUSES.get(view)
        return estimates.filter(latest__status__in=statuses) if statuses else estimates

    @property
    def is_narrowing(self):
        names = ("q", "client", "kind", "status", "view")
        return any(self.cleaned_data.get(name) for name in names)


class JobOfEstimateForm(Form):
    """For which job, where it begins from none."""

    job = forms.ModelChoiceField(Job.objects.none(), label=_("Job"))

    def __init__(self, *args, jobs, **options):
        super().__init__(*args, **options)
        self.fields["job"].queryset = jobs


class StartForm(Form):
    """What an estimate needs to begin."""

    title = Line(label=_("Title"), max_length=TITLE)


class Percentage(forms.CharField):
    """A share, read as the rows read theirs."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, **options):
        super().__init__(max_length=12, required=False, **options)

    def prepare_value(self, value):
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value):
        try:
            return percent("".join((value or "").split())) or Decimal(0)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class EstimateForm(Form):
    """All of an open version, saved together."""

    edit = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    title = Line(label=_("Title"), max_length=TITLE)
    changes = Prose(
        label=_("What changed"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("Against the version before, and why. The client reads it first."),
    )
    scope = Prose(label=_("Scope"), max_length=4000, rows=3, required=False)
    assumptions = Prose(label=_("Assumptions"), max_length=4000, rows=3, required=False)
    exclusions = Prose(label=_("Not included"), max_length=4000, rows=3, required=False)
    rounds = forms.IntegerField(
        label=_("Rounds of revision included"), min_value=0, max_value=99, required=False
    )
    valid_until = Day(label=_("Valid until"), required=False)
    brief_version = forms.ModelChoiceField(
        BriefVersion.objects.none(),
        label=_("After the brief"),
        required=False,
        empty_label=_("No approved brief"),
    )
    commission_percent = Percentage(
        label=_("Commission on media, % of net"),
        help_text=_("17.65 % of the net price is 15 % of the gross price."),
    )
    contingency_percent = Percentage(label=_("Contingency, %"))
    markup_percent = Percentage(label=_("Mark-up on production, %"))
    folds_markup = forms.BooleanField(
        label=_("Mark-up stands in the prices, not on a line of its own"), required=False
    )
    plan = forms.ChoiceField(label=_("Billing plan"), choices=PRESETS, required=False)

    def __init__(self, data=None, *, version, cost, at):
        self.version = version
        taxes = taxes_for(version.client, version.client.local_date(at))
        self.rows = LineRows(version, data, taxes=taxes, cost=cost)
        self.steps = StepRows(version, data)
        names = [name for name in self.base_fields if name != "plan"]
        now = {name: getattr(version, name) for name in names}
        super().__init__(data, initial=now, auto_id="id_%s")
        briefs = BriefVersion.objects.filter(brief__job=version.estimate.job_id)
        current = briefs.filter(pk=version.brief_version_id)
        self.fields["brief_version"].queryset = briefs.binding().select_related("brief") | (
            current.select_related("brief")
        )
        self.fields["brief_version"].label_from_instance = lambda brief: brief.label
        if version.number == 1:
            del self.fields["changes"]
        if not cost:
            del self.fields["markup_percent"], self.fields["folds_markup"]

    def clean_rounds(self):
        return self.cleaned_data["rounds"] or 0

    def clean(self):
        values = super().clean()
        for rows in (self.rows, self.steps):
            if rows.problem:
                self.add_error(None, rows.problem)
            elif not rows.is_valid:
                self.add_error(None, _("Some rows need another look."))
        return values

    @property
    def row_errors(self):
        """[(cell, sentence)] of all rows of both tables."""
        rows = [*self.rows.rows, *self.steps.rows]
        return [error for row in rows if not row.is_removed for error in row.errors]

    @property
    def words(self):
        """What was typed, as the verb takes it."""
        left_out = {"edit", "plan"}
        words = {n: value for n, value in self.cleaned_data.items() if n not in left_out}
        return words | {"lines": self.rows.values, "steps": self.steps.values}


class ReasonForm(Form):
    reason = Prose(label=_("Reason"), max_length=1000)


class WithdrawForm(Form):
    reason = Prose(label=_("Why is it withdrawn?"), max_length=500)


class ReviseForm(Form):
    changes = Prose(
        label=_("What changes, and why?"),
        max_length=1000,
        help_text=_("The client reads this first. Every signature is asked for anew."),
    )

"""The forms around briefs: starting one, writing it, what is done to it."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Line, Prose, Several
from accounts.models import Brand, Client, User
from briefs.forms.lines import LineRows
from briefs.models import Brief, BriefVersion, Job
from briefs.sections import LONGEST

TITLE = 160
FIELD = "section_"


class BriefFilter(Form):
    """What the list of briefs is narrowed to; unknown values narrow nothing."""

    VIEWS = (
        ("", _("All")),
        ("mine", _("Mine")),
        ("sign", _("To approve")),
        ("returned", _("Returned")),
    )
    q = Line(label=_("Search"), max_length=80, required=False)
    client = forms.ModelChoiceField(
        Client.objects.none(), label=_("Client"), required=False, empty_label=_("All clients")
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *Brief.Kind.choices], required=False
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("Any status")), *BriefVersion.Status.choices],
        required=False,
    )
    view = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput)

    def __init__(self, data, clients):
        super().__init__(data)
        self.fields["client"].queryset = clients

    def narrow(self, briefs, user):
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("q"):
            named = briefs.filter(title__icontains=words)
            briefs = named | briefs.filter(number__istartswith=words)
        if chosen.get("client"):
            briefs = briefs.filter(client=chosen["client"])
        if chosen.get("kind"):
            briefs = briefs.filter(kind=chosen["kind"])
        if chosen.get("status"):
            briefs = briefs.filter(latest__status=chosen["status"])
        views = {
            "mine": lambda: briefs.written_by(user),
            "sign": lambda: briefs.to_sign(user),
            "returned": briefs.returned,
        }
        return views.get(chosen.get("view"), briefs.all)()

    @property
    def is_narrowing(self):
        names = ("q", "client", "kind", "status", "view")
        return any(self.cleaned_data.get(name) for name in names)


class ClientOfBriefForm(Form):
    """For whom it is written, where it begins from no job."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"))

    def __init__(self, *args, clients, **options):
        super().__init__(*args, **options)
        self.fields["client"].queryset = clients


class StartForm(Form):
    """What a brief needs to begin."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Brief.Kind.choices)
    title = Line(label=_("Title"), max_length=TITLE)
    job = forms.ModelChoiceField(
        Job.objects.none(),
        label=_("Job"),
        required=False,
        empty_label=_("No job yet"),
        help_text=_("A strategy or a plan may stand above all jobs."),
    )
    brand = forms.ModelChoiceField(
        Brand.objects.none(), label=_("Brand"), required=False, empty_label=_("No single brand")
    )

    def __init__(self, *args, client, **options):
        super().__init__(*args, **options)
        self.fields["job"].queryset = client.jobs.open()
        self.fields["brand"].queryset = client.brands.filter(is_active=True)


class BriefForm(Form):
    """Every section of an open version, saved together."""

    edit = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    title = Line(label=_("Title"), max_length=TITLE)
    changes = Prose(
        label=_("What changed"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("Against the version before, and why. It stands on top of the brief."),
    )
    is_for_client = forms.BooleanField(
        label=_("Goes to the client for approval"),
        required=False,
        help_text=_(
            "Then manager and director sign first, and it is issued once the client has approved."
        ),
    )

    def __init__(self, data=None, *, version, money=True):
        self.version, self.shape = version, version.brief.shape
        self.asked = self.shape.sections_for(money=money)
        self.rows = LineRows(version, data, money=money) if self.shape.columns else None
        now = {name: getattr(version, name) for name in self.base_fields}
        now |= {FIELD + key: text for key, text in version.sections.items()}
        super().__init__(data, initial=now, auto_id="id_%s")
        if version.number == 1:
            del self.fields["changes"]
        for section in self.asked:
            self.fields[FIELD + section.key] = Prose(
                label=section.label,
                max_length=LONGEST,
                rows=2 if section.words[1] <= 60 else 4,
                required=False,
            )

    def clean(self):
        values = super().clean()
        if self.rows and self.rows.problem:
            self.add_error(None, self.rows.problem)
        elif self.rows and not self.rows.is_valid:
            self.add_error(None, _("Some rows of the table need another look."))
        return values

    def section(self, key):
        return self[FIELD + key]

    @property
    def words(self):
        """What was typed, as the verb takes it."""
        values = self.cleaned_data
        names = ("title", "changes", "is_for_client")
        words = {name: values[name] for name in names if name in values}
        sections = {s.key: values.get(FIELD + s.key, "") for s in self.asked}
        if self.rows:
            words["lines"] = self.rows.lines
        return words | {"sections": sections}


class ReasonForm(Form):
    reason = Prose(label=_("Reason"), max_length=1000)


class WithdrawForm(Form):
    reason = Prose(label=_("Why is it withdrawn?"), max_length=500)


class ReviseForm(Form):
    changes = Prose(
        label=_("What changes, and why?"),
        max_length=1000,
        help_text=_("Whoever works by the brief reads this first."),
    )


class CoAuthorsForm(Form):
    people = Several(
        User.objects.none(),
        label=_("Co-authors"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They may write in it, and cannot approve it."),
    )

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["people"].queryset = people


class SayForm(Form):
    """A word on a section: a comment, or a question to somebody."""

    KINDS = (
        ("comment", _("Comment")),
        ("simple", _("Question, to be answered in one working day")),
        ("research", _("Question that takes research: three working days")),
    )
    text = Prose(label=_("What do you want to say?"), max_length=1000)
    kind = forms.ChoiceField(
        label=_("This is a"), choices=KINDS, initial="comment", widget=forms.RadioSelect
    )
    assignee = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who finds the answer"),
        required=False,
        empty_label=_("The brief’s author"),
    )
    is_mandatory = forms.BooleanField(
        label=_("The brief cannot be submitted without the answer"), required=False
    )

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["assignee"].queryset = people


class ChainForm(Form):
    """Who signs each kind of brief, inside the house and before the client sees it."""

    CHAINS = (
        ("3", _("AM")),
        ("4", _("AD")),
        ("3 4", _("AM, then AD")),
        ("4 5", _("AD, then GAD")),
        ("3 4 5", _("AM, AD, then GAD")),
        ("4 6", _("AD, then CSD")),
        ("3 4 6", _("AM, AD, then CSD")),
        ("6", _("CSD")),
    )

    def __init__(self, *args, table, **options):
        super().__init__(*args, **options)
        self.rows = []
        for kind, inside, to_client in table:
            names = []
            for way, rungs in (("inside", inside), ("client", to_client)):
                field = forms.ChoiceField(
                    label=f"{kind.label}, {self.WAYS[way]}",
                    choices=self.CHAINS,
                    initial=" ".join(str(int(rung)) for rung in rungs),
                )
                names.append(f"{kind.value}_{way}")
                self.fields[names[-1]] = field
            self.rows.append((kind, *names))

    WAYS = {"inside": _("inside the house"), "client": _("before it goes to the client")}

    @cached_property
    def table(self):
        return [(kind.label, self[inside], self[client]) for kind, inside, client in self.rows]

    @property
    def chosen(self):
        """(kind, goes to the client, rungs) of every choice."""
        for kind, inside, client in self.rows:
            for name, is_for_client in ((inside, False), (client, True)):
                rungs = [int(rung) for rung in self.cleaned_data[name].split()]
                yield kind.value, is_for_client, rungs

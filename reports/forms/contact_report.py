"""The forms around a contact report: writing it, having it read, sending it, correcting it."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Prose
from accounts.forms.fields import Line as TextLine
from accounts.models import Client, User
from reports.forms.lines import Rows
from reports.models import ContactReport, Obligation, Reading, Recipient

TONES = [("", _("Not said")), (-2, "−2"), (-1, "−1"), (0, "0"), (1, "+1"), (2, "+2")]
WORDS = ("subject", "nothing_decided", "next_contact", "what_changed")
ABOUT_US = ("reading", "tone", "risk_note", "late_reason", "late_note")


class ReportForm(Form):
    """Everything on the editor's sheet, saved together."""

    edit = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    subject = TextLine(label=_("Subject"), max_length=160)
    nothing_decided = TextLine(
        label=_("Nothing was decided"),
        max_length=300,
        required=False,
        help_text=_("Then one sentence is enough, and no lines are needed."),
    )
    next_contact = TextLine(label=_("Next contact"), max_length=160, required=False)
    what_changed = Prose(
        label=_("What changed"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("Printed on top of the corrected report."),
    )
    reading = forms.TypedChoiceField(
        label=_("Against the last contact"),
        choices=Reading.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    tone = forms.TypedChoiceField(
        label=_("Tone"), choices=TONES, coerce=int, empty_value=None, required=False
    )
    risk_note = Prose(label=_("Risk"), max_length=2000, rows=2, required=False)
    late_reason = forms.ChoiceField(
        label=_("Why it is late"),
        choices=[("", _("Choose")), *Obligation.LateReason.choices],
        required=False,
    )
    late_note = TextLine(label=_("In words"), max_length=300, required=False)

    def __init__(self, data=None, *, sheet):
        self.sheet = sheet
        version, report = sheet.version, sheet.report
        now = {name: getattr(version, name) for name in ("edit", *WORDS)}
        now |= {name: getattr(report, name) for name in ABOUT_US}
        super().__init__(data, initial=now, auto_id="id_%s")
        if version.is_correction:
            for name in ABOUT_US:
                del self.fields[name]
        else:
            del self.fields["what_changed"]
        owners = [("", "–"), *sheet.owner_labels]
        self.rows = Rows.of(version.lines, owners) if data is None else Rows.typed(data, owners)

    def clean(self):
        values = super().clean()
        self.lines = self.rows.lines()
        if self.rows.problem:
            self.add_error(None, self.rows.problem)
        elif not self.rows.is_valid:
            self.add_error(None, _("Some lines need another look."))
        return values

    @property
    def words(self):
        return {name: self.cleaned_data[name] for name in WORDS if name in self.fields}

    @property
    def about_us(self):
        return {name: self.cleaned_data[name] for name in ABOUT_US if name in self.fields}


class ReviewerForm(Form):
    """To whom a draft goes for reading."""

    to = forms.TypedChoiceField(label=_("Who reads and sends it"), empty_value=None)

    def __init__(self, *args, report, by, at, **options):
        super().__init__(*args, **options)
        people = {str(person.pk): person for person in report.senders(at) if person != by}
        self.fields["to"].choices = [
            (pk, f"{person.name} ({person.short_rank})") for pk, person in people.items()
        ]
        self.fields["to"].coerce = people.get


class ReturnForm(Form):
    reason = TextLine(label=_("What is to be put right"), max_length=500)


class RecipientForm(Form):
    """One more person the report goes to."""

    key = forms.ChoiceField(label=_("Who"), error_messages={"required": _("Choose somebody.")})
    place = forms.ChoiceField(
        label=_("As"), choices=Recipient.Place.choices, initial=Recipient.Place.CC
    )

    def __init__(self, *args, choices, **options):
        super().__init__(*args, **options)
        self.fields["key"].choices = [("", "–"), *choices]


class BounceForm(Form):
    note = TextLine(label=_("What the mail server said"), max_length=300, required=False)


class AddressForm(Form):
    """Where a mail goes when it is sent once more."""

    address = forms.EmailField(label=_("E-mail address"), max_length=254)


STATES = [("", _("All")), *((name, name) for name in ("draft", "review", "sent", "late"))]


class ReportFilter(Form):
    """Which reports a list shows; what makes no sense narrows nothing."""

    state = forms.ChoiceField(choices=STATES, required=False, widget=forms.HiddenInput)
    client = forms.TypedChoiceField(label=_("Client"), coerce=int, empty_value=None, required=False)
    person = forms.TypedChoiceField(label=_("Author"), coerce=int, empty_value=None, required=False)
    since = Day(label=_("From"), required=False)
    until = Day(label=_("To"), required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        open_clients = Client.objects.open_to(user)
        written = ContactReport.objects.visible_to(user).filter(author=OuterRef("pk"))
        people = User.objects.filter(Exists(written)).order_by("name").values_list("pk", "name")
        self.fields["client"].choices = [
            ("", _("All clients")),
            *open_clients.values_list("pk", "name"),
        ]
        self.fields["person"].choices = [("", _("Everybody")), *people]
        self.is_valid()

    def chosen_state(self):
        return self.cleaned_data.get("state", "")

    @property
    def narrows(self):
        return any(self.cleaned_data.values())

    def narrow(self, reports):
        chosen = self.cleaned_data
        conditions = {
            "client": chosen.get("client"),
            "author": chosen.get("person"),
            "started_at__date__gte": chosen.get("since"),
            "started_at__date__lte": chosen.get("until"),
        }
        return reports.filter(**{name: value for name, value in conditions.items() if value})

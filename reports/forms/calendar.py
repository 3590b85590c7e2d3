"""Forms of the calendar import: the file, and what a person says of a doubtful event."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.forms.fields import Form, Moment
from accounts.models import Client, Rung
from accounts.models.brand import is_freemail
from agency.lib.ics import CalendarRefused, check_size, read_calendar
from reports.forms.contacts import NOTHING_IS_PICKED, OneOf
from reports.models import CalendarImport
from reports.models.address_book import domain_of, is_a_person


class CalendarForm(Form):
    """An exported calendar, read as it is checked: a file that is none is refused at its field."""

    file = forms.FileField(
        label=_("Calendar file"),
        help_text=_("An .ics file of Google, Outlook or Apple, 10 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={
            "required": _("Choose a calendar file."),
            "empty": _("This file is empty."),
        },
    )

    def __init__(self, *args, person, at, **options):
        super().__init__(*args, **options)
        self.person, self.at = person, at

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            check_size(file.size)
            window = CalendarImport.objects.window(self.at)
            return file.name, read_calendar(
                file.read(), window=window, default_zone=self.person.zone
            )
        except CalendarRefused as refused:
            raise ValidationError(refused.message) from refused


class ConfirmForm(Form):
    """Whose contact a doubtful event is, and what the address book learns from it."""

    client = OneOf(_("Client"), error_messages=NOTHING_IS_PICKED)
    starts_at = Moment(label=_("Started"))
    ends_at = Moment(label=_("Ended"), help_text=_("The 24 hours start here."))
    domain = forms.ChoiceField(label=_("Remember as theirs"), required=False)
    people = forms.BooleanField(
        label=_("Take the unknown people into the client's address book"), required=False
    )
    series = forms.BooleanField(required=False)

    def __init__(self, *args, event, person, siblings, **options):
        super().__init__(*args, **options)
        clients = Client.objects.open_to(person).exclude(status=Client.Status.CLOSED)
        self.fields["client"].queryset = clients
        self.initial = {"starts_at": event.starts_at, "ends_at": event.ends_at}
        if not event.needs_times:
            del self.fields["starts_at"], self.fields["ends_at"]
        outside = self._outside(event, person)
        if not outside or not person.stands_at_least(Rung.AE):
            del self.fields["domain"], self.fields["people"]
        else:
            self.fields["domain"].choices = [("", _("No mail domain")), *self._domains(outside)]
        if siblings < 2 or event.needs_times:
            del self.fields["series"]
        else:
            others = siblings - 1
            self.fields["series"].label = ngettext_lazy(
                "The other one of this series too",
                "The other %(count)d of this series too",
                others,
            ) % {"count": others}

    def _outside(self, event, person):
        own = domain_of(person.email.lower())
        emails = [one["email"] for one in event.attendees]
        return [email for email in emails if is_a_person(email) and domain_of(email) != own]

    def _domains(self, emails):
        domains = dict.fromkeys(map(domain_of, emails))
        return [(domain, domain) for domain in domains if not is_freemail(domain)]

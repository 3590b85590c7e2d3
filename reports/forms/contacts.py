"""Forms about contacts: logging one, and what can be said of it afterwards."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Email, Form, Line, Moment, Several
from accounts.models import Brand, Client, ContactPerson, PartnerPerson, TeamMember, User
from briefs.models import Job
from reports.models import Interaction, Obligation
from reports.models.interaction import STATES

USUAL_LENGTH = timedelta(minutes=30)
NOTHING_IS_PICKED = {"required": _("Choose a client.")}


# Rendered box by box (reports/_people_ticks.html), so each box brings its dress along.
TICKS = forms.CheckboxSelectMultiple(attrs={"class": "check"})


class People(Several):
    """People of one side, each a box to tick, with what they are behind the name."""

    widget = TICKS

    def __init__(self, label, **options):
        super().__init__(User.objects.none(), label=label, required=False, **options)

    def label_from_instance(self, person):
        if isinstance(person, User):
            return f"{person.name} ({person.short_rank})"
        if isinstance(person, PartnerPerson):
            return f"{person.name} ({person.agency})"
        return f"{person.name} ({person.title})" if person.title else person.name


class OneOf(forms.ModelChoiceField):
    """One record out of those the person may see."""

    def __init__(self, label, **options):
        super().__init__(User.objects.none(), label=label, **options)


class WithPeople(Form):
    """Who of the client, of partner agencies and of the agency took part."""

    contacts = People(_("From the client"))
    partners = People(_("From partner agencies"))
    team = People(_("From the agency"))
    new_name = Line(label=_("Somebody new from the client"), max_length=120, required=False)
    new_email = Email(label=_("Their e-mail address"), required=False)

    def know_people_of(self, client, person, at, also=()):
        """Offer the people who work for `client` today; `also` are kept from before."""
        today = client.local_date(at)
        offered = Q(serves__in=TeamMember.objects.on(today).filter(client=client))
        colleagues = User.objects.at_work().filter(offered | Q(pk__in=[person.pk, *also]))
        self.fields["contacts"].queryset = ContactPerson.objects.on(today).filter(client=client)
        self.fields["partners"].queryset = PartnerPerson.objects.on(today).filter(client=client)
        self.fields["team"].queryset = colleagues.distinct()

    def clean(self):
        values = super().clean()
        if values.get("new_email") and not values.get("new_name"):
            self.add_error("new_name", ValidationError(_("Whose address is this?")))
        return values

    @property
    def sides(self):
        """The lists of people there is anybody to tick in."""
        names = ("contacts", "partners", "team", "guests")
        fields = [self[name] for name in names if name in self.fields]
        return [field for field in fields if list(field.subwidgets)]

    @property
    def present(self):
        chosen = self.cleaned_data
        return [*chosen["contacts"], *chosen["partners"], *chosen["team"]]

    @property
    def newcomers(self):
        name, email = self.cleaned_data["new_name"], self.cleaned_data["new_email"]
        return [(name, email)] if name else []


class LogForm(WithPeople):
    """A meeting or a call, written down in a quarter of a minute."""

    client = OneOf(_("Client"), error_messages=NOTHING_IS_PICKED)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Interaction.Kind.choices,
        initial=Interaction.Kind.MEETING,
        widget=forms.RadioSelect,
    )
    subject = Line(label=_("Subject"), max_length=160)
    starts_at = Moment(label=_("Started"))
    ends_at = Moment(
        label=_("Ended"), required=False, help_text=_("The 24 hours start here. Empty: now.")
    )
    place = Line(label=_("Place"), max_length=160, required=False)

    field_order = ["client", "kind", "subject", "starts_at", "ends_at", "contacts", "team"]

    def __init__(self, *args, person, at, **options):
        super().__init__(*args, **options)
        ended = timezone.localtime(at).replace(second=0, microsecond=0)
        self.initial = {
            "starts_at": ended - USUAL_LENGTH,
            "ends_at": ended,
            "team": [person.pk],
            **self.initial,
        }
        zone = timezone.get_current_timezone_name().replace("_", " ")
        self.fields["starts_at"].help_text = _("By the clock of %(zone)s.") % {"zone": zone}
        clients = Client.objects.open_to(person).exclude(status=Client.Status.CLOSED)
        self.fields["client"].queryset = clients.select_related("office")
        self.fields["client"].widget.attrs |= {
            "hx-get": reverse_lazy("reports:log-people"),
            "hx-trigger": "change",
            "hx-target": "#log-people",
            "hx-include": "closest form",
        }
        self.client = self._client_chosen()
        if self.client:
            self.know_people_of(self.client, person, at)

    def _client_chosen(self):
        """The client the people are of: as typed, else as the page was opened for."""
        chosen = self["client"].value()
        try:
            return self.fields["client"].to_python(chosen)
        except ValidationError:
            return None

    @property
    def told(self):
        """What was typed, as the verb takes it."""
        names = ("kind", "subject", "starts_at", "ends_at", "place")
        facts = {name: self.cleaned_data[name] for name in names}
        return {**facts, "present": self.present, "newcomers": self.newcomers}


class SeatsForm(WithPeople):
    """Who took part in a contact, and who was expected and stayed away."""

    colleague = OneOf(_("Another colleague"), required=False)
    guests = forms.MultipleChoiceField(label=_("Guests"), required=False, widget=TICKS)
    absent = forms.MultipleChoiceField(
        label=_("Somebody was expected and absent"), required=False, widget=TICKS
    )

    def __init__(self, *args, contact, person, at, **options):
        super().__init__(*args, **options)
        self.places = list(contact.participants.with_people())
        self.know_people_of(contact.client, person, at, also=self._of("person"))
        for side, field in (("contact", "contacts"), ("partner", "partners")):
            everybody = self.fields[field].queryset.model.objects.filter(client=contact.client)
            today = Q(pk__in=self.fields[field].queryset.values("pk"))
            self.fields[field].queryset = everybody.filter(today | Q(pk__in=self._of(side)))
        self.fields["colleague"].queryset = User.objects.visible_to(person).at_work()
        self.guests = {str(place.pk): place for place in self.places if place.who is None}
        self.fields["guests"].choices = [(pk, place.label) for pk, place in self.guests.items()]
        self.fields["absent"].choices = list(self._offered())
        self.initial = self._as_it_is()

    def _of(self, side):
        return [getattr(place, side).pk for place in self.places if getattr(place, side)]

    def _offered(self):
        for name in ("contacts", "partners", "team"):
            field = self.fields[name]
            for someone in field.queryset:
                yield f"{name}-{someone.pk}", field.label_from_instance(someone)

    def _as_it_is(self):
        sides = {"contacts": "contact", "partners": "partner", "team": "person"}
        now = {
            name: [
                getattr(place, side).pk
                for place in self.places
                if getattr(place, side) and place.was_present
            ]
            for name, side in sides.items()
        }
        away = [
            f"{name}-{getattr(place, side).pk}"
            for name, side in sides.items()
            for place in self.places
            if getattr(place, side) and not place.was_present
        ]
        return {**now, "absent": away, "guests": list(self.guests)}

    @property
    def seats(self):
        """Who was there and who was not, as the verb takes it; a tick for both means there."""
        chosen = self.cleaned_data
        present = [*self.present, *([chosen["colleague"]] if chosen["colleague"] else [])]
        present = list(dict.fromkeys(present))
        absent = []
        for key in chosen["absent"]:
            name, pk = key.split("-")
            someone = self.fields[name].queryset.get(pk=pk)
            absent += [someone] if someone not in present else []
        kept = [self.guests[pk] for pk in chosen["guests"]]
        return {
            "present": present,
            "absent": absent,
            "guests": [(guest.name, guest.email) for guest in kept],
            "newcomers": self.newcomers,
        }


class EndForm(Form):
    ends_at = Moment(
        label=_("Ended"),
        help_text=_("The 24 hours count from here. Later than first said: 15 minutes at most."),
    )


class TimesForm(Form):
    starts_at = Moment(label=_("Starts"))
    ends_at = Moment(label=_("Ends"), help_text=_("The report is due 24 hours later."))


class DetailsForm(Form):
    subject = Line(label=_("Subject"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Interaction.Kind.choices)
    place = Line(label=_("Place"), max_length=160, required=False)
    brand = OneOf(_("Brand"), required=False)
    jobs = Several(
        Job.objects.none(),
        label=_("Jobs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, contact, **options):
        super().__init__(*args, **options)
        of_client = {"client": contact.client_id}
        brands = Brand.objects.filter(Q(is_active=True) | Q(pk=contact.brand_id), **of_client)
        named = Q(closed_at=None) | Q(interactions=contact.pk)
        self.fields["brand"].queryset = brands
        self.fields["jobs"].queryset = Job.objects.filter(named, **of_client).distinct()


class ReasonForm(Form):
    reason = Line(label=_("Why"), max_length=300)


class MaybeReasonForm(Form):
    reason = Line(label=_("Why"), max_length=300, required=False)


class DrafterForm(Form):
    person = OneOf(_("Who drafts the report"))

    def __init__(self, *args, contact, at, **options):
        super().__init__(*args, **options)
        today = contact.client.local_date(at)
        team = TeamMember.objects.on(today).filter(client=contact.client)
        colleagues = User.objects.at_work().filter(
            Q(serves__in=team) | Q(attended__interaction=contact)
        )
        self.fields["person"].queryset = colleagues.distinct()


class LatenessForm(Form):
    reason = forms.ChoiceField(label=_("Why it is late"), choices=Obligation.LateReason.choices)
    note = Line(label=_("In words"), max_length=300, required=False)


class ContactFilter(Form):
    """Which contacts a list shows; an unknown value narrows nothing."""

    span = forms.ChoiceField(choices=[("week", _("Week")), ("month", _("Month"))], required=False)
    on = Day(required=False)
    client = forms.TypedChoiceField(label=_("Client"), coerce=int, empty_value=None, required=False)
    person = forms.TypedChoiceField(label=_("Person"), coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *Interaction.Kind.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("Any state")), *STATES.items()], required=False
    )

    def __init__(self, data, person):
        super().__init__(data)
        clients = Client.objects.open_to(person).values_list("pk", "name")
        people = User.objects.visible_to(person).filter(
            serves__client__in=Client.objects.open_to(person)
        )
        people = people.distinct().order_by("name").values_list("pk", "name")
        self.fields["client"].choices = [("", _("All clients")), *clients]
        self.fields["person"].choices = [("", _("Everybody")), *people]

    @property
    def choices_shown(self):
        return [self[name] for name in ("client", "person", "kind", "state")]

    @property
    def narrows(self):
        return any(self.cleaned_data.get(name) for name in ("client", "person", "kind", "state"))

    def narrow(self, contacts, at):
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("client"):
            contacts = contacts.filter(client=chosen["client"])
        if chosen.get("person"):
            contacts = contacts.filter(participants__person=chosen["person"])
        if chosen.get("kind"):
            contacts = contacts.filter(kind=chosen["kind"])
        if chosen.get("state"):
            contacts = contacts.in_state(chosen["state"], at)
        return contacts

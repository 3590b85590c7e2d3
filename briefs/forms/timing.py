from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line, Prose
from accounts.models import ContactPerson, User
from briefs.models import Milestone
from briefs.timing_template import LONGEST_STEP

REASON = 500


class DueForm(Form):
    """From which day the plan is laid out backwards."""

    due_on = Day(
        label=_("Due on"),
        help_text=_("Every step is laid out backwards from this day, over working days only."),
    )


class MilestoneForm(Form):
    """One milestone of a draft."""

    name = Line(label=_("Milestone"), max_length=120)
    side = forms.ChoiceField(
        label=_("Who works on it"),
        choices=Milestone.Side.choices,
        widget=forms.RadioSelect,
        help_text=_("A step of the client's counts the working days of the client’s country."),
    )
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=LONGEST_STEP)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    after = forms.MultipleChoiceField(
        label=_("Begins when these have ended"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_client_facing = forms.BooleanField(label=_("The client is told this day"), required=False)

    def __init__(self, *args, plan, rows, day, row=None, **options):
        super().__init__(*args, **options)
        self.owners = owners_for(plan.client, day) | owner_already(row)
        self.fields["owner"].choices = choices_of(self.owners)
        self.fields["after"].choices = [(row.key, row.name) for row in rows]
        if not rows:
            del self.fields["after"]

    def clean(self):
        facts = super().clean()
        facts |= owner_of(self.owners, facts.pop("owner", ""))
        facts.setdefault("after", [])
        return facts


class OwnerForm(Form):
    """Who sees to it from now on."""

    owner = forms.ChoiceField(label=_("Owner"), required=False)

    def __init__(self, *args, client, day, **options):
        super().__init__(*args, **options)
        self.owners = owners_for(client, day)
        self.fields["owner"].choices = choices_of(self.owners)

    def clean(self):
        return owner_of(self.owners, super().clean().get("owner", ""))


class DayForm(Form):
    """The new last day of a milestone, before its effect is shown."""

    day = Day(label=_("Ends on"))


class MoveForm(DayForm):
    day = Day(label=_("Ends on"), widget=forms.HiddenInput)
    reason = Prose(
        label=_("Why it moves"),
        max_length=REASON,
        required=False,
        rows=2,
        help_text=_("Stands beside the change in the comparison of versions."),
    )


class ReasonForm(Form):
    reason = Prose(label=_("Reason"), max_length=REASON, rows=2)


class ReachedForm(Form):
    on = Day(label=_("Reached on"))


class AgreeForm(Form):
    """With whom of the client a version was agreed, and when."""

    contact = forms.ModelChoiceField(
        ContactPerson.objects.none(),
        label=_("Agreed with"),
        required=False,
        empty_label=_("Nobody: no day the client was told has changed"),
    )
    on = Day(label=_("The client agreed on"), required=False)
    content_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["contact"].queryset = people


class MilestoneFilter(Form):
    """Which milestones a list shows; an unknown view is one's own."""

    VIEWS = ("mine", "team", "all")

    def __init__(self, data, user):
        super().__init__(data)
        self.user = user

    def chosen(self):
        view = self.data.get("view", "mine")
        return view if view in self.VIEWS else "mine"


def owners_for(client, day):
    """{value of the choice: person or contact}: the team, and the client's people, of that day."""
    team = User.objects.at_work().filter(serves__in=client.team.on(day)).distinct()
    people = {f"person:{person.pk}": person for person in team.order_by("name")}
    contacts = client.contacts.filter(Q(until_on=None) | Q(until_on__gte=day))
    return people | {f"contact:{contact.pk}": contact for contact in contacts}


def owner_already(row):
    """Who sees to a milestone now, whether or not he is still on the team."""
    who = row and (row.person or row.contact)
    return {choice_of(row): who} if who else {}


def choices_of(owners):
    ours = [(value, who.name) for value, who in owners.items() if value.startswith("person")]
    theirs = [(value, who.name) for value, who in owners.items() if value.startswith("contact")]
    return [("", _("The owner of the job")), (_("Agency"), ours), (_("Client"), theirs)]


def owner_of(owners, value):
    who = owners.get(value)
    is_ours = isinstance(who, User)
    return {"person": who if is_ours else None, "contact": None if is_ours else who}


def choice_of(row):
    """The value under which the owner of a milestone stands among the choices."""
    if row.person_id:
        return f"person:{row.person_id}"
    return f"contact:{row.contact_id}" if row.contact_id else ""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.forms.fields import Day, Form
from accounts.models import TeamRole, User


class ColleagueField(forms.ModelChoiceField):
    """Somebody at work, with rank and the number of clients served beside the name."""

    def __init__(self, **options):
        super().__init__(User.objects.none(), **options)
        self.loads = {}

    def offer(self, people, loads=()):
        self.queryset, self.loads = people, dict(loads)

    def label_from_instance(self, person):
        clients, _keys = self.loads.get(person.pk, (0, 0))
        parts = [person.name, str(person.short_rank)]
        if clients:
            parts.append(ngettext("%d client", "%d clients", clients) % clients)
        return " · ".join(parts)


class PlaceForm(Form):
    """A person's place on a team."""

    person = ColleagueField(label=_("Person"))
    role = forms.ChoiceField(label=_("Role on this client"), choices=TeamRole.choices)
    from_on = Day(label=_("First day"))
    until_on = Day(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))
    is_lead = forms.BooleanField(
        label=_("Leads on this rung"),
        required=False,
        help_text=_("Of two on one rung, the lead is told of late reports."),
    )
    load_percent = forms.IntegerField(
        label=_("Share of working time, %"), min_value=0, max_value=100, required=False
    )

    def __init__(self, *args, people, loads, **options):
        super().__init__(*args, **options)
        self.fields["person"].offer(people, loads)

    def clean(self):
        chosen = super().clean()
        first, last = chosen.get("from_on"), chosen.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("The last day is before the first."))
        return chosen


class PlaceTermsForm(Form):
    is_lead = PlaceForm.base_fields["is_lead"]
    load_percent = PlaceForm.base_fields["load_percent"]


class EndForm(Form):
    on = Day(label=_("Last day"))


class HandOverForm(Form):
    to = ColleagueField(label=_("To whom"))
    on = Day(
        label=_("Last day of the one"),
        help_text=_("The other begins on the day after."),
    )

    def __init__(self, *args, people, loads, **options):
        super().__init__(*args, **options)
        self.fields["to"].offer(people, loads)

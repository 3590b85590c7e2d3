from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line
from accounts.forms.people import ManagerField
from accounts.models import User


class AbsenceForm(Form):
    """Days away, and who stands in."""

    person = ManagerField(label=_("Who is away"), required=True, empty_label=None)
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"))
    delegate = ManagerField(
        label=_("Who stands in"),
        help_text=_("Needed from account executive up. Sees the clients and gets the clocks."),
    )
    note = Line(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("Only for you, those above you and human resources."),
    )
    # Shown once the verb has warned.
    although_away = forms.BooleanField(label=_("Enter it all the same"), required=False)

    def __init__(self, *args, by, person=None, **options):
        super().__init__(*args, **options)
        if person:
            del self.fields["person"]
            self.fields["delegate"].queryset = User.objects.at_work().exclude(pk=person.pk)
        else:
            self.fields["person"].queryset = may_be_entered_by(by)

    @property
    def is_warned(self):
        return "although_away" in self.errors or self.data.get("although_away")


def may_be_entered_by(user):
    people = User.objects.at_work()
    if user.can_manage_people:
        return people
    return people.filter(Q(pk=user.pk) | Q(supervised_by__boss=user)).distinct()

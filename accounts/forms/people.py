from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Email, Form, Line
from accounts.forms.zones import Language, Zone
from accounts.models import Function, Office, Rank, User
from agency.lib.refusal import WRONG_STATE
from agency.lib.words import normalise

NO_RANK = [("", _("None"))]


class PeopleFilter(Form):
    """Which people of the list are shown."""

    text = Line(label=_("Name, address or phone"), max_length=80, required=False)
    office = forms.IntegerField(label=_("Office"), required=False)
    department = forms.ChoiceField(
        label=_("Department"), choices=[("", ""), *Function.choices], required=False
    )

    def narrow(self, nodes):
        """Those of the nodes that were asked for; what cannot be read asks for nothing."""
        self.is_valid()
        text = normalise(self.cleaned_data.get("text") or "").split()
        office, department = self.cleaned_data.get("office"), self.cleaned_data.get("department")
        return [
            node
            for node in nodes
            if (not office or node.person.office_id == office)
            and (not department or node.person.function == department)
            and all(word in words_of(node.person) for word in text)
        ]

    @property
    def is_narrow(self):
        return any(self.cleaned_data.values())


def words_of(person):
    return normalise(f"{person.name} {person.email} {person.phone} {person.title}")


class PersonForm(Form):
    """What the agency knows of one of its people."""

    name = Line(label=_("Name"), max_length=120)
    email = Email(label=_("E-mail address"), help_text=_("The person signs in with it."))
    function = forms.ChoiceField(label=_("Department"), choices=Function.choices)
    rank = forms.ChoiceField(
        label=_("Rank"),
        choices=[*NO_RANK, *Rank.choices],
        required=False,
        help_text=_("For account management, where it is needed."),
    )
    title = Line(
        label=_("Title on papers"),
        max_length=120,
        required=False,
        help_text=_("Empty: the rank or the department."),
    )
    phone = Line(label=_("Phone"), max_length=40, required=False)
    office = forms.ModelChoiceField(Office.objects.all(), label=_("Office"))
    time_zone = Zone(label=_("Own time zone"), required=False, empty=_("As the office"))
    language = Language(label=_("Language"))
    joined_on = Day(label=_("First day"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self):
        chosen = super().clean()
        if "rank" in chosen and "function" in chosen:
            is_account = chosen["function"] == Function.ACCOUNT
            if is_account and not chosen["rank"]:
                self.add_error("rank", _("Choose a rank: the ladder needs to know it."))
            elif chosen["rank"] and not is_account:
                self.add_error("rank", _("Only account management has ranks; choose “None”."))
        return chosen

    def accept_latest(self, version):
        """Having been told of a colleague's change, whoever saves again means it."""
        if self.is_bound and self.status == WRONG_STATE:
            self.data = self.data.copy()
            self.data["seen"] = version


class ManagerField(forms.ModelChoiceField):
    """Somebody at work, with the rank beside the name."""

    def __init__(self, **options):
        people = User.objects.at_work()
        super().__init__(people, **{"empty_label": _("Nobody"), "required": False, **options})

    def label_from_instance(self, person):
        return f"{person.name} · {person.short_rank}"


class JoiningForm(PersonForm):
    """Somebody new."""

    manager = ManagerField(label=_("Reports to"))
    field_order = ["name", "email", "function", "rank", "manager"]
    seen = None


class MoveForm(Form):
    """Whom somebody stands under; nobody stands under those below."""

    manager = ManagerField(label=_("Reports to"))

    def __init__(self, *args, person, **options):
        super().__init__(*args, **options)
        people = self.fields["manager"].queryset
        self.fields["manager"].queryset = people.exclude(supervised_by__boss=person)


class LeavingForm(Form):
    on = Day(
        label=_("Last day"),
        help_text=_("Sign-in ends at once; places on teams end with this day."),
    )

from decimal import Decimal

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line
from accounts.models import Client, Contract
from billing.forms.fields import Money, Percentage
from billing.models import Group, Unit
from briefs.forms.brands import Currency
from briefs.forms.job_types import MOST_SENT, ROWS, SPARE, Steps


class RateForm(Form):
    """One price of a card."""

    group = forms.ChoiceField(label=_("Group"), choices=Group.choices, initial=Group.FEE)
    activity = Line(label=_("Activity"), max_length=120)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, initial=Unit.HOUR)
    price = Money(label=_("Price"))
    cost = Money(label=_("Costs us"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for part in self.visible_fields():  # their labels stand once, above the column
            part.field.widget.attrs["aria-label"] = part.label

    @property
    def is_left(self):
        """Whether the row counts: something stands in it, and it was not taken away."""
        return self.has_changed() and not self.data.get(self.add_prefix("DELETE"))


RateRows = forms.formset_factory(
    RateForm, formset=Steps, extra=SPARE, max_num=MOST_SENT, can_delete=True
)


class RateCardForm(Form):
    """A rate card: whose, from when, and a row a price."""

    name = Line(label=_("Name"), max_length=120)
    client = forms.ModelChoiceField(
        Client.objects.none(), label=_("For"), required=False, empty_label=_("Every client")
    )
    contract = forms.ModelChoiceField(
        Contract.objects.none(), label=_("By contract"), required=False
    )
    currency = Currency()
    valid_from = Day(label=_("Valid from"))
    valid_to = Day(label=_("Until"), required=False, help_text=_("Empty: until the next card."))
    note = Line(label=_("Note"), max_length=300, required=False)

    def __init__(self, data=None, *, user, card=None, start=None):
        super().__init__(data, initial=facts_of(card) if card else start)
        self.fields["contract"].queryset = Contract.objects.filter(
            client__in=Client.objects.visible_to(user)
        ).select_related("client")
        self.fields["contract"].label_from_instance = named
        if card:
            del self.fields["client"]
            contracts = self.fields["contract"].queryset
            self.fields["contract"].queryset = contracts.filter(client=card.client)
        else:
            self.fields["client"].queryset = Client.objects.visible_to(user).served()
        if data and f"{ROWS}-TOTAL_FORMS" in data:
            self.rates = RateRows(data, prefix=ROWS)
        else:
            rows = [rate.facts() for rate in card.rates.all()] if card else []
            self.rates = RateRows(initial=rows, prefix=ROWS)

    def clean(self):
        chosen = super().clean()
        if self.rates.is_bound:
            if self.rates.is_valid():
                chosen["rates"] = [
                    {name: row[name] for name in RateForm.base_fields} for row in self.rates.typed
                ]
            else:
                self.add_error(None, _("The prices are not complete: look at their rows."))
        return chosen


class CopyForm(Form):
    """A new card with the prices of another."""

    name = Line(label=_("Name of the new card"), max_length=120)
    valid_from = Day(label=_("Valid from"), help_text=_("The card before ends the day before."))
    percent = Percentage(
        label=_("Prices go up by, in per cent"),
        initial=Decimal(0),
        help_text=_("Nought keeps them. What they cost us stays."),
    )


class CardFilter(Form):
    """What the list of cards is narrowed to; unknown values narrow nothing."""

    q = Line(label=_("Search"), max_length=80, required=False)
    over = forms.BooleanField(label=_("With those that are over"), required=False)

    def narrow(self, cards, day):
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("q"):
            cards = cards.filter(Q(name__icontains=words) | Q(client__name__icontains=words))
        if not chosen.get("over"):
            cards = cards.filter(Q(valid_to=None) | Q(valid_to__gte=day))
        return cards


def facts_of(card):
    return {
        name: getattr(card, name)
        for name in ("name", "contract", "currency", "valid_from", "valid_to", "note")
    }


def named(contract):
    return f"{contract.client.name}: {contract}"

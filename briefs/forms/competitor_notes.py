from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line, Prose
from accounts.models import Brand, Client
from briefs.forms.brands import Amount, Currency, Link
from briefs.models import Competitor, CompetitorNote

KINDS = [("", _("All kinds")), *CompetitorNote.Kind.choices]


class BrandOfNoteForm(Form):
    """Against which brand of ours it was."""

    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("Brand"))

    def __init__(self, *args, brands, **options):
        super().__init__(*args, **options)
        self.fields["brand"].queryset = brands
        self.fields["brand"].label_from_instance = lambda brand: f"{brand} ({brand.client.name})"


class NoteForm(Form):
    """What was seen: who, what, when, and where it stands written."""

    competitor = forms.ModelChoiceField(
        Competitor.objects.none(),
        label=_("Competitor"),
        required=False,
        empty_label=_("One that is new"),
    )
    new_competitor = Line(label=_("New competitor"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=CompetitorNote.Kind.choices, widget=forms.RadioSelect
    )
    comment = Prose(label=_("What happened"), max_length=2000)
    seen_on = Day(label=_("Seen on"))
    source = Line(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("A paper, a shop, a colleague in media."),
    )
    link = Link(label=_("Link"), required=False)
    next_step = Prose(
        label=_("Proposed next step"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("What we might do about it; the client’s AE is told."),
    )
    spend = Amount(label=_("Spend"), required=False)
    currency = Currency(required=False)
    spend_from = Day(label=_("Spent from"), required=False)
    spend_to = Day(label=_("Spent until"), required=False)

    SPEND = ("spend", "currency", "spend_from", "spend_to")

    def __init__(self, *args, brand, **options):
        super().__init__(*args, **options)
        self.brand = brand
        self.fields["competitor"].queryset = brand.competitors.all()

    def sections(self):
        first = [self[name] for name in self.fields if name not in self.SPEND]
        yield _("What was seen"), first
        yield _("Media spend"), [self[name] for name in self.SPEND]

    def clean(self):
        chosen = super().clean()
        names = {"competitor", "new_competitor"}
        if not (names & set(self.errors) or any(chosen.get(name) for name in names)):
            self.add_error("new_competitor", _("Say which competitor it was."))
        if chosen.get("spend") is not None and not chosen.get("currency"):
            chosen["currency"] = self.brand.client.currency
        return chosen

    @classmethod
    def facts_of(cls, note):
        return {name: getattr(note, name) for name in cls.base_fields if name != "new_competitor"}


class NoteFilter(Form):
    """What the notes are narrowed to; unknown values narrow nothing."""

    q = Line(label=_("Search"), max_length=80, required=False)
    client = forms.ModelChoiceField(
        Client.objects.none(), label=_("Client"), required=False, empty_label=_("All clients")
    )
    competitor = Line(label=_("Competitor"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)
    first = Day(label=_("From"), required=False)
    last = Day(label=_("Until"), required=False)

    def __init__(self, data, user, brand=None):
        super().__init__(data)
        if brand is None:
            self.fields["client"].queryset = Client.objects.open_to(user)
        else:
            del self.fields["client"]
        self.is_valid()

    def narrow(self, notes):
        chosen = self.cleaned_data
        if words := chosen.get("q"):
            notes = notes.filter(
                Q(comment__icontains=words)
                | Q(source__icontains=words)
                | Q(competitor__name__icontains=words)
            )
        if chosen.get("client"):
            notes = notes.filter(brand__client=chosen["client"])
        if chosen.get("competitor"):
            notes = notes.filter(competitor__name__iexact=chosen["competitor"])
        if chosen.get("kind"):
            notes = notes.filter(kind=chosen["kind"])
        return notes.between(chosen.get("first"), chosen.get("last"))

    @property
    def is_narrowing(self):
        return any(self.cleaned_data.values())

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Line, Prose
from accounts.models import Client
from briefs.forms.brands import Amount, Currency, Link
from briefs.models import MediaOption, TrendNote


class MediaForm(Form):
    """What can be booked, where, until when and for how much."""

    channel = forms.ChoiceField(label=_("Channel"), choices=MediaOption.Channel.choices)
    vehicle = Line(
        label=_("Title or vehicle"), max_length=160, help_text=_("A paper, a station, a site.")
    )
    market = Line(label=_("Market"), max_length=80, required=False)
    format = Line(label=_("Format"), max_length=120, required=False)
    client = forms.ModelChoiceField(
        Client.objects.none(),
        label=_("For"),
        required=False,
        empty_label=_("Everybody in the agency"),
    )
    available_from = Day(label=_("Available from"))
    available_to = Day(label=_("Available until"))
    book_by = Day(label=_("Book by"), required=False)
    price = Amount(
        label=_("List price"), required=False, help_text=_("The medium’s own, not a client’s.")
    )
    currency = Currency(required=False)
    basis = forms.ChoiceField(
        label=_("The price is"),
        choices=[("", "–"), *MediaOption.Basis.choices],
        required=False,
    )
    source = Line(label=_("Source"), max_length=200, required=False)
    link = Link(label=_("Link"), required=False)
    comment = Prose(label=_("Comment"), max_length=2000, required=False)

    SECTIONS = (
        (_("What it is"), ("channel", "vehicle", "market", "format", "client")),
        (_("When"), ("available_from", "available_to", "book_by")),
        (_("For how much"), ("price", "currency", "basis")),
        (_("Where it stands written"), ("source", "link", "comment")),
    )

    def __init__(self, *args, clients, **options):
        super().__init__(*args, **options)
        self.fields["client"].queryset = clients

    def sections(self):
        for title, names in self.SECTIONS:
            yield title, [self[name] for name in names]

    def clean(self):
        chosen = super().clean()
        if chosen.get("price") is None:
            chosen["currency"] = chosen["basis"] = ""
        return chosen

    @classmethod
    def facts_of(cls, option):
        return {name: getattr(option, name) for name in cls.base_fields}


class MediaFilter(Form):
    """What the media options are narrowed to; unknown values narrow nothing."""

    q = Line(label=_("Search"), max_length=80, required=False)
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[("", _("All channels")), *MediaOption.Channel.choices],
        required=False,
    )
    market = Line(label=_("Market"), max_length=80, required=False)
    first = Day(label=_("From"), required=False)
    last = Day(label=_("Until"), required=False)
    old = forms.BooleanField(label=_("Expired, too"), required=False)

    def __init__(self, data):
        super().__init__(data)
        self.is_valid()

    def narrow(self, options, today):
        chosen = self.cleaned_data
        for name in ("channel",):
            if chosen.get(name):
                options = options.filter(**{name: chosen[name]})
        if words := chosen.get("q"):
            options = options.filter(vehicle__icontains=words)
        if market := chosen.get("market"):
            options = options.filter(market__icontains=market)
        if chosen.get("first"):
            options = options.filter(available_to__gte=chosen["first"])
        if chosen.get("last"):
            options = options.filter(available_from__lte=chosen["last"])
        return options if chosen.get("old") else options.bookable(today)

    @property
    def is_narrowing(self):
        return any(self.cleaned_data.get(name) for name in ("q", "channel", "market", "first"))


class TrendForm(Form):
    """Something worth knowing, and whom it is shared with."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=TrendNote.Kind.choices, widget=forms.RadioSelect
    )
    title = Line(label=_("Title"), max_length=160)
    text = Prose(label=_("Text"), max_length=8000, rows=8)
    link = Link(label=_("Link"), required=False)
    category = Line(label=_("Category"), max_length=80, required=False)
    client = forms.ModelChoiceField(
        Client.objects.none(),
        label=_("Shared with"),
        required=False,
        empty_label=_("The whole agency"),
        help_text=_("With a client chosen, its team alone reads it."),
    )

    def __init__(self, *args, clients, **options):
        super().__init__(*args, **options)
        self.fields["client"].queryset = clients

    @classmethod
    def facts_of(cls, note):
        return {name: getattr(note, name) for name in cls.base_fields}


class TrendFilter(Form):
    q = Line(label=_("Search"), max_length=80, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *TrendNote.Kind.choices], required=False
    )

    def __init__(self, data):
        super().__init__(data)
        self.is_valid()

    def narrow(self, notes):
        chosen = self.cleaned_data
        if chosen.get("kind"):
            notes = notes.filter(kind=chosen["kind"])
        return notes.worded(chosen["q"]) if chosen.get("q") else notes

    @property
    def is_narrowing(self):
        return any(self.cleaned_data.values())


class CommentForm(Form):
    text = Prose(label=_("Comment"), max_length=2000)

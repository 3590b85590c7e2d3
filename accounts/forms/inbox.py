from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Day, Form, Several
from accounts.models import Notice

WAITING, SNOOZED, DONE = "waiting", "snoozed", "done"
FURTHEST = timedelta(days=366)
MORNING = time(9)


class InboxFilter(Form):
    """Which part of the inbox, and which page of it; what makes no sense shows the first page."""

    show = forms.ChoiceField(choices=[(WAITING, ""), (SNOOZED, ""), (DONE, "")], required=False)
    page = forms.IntegerField(min_value=1, max_value=1000, required=False)

    @property
    def part(self):
        return self.cleaned_data.get("show") or WAITING

    @property
    def number(self):
        return self.cleaned_data.get("page") or 1


class ReturnForm(Form):
    """Back to the page the click came from, if it is one of ours."""

    next = forms.CharField(required=False, max_length=500)

    @property
    def way_back(self):
        there = self.cleaned_data.get("next", "") if self.is_valid() else ""
        is_ours = there.startswith("/") and url_has_allowed_host_and_scheme(there, None)
        return there if is_ours else reverse("accounts:inbox")


class NoticesForm(Form):
    """What was ticked in the list."""

    notices = Several(
        Notice.objects.none(),
        error_messages={
            "required": _("Tick at least one row first."),
            "invalid_choice": _("One of these is no longer in your inbox. Reload the page."),
            "invalid_pk_value": _("One of these is no longer in your inbox. Reload the page."),
        },
    )

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["notices"].queryset = Notice.objects.visible_to(user)


class SnoozeForm(Form):
    """Until when something is to stay out of sight, in mornings of the person's own zone."""

    until = forms.ChoiceField(label=_("Until"), widget=forms.RadioSelect, initial="tomorrow")
    day = Day(label=_("Day"), required=False)

    def __init__(self, *args, at, **options):
        super().__init__(*args, **options)
        self.at, self.today = at, timezone.localdate(at)
        monday = self.today + timedelta(days=7 - self.today.weekday())
        self.mornings = {"tomorrow": self.today + timedelta(days=1), "monday": monday}
        self.fields["until"].choices = [
            ("tomorrow", spoken(_("Tomorrow"), self.mornings["tomorrow"])),
            ("monday", spoken(_("Next week"), monday)),
            ("day", _("Another day")),
        ]

    def clean(self):
        chosen = super().clean()
        day = self.mornings.get(chosen.get("until"), chosen.get("day"))
        if chosen.get("until") == "day" and not self.errors:
            self._check(day)
        if day and not self.errors:
            zone = timezone.get_current_timezone()
            chosen["moment"] = datetime.combine(day, MORNING, zone)
        return chosen

    def _check(self, day):
        if not day:
            self.add_error("day", ValidationError(_("Choose a day.")))
        elif not self.today < day <= self.today + FURTHEST:
            self.add_error("day", ValidationError(_("Choose a day within the next year.")))


def spoken(name, day):
    return f"{name}, {date_format(day, 'D j M')}"

"""The fields every form of Plates is made of, and the form they stand in."""

import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import pretty_name
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agency.lib.refusal import WRONG_RANK, Refused
from agency.lib.text import clean

THIS_FIELD_IS_REQUIRED = forms.Field.default_error_messages["required"]
EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
BAD_INPUT = 422
LONGEST_KEY = 18  # digits; a longer number is no key of any table


class Line(forms.CharField):
    """One line of text, without what is not text."""

    lines = False

    def __init__(self, *, max_length, **options):
        super().__init__(max_length=max_length, **options)

    def to_python(self, value):
        return super().to_python(clean(str(value), lines=self.lines) if value else value)


class Prose(Line):
    """Text of several lines."""

    widget = forms.Textarea
    lines = True

    def __init__(self, *, rows=4, **options):
        super().__init__(**options)
        self.widget.attrs["rows"] = rows


class Email(forms.EmailField):
    """One address, in small letters."""

    def __init__(self, **options):
        super().__init__(**{"max_length": 254, **options})

    def to_python(self, value):
        return super().to_python(clean(str(value)) if value else value).lower()


class Day(forms.DateField):
    """A day of our time."""

    default_error_messages = {
        "invalid": _("Enter a day, for example 2026-11-24."),
        "range": _("Enter a day between 1900 and 2199."),
    }

    def validate(self, value):
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise ValidationError(self.error_messages["range"], code="range")


class Clock(forms.TimeField):
    """A time of day."""

    default_error_messages = {"invalid": _("Enter a time, for example 13:55.")}


class Moment(forms.DateTimeField):
    """A day and a time, read in the time zone of the person who typed it."""

    default_error_messages = {
        "invalid": _("Enter a day and a time, for example 2026-11-24 13:55."),
        "range": _("Enter a day between 1900 and 2199."),
        "skipped": _("Clocks went forward that night, and this time was left out."),
    }

    def to_python(self, value):
        # Not Django's own reading, which refuses the hour that a night in autumn has twice.
        if value in self.empty_values:
            return None
        if not isinstance(value, datetime.datetime):
            value = self._as_typed(clean(str(value)))
        if not EARLIEST <= value.date() <= LATEST:
            raise ValidationError(self.error_messages["range"], code="range")
        return value if timezone.is_aware(value) else self._in_zone(value)

    def _as_typed(self, text):
        try:
            return datetime.datetime.fromisoformat(text)
        except ValueError:
            pass
        for shape in self.input_formats:
            try:
                return datetime.datetime.strptime(text, shape)
            except (ValueError, TypeError):
                continue
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def _in_zone(self, value):
        zone = timezone.get_current_timezone()
        moment = value.replace(tzinfo=zone)
        # A time that never was comes back from UTC as another one.
        back = moment.astimezone(datetime.UTC).astimezone(ZoneInfo(str(zone)))
        if back.replace(tzinfo=None) != value.replace(fold=0):
            raise ValidationError(self.error_messages["skipped"], code="skipped")
        return moment


def key_of(text):
    """The key of a record as a page sends it; 0, which no record has, for what can be none."""
    is_key = text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
    return int(text) if is_key else 0


class Several(forms.ModelMultipleChoiceField):
    """Records out of those the person may see; a key that cannot be one is no such record."""

    def _check_values(self, value):
        # Django asks for all keys in one query, and a key of thirty digits is more than it takes.
        for key in value:
            if not key_of(str(key)):
                message = self.error_messages["invalid_pk_value"]
                raise ValidationError(
                    message, code="invalid_pk_value", params={"pk": clean(str(key))}
                )
        return super()._check_values(value)


class Form(forms.Form):
    """A form whose messages name what is missing, and which takes a verb's refusal."""

    # The HTTP status of the page that shows this form again.
    status = 200

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if field.error_messages.get("required") == THIS_FIELD_IS_REQUIRED:
                label = field.label or pretty_name(name)
                field.error_messages["required"] = _("%(name)s is missing.") % {"name": label}

    def is_valid(self):
        if super().is_valid():
            return True
        if self.is_bound:
            self.status = BAD_INPUT
        return False

    def take(self, refusal: Refused):
        """Show a verb's refusal beside the field it is about; a wrong rank is a page of its own."""
        if refusal.status == WRONG_RANK:
            raise refusal
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
        self.status = refusal.status


class Changes(Form):
    """A form of facts that others may change meanwhile: it hands on only what was changed in it.

    The page sends beside each field what it was opened with.
    """

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean(self):
        typed = super().clean()
        try:
            changed = self.changed_data
        except ArithmeticError:  # it was sent as opened with a number that compares with none
            changed = list(self.fields)
        return {name: value for name, value in typed.items() if name in changed}

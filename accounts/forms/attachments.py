from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Line

MOST_AT_ONCE = 10


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """One file or several, each under the limits of one."""

    widget = SeveralFiles
    default_error_messages = {
        "required": _("Choose a file."),
        "empty": _("This file is empty."),
        "many": _("Ten files at once at most."),
    }

    def clean(self, data, initial=None):
        files = data if isinstance(data, list) else [data]
        if len(files) > MOST_AT_ONCE:
            raise forms.ValidationError(self.error_messages["many"], code="many")
        cleaned = [super(Files, self).clean(file, initial) for file in files or [None]]
        return [file for file in cleaned if file]


class AttachForm(Form):
    """Files to lie beside a record."""

    files = Files(label=_("Files"))


class RemoveForm(Form):
    reason = Line(label=_("Why does it go?"), max_length=300)

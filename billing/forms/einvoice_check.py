"""The form of a supplier's e-invoice: read as it is checked, and kept nowhere."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form
from agency.lib.einvoice.read import Unreadable, check_size, read
from agency.lib.files import harmless_name


class EInvoiceForm(Form):
    """One e-invoice; a file that is none is refused at its field."""

    file = forms.FileField(
        label=_("E-invoice"),
        help_text=_("XML in UBL or CII, or a PDF that carries it, 20 MB at most. Nothing is kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.pdf,text/xml,application/pdf"}),
        error_messages={
            "required": _("Choose an e-invoice."),
            "empty": _("This file is empty."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            check_size(file.size)
            return harmless_name(file.name), read(file.read())
        except Unreadable as fault:
            raise ValidationError(fault.message) from fault

"""Forms of the register of documents, and of documents that go to the client."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.attachments import Files
from accounts.forms.fields import Form, Line, Prose, Several
from accounts.models import ContactPerson, User
from briefs.models import DocumentEntry, OutgoingDocument

A_YEAR = 366


class Link(Line):
    """The address of a page: http or https, and nothing that runs."""

    widget = forms.URLInput
    valid = URLValidator(schemes=["http", "https"])

    def clean(self, value):
        value = super().clean(value)
        if value:
            try:
                self.valid(value)
            except ValidationError as wrong:
                sentence = _("Enter an address that begins with https:// or http://.")
                raise ValidationError(sentence) from wrong
        return value


class DocumentForm(Form):
    """A document of the register."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentEntry.Kind.choices)
    title = Line(label=_("Title"), max_length=160)
    link = Link(
        label=_("Link"),
        max_length=500,
        required=False,
        help_text=_("Where it lies, if it does not lie here."),
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Kept by"))
    check_every = forms.IntegerField(
        label=_("Checked every … days"),
        min_value=1,
        max_value=A_YEAR,
        required=False,
        help_text=_("Empty: it does not age."),
    )

    def __init__(self, *args, owners, **options):
        super().__init__(*args, **options)
        self.fields["owner"].queryset = owners


class NewDocumentForm(DocumentForm):
    files = Files(label=_("Files"), required=False)


class RenewForm(Form):
    """The newest edition of a document, in one step with its being checked."""

    link = Link(label=_("Link"), max_length=500, required=False)
    files = Files(label=_("The new edition"), required=False)


class OutgoingForm(Form):
    """A document that is to go to the client."""

    kind = forms.ChoiceField(label=_("Kind"), choices=OutgoingDocument.Kind.choices)
    title = Line(label=_("Title"), max_length=160)
    message = Prose(
        label=_("Words to the client"),
        max_length=4000,
        rows=5,
        required=False,
        help_text=_("The text of the mail it goes with; approved together with the file."),
    )
    upload = forms.FileField(
        label=_("The document"),
        help_text=_("A PDF: exactly this file is approved, and exactly this file goes."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={
            "required": _("Choose the PDF."),
            "empty": _("This file is empty."),
        },
    )


class EditOutgoingForm(OutgoingForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["upload"].required = False
        self.fields["upload"].label = _("Another file in its place")


class RenewOutgoingForm(OutgoingForm):
    kind = None


class SendForm(Form):
    """Who at the client gets it."""

    contacts = Several(
        queryset=ContactPerson.objects.none(),
        label=_("Goes to"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who gets it.")},
    )

    def __init__(self, *args, contacts, **options):
        super().__init__(*args, **options)
        self.fields["contacts"].queryset = contacts


class HandOverForm(Form):
    how = Line(
        label=_("To whom, and how?"),
        max_length=300,
        help_text=_("For example: Joanna Okafor, in the meeting on Tuesday."),
    )


class ReturnForm(Form):
    # The hash of what was read, which alone is returned.
    seen = Line(max_length=64, required=False, widget=forms.HiddenInput)
    reason = Prose(label=_("What is to be put right?"), max_length=1000)

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Line, Prose


class AnswerForm(Form):
    """The client's answer to a document: a name, and words where it is not a yes."""

    name = Line(label=_("Your name"), max_length=120)
    order_number = Line(
        label=_("Purchase order number"),
        max_length=40,
        required=False,
        help_text=_("If your company gives one; it will stand on our invoices."),
    )
    question = Prose(label=_("Your question"), max_length=1000, required=False, rows=3)
    words = Prose(label=_("What should be different?"), max_length=2000, required=False, rows=3)
    seal = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, data, *, link, needs=""):
        seal = seal_of(link)
        super().__init__(data, initial={"name": link.contact.name, "seal": seal})
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if needs:
            self.fields[needs].required = True
        if not link.about.takes_order:
            del self.fields["order_number"]
        self.link = link

    @property
    def fresh_seal(self):
        """A refused form is shown with what stands there now, and sealed anew."""
        return seal_of(self.link)

    def read_hash(self):
        """The hash of what the page showed that was sent; "" if it was no page of this link."""
        try:
            key, content_hash = sealer().unsign(self.cleaned_data["seal"]).split(":")
        except (BadSignature, ValueError):
            return ""
        return content_hash if key == str(self.link.pk) else ""


def seal_of(link):
    """Says which link, and which content, a page was made for.

    It stands in for the usual token, which needs a cookie: here no cookie gives anybody a right,
    the address alone does, so that a foreign page which could send this form could answer anyway.
    """
    return sealer().sign(f"{link.pk}:{link.content_hash}")


def sealer():
    return Signer(salt="client answer", sep=".")

from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

from agency.lib.refusal import Refused


class InvoiceFile(models.Model):
    """An issued invoice as data in one syntax, as it was first given out; it never changes."""

    class Syntax(models.TextChoices):
        CII = "cii", _("Factur-X (CII)")
        UBL = "ubl", _("UBL")
        XRECHNUNG = "xrechnung", _("XRechnung")
        PEPPOL = "peppol", _("Peppol BIS Billing")

    invoice = models.ForeignKey("billing.Invoice", models.PROTECT, related_name="files")
    syntax = models.CharField(max_length=10, choices=Syntax.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["syntax"]
        verbose_name = _("file of an invoice")
        constraints = [
            models.UniqueConstraint(fields=["invoice", "syntax"], name="one_file_a_syntax")
        ]

    def __str__(self):
        return f"{self.invoice} {self.syntax}"

    def holding(self, content: bytes):
        """The row with these bytes and their hash."""
        self.content, self.sha256 = content, sha256(content).hexdigest()
        return self

    def read(self) -> bytes:
        """Its bytes; refused rather than give out any others than were written."""
        content = bytes(self.content)
        if sha256(content).hexdigest() != self.sha256:
            raise Refused(_("This file is damaged. Tell the administration."))
        return content

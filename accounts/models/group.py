from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.user import User


class AccountGroup(models.Model):
    """A group of clients under one group account director or account director."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    director = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="directs",
        verbose_name=_("director"),
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("group")

    def __str__(self):
        return self.name

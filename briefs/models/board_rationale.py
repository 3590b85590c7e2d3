from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import clients_served
from accounts.models import Client, Function, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed


class BoardRationaleQuerySet(models.QuerySet):
    def sign(self, board, by, text, at):
        """Write one's own department's part of why the work is right, and stand for it by name."""
        demand_part(board, by)
        part = part_of(board, by)
        with locked(board):
            if board.status in {board.Status.CLOSED, board.Status.CANCELLED}:
                raise Refused(_("This board is over."))
            if board.minutes_submitted_at:
                raise Refused(_("The minutes lie with the account manager, the rationale too."))
            row = self.filter(board=board, part=part).first()
            row = row or self.model(board=board, part=part)
            row.text, row.author, row.signed_at = text, by, at
            signed(row, by, at).save()
        return row


class BoardRationale(models.Model):
    """One half of why the work is right: creative's or client service's, under a name."""

    class Part(models.TextChoices):
        CREATIVE = "creative", _("Creative")
        SERVICE = "service", _("Client service")

    board = models.ForeignKey("briefs.ReviewBoard", models.PROTECT, related_name="rationale")
    part = models.CharField(max_length=8, choices=Part.choices)
    text = models.TextField(_("rationale"), max_length=4000)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    objects = BoardRationaleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["part"]
        verbose_name = _("rationale")
        constraints = [
            models.UniqueConstraint(fields=["board", "part"], name="one_rationale_per_part")
        ]

    def __str__(self):
        return f"{self.get_part_display()}: {self.text[:60]}"

    def content(self):
        return [self.part, self.text, self.author_id]


def part_of(board, user):
    """Which part this person may write: his department's; None."""
    if user.function != Function.CREATIVE:
        return BoardRationale.Part.SERVICE if board.client.rung_for(user) >= Rung.AE else None
    serves = Client.objects.filter(clients_served(user), pk=board.client_id).exists()
    return BoardRationale.Part.CREATIVE if serves else None


def demand_part(board, user):
    """Refuse whoever is of neither department."""
    if part_of(board, user) is None:
        sentence = _("Creative and the executives of %(client)s write the rationale.")
        raise Refused.rank(sentence % {"client": board.client.name})

from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, OfClientQuerySet, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import brand_news as news
from briefs.models.of_brand import keep

A_WEEK = timedelta(days=7)


class WeeklyNoteQuerySet(OfClientQuerySet):
    def sent(self):
        return self.filter(sent_at__isnull=False)

    def of_week(self, day):
        return self.filter(week_on=monday_of(day))

    def before(self, client, week_on):
        """The newest note of a client before a week, from which the next one begins."""
        return self.filter(client=client, week_on__lt=week_on).order_by("-week_on").first()

    def write(self, client, by, at, *, week_on, lines):
        """Put down, or change, what comes first for a client in a week, until it is sent.

        `lines` are dicts in order: about ("job:3", "brand:4" or ""), label, text.
        """
        with locked(client):
            client.demand(by, Rung.AE, at)
            note = self.filter(client=client, week_on=week_on).first()
            if note is None:
                note = self.model(client=client, week_on=week_on, made_by=by, made_at=at)
            note._refuse_sent()
            return keep(note, by, at, lines=lines)


class WeeklyNote(models.Model):
    """What comes first for one client in one week, in order, for everybody on its team."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="weekly_notes")
    week_on = models.DateField(_("week of"))  # its Monday
    lines = models.JSONField(_("priorities"), default=list)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = WeeklyNoteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-week_on"]
        verbose_name = _("weekly priority note")
        constraints = [
            models.UniqueConstraint(fields=["client", "week_on"], name="one_note_per_client_week")
        ]

    def __str__(self):
        return f"{self.client} {self.week}"

    def get_absolute_url(self):
        url = reverse("briefs:client-week", args=[self.client_id])
        return f"{url}?week={self.week_on.isoformat()}"

    @property
    def week(self):
        """2026-W11."""
        year, number, _day = self.week_on.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def ends_on(self):
        return self.week_on + timedelta(days=6)

    @property
    def is_sent(self):
        return self.sent_at is not None

    def send(self, by, at):
        """Tell the whole team, of every department; from then on it stands."""
        with locked(self):
            self.client.demand(by, Rung.AE, at)
            self._refuse_sent()
            if not self.lines:
                raise Refused(_("There is nothing in it yet."))
            self.sent_at, self.sent_by = at, by
            signed(self, by, at).save(update_fields=["sent_at", "sent_by"])
            news.tell_of_week(self, self._team(at), by, at)

    def _team(self, at):
        places = self.client.team.on(self.client.local_date(at))
        return User.objects.at_work().filter(serves__in=places).distinct()

    def _refuse_sent(self):
        if self.is_sent:
            raise Refused(_("This week’s note is sent; it stands. Write next week’s."))


def monday_of(day):
    return day - timedelta(days=day.weekday())

import calendar
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Brand, Office, Paper, Rung, User
from accounts.models.clients import SERVED
from accounts.models.paper import content_hash
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import brand_documents
from briefs import brand_news as news
from briefs.models.competitor import Competitor
from briefs.models.competitor_note import CompetitorNote
from briefs.models.of_brand import OfBrandQuerySet

ONE_DAY = timedelta(days=1)


class CompetitorDigestQuerySet(OfBrandQuerySet):
    def latest_of(self, brand):
        """The newest digest of a brand, for its media briefs and boards; None without any."""
        return self.filter(brand=brand).order_by("-month").first() if brand else None

    def draft(self, brand, month, by, at, comment="", *, draft=True):
        """What the digest would say now."""
        notes = CompetitorNote.objects.filter(brand=brand).between(month, last_day_of(month))
        return brand_documents.competitor_digest(brand, month, notes, comment, by, at, draft=draft)

    def issue(self, brand, by, at, *, month, comment):
        """Freeze what the notes of a month say, with the manager's word on it, and print it."""
        with locked(brand):
            client = brand.client
            client.demand(by, Rung.AM, at)
            if last_day_of(month) >= client.local_date(at):
                raise Refused(_("This month is not over yet."), field="month")
            if self.filter(brand=brand, month=month).exists():
                raise Refused(_("The digest of this month is issued already."))
            content = self.draft(brand, month, by, at, comment, draft=False)
            digest = self.model(
                brand=brand,
                month=month,
                comment=comment,
                content=content,
                content_hash=content_hash(content),
                issued_by=by,
                issued_at=at,
            )
            signed(digest, by, at).save(force_insert=True)
            digest._owe_paper(at)
            for told in DigestReminder.objects.filter(brand=brand, month=month):
                news.settle(told, at)
        return digest


class CompetitorDigest(models.Model):
    """What a brand's competitors did in one month, as it was issued; for the agency only."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="digests")
    month = models.DateField(_("month"))  # its first day
    comment = models.TextField(_("comment"), max_length=4000)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    objects = CompetitorDigestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-month"]
        verbose_name = _("competitor digest")
        constraints = [
            models.UniqueConstraint(fields=["brand", "month"], name="one_digest_per_brand_month")
        ]

    def __str__(self):
        return self.content["title"]

    def get_absolute_url(self):
        return reverse("briefs:competitor-digest", args=[self.pk])

    def _owe_paper(self, at):
        Paper.owed(
            client=self.brand.client,
            title=self.content["title"],
            template="competitor_digest.html",
            content=self.content,
            at=at,
            subject_of=self,
            number=self.content["number"],
            language=self.content["language"],
        ).save()


class DigestReminderQuerySet(models.QuerySet):
    def remind_due(self, at):
        """From the first working day of a month: say once that last month's digests are due.

        Of brands in service whose competitors are named; returns how many were reminded of.
        """
        offices = Office.objects.prefetch_related("closing_days")
        return sum(self._remind_office(office, at) for office in offices)

    def _remind_office(self, office, at):
        calendar_of_office = office.calendar
        today = calendar_of_office.local_date(at)
        if not any(calendar_of_office.is_working(day) for day in days_of_month_until(today)):
            return 0
        month = (today.replace(day=1) - ONE_DAY).replace(day=1)
        with transaction.atomic():
            # Two workers at once: the second finds what the first has told.
            Office.objects.select_for_update().get(pk=office.pk)
            brands = list(self._without_digest(office, month))
            told = self.bulk_create(
                self.model(brand=brand, month=month, told_at=at) for brand in brands
            )
            news.remind_of_digests(told, at)
        return len(told)

    def _without_digest(self, office, month):
        of_brand = {"brand": OuterRef("pk"), "month": month}
        return Brand.objects.filter(
            ~Exists(CompetitorDigest.objects.filter(**of_brand)),
            ~Exists(self.filter(**of_brand)),
            Exists(Competitor.objects.filter(brand=OuterRef("pk"))),
            is_active=True,
            client__office=office,
            client__status__in=SERVED,
        ).select_related("client__office")


class DigestReminder(models.Model):
    """That somebody was told once that the digest of a brand's month is due."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    month = models.DateField()
    told_at = models.DateTimeField()

    objects = DigestReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "month"], name="one_reminder_per_digest")
        ]

    def __str__(self):
        return f"{self.brand} {self.month}"


def last_day_of(month):
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def days_of_month_until(today):
    return [today.replace(day=number) for number in range(1, today.day + 1)]

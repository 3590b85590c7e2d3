from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Brand, Client, Counter, Rung, SearchEntry, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Numbers and titles, as far as the client's name is seen; traffic and finance see all."""
        return self.filter(client__in=Client.objects.visible_to(user))

    def open(self):
        return self.filter(closed_at=None)

    def open_job(self, client, brand, title, owner, by, at):
        """Give a request its number, the client and year's next one, and open it."""
        with locked(client):
            client.demand(by, Rung.AE, at)
            refuse_unfit(client, brand, owner)
            year = client.local_date(at).year % 100
            sequence = Counter.objects.draw(f"job:{client.pk}:{year:02d}")
            job = self.model(
                number=f"{client.code}-{year:02d}-{sequence:04d}",
                client=client,
                brand=brand,
                title=title,
                owner=owner,
                opened_by=by,
                opened_at=at,
            )
            signed(job, by, at).save(force_insert=True)
            job.write_search_entry(at)
        return job


class Job(models.Model):
    """One piece of work for a client, known by its number from opening to close."""

    number = models.CharField(_("number"), max_length=16, unique=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="jobs")
    brand = models.ForeignKey(
        Brand,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("brand"),
    )
    title = models.CharField(_("title"), max_length=160)
    owner = models.ForeignKey(User, models.PROTECT, related_name="jobs", verbose_name=_("owner"))
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    takes_attachments = True

    objects = JobQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [models.Index(fields=["client", "-opened_at"], name="jobs_of_client")]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("briefs:job", args=[self.pk])

    def can_rename(self, user):
        return self.client.rung_for(user) >= Rung.AE

    def rename(self, title, by, at):
        """Call the work something else; its number stays."""
        with locked(self):
            self.client.demand(by, Rung.AE, at)
            if title == self.title:
                return
            self.title = title
            signed(self, by, at).save(update_fields=["title"])
            self.write_search_entry(at)

    def write_search_entry(self, at):
        SearchEntry.objects.put(
            self,
            kind="job",
            client=self.client,
            title=str(self),
            detail=self.client.name,
            at=at,
        )


def refuse_unfit(client, brand, owner):
    if client.status == Client.Status.CLOSED:
        raise Refused(_("The client is closed; no job can be opened."), field="client")
    if brand is not None and brand.client_id != client.pk:
        raise Refused(_("This brand belongs to another client."), field="brand")
    if brand is not None and not brand.is_active:
        raise Refused(_("This brand is no longer active."), field="brand")
    if not Client.objects.open_to(owner).filter(pk=client.pk).exists():
        sentence = _("%(name)s does not see this client, so cannot answer for its job.")
        raise Refused(sentence % {"name": owner.name}, field="owner")

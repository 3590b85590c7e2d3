from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, Function, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs.models.of_brand import keep

# Who works with media; finance, traffic, personnel and administration have no use for them.
WORK_ON_MEDIA = frozenset(
    {
        Function.ACCOUNT,
        Function.CREATIVE,
        Function.MEDIA,
        Function.PRODUCTION,
        Function.RESEARCH,
        Function.PLANNING,
    }
)


class MediaOptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the clients one reads, and the agency's own for whoever works on accounts."""
        of_client = Q(client__isnull=False) & Client.objects.open_condition(user, "client")
        if user.is_active and user.function in WORK_ON_MEDIA:
            return self.filter(of_client | Q(client=None))
        return self.filter(of_client)

    def bookable(self, day):
        """Neither over nor past the day by which they had to be booked."""
        return self.exclude(Q(book_by__lt=day) | Q(available_to__lt=day))

    def add(self, by, at, **facts):
        """Note what can be booked, where, until when and for how much."""
        option = self.model(added_by=by, added_at=at, **facts)
        option.demand_keeping(by, option.client, at)
        option._refuse_unfit()
        signed(option, by, at).save(force_insert=True)
        return option


class MediaOption(models.Model):
    """A place or a time that can be booked for advertising, at its list price."""

    class Channel(models.TextChoices):
        TV = "tv", _("TV")
        PRESS = "press", _("Press")
        RADIO = "radio", _("Radio")
        OUTDOOR = "outdoor", _("Outdoor")
        DIGITAL = "digital", _("Digital")
        CINEMA = "cinema", _("Cinema")
        DIRECT = "direct", _("Direct mail")
        POS = "pos", _("Point of sale")
        OTHER = "other", _("Other")

    class Basis(models.TextChoices):
        NET = "net", _("net")
        GROSS = "gross", _("gross")

    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="media_options"
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    vehicle = models.CharField(_("title or vehicle"), max_length=160)
    market = models.CharField(_("market"), max_length=80, blank=True)
    format = models.CharField(_("format"), max_length=120, blank=True)
    available_from = models.DateField(_("available from"))
    available_to = models.DateField(_("available until"))
    book_by = models.DateField(_("book by"), null=True, blank=True)
    price = models.DecimalField(
        _("list price"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    basis = models.CharField(_("price is"), max_length=5, choices=Basis.choices, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = MediaOptionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["available_to", "vehicle", "pk"]
        verbose_name = _("media option")
        constraints = [
            models.CheckConstraint(
                condition=Q(available_to__gte=F("available_from")), name="media_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(price=None) | (Q(price__gte=0) & ~Q(currency="") & ~Q(basis="")),
                name="media_price_is_whole",
            ),
        ]

    def __str__(self):
        return f"{self.get_channel_display()}: {self.vehicle}"

    def get_absolute_url(self):
        return reverse("briefs:media-option", args=[self.pk])

    def is_over(self, day):
        return self.available_to < day or (self.book_by is not None and self.book_by < day)

    def can_change(self, user):
        if self.client is None:
            return user.function in WORK_ON_MEDIA
        return self.client.rung_for(user) >= Rung.AAE or user.function == Function.MEDIA

    def edit(self, by, at, **facts):
        with locked(self):
            self.demand_keeping(by, self.client, at)
            self.demand_keeping(by, facts["client"], at)
            MediaOption(**facts)._refuse_unfit()
            keep(self, by, at, **facts)

    def demand_keeping(self, by, client, at):
        if client is None:
            demand_work_on_media(by)
        elif by.function != Function.MEDIA or not sees(client, by):
            client.demand(by, Rung.AAE, at)

    def _refuse_unfit(self):
        if self.available_to < self.available_from:
            raise Refused(_("It ends before it starts."), field="available_to")
        if self.book_by and self.book_by > self.available_to:
            raise Refused(_("It would be booked after it is over."), field="book_by")
        if self.price is not None and not (self.currency and self.basis):
            raise Refused(_("Say in which currency, and whether net or gross."), field="basis")


def may_add(user):
    return user.is_active and user.function in WORK_ON_MEDIA


def demand_work_on_media(by):
    if not may_add(by):
        raise Refused.rank(_("Only people who work on accounts keep media options."))


def sees(client, user):
    return Client.objects.open_to(user).filter(pk=client.pk).exists()

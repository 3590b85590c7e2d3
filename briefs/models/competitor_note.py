from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts import item_news
from accounts.models import ActionItem, Brand, Client, Rung, User, about
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import brand_news as news
from briefs.models.competitor import Competitor
from briefs.models.of_brand import OfBrandQuerySet, keep

A_WEEK = 5  # working days


class CompetitorNoteQuerySet(OfBrandQuerySet):
    def between(self, first, last):
        """Those that were seen from one day to another, both included; None leaves an end open."""
        notes = self.filter(seen_on__gte=first) if first else self
        return notes.filter(seen_on__lte=last) if last else notes

    def with_spend(self):
        return self.filter(spend__isnull=False)

    def on_page(self, user):
        """With all that a row says, and where `user` stands for the client."""
        mine = Client.objects.filter(pk=OuterRef("brand__client")).with_standing(user)
        rows = self.select_related("brand__client__office", "competitor", "author")
        return rows.annotate(standing=Subquery(mine.values("standing")[:1]))

    def note(self, brand, by, at, *, competitor=None, new_competitor="", **facts):
        """Keep what somebody saw a competitor do; a competitor not known yet is named with it."""
        with locked(brand):
            brand.client.demand(by, Rung.AAE, at)
            note = self.model(brand=brand, author=by, made_at=at, **without_loose_currency(facts))
            note.competitor = competitor or self._named(brand, new_competitor, by, at)
            note._refuse_unfit(at)
            signed(note, by, at).save(force_insert=True)
            if note.next_step:
                news.propose(note, by, at)
        return note

    def _named(self, brand, name, by, at):
        if not name:
            raise Refused(_("Say which competitor it was."), field="competitor")
        there = Competitor.objects.filter(brand=brand, name__iexact=name).first()
        return there or Competitor.objects.named(brand, name, by, at)


class CompetitorNote(models.Model):
    """What somebody saw a competitor of a brand do; for the agency only."""

    class Kind(models.TextChoices):
        LAUNCH = "launch", _("Launch")
        AD = "ad", _("Advertisement")
        PRICE = "price", _("Price")
        SPEND = "spend", _("Media spend")
        AGENCY = "agency", _("Change of agency")
        OTHER = "other", _("Other")

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="competitor_notes")
    competitor = models.ForeignKey(Competitor, models.PROTECT, related_name="notes")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    seen_on = models.DateField(_("seen on"))
    comment = models.TextField(_("what happened"), max_length=2000)
    source = models.CharField(_("source"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    spend = models.DecimalField(_("spend"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    spend_from = models.DateField(_("spent from"), null=True, blank=True)
    spend_to = models.DateField(_("spent until"), null=True, blank=True)
    next_step = models.TextField(_("proposed next step"), max_length=1000, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="competitor_notes")
    made_at = models.DateTimeField()

    takes_attachments = True

    objects = CompetitorNoteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-seen_on", "-pk"]
        verbose_name = _("competitor note")
        constraints = [
            models.CheckConstraint(
                condition=Q(spend=None, currency="", spend_from=None, spend_to=None)
                | Q(
                    ~Q(currency=""),
                    spend__gte=0,
                    spend_from__isnull=False,
                    spend_to__gte=F("spend_from"),
                ),
                name="spend_of_a_note_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="spend") | Q(spend__isnull=False), name="spend_note_has_a_figure"
            ),
        ]
        indexes = [models.Index(fields=["brand", "-seen_on"], name="notes_of_brand")]

    def __str__(self):
        return f"{self.competitor} {self.seen_on}"

    def get_absolute_url(self):
        return reverse("briefs:competitor-note", args=[self.pk])

    @property
    def client(self):
        return self.brand.client

    def can_change(self, user):
        """Its author while he serves the client, and the executives above."""
        least = Rung.AAE if user.pk == self.author_id else Rung.AE
        return self.client.rung_for(user) >= least

    def edit(self, by, at, *, competitor=None, new_competitor="", **facts):
        with locked(self):
            self.demand_changing(by, at)
            if competitor is None:
                competitor = CompetitorNote.objects._named(self.brand, new_competitor, by, at)
            facts, proposed_before = without_loose_currency(facts), self.next_step
            changed = CompetitorNote(
                pk=self.pk, brand=self.brand, competitor=competitor, author=self.author, **facts
            )
            changed._refuse_unfit(at)
            keep(self, by, at, competitor=competitor, **facts)
            if self.next_step and self.next_step != proposed_before:
                news.propose(self, by, at)

    def take_step(self, by, at):
        """Make the proposed step somebody's to do: the client's executive's, within a week."""
        with locked(self):
            self.client.demand(by, Rung.AE, at)
            if not self.next_step:
                raise Refused(_("Nobody proposed a next step here."))
            if self.step_taken:
                raise Refused(_("This step is an action item already."))
            line = step_line(self, news.executive_of(self, by, at), at)
            ActionItem.objects.take_over(self, [line], before=[], by=by, at=at)
            item_news.tell_of_handing(self.step_taken, by, at)
            news.settle(self, at)

    @property
    def step_taken(self):
        """The action item that its proposed step became; None while it is only proposed."""
        return ActionItem.objects.filter(**about(self)).first()

    def remove(self, by, at):
        """It was no news of ours; the history keeps what it said."""
        with locked(self):
            self.demand_changing(by, at)
            ActionItem.objects.take_over(self, [], before=[], by=by, at=at)
            news.forget(self)
            signed(self, by, at).delete()

    def demand_changing(self, by, at):
        self.client.demand(by, Rung.AAE if by.pk == self.author_id else Rung.AE, at)

    def _refuse_unfit(self, at):
        if self.competitor.brand_id != self.brand_id:
            raise Refused(_("This competitor is another brand’s."), field="competitor")
        if self.seen_on > self.client.local_date(at):
            raise Refused(_("That day is still to come."), field="seen_on")
        given = [self.spend is not None, bool(self.spend_from), bool(self.spend_to)]
        if any(given) and not all(given):
            raise Refused(
                _("A spend needs its figure and its period, from and until."), field="spend"
            )
        if self.kind == self.Kind.SPEND and self.spend is None:
            raise Refused(
                _("A note on media spend needs the figure and its period."), field="spend"
            )
        if self.spend_to and self.spend_to < self.spend_from:
            raise Refused(_("The period ends before it starts."), field="spend_to")


def step_line(note, person, at):
    """What the action item of a proposed step says; it is ours, no client reads it."""
    calendar = note.client.office.calendar
    due_on = calendar.local_date(calendar.add_working_days(at, A_WEEK))
    return {
        "key": "step",
        "text": note.next_step[:500],
        "due_on": due_on,
        "is_client_visible": False,
        "person_id": person.pk,
        "contact_id": None,
        "partner_id": None,
        "source": str(note)[:40],
    }


def without_loose_currency(facts):
    return facts if facts.get("spend") is not None else {**facts, "currency": ""}

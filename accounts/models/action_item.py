from contextlib import contextmanager

from django.db import models
from django.db.models import Count, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts import item_news as news
from accounts.access import clients_open, covered_by, walled
from accounts.models.about import About, about
from accounts.models.client import Client
from accounts.models.contact import ContactPerson, PartnerPerson
from accounts.models.of_client import OfClientQuerySet
from accounts.models.user import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed

# What a line of a report says about its action item, and what a correction may change.
LINE = ("text", "due_on", "is_client_visible", "person_id", "contact_id", "partner_id")


class ActionItemQuerySet(OfClientQuerySet):
    def visible_to(self, user):
        """Those of the clients whose work one may read, and what one has to do oneself."""
        if not user.is_active:
            return self.none()
        own = Q(person=user) & ~walled(user, "client")
        return self.filter(clients_open(user, "client") | own)

    def open(self):
        return self.filter(done_at=None, cancelled_at=None)

    def done(self):
        return self.filter(done_at__isnull=False)

    def ours(self):
        return self.filter(person__isnull=False)

    def theirs(self):
        """What somebody at the client, or of a partner agency, has to do."""
        return self.filter(person=None)

    def overdue(self, on):
        return self.open().filter(due_on__lt=on)

    def of_team(self, user):
        """What the people below `user` have to do."""
        return self.filter(person__in=covered_by(user)).exclude(person=user)

    def in_view(self, view, user):
        """One of the saved views over the list, in its order."""
        if view == "done":
            return self.done().order_by("-done_at", "-pk")
        rows = {
            "mine": lambda: self.filter(person=user),
            "team": lambda: self.of_team(user),
            "client": self.theirs,
        }.get(view, self.all)()
        return rows.open().order_by("due_on", "pk")

    def counts(self, user):
        """How many open ones each saved view holds."""
        team = Q(person__in=covered_by(user)) & ~Q(person=user)
        return self.open().aggregate(
            mine=Count("pk", filter=Q(person=user)),
            team=Count("pk", filter=team),
            client=Count("pk", filter=Q(person=None)),
        )

    def on_page(self, user):
        """With all that a row says, and where `user` stands for its client."""
        standing = Client.objects.filter(pk=OuterRef("client")).with_standing(user)
        return self.select_related("client__office", "person", "contact", "partner").annotate(
            standing=standing.values("standing")[:1]
        )

    def take_over(self, record, lines, before, by, at):
        """Make the action items of a record those of its lines; a line is known by its key.

        `before` are the lines of the version before: only what was changed against them is
        changed here, so a date that somebody moved meanwhile stays moved.
        """
        there = {item.key: item for item in self.filter(**about(record))}
        old = {line["key"]: line for line in before}
        for line in lines:
            item = there.pop(line["key"], None)
            if item is None:
                self._add(record, line, by, at)
            else:
                item.follow(line, old.get(line["key"], {}), by, at)
        for item in there.values():
            item.drop(_("No longer in %(source)s.") % {"source": item.source}, by, at)

    def _add(self, record, line, by, at):
        item = self.model(
            client=record.client,
            source_url=record.get_absolute_url(),
            first_due_on=line["due_on"],
            made_at=at,
            **about(record),
            **line,
        )
        signed(item, by, at).save()


class ActionItem(About):
    """Something one named person will do by a day, agreed in a report, a board or a meeting."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="action_items")
    text = models.CharField(_("what"), max_length=500)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    contact = models.ForeignKey(
        ContactPerson, models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    partner = models.ForeignKey(
        PartnerPerson, models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    due_on = models.DateField(_("due"))
    first_due_on = models.DateField()
    moves = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=40, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    is_client_visible = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = ActionItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("action item")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(person__isnull=False, contact=None, partner=None)
                    | Q(person=None, contact__isnull=False, partner=None)
                    | Q(person=None, contact=None, partner__isnull=False)
                ),
                name="action_item_has_one_owner",
            ),
            models.UniqueConstraint(
                fields=["about_type", "about_id", "key"],
                condition=~Q(key=""),
                name="one_action_item_per_line",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "due_on"],
                condition=Q(done_at=None, cancelled_at=None),
                name="action_items_open",
            ),
            models.Index(
                fields=["client", "due_on"],
                condition=Q(done_at=None, cancelled_at=None),
                name="action_items_of_client",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def owner(self):
        return self.person or self.contact or self.partner

    @property
    def is_open(self):
        return self.done_at is None and self.cancelled_at is None

    @property
    def is_ours(self):
        return self.person_id is not None

    @property
    def was_moved(self):
        return self.moves > 0

    def is_overdue(self, on):
        return self.is_open and self.due_on < on

    # -- Who may --------------------------------------------------------------------------------

    def can_manage(self, user):
        """Its owner, and the AE of the client and above."""
        return user.pk == self.person_id or self.client.rung_for(user) >= Rung.AE

    # -- Verbs ------------------------------------------------------------------------------------

    def complete(self, by, at):
        """It is done."""
        with self._managed(by, at):
            self.done_at, self.done_by = at, by
            self._save(by, at, "done_at", "done_by")

    def reopen(self, by, at):
        """It is not done after all."""
        self._demand_say(by, at)
        with locked(self):
            if self.done_at is None:
                raise Refused(_("This action item is open already."))
            self.done_at = self.done_by = None
            self._save(by, at, "done_at", "done_by")

    def move(self, by, due_on, reason, at):
        """Set another day; the first one stays on record, and each move counts."""
        with self._managed(by, at):
            if due_on == self.due_on:
                raise Refused(_("It is due on that day already."), field="due_on")
            if due_on < self.client.local_date(at):
                raise Refused(_("Choose a day that is still to come."), field="due_on")
            if self.is_client_visible and not reason.strip():
                raise Refused(_("The client sees this item: say why it moves."), field="reason")
            self.due_on, self.moves = due_on, self.moves + 1
            self._save(by, at, "due_on", "moves", why=reason)

    def cancel(self, by, reason, at):
        """It need not be done any more."""
        if not reason.strip():
            raise Refused(_("Say why it need not be done."), field="reason")
        with self._managed(by, at):
            self._set_cancelled(reason.strip(), by, at)
        news.tell_of_cancelling(self, by, at)

    def hand_to(self, by, person, at):
        """A colleague does it from now on."""
        with self._managed(by, at):
            if person.pk == self.person_id:
                raise Refused(_("It is that colleague's already."), field="person")
            sees_it = person.is_active and Client.objects.open_to(person).filter(pk=self.client_id)
            if not sees_it:
                raise Refused(_("This colleague does not see the client."), field="person")
            self.person, self.contact, self.partner = person, None, None
            self._save(by, at, "person", "contact", "partner")
            news.tell_of_handing(self, by, at)

    def can_be_reminded(self, at):
        """Somebody outside owes it, can be written to, and heard nothing today."""
        if not self.is_open or self.is_ours or not self.is_client_visible:
            return False
        return bool(self.owner.email) and not self._was_reminded_today(at)

    def remind(self, by, at):
        """Write to the client's person who owes it; once a day at most."""
        with self._managed(by, at):
            if self.is_ours or not self.is_client_visible:
                raise Refused(_("Only what the client promised can be asked for."))
            if not self.owner.email:
                raise Refused(_("%(name)s has no e-mail address.") % {"name": self.owner.name})
            if self._was_reminded_today(at):
                raise Refused(_("%(name)s was reminded today.") % {"name": self.owner.name})
            self.reminded_at = at
            self._save(by, at, "reminded_at")
            news.remind(self, by, at)

    def follow(self, line, before, by, at):
        """Become what the new version of its line says, where that differs from the old one."""
        changed = [name for name in LINE if line[name] != before.get(name, line[name])]
        if not self.is_open or not changed:
            return
        with locked(self):
            for name in changed:
                setattr(self, name, line[name])
            if "due_on" in changed:
                self.moves += 1
            self._save(by, at, *(name.removesuffix("_id") for name in changed), "moves")

    def drop(self, reason, by, at):
        """Its line is gone from the report."""
        with locked(self):
            if self.is_open:
                self._set_cancelled(str(reason), by, at)

    # -- Beneath the verbs ------------------------------------------------------------------------

    @contextmanager
    def _managed(self, by, at):
        """Hold an open item for somebody who may change it."""
        self._demand_say(by, at)
        with locked(self):
            if self.done_at:
                raise Refused(_("This action item is done already."))
            if self.cancelled_at:
                raise Refused(_("This action item was cancelled."))
            yield

    def _demand_say(self, by, at):
        if by.pk != self.person_id:
            self.client.demand(by, Rung.AE, at)

    def _was_reminded_today(self, at):
        last = self.reminded_at
        return last is not None and self.client.local_date(last) == self.client.local_date(at)

    def _set_cancelled(self, reason, by, at):
        self.cancelled_at, self.cancel_reason = at, reason[:300]
        self._save(by, at, "cancelled_at", "cancel_reason")

    def _save(self, by, at, *fields, why=None):
        self._change_reason = why[:100] if why else None
        signed(self, by, at).save(update_fields=fields)

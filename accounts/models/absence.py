from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.letters import days_between, gone_away, stands_in, stands_in_no_more
from accounts.models.rank import Rung
from accounts.models.user import User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed

ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=366)


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Colleagues know who is away; the note is for those who may change the absence."""
        return self if user.is_active else self.none()

    def standing(self):
        return self.filter(cancelled_at=None)

    def running(self, on):
        return self.standing().filter(starts_on__lte=on, ends_on__gte=on)

    def upcoming(self, on):
        return self.standing().filter(ends_on__gte=on)

    def between(self, first, last):
        return self.standing().filter(starts_on__lte=last, ends_on__gte=first)

    def with_people(self):
        return self.select_related("person__office", "delegate__office")

    def changeable_by(self, user):
        """Own ones, those of everyone below, and all of them for human resources."""
        if user.can_manage_people:
            return self
        return self.filter(Q(person=user) | Q(person__supervised_by__boss=user)).distinct()

    def enter(self, by, at, *, person, although_away=False, **terms):
        """Enter days on which somebody is away; `although_away` waves a warning through."""
        with locked(person):
            absence = self.model(person=person, **terms)
            absence.demand_rights(by)
            absence._refuse_unfit(at, although_away=although_away)
            signed(absence, by, at).save()
            absence._tell(by, at)
        return absence


class Absence(models.Model):
    """Days on which somebody is away, and who stands in."""

    person = models.ForeignKey(
        User, models.CASCADE, related_name="absences", verbose_name=_("person")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    delegate = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stands_in",
        verbose_name=_("stands in"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on"]
        verbose_name = _("absence")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="absence_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~models.Q(delegate=models.F("person")),
                name="nobody_stands_in_for_himself",
            ),
        ]
        indexes = [
            models.Index(
                fields=["starts_on", "ends_on"],
                condition=models.Q(cancelled_at=None),
                name="absence_running",
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.starts_on} – {self.ends_on}"

    def get_absolute_url(self):
        return reverse("accounts:absences")

    def is_over(self, at):
        return self.ends_on < self.person.local_date(at)

    def can_change(self, user):
        return (
            user == self.person
            or user.can_manage_people
            or self.person.supervised_by.filter(boss=user).exists()
        )

    def change(self, by, at, *, although_away=False, **terms):
        """Move the days, or name somebody else to stand in."""
        with locked(self.person), locked(self):
            self.demand_rights(by)
            self._refuse_past(at)
            changed = [name for name, value in terms.items() if getattr(self, name) != value]
            if not changed:
                return
            before = self.delegate
            for name in changed:
                setattr(self, name, terms[name])
            self._refuse_unfit(at, although_away=although_away)
            signed(self, by, at).save(update_fields=changed)
            if before and before != self.delegate:
                before.notices.tell([stands_in_no_more(self, before, by, at)])
            if changed != ["note"]:
                self._tell(by, at)

    def cancel(self, by, at):
        """Take it back; one that runs already ends yesterday, for those days were taken."""
        with locked(self):
            self.demand_rights(by)
            self._refuse_past(at)
            today = self.person.local_date(at)
            if self.starts_on < today:
                self.ends_on = today - ONE_DAY
            else:
                self.cancelled_at = at
            signed(self, by, at).save(update_fields=["ends_on", "cancelled_at"])
            if self.delegate:
                notice = stands_in_no_more(self, self.delegate, by, at)
                self.delegate.notices.tell([notice])

    def demand_rights(self, by):
        if not self.can_change(by):
            sentence = _(
                "Absences of %(name)s are entered by %(name)s, by those above and by human "
                "resources. Ask %(names)s."
            )
            names = User.objects.managing_people().named() or self.person.name
            raise Refused.rank(sentence % {"name": self.person.name, "names": names})

    def _refuse_past(self, at):
        if self.cancelled_at:
            raise Refused(_("This absence was cancelled already."))
        if self.is_over(at):
            raise Refused(_("This absence is over already."))

    def _refuse_unfit(self, at, *, although_away):
        if not self.person.is_active:
            raise Refused(_("%(name)s no longer works here.") % {"name": self.person.name})
        self._refuse_days(at)
        self._refuse_delegate()
        if not although_away:
            self._warn_of_others_away()

    def _refuse_days(self, at):
        if self.ends_on < self.starts_on:
            raise Refused(_("The last day is before the first."), field="ends_on")
        if self.ends_on - self.starts_on > LONGEST:
            raise Refused(_("An absence lasts a year at most."), field="ends_on")
        if self.is_over(at):
            raise Refused(_("These days are over already."), field="ends_on")
        other = self.person.absences.exclude(pk=self.pk)
        other = other.between(self.starts_on, self.ends_on).first()
        if other:
            sentence = _("%(name)s is away already: %(days)s.")
            facts = {"name": self.person.name, "days": days_between(other)}
            raise Refused(sentence % facts, field="starts_on")

    def _refuse_delegate(self):
        if self.delegate is None:
            if self.person.stands_at_least(Rung.AE):
                sentence = _("Say who stands in: from account executive up nobody is away without.")
                raise Refused(sentence, field="delegate")
        elif self.delegate == self.person:
            raise Refused(_("Somebody else must stand in."), field="delegate")
        elif not self.delegate.is_active:
            sentence = _("%(name)s no longer works here.") % {"name": self.delegate.name}
            raise Refused(sentence, field="delegate")

    def _warn_of_others_away(self):
        days = (self.starts_on, self.ends_on)
        away = self.delegate and self.delegate.absences.between(*days).first()
        if away:
            sentence = _("%(name)s is away, too: %(days)s. Tick the box to enter it all the same.")
            facts = {"name": self.delegate.name, "days": days_between(away)}
            raise Refused(sentence % facts, field="although_away")
        promised = self.person.stands_in.between(*days).select_related("person").first()
        if promised:
            sentence = _(
                "%(name)s stands in for %(other)s: %(days)s. Tick the box to enter it all the same."
            )
            facts = {
                "name": self.person.name,
                "other": promised.person.name,
                "days": days_between(promised),
            }
            raise Refused(sentence % facts, field="although_away")

    def _tell(self, by, at):
        if self.delegate and self.delegate != by:
            self.delegate.notices.tell([stands_in(self, by, at)])
        if self.person != by:
            self.person.notices.tell([gone_away(self, by, at)])

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import ladder_of
from accounts.models import Rung, User
from agency.lib.rows import locked
from reports import news
from reports.models.logbook import answering
from reports.models.obligation import Obligation
from reports.models.rule import SUPERIOR_CONFIRMS_AFTER


class Confirmable(models.Model):
    """A contact of more than a week ago starts no clock until a superior says that it was so."""

    confirmation_needed = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    def can_confirm(self, user, at):
        """Who acts for the client above the one who answers, from the AM up, or stands in there.

        The top answers for itself.
        """
        owner = self.answers()
        if owner.is_csd:
            return user.is_csd
        above = max(Rung.AM, (owner.rung or 0) + 1)
        return self.client.rung_for(user) >= above or user in self._superiors(at)

    def superior(self, at):
        """Who may confirm and stands next above whoever answers; the top stands above itself."""
        return next(iter(self._superiors(at)), self.answers())

    def _superiors(self, at):
        owner = self.answers()
        ladder = ladder_of(self.client, owner, at)
        step = ladder.climb(max(ladder.rung_of(owner) or 0, Rung.AM - 1), but=owner)
        return [told.person for told in step.told if told.person != owner] if step else []

    def is_too_old(self, by, at):
        """Whether a superior has to confirm it before its clock starts."""
        is_old = self.owes_a_report and self.ends_at < at - SUPERIOR_CONFIRMS_AFTER
        return is_old and not by.is_csd

    def confirm_old(self, by, at):
        """A superior says that this contact of more than a week ago was so: its clock starts."""
        self._refuse_but_superiors(by, at, _("Only a superior may confirm this: ask %(name)s."))
        with locked(self):
            self._refuse_unless(self.confirmation_needed, _("This contact is confirmed already."))
            self.confirmation_needed, self.confirmed_by = False, by
            self._save(by, at, "confirmation_needed", "confirmed_by")
            self._start_clock(at)
            self._close_notices(at)
            news.tell_answer(self, self.logged_by, by, at, news.CONFIRMED)

    def reject_old(self, by, reason, at):
        """A superior says that this contact of more than a week ago was not so."""
        self._refuse_but_superiors(by, at, _("Only a superior may reject this: ask %(name)s."))
        with locked(self):
            self._refuse_unless(self.confirmation_needed, _("This contact is confirmed already."))
            self.confirmation_needed = False
            self._set_cancelled(by, reason or str(_("Not confirmed.")), at, "confirmation_needed")
            news.tell_answer(self, self.logged_by, by, at, news.NOT_CONFIRMED)

    def start_clock(self, by, at):
        """Owe a report for a contact that came into the books without one."""
        self._refuse_strangers(by)
        with locked(self):
            self._refuse_fallen()
            self._refuse_unless(
                self.owes_a_report and not self.debt and not self.confirmation_needed,
                _("The clock of this contact runs already."),
            )
            if self.is_too_old(by, at):
                self.confirmation_needed = True
                self._save(by, at, "confirmation_needed")
                news.ask_about_old(self, self.superior(at), by, at)
            else:
                self._start_clock(at)

    def _start_clock(self, at):
        people = list(self.participants.with_people())
        ladder = ladder_of(self.client, None, at)
        owner, drafter = answering(ladder, people, self.logged_by)
        debt = Obligation.objects.start(self, owner, at, drafter=drafter)
        news.tell_of_debts([debt], self.logged_by, at)

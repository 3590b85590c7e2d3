from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agency.lib.rows import locked
from reports import news


class Cancellable(models.Model):
    """A contact may fall away: cancelled before its start, or afterwards if a superior agrees."""

    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.CharField(_("why it did not take place"), max_length=300, blank=True)
    cancellation_asked_at = models.DateTimeField(null=True, blank=True)
    cancellation_asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    no_show_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_standing(self):
        return self.cancelled_at is None and self.no_show_at is None

    @property
    def asks_for_cancellation(self):
        return self.is_standing and self.cancellation_asked_at is not None

    def falls_away_at_once(self, by, at):
        """Whether a cancellation by this person needs nobody's consent."""
        return not self.has_begun(at) or not self.debt or self.can_confirm(by, at)

    def cancel(self, by, reason, at):
        """Before its start it falls away at once; afterwards a superior is asked."""
        self._refuse_strangers(by)
        with locked(self):
            self._refuse_settled()
            self._refuse_unless(
                reason.strip() or not self.has_begun(at),
                _("Say why it did not take place."),
                field="reason",
            )
            if self.falls_away_at_once(by, at):
                self._set_cancelled(by, reason, at)
            else:
                self._ask_for_cancellation(by, reason, at)

    def confirm_cancellation(self, by, at):
        """A superior believes that it did not take place: nothing is owed."""
        self._refuse_but_superiors(by, at, _("Only a superior may confirm this: ask %(name)s."))
        with locked(self):
            self._refuse_unless(self.asks_for_cancellation, _("Nobody asks for that any more."))
            self._set_cancelled(by, self.cancel_reason, at)
            news.tell_answer(self, self.cancellation_asked_by, by, at, news.CANCELLED)

    def refuse_cancellation(self, by, at):
        """A superior does not believe it: the report stays owed, its clock never stopped."""
        self._refuse_but_superiors(by, at, _("Only a superior may decide this: ask %(name)s."))
        with locked(self):
            self._refuse_unless(self.asks_for_cancellation, _("Nobody asks for that any more."))
            asked_by = self.cancellation_asked_by
            self.cancellation_asked_at = self.cancellation_asked_by = None
            self.cancel_reason = ""
            self._save(by, at, "cancellation_asked_at", "cancellation_asked_by", "cancel_reason")
            self._close_notices(at)
            news.tell_answer(self, asked_by, by, at, news.STILL_OWED)

    def client_stayed_away(self, by, at):
        """The client did not show up: nothing is owed, and it stays on record."""
        self._refuse_strangers(by)
        with locked(self):
            self._refuse_settled()
            self._refuse_unless(self.has_begun(at), _("It has not begun yet."))
            self.no_show_at = at
            self._save(by, at, "no_show_at")
            self._void_debt(at)
            self._close_notices(at)
            news.tell_of_no_show(self, self.superior(at), by, at)

    def _ask_for_cancellation(self, by, reason, at):
        self._refuse_unless(
            self.cancellation_asked_at is None, _("A superior has been asked already.")
        )
        self.cancellation_asked_at, self.cancellation_asked_by = at, by
        self.cancel_reason = reason.strip()[:300]
        self._save(by, at, "cancellation_asked_at", "cancellation_asked_by", "cancel_reason")
        news.ask_about_cancellation(self, self.superior(at), by, at)

    def _set_cancelled(self, by, reason, at, *fields):
        self.cancelled_at, self.cancelled_by, self.cancel_reason = at, by, reason.strip()[:300]
        self._save(by, at, "cancelled_at", "cancelled_by", "cancel_reason", *fields)
        self._void_debt(at)
        self._close_notices(at)

    def _void_debt(self, at):
        if self.debt and self.debt.is_open:
            self.debt.void(at)

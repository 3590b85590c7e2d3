"""The one mail of the morning: what waits for somebody, in that person's language."""

from datetime import time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import running_absences
from accounts.models import Notice, OutgoingMail, Rank, User

SENT_FROM = time(8)
AT_MOST = 50

TO_DO = Q(is_to_do=True)
# The CSD hears of every report that is still late, also where somebody else must act.
LATE_FOR_THE_CSD = Q(is_late=True, person__rank=Rank.CSD)


def digests_owed(at):
    """The digests of everybody whose morning it is, not saved; no second one, no empty one.

    Morning begins at 08:00 of the person's own zone, on a working day of the office, except on
    leave. Whoever had none at eight, because we stood still, gets it when we are back. Four
    queries, and one more for each person who is owed a digest.
    """
    owed = {key_of(person, day): person for person, day in up_and_about(at)}
    had = OutgoingMail.objects.filter(key__in=owed).values_list("key", flat=True)
    for key in owed.keys() - set(had):
        if waiting := list(waiting_for(owed[key], at)[:AT_MOST]):
            yield digest(owed[key], key, waiting, at)


def key_of(person, day):
    return f"digest-{person.pk}-{day:%Y-%m-%d}"


def up_and_about(at):
    """(person, local day) of whoever has something waiting and is past eight on a working day."""
    away = running_absences(at)
    waited_for = Notice.objects.waiting(at).filter(TO_DO | LATE_FOR_THE_CSD).values("person")
    people = User.objects.at_work().filter(pk__in=waited_for).select_related("office")
    for person in people.prefetch_related("office__closing_days"):
        there = at.astimezone(ZoneInfo(person.zone))
        works = person.office is None or person.office.calendar.is_working(there.date())
        if works and there.time() >= SENT_FROM and person.pk not in away:
            yield person, there.date()


def waiting_for(person, at):
    notices = Notice.objects.visible_to(person).waiting(at).filter(TO_DO | LATE_FOR_THE_CSD)
    return notices.order_by("-is_late", "-created_at", "-pk")


def digest(person, key, waiting, at):
    late = sum(notice.is_late for notice in waiting)
    with translation.override(person.language):
        subject = ngettext(
            "%(count)d thing waits for you", "%(count)d things wait for you", len(waiting)
        ) % {"count": len(waiting)}
        if late:
            subject += _(", %(count)d late") % {"count": late}
        return OutgoingMail.owed(
            key=key,
            address=person.email,
            name=person.name,
            person=person,
            subject=subject,
            body=render_to_string("mail/daily_digest.txt", words(person, waiting)),
            at=at,
        )


def words(person, waiting):
    """What the mail's template prints."""
    return {
        "name": person.get_short_name(),
        "groups": [
            (_("Late"), [notice for notice in waiting if notice.is_late]),
            (_("To do"), [notice for notice in waiting if not notice.is_late]),
        ],
        "has_more": len(waiting) == AT_MOST,
        "base_url": settings.BASE_URL,
        "inbox_url": f"{settings.BASE_URL}{reverse('accounts:inbox')}",
    }

"""A week of one person's hours as a whole: put down, handed in, approved, sent back."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Client, Notice, Rung, User, about
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing.models.legal_entity import LegalEntity
from billing.models.month_close import MonthClose, month_of
from billing.models.of_cost import holders_of
from billing.models.time_entry import TimeEntry, may_manage

DAYS = 7
Status = TimeEntry.Status


def fingerprint(drafts):
    """What a week looked like when its page was opened, so that a second window is noticed."""
    lines = sorted(f"{e.job_id} {e.activity} {e.day} {e.minutes}" for e in drafts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def put_week(person, monday, rows, by, at, *, seen=None):
    """Put down the hours of a week: `rows` are (job or None, activity, {day: minutes}).

    They are all there is of what was not handed in yet: what is in no row goes.
    """
    if by.pk != person.pk:
        raise Refused.rank(_("Everybody enters his own hours."))
    with locked(person):
        drafts = TimeEntry.objects.of_week(person, monday).filter(status=Status.DRAFT)
        known = {(e.job_id, e.activity, e.day): e for e in drafts.select_related("job", "entity")}
        if seen is not None and seen != fingerprint(known.values()):
            raise Refused(
                _("This week was changed in another window. Look at both and save again.")
            )
        wanted = cells_of(rows)
        entities, closed = Entities(), Closed()
        for key, entry in known.items():
            if key not in wanted:
                signed(entry, by, at).delete()
        for (job, activity, day), minutes in wanted.values():
            key = (job and job.pk, activity, day)
            entry = known.get(key)
            if entry and entry.minutes == minutes:
                continue
            if entry is None:
                entry = TimeEntry(person=person, job=job, activity=activity, day=day)
                entry.week_on, entry.entered_at = monday, at
                entry.client = job.client if job else None
                entry.entity = entities.of(entry.client)
            closed.refuse(entry.entity, day)
            entry.minutes = minutes
            entry.copy_rates()
            signed(entry, by, at).save()


def cells_of(rows):
    """{key: ((job, activity, day), minutes)}; what stands in two rows is added up."""
    wanted = {}
    for job, activity, days in rows:
        for day, minutes in days.items():
            if minutes:
                key = (job and job.pk, activity, day)
                before = wanted.get(key, (None, 0))[1]
                wanted[key] = ((job, activity, day), before + minutes)
    return wanted


class Entities:
    """Which company's books a client's hours belong to, each asked once."""

    def __init__(self):
        self.known = {}

    def of(self, client):
        key = client and client.pk
        if key not in self.known:
            billed_by = LegalEntity.objects.filter(profiles__client=key).first() if key else None
            self.known[key] = billed_by or LegalEntity.objects.in_use().order_by("pk").first()
        return self.known[key]


class Closed:
    """Which months are closed, each asked once."""

    def __init__(self):
        self.known = {}

    def refuse(self, entity, day):
        key = (entity and entity.pk, month_of(day))
        if key not in self.known:
            self.known[key] = MonthClose.objects.closes(entity, day)
        if self.known[key]:
            sentence = _("The month of %(day)s is closed; its hours stand.")
            raise Refused(sentence % {"day": day.isoformat()})


def hand_in(person, monday, by, at):
    """Hand in a week; its clients' managers and the person's own are asked to look."""
    if by.pk != person.pk:
        raise Refused.rank(_("Everybody hands in his own hours."))
    with transaction.atomic():
        rows = TimeEntry.objects.of_week(person, monday).filter(status=Status.DRAFT)
        entries = list(rows.select_related("job__client__office", "client__office", "person"))
        if not entries:
            raise Refused(_("There is nothing to hand in this week."))
        for entry in entries:
            entry.submit(by, at)
        for client in {entry.client_id: entry.client for entry in entries}.values():
            tell_managers(person, client, by, at)
    return len(entries)


def tell_managers(person, client, by, at):
    """Whoever approves the hours of this client, or of the house, finds them in his inbox."""
    people = holders_of(client, Rung.AM, at) if client else [person.manager]
    for boss in people:
        if boss is None or boss == by:
            continue
        with translation.override(boss.language):
            words = {"name": person.name, "client": client.name if client else _("the house")}
            notice = Notice(
                person=boss,
                client=client,
                text=_("Hours of %(name)s to approve (%(client)s)") % words,
                reason=_("because you approve them"),
                url=reverse("billing:time-approvals"),
                is_to_do=True,
                created_at=at,
                **about(person),
            )
            Notice.objects.tell([notice])


def waiting_for(user):
    """Hours handed in that lie with this person: of his clients from AM on, and of his people."""
    rows = TimeEntry.objects.filter(status=Status.SUBMITTED).exclude(person=user)
    clients = Client.objects.served_by(user, Rung.AM).values("pk")
    people = User.objects.filter(supervised_by__boss=user).exclude(pk=user.pk).values("pk")
    mine = rows.filter(client__in=clients) | rows.filter(client=None, person__in=people)
    return mine.select_related("person", "client", "job").order_by("week_on", "person__name", "pk")


def lying_with(user, person, client, monday):
    """What this person handed in of one week for one client, or for the house."""
    rows = TimeEntry.objects.of_week(person, monday).filter(client=client)
    rows = rows.filter(status=Status.SUBMITTED)
    return rows.select_related("client__office", "person__manager", "job", "entity")


def approve_week(person, client, monday, by, at):
    """Approve what one person handed in of a week for one client, or for the house."""
    with transaction.atomic():
        entries = list(lying_with(by, person, client, monday))
        demand_some(entries, person, client, by, at)
        for entry in entries:
            entry.approve(by, at)
        finish_notices(person, by, at)
    return len(entries)


def send_week_back(person, client, monday, reason, by, at):
    """Send it back with a word on what is wrong; the person hears of it."""
    with transaction.atomic():
        entries = [e for e in lying_with(by, person, client, monday) if not e.reverses_id]
        demand_some(entries, person, client, by, at)
        for entry in entries:
            entry.send_back(by, reason, at)
        finish_notices(person, by, at)
        with translation.override(person.language):
            words = {"name": by.name, "reason": reason.strip()}
            notice = Notice(
                person=person,
                client=client,
                text=(_("Your hours came back: %(reason)s") % words)[:300],
                reason=_("because %(name)s looked at them") % words,
                url=f"{reverse('billing:time')}?week={monday.isoformat()}",
                is_to_do=True,
                created_at=at,
                **about(person),
            )
            Notice.objects.tell([notice])
    return len(entries)


def demand_some(entries, person, client, by, at):
    if not entries:
        if by.pk != person.pk and may_manage(by, person, client):
            raise Refused(_("Nothing of this week waits here any more."))
        raise Refused.rank(_("These hours lie with somebody else."))


def finish_notices(person, by, at):
    """Nothing of this person waits with `by` any more."""
    if not waiting_for(by).filter(person=person).exists():
        Notice.objects.filter(person=by, **about(person), done_at=None).update(done_at=at)


def week_of(monday):
    return [monday + timedelta(days=ahead) for ahead in range(DAYS)]

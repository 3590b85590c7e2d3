"""What one person's day holds: reports owed, action items, schedule, what waits, accounts."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Ladders, sees_money
from accounts.models import ActionItem, Approval, Notice, RiskSnapshot, Rung, TeamMember
from agency.approvals import line_of
from billing.collections import worklist
from billing.models import Invoice
from briefs.models import Instruction, Milestone
from reports.models import Interaction, Obligation

WEEKS = 12
WAITING_SHOWN = 6
SIGNATURES_SHOWN = 6
MILESTONES_SHOWN = 12
INSTRUCTIONS_SHOWN = 6
UNPAID_SHOWN = 6


@dataclass(frozen=True)
class OwedReport:
    """One report somebody owes, with what the row says of its ladder."""

    debt: Obligation
    is_late: bool
    rungs: list
    act: str
    drafted_by: str = ""


@dataclass(frozen=True)
class PlateLine:
    """One account in the side column: its band, its line and the heaviest signal."""

    client: object
    band: str
    line: list
    why: str


def reports_owed(person, at):
    """What `person` owes for contacts that are over, most pressing first; four queries at most."""
    debts = Obligation.objects.owed_by(person).filter(ended_at__lte=at)
    debts = list(debts.visible_to(person).with_people().prefetch_related("steps"))
    late = [debt for debt in debts if debt.due_at <= at]
    ladders = late and Ladders(
        {debt.client_id for debt in late}, {debt.owner_id for debt in late}, at
    )
    return [
        OwedReport(
            debt,
            debt in late,
            rungs_of(debt, ladders) if debt in late else [],
            act_of(debt, person),
            debt.drafter.name if debt.drafter and debt.drafter != person else "",
        )
        for debt in debts
    ]


def act_of(debt, person):
    """What the button says: write, continue, or look at what somebody else is writing."""
    if debt.report_id is None:
        return _("Write report") if debt.drafter in (None, person) else _("Open")
    return _("Continue") if debt.report.author_id == person.pk else _("Open")


def rungs_of(debt, ladders):
    """The ladder line under a late report: who was told when, who is next, who comes then."""
    climbs = [step for step in debt.taken_steps() if step.rung]
    row = [
        {"text": _("%(name)s (%(rank)s) told") % who, "at": step.taken_at, "state": "done"}
        for step in climbs
        for who in step.told
    ]
    ladder = ladders.of(debt.client_id, debt.owner_id)
    above = max((step.rung for step in climbs), default=ladder.rung_of(debt.owner) or 0)
    ahead = ladder.filled_above(above) if debt.next_step_at else []
    for place, (rung, holders) in enumerate(ahead):
        who = {"name": holders[0].name, "rank": Rung(rung).label}
        if place == 0:
            row.append(
                {"text": _("%(name)s (%(rank)s)") % who, "at": debt.next_step_at, "state": "next"}
            )
        else:
            row.append({"text": who["rank"], "at": None, "state": "later"})
    return row


def items_of(person, at):
    """Open action items in the groups of My day: overdue, today, this week; one query.

    Own ones, and those a client of the person's own teams has promised.
    """
    today = at.astimezone(ZoneInfo(person.zone)).date()
    mine = TeamMember.objects.on(today).filter(person=person).values("client")
    items = ActionItem.objects.open().filter(due_on__lte=today + timedelta(days=6))
    items = items.filter(Q(person=person) | Q(contact__isnull=False, client__in=mine))
    items = list(
        items.visible_to(person).select_related("client", "contact", "person").order_by("due_on")
    )
    return [
        (_("Overdue"), "crit", [item for item in items if item.due_on < today]),
        (_("Today"), "", [item for item in items if item.due_on == today]),
        (_("This week"), "", [item for item in items if item.due_on > today]),
    ]


def schedule_of(person, at):
    """Today's contacts in the person's own day, with the now-line between them; one query."""
    zone = ZoneInfo(person.zone)
    day = datetime.combine(at.astimezone(zone).date(), time.min, zone)
    contacts = list(Interaction.objects.schedule_of(person, day, day + timedelta(days=1)))
    past = [contact for contact in contacts if contact.ends_at <= at]
    return {"past": past, "coming": contacts[len(past) :]}


def waiting_for(person, at):
    """What lies with this person besides reports and signatures: notices that ask for a deed."""
    notices = Notice.objects.waiting(at).filter(person=person, is_to_do=True)
    for model in (Obligation, Approval):
        app, name = model._meta.label_lower.split(".")
        notices = notices.exclude(about_type__app_label=app, about_type__model=name)
    return list(notices.select_related("client")[: WAITING_SHOWN + 1])


def signatures_of(person, at):
    """The documents that wait for this very person, the longest waiting first; one query."""
    waiting = Approval.objects.lying_with(person).select_related("client", "author")
    steps = waiting.order_by("opened_at", "pk")[: SIGNATURES_SHOWN + 1]
    return [line_of(step, at) for step in steps]


def milestones_of(person, at):
    """Milestones of this week and overdue ones that this person answers for; one query."""
    today = at.astimezone(ZoneInfo(person.zone)).date()
    due = Milestone.objects.visible_to(person).open().of_team([person.pk])
    due = due.filter(planned_end__lte=today + timedelta(days=6))
    due = due.select_related("job", "client", "contact")
    return list(due.order_by("planned_end", "pk")[:MILESTONES_SHOWN])


def unheard_by_departments(person, at):
    """Instructions of this person's jobs that no department has acknowledged; one query."""
    rows = Instruction.objects.unacknowledged(person).select_related("client", "job")
    return list(rows.order_by("given_at", "pk")[:INSTRUCTIONS_SHOWN])


def unpaid_of(person, at):
    """Overdue invoices of the clients this person serves, with what was promised; one query."""
    if not sees_money(person):
        return []
    today = person.local_date(at)
    mine = TeamMember.objects.on(today).filter(person=person).values("client")
    invoices = Invoice.objects.visible_to(person).filter(client__in=mine)
    return list(worklist(invoices, today)[:UNPAID_SHOWN])


def accounts_of(person, at):
    """The accounts `person` serves today, as the latest snapshots show them; one query."""
    today = at.date()
    mine = TeamMember.objects.on(today).filter(person=person).values("client")
    weeks = [today - timedelta(weeks=back) for back in range(WEEKS)]
    rows = RiskSnapshot.objects.filter(
        client__in=mine, on__in=[*weeks, today - timedelta(days=1)]
    ).select_related("client")
    by_client = {}
    for row in rows.order_by("client__name", "on"):
        by_client.setdefault(row.client, []).append(row)
    return [plate_line(client, known) for client, known in by_client.items()]


def plate_line(client, known):
    """The line of the weeks; yesterday's point stands in until today's is taken."""
    newest, before = known[-1], known[-2] if len(known) > 1 else None
    if before and newest.on - before.on == timedelta(days=1):
        known = [*known[:-2], newest]
    heaviest = max(newest.signals.items(), key=lambda pair: float(pair[1]), default=("", 0))
    why = SHORT_REASONS.get(heaviest[0]) if float(heaviest[1]) else None
    line = [row.points for row in known]
    return PlateLine(client, newest.band, line, why or _("Nothing owed"))


SHORT_REASONS = {
    "reports": gettext_lazy("Reports late or owed"),
    "items": gettext_lazy("Our action items overdue"),
    "milestones": gettext_lazy("Promised days were missed"),
    "rework": gettext_lazy("Rework beyond the contract"),
    "gap": gettext_lazy("No contact for a while"),
    "tone": gettext_lazy("The last contacts felt cooler"),
}

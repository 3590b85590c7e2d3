"""The batch verbs of obligations: what the clock does every ten seconds, as few sets of rows."""

import logging
from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q

from accounts.access import Ladders, running_absences
from accounts.models import AgencyProfile, Notice, OutgoingMail, TeamMember, User
from reports.letters import letter_of, letter_to_fallback, notice_of
from reports.models.plan import BREACH, LEAVING, TOP, plan_of
from reports.models.rule import ReportRule

log = logging.getLogger(__name__)

BATCH = 200
SET_ASIDE_FOR = timedelta(minutes=5)


def step_due(debts, at):
    """Take every step that is due at `at`; returns how many debts moved on."""
    moved = 0
    while claimed := _step_batch(debts, at):
        moved += claimed
    return moved


def _step_batch(debts, at):
    try:
        with transaction.atomic():
            batch = _claim(debts.due(at).order_by("next_step_at")[:BATCH])
            Stepping(batch, at).take()
        return len(batch)
    except Exception:
        log.exception("A batch of debts could not be stepped; trying them one by one.")
        return _step_one_by_one(debts, at)


def _claim(due):
    """Lock these rows, leaving out those another worker holds."""
    rows = due.with_people().prefetch_related("client__office__closing_days")
    return list(rows.select_for_update(skip_locked=True, of=("self",)))


def _step_one_by_one(debts, at):
    keys = list(debts.due(at).order_by("next_step_at").values_list("pk", flat=True)[:BATCH])
    for key in keys:
        try:
            with transaction.atomic():
                Stepping(_claim(debts.due(at).filter(pk=key)), at).take()
        except Exception as error:
            log.exception("Debt %s is set aside.", key)
            debts.filter(pk=key).update(retry_at=at + SET_ASIDE_FOR, error=str(error)[:300])
    return len(keys)


class Stepping:
    """The due steps of some claimed debts, worked out from rows fetched in a few queries."""

    def __init__(self, batch, at):
        self.batch, self.at = batch, at
        self.steps, self.letters, self.notices = [], {}, {}

    def take(self):
        if not self.batch:
            return
        self._read()
        for debt in self.batch:
            self._step(debt)
        self._write()

    def _read(self):
        self.step_model = self.batch[0].steps.model
        self.rule = ReportRule.current()
        self.profile = AgencyProfile.current()
        clients = {debt.client_id for debt in self.batch}
        self.ladders = Ladders(clients, {debt.owner_id for debt in self.batch}, self.at)
        self.taken = defaultdict(dict)
        rows = self.step_model.objects.filter(obligation__in=[debt.pk for debt in self.batch])
        for row in rows:
            self.taken[row.obligation_id, row.generation][row.step] = row
        self.calendars = {debt.client.office_id: debt.client.office.calendar for debt in self.batch}

    def _step(self, debt):
        plan = plan_of(debt, self.rule, self.calendars[debt.client.office_id])
        taken = dict(self.taken[debt.pk, debt.generation])
        ladder = self.ladders.of(debt.client_id, debt.owner_id)
        for step in plan:
            if step.code in taken or step.at > self.at:
                continue
            row = self._take_step(debt, step, ladder, reached(taken, ladder, debt))
            taken[step.code] = row
            self.steps.append(row)
        debt.next_step_at = self._next(plan, taken, ladder, debt)
        debt.retry_at, debt.error = None, ""

    def _take_step(self, debt, step, ladder, above):
        row = self.step_model(
            obligation=debt,
            generation=debt.generation,
            step=step.code,
            scheduled_at=step.at,
            taken_at=self.at,
        )
        if step.code == BREACH:
            debt.breached_at = step.at
        if step.is_climb:
            self._climb(debt, step, ladder, above, row)
        else:
            self._warn(debt, step, ladder, row)
        return row

    def _climb(self, debt, step, ladder, above, row):
        go_up = ladder.climb_to_the_top if step.code == TOP else ladder.climb
        climb = go_up(above, but=debt.owner)
        if climb is not None:
            row.rung = climb.reached
            row.told = [told_entry(told) for told in climb.told]
            for told in climb.told:
                self._tell(debt, step, told.person, "rung", told.stands_in_for)
        elif step.code == BREACH:
            row.told = self._tell_fallback(debt, step)
        self._tell(debt, step, debt.owner, "owner")

    def _warn(self, debt, step, ladder, row):
        for person, why in warned(debt, step, ladder):
            row.told.append({"id": person.pk, "name": person.name, "rank": str(person.short_rank)})
            self._tell(debt, step, person, why)

    def _tell(self, debt, step, person, why, stands_in_for=None):
        # After downtime several steps fall due at once: each person hears of the latest only.
        self.notices[debt.pk, person.pk] = notice_of(
            debt, step, person, why, stands_in_for, self.at
        )
        self.letters[debt.pk, person.pk] = letter_of(
            debt, step, person, why, stands_in_for, self.at
        )

    def _tell_fallback(self, debt, step):
        address = self.profile.fallback_email
        if not address:
            return []
        self.letters[debt.pk, 0] = letter_to_fallback(debt, step, address, self.at)
        return [{"id": None, "name": address, "rank": ""}]

    def _next(self, plan, taken, ladder, debt):
        """The next moment somebody must be told; None when nobody is left to tell."""
        above = reached(taken, ladder, debt)
        nobody_left = BREACH in taken and ladder.climb(above, but=debt.owner) is None
        ahead = [step.at for step in plan if step.code not in taken]
        return None if nobody_left or not ahead else ahead[0]

    def _write(self):
        self.step_model.objects.bulk_create(self.steps)
        Notice.objects.tell(list(self.notices.values()))
        OutgoingMail.objects.bulk_create(self.letters.values(), ignore_conflicts=True)
        type(self.batch[0]).objects.bulk_update(
            self.batch, ["next_step_at", "breached_at", "retry_at", "error"]
        )


def reached(taken, ladder, debt):
    """The highest rung that knows of the lateness; before the first climb, the owner's own."""
    rungs = [row.rung for row in taken.values() if row.rung]
    return max(rungs, default=ladder.rung_of(debt.owner) or 0)


def warned(debt, step, ladder):
    """Owner and drafter always; the superior halfway, the reviewer who holds it last."""
    people = {debt.owner: "owner"}
    if step.code != LEAVING and debt.drafter:
        people.setdefault(debt.drafter, "drafter")
    if step.code == "warn-2" and (superior := ladder.superior_of(debt.owner)):
        people.setdefault(superior, "superior")
    if step.code == "warn-3" and debt.report and debt.report.reviewer:
        people.setdefault(debt.report.reviewer, "reviewer")
    return people.items()


def told_entry(told):
    entry = {"id": told.person.pk, "name": told.person.name, "rank": str(told.person.short_rank)}
    if told.stands_in_for:
        entry["for"] = told.stands_in_for.name
    return entry


def settle(debts, at):
    """Meet every open debt whose report was accepted for a client participant and the superior.

    The stamp is the later of the two acceptances: the mail server's moment, not the sweep's.
    """
    met = 0
    for debt in _with_acceptances(debts.open().filter(report__distributed_at__isnull=False)):
        accepted_at = stops_the_clock(debt)
        if accepted_at is not None:
            debt.meet(accepted_at)
            met += 1
    return met


def _with_acceptances(debts):
    there = Q(report__versions__recipients__mail__bounced_at=None)
    to_client = there & Q(report__versions__recipients__is_client_participant=True)
    to_superior = there & Q(report__versions__recipients__is_superior=True)
    accepted = "report__versions__recipients__mail__accepted_at"
    return debts.select_related("interaction", "client", "report").annotate(
        accepted_by_client=Min(accepted, filter=to_client),
        accepted_by_superior=Min(accepted, filter=to_superior),
        accepted_by_anybody=Min(accepted, filter=there),
    )


def stops_the_clock(debt):
    """The moment the required acceptances were there; None while one is missing."""
    superior = debt.accepted_by_superior
    if debt.report.has_no_superior:
        superior = debt.accepted_by_anybody
    if debt.interaction.is_sensitive:
        return superior
    client = debt.accepted_by_client
    return max(client, superior) if client and superior else None


def hand_over(debts, at):
    """Move the open debts of owners who are away, gone or off the client, deadline unchanged."""
    absent = running_absences(at)
    on_team = TeamMember.objects.filter(client=OuterRef("client"), person=OuterRef("owner"))
    taken_off = Exists(on_team) & ~Exists(on_team.on(at.date()))
    leaving = debts.open().filter(
        Q(owner__is_active=False) | Q(owner__in=absent.keys()) | taken_off
    )
    handed = 0
    for debt in leaving.select_related("client", "owner__office"):
        heir = heir_of(debt, absent, at)
        if heir is not None and heir != debt.owner:
            debt._history_user = User.objects.system()
            debt.hand_to(heir, "The owner is away, has left or no longer serves the client.")
            handed += 1
    return handed


def heir_of(debt, absent, at):
    """The delegate of an absent owner; the successor of one who left; else the superior."""
    ladder = Ladders([debt.client_id], [debt.owner_id], at).of(debt.client_id, debt.owner_id)
    if debt.owner.is_active and debt.owner_id in absent:
        return ladder.delegate_of(debt.owner) or ladder.superior_of(debt.owner)
    successor = ladder.client_ae()
    if successor is not None and successor != debt.owner and not ladder.is_absent(successor):
        return successor
    return ladder.superior_of(debt.owner)

"""Timing plans: drawn up backwards, changed as a draft, agreed, and then only by new versions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Client
from agency.lib.refusal import Refused
from briefs.models import Job, Milestone, TimingPlan
from tests.cast import NOW, make_client, make_contact, put_on_team

DAY = timedelta(days=1)
TODAY = NOW.date()  # Tuesday, 10 March 2026
DUE = date(2026, 6, 30)
LAYOUT = {"key": "layout", "name": "Layout", "side": "agency", "days": 5, "after": []}
LOOK = {"key": "look", "name": "Client looks", "side": "client", "days": 2, "after": ["layout"]}
FINAL = {"key": "final", "name": "Final files", "side": "agency", "days": 3, "after": ["look"]}
SHORT = [LAYOUT, LOOK, FINAL | {"is_client_facing": True}]


@pytest.fixture
def job(client_of, ladder):
    return Job.objects.open_job(client_of, None, "Card launch", ladder.ae, ladder.ae, NOW)


@pytest.fixture
def plan(job, ladder):
    return TimingPlan.objects.draw_up(job, DUE, ladder.ae, NOW, SHORT)


@pytest.fixture
def agreed(plan, joanna, ladder):
    plan.agree(ladder.am, plan.hash_of(), NOW, contact=joanna)
    return plan


def days(plan):
    return {row.key: (row.planned_start, row.planned_end) for row in plan.milestones.all()}


def row_of(plan, key):
    return plan.milestones.get(key=key)


# -- Drawing up -----------------------------------------------------------------------------------


def test_a_plan_is_laid_out_backwards_from_the_day_it_is_due(plan):
    # The 29th of June is a holiday nowhere in this calendar but in Rome itself.
    assert days(plan) == {
        "layout": (date(2026, 6, 17), date(2026, 6, 23)),
        "look": (date(2026, 6, 24), date(2026, 6, 25)),
        "final": (date(2026, 6, 26), date(2026, 6, 30)),
    }
    assert plan.is_current
    assert plan.history.get().history_user == plan.made_by


def test_without_a_template_a_plan_begins_with_the_usual_forty_one_days(job, joanna, ladder):
    plan = TimingPlan.objects.draw_up(job, DUE, ladder.ae, NOW)
    rows = list(plan.milestones.all())
    assert sum(row.days for row in rows) == 41
    assert {row.owner for row in rows if row.side == "client"} == {joanna}
    assert {row.owner for row in rows if row.side == "agency"} == {ladder.ae}


def test_client_steps_keep_the_holidays_of_the_clients_country(job, ladder):
    Client.objects.filter(pk=job.client_id).update(country="SA", time_zone="Asia/Riyadh")
    job = Job.objects.get()
    plan = TimingPlan.objects.draw_up(job, date(2026, 3, 16), ladder.ae, NOW, [
        LAYOUT | {"days": 1}, LOOK, FINAL | {"days": 1}
    ])  # fmt: skip
    assert days(plan)["look"] == (date(2026, 3, 12), date(2026, 3, 15))  # Thursday and Sunday


def test_a_job_has_one_plan(plan, job, ladder):
    with pytest.raises(Refused, match="a timing plan already"):
        TimingPlan.objects.draw_up(job, DUE, ladder.ae, NOW)


def test_executives_and_above_draft_and_managers_agree(job, ladder, client_of, joanna):
    with pytest.raises(Refused) as refused:
        TimingPlan.objects.draw_up(job, DUE, ladder.aae, NOW)
    assert refused.value.status == 403
    plan = TimingPlan.objects.draw_up(job, DUE, ladder.ae, NOW, SHORT)
    with pytest.raises(Refused) as refused:
        plan.agree(ladder.ae, plan.hash_of(), NOW, contact=joanna)
    assert refused.value.status == 403


# -- Changing a draft -----------------------------------------------------------------------------


def test_another_due_date_lays_everything_out_anew(plan, ladder):
    plan.reschedule(ladder.ae, DUE + DAY, NOW)
    assert days(plan)["layout"][0] == date(2026, 6, 18)


def test_a_longer_step_begins_earlier_and_pulls_what_it_waits_for(plan, ladder):
    row_of(plan, "look").edit(ladder.ae, NOW, days=4)
    assert days(plan) == {
        "layout": (date(2026, 6, 15), date(2026, 6, 19)),
        "look": (date(2026, 6, 22), date(2026, 6, 25)),
        "final": (date(2026, 6, 26), date(2026, 6, 30)),
    }


def test_a_milestone_is_added_behind_what_it_waits_for_and_removed_again(plan, ladder):
    row = plan.add(ladder.ae, NOW, name="Proof", days=1, side="agency", after=["layout"])
    assert row.key == "proof"
    assert row.planned_end == DUE  # nothing waits for it yet
    row_of(plan, "look").edit(ladder.ae, NOW, after=["proof"])
    assert row_of(plan, "proof").planned_end == date(2026, 6, 23)
    row_of(plan, "proof").remove(ladder.ae, NOW)
    assert row_of(plan, "look").after == ["layout"]


def test_two_milestones_change_places(plan, ladder):
    row_of(plan, "final").rise(ladder.ae, NOW)
    assert [row.key for row in plan.milestones.all()] == ["layout", "final", "look"]
    assert row_of(plan, "final").after == ["layout"]
    assert row_of(plan, "look").after == ["final"]
    assert row_of(plan, "look").planned_end == DUE
    with pytest.raises(Refused, match="first already"):
        row_of(plan, "layout").rise(ladder.ae, NOW)


def test_a_circle_is_refused_by_the_names_of_its_milestones(plan, ladder):
    with pytest.raises(Refused, match="Layout → .*Layout|Final files → .*Final files|Client looks"):
        row_of(plan, "layout").edit(ladder.ae, NOW, after=["final"])
    with pytest.raises(Refused, match="does not wait for itself"):
        row_of(plan, "layout").edit(ladder.ae, NOW, after=["layout"])
    with pytest.raises(Refused, match="not in the plan"):
        row_of(plan, "layout").edit(ladder.ae, NOW, after=["elsewhere"])
    assert row_of(plan, "layout").after == []


def test_an_owner_sees_the_client(plan, ladder, client_of):
    other = make_contact(make_client("ORC", "Orchard"), "Ann")
    for owner in ({"person": ladder.stranger}, {"contact": other}):
        with pytest.raises(Refused):
            row_of(plan, "layout").edit(ladder.ae, NOW, **owner)
    put_on_team(client_of, ladder.planner, "planning")
    row_of(plan, "layout").edit(ladder.ae, NOW, person=ladder.planner, contact=None)
    assert row_of(plan, "layout").owner == ladder.planner


def test_a_later_end_pushes_what_waits_and_an_earlier_one_pulls_what_it_waits_for(plan, ladder):
    row_of(plan, "layout").move(ladder.ae, date(2026, 6, 24), "", NOW)
    assert days(plan)["look"] == (date(2026, 6, 25), date(2026, 6, 26))
    assert days(plan)["final"] == (date(2026, 6, 29), date(2026, 7, 1))
    plan.refresh_from_db()
    assert plan.due_on == date(2026, 7, 1)
    row_of(plan, "final").move(ladder.ae, date(2026, 6, 26), "", NOW)
    assert days(plan)["layout"][1] == date(2026, 6, 19)


# -- Agreeing -------------------------------------------------------------------------------------


def test_an_agreement_is_of_what_was_read_with_somebody_of_the_client(plan, ladder, joanna):
    with pytest.raises(Refused, match="Say who of the client"):
        plan.agree(ladder.am, plan.hash_of(), NOW)
    old = plan.hash_of()
    row_of(plan, "look").edit(ladder.ae, NOW, days=3)
    with pytest.raises(Refused, match="changed since you opened it"):
        plan.agree(ladder.am, old, NOW, contact=joanna)
    plan.agree(ladder.am, plan.hash_of(), NOW + DAY, contact=joanna, on=TODAY)
    assert (plan.status, plan.agreed_with, plan.client_agreed_on) == ("agreed", joanna, TODAY)
    with pytest.raises(Refused, match="is agreed"):
        plan.agree(ladder.am, plan.hash_of(), NOW, contact=joanna)


def test_with_its_timing_agreed_the_job_is_due_when_the_plan_is(job, plan, ladder, joanna):
    job.edit(ladder.ae, NOW, due_on=DUE - timedelta(days=3))

    plan.agree(ladder.am, plan.hash_of(), NOW, contact=joanna)

    job.refresh_from_db()
    assert job.due_on == DUE
    assert job.history.first().history_user == ladder.am


def test_a_plan_that_cannot_be_kept_is_not_agreed(job, ladder, joanna):
    plan = TimingPlan.objects.draw_up(job, TODAY + 3 * DAY, ladder.ae, NOW, SHORT)
    verdict = plan.timetable(NOW).judged(plan.due_on, TODAY)
    assert (verdict.infeasible_by, verdict.earliest_due_on) == (6, date(2026, 3, 23))
    with pytest.raises(Refused, match="day that is over"):
        plan.agree(ladder.am, plan.hash_of(), NOW, contact=joanna)
    plan.reschedule(ladder.ae, verdict.earliest_due_on, NOW)
    plan.agree(ladder.am, plan.hash_of(), NOW, contact=joanna)


def test_what_was_agreed_does_not_change_in_the_database(agreed):
    for change in (
        lambda: TimingPlan.objects.update(due_on=TODAY),
        lambda: Milestone.objects.update(planned_end=TODAY),
        lambda: Milestone.objects.filter(key="look").update(after=[]),
        lambda: Milestone.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_an_agreed_plan_refuses_what_changes_a_draft(agreed, ladder):
    for change in (
        lambda: agreed.reschedule(ladder.ae, DUE, NOW),
        lambda: row_of(agreed, "look").edit(ladder.ae, NOW, days=9),
        lambda: row_of(agreed, "look").remove(ladder.ae, NOW),
        lambda: row_of(agreed, "look").rise(ladder.ae, NOW),
    ):
        with pytest.raises(Refused, match="new version"):
            change()


# -- New versions ---------------------------------------------------------------------------------


def test_a_slip_of_an_agreed_milestone_needs_a_reason_and_makes_a_new_version(
    agreed, ladder, joanna
):
    row = row_of(agreed, "layout")
    with pytest.raises(Refused, match="say why"):
        row.move(ladder.ae, date(2026, 6, 25), " ", NOW)
    draft = row.move(ladder.ae, date(2026, 6, 25), "The shoot was rained off", NOW)
    assert (draft.number, draft.status, draft.is_current) == (2, "draft", False)
    assert row_of(draft, "final").slip_reason == "The shoot was rained off"
    assert days(agreed)["layout"][1] == date(2026, 6, 23)
    agreed.refresh_from_db()
    assert agreed.is_current
    with pytest.raises(Refused, match="Say who of the client"):
        draft.agree(ladder.am, draft.hash_of(), NOW)
    draft.agree(ladder.am, draft.hash_of(), NOW, contact=joanna)
    agreed.refresh_from_db()
    assert (agreed.status, agreed.is_current, draft.is_current) == ("superseded", False, True)


def test_a_slip_the_client_does_not_see_needs_his_word_no_more(agreed, ladder):
    draft = row_of(agreed, "layout").move(ladder.ae, date(2026, 6, 19), "Photographer early", NOW)
    draft.agree(ladder.am, draft.hash_of(), NOW)
    assert draft.agreed_with is None


def test_one_next_version_is_drafted_at_a_time_and_can_be_given_up(agreed, ladder):
    draft = agreed.revise(ladder.ae, "New formats", NOW)
    with pytest.raises(Refused, match="being drafted already"):
        agreed.revise(ladder.ae, "New formats", NOW)
    with pytest.raises(Refused, match="drop it"):
        row_of(draft, "look").remove(ladder.ae, NOW)
    draft.discard(ladder.ae, NOW)
    assert agreed.revise(ladder.ae, "New formats", NOW).number == 3


# -- Ticking --------------------------------------------------------------------------------------


def test_a_milestone_is_ticked_by_its_owner_in_the_version_that_holds_and_in_the_draft(
    agreed, ladder, client_of
):
    put_on_team(client_of, ladder.planner, "planning")
    row = row_of(agreed, "layout")
    with pytest.raises(Refused) as refused:
        row.complete(ladder.planner, NOW)
    assert refused.value.status == 403
    row.hand_to(ladder.ae, NOW, person=ladder.planner)
    draft = agreed.revise(ladder.ae, "New formats", NOW)
    row.complete(ladder.planner, NOW)
    assert row_of(draft, "layout").done_on == TODAY
    with pytest.raises(Refused, match="reached already"):
        row.complete(ladder.planner, NOW)
    row.reopen(ladder.planner, NOW)
    assert row_of(draft, "layout").is_open
    with pytest.raises(Refused, match="open already"):
        row.reopen(ladder.planner, NOW)
    with pytest.raises(Refused, match="still to come"):
        row.complete(ladder.planner, NOW, on=TODAY + DAY)


def test_what_is_reached_after_its_day_is_done_late(agreed, ladder):
    row = row_of(agreed, "layout")
    assert row.state == "planned"
    row.complete(ladder.ae, datetime(2026, 6, 24, 9, tzinfo=UTC))
    assert (row.state, row.was_late) == ("done_late", True)


def test_a_dropped_milestone_holds_nothing_up(agreed, ladder):
    row = row_of(agreed, "final")
    with pytest.raises(Refused, match="AM|Manager|manager"):
        row.drop(ladder.ae, "Cancelled by the client", NOW)
    with pytest.raises(Refused, match="Say why"):
        row.drop(ladder.am, " ", NOW)
    row_of(agreed, "look").drop(ladder.ae, "He saw it in the meeting", NOW)
    draft = row_of(agreed, "layout").move(ladder.ae, date(2026, 6, 25), "Rain", NOW)
    assert days(draft)["final"] == (date(2026, 6, 26), DUE)


# -- Sets -----------------------------------------------------------------------------------------


def test_open_overdue_and_due_milestones_are_those_of_the_version_that_holds(agreed, ladder, job):
    agreed.revise(ladder.ae, "New formats", NOW)
    assert Milestone.objects.open().count() == 3
    assert [row.key for row in Milestone.objects.overdue(date(2026, 6, 24))] == ["layout"]
    week = Milestone.objects.due_between(date(2026, 6, 23), date(2026, 6, 25))
    assert [row.key for row in week] == ["layout", "look"]
    row_of(agreed, "layout").complete(ladder.ae, NOW)
    row_of(agreed, "look").drop(ladder.ae, "Not needed", NOW)
    assert [row.key for row in Milestone.objects.unfinished(job)] == ["final"]


def test_a_day_that_was_missed_stays_missed_whatever_is_agreed_later(agreed, ladder, joanna):
    after = datetime(2026, 7, 2, 9, tzinfo=UTC)
    first, last = date(2026, 6, 1), date(2026, 7, 31)
    draft = row_of(agreed, "final").move(ladder.ae, date(2026, 7, 10), "Printer broke", after)
    row_of(draft, "layout").complete(ladder.ae, after)
    row_of(draft, "look").complete(ladder.ae, after)
    draft.agree(ladder.am, draft.hash_of(), after, contact=joanna)
    missed = Milestone.objects.missed_client_facing(first, after.date())
    assert [row.plan for row in missed] == [agreed]
    row_of(draft, "final").complete(ladder.ae, datetime(2026, 7, 9, 9, tzinfo=UTC))
    assert Milestone.objects.judged(first, last).count() == 2
    assert Milestone.objects.missed_client_facing(first, last).count() == 1


def test_a_slip_agreed_in_time_is_no_miss(agreed, ladder, joanna):
    draft = row_of(agreed, "final").move(ladder.ae, date(2026, 7, 10), "New formats", NOW)
    draft.agree(ladder.am, draft.hash_of(), NOW, contact=joanna)
    row_of(draft, "final").complete(ladder.ae, datetime(2026, 7, 9, 9, tzinfo=UTC))
    missed = Milestone.objects.missed_client_facing(date(2026, 6, 1), date(2026, 7, 31))
    assert missed.count() == 0


def test_traffic_sees_all_timing_and_finance_none(agreed, ladder):
    for person, count in [(ladder.traffic, 3), (ladder.ae, 3), (ladder.finance, 0)]:
        assert Milestone.objects.visible_to(person).count() == count
    assert Milestone.objects.visible_to(ladder.stranger).count() == 0

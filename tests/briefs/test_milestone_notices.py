"""Who hears of a milestone that is near or over, and that nobody hears of it twice."""

import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from accounts.models import Notice
from briefs.models import Job, Milestone, MilestoneStep, TimingPlan
from briefs.models.milestone_sweep import tell_due
from tests.cast import NOW, make_client, make_contact, make_ladder, make_team

DUE = date(2026, 6, 30)  # a Tuesday
STEP = [{"key": "files", "name": "Final files", "side": "agency", "days": 1}]


def on(day):
    return datetime(2026, day.month, day.day, 10, tzinfo=ZoneInfo("Europe/Rome"))


@pytest.fixture
def row(client_of, ladder):
    job = Job.objects.open_job(client_of, None, "Card launch", ladder.ae, ladder.ae, NOW)
    plan = TimingPlan.objects.draw_up(job, DUE, ladder.ae, NOW, STEP)
    row = plan.milestones.get()
    row.hand_to(ladder.ae, NOW, person=ladder.aae)
    Notice.objects.all().delete()
    return row


def sweep(day, times=2):
    return [tell_due(Milestone.objects.all(), on(day)) for _each in range(times)]


def told():
    return sorted(notice.person.name for notice in Notice.objects.filter(done_at=None))


DAY = timedelta(days=1)


def test_the_owner_hears_a_day_before_and_once(row):
    assert sweep(DUE - 2 * DAY) == [0, 0]
    assert sweep(DUE - DAY) == [1, 0]
    assert sweep(DUE) == [0, 0]
    assert told() == ["Aae"]
    assert "Final files" in Notice.objects.get().text


def test_overdue_is_heard_by_owner_and_executive_and_then_by_the_manager(row):
    assert sweep(DUE + DAY) == [1, 0]
    assert told() == ["Aae", "Ae"]
    assert sweep(DUE + 2 * DAY) == [1, 0]
    assert told() == ["Aae", "Ae", "Am"]
    assert all(notice.is_late for notice in Notice.objects.all())


def test_after_downtime_every_step_is_taken_and_each_hears_once(row):
    assert sweep(DUE + 7 * DAY) == [2, 0]
    assert told() == ["Aae", "Ae", "Am"]


def test_what_is_reached_needs_no_looking_at(row, ladder):
    sweep(DUE + DAY)
    row.complete(ladder.aae, on(DUE + DAY))
    assert told() == []
    assert sweep(DUE + 2 * DAY) == [0, 0]


def test_another_day_is_heard_of_anew(row, ladder):
    sweep(DUE)
    row.move(ladder.ae, DUE + 7 * DAY, "", on(DUE))
    assert sweep(DUE + 6 * DAY) == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_once():
    ladder = make_ladder()
    client = make_team(make_client(), ladder)
    make_contact(client)
    job = Job.objects.open_job(client, None, "Card launch", ladder.ae, ladder.ae, NOW)
    TimingPlan.objects.draw_up(job, DUE, ladder.ae, NOW, STEP)
    gate, counts = threading.Barrier(4), []

    def run():
        gate.wait()
        try:
            counts.append(tell_due(Milestone.objects.all(), on(DUE)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 1
    assert MilestoneStep.objects.count() == 1

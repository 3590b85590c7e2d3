"""The clock: who is told when, once each, whatever goes wrong."""

from datetime import timedelta

import pytest

from accounts.models import AgencyProfile, Notice, OutgoingMail
from reports.models import Obligation, ObligationStep
from reports.models import sweep as sweep_module
from tests.cast import NOW, make_absence, make_client, make_debt, make_person, put_on_team


def told(debt):
    return [(step.step, [who["name"] for who in step.told]) for step in debt.steps.all()]


def step(at):
    Obligation.objects.step_due(at)


def after(debt, **late):
    return debt.due_at + timedelta(**late)


@pytest.fixture
def debt(client_of, ladder):
    """Owed by Brightwater's AE for a contact on a Tuesday at ten."""
    return make_debt(client_of, ladder.ae)


def test_nobody_is_told_before_it_is_time(debt):
    step(debt.due_at - timedelta(hours=12, seconds=1))

    assert told(debt) == []


def test_the_owner_is_warned_at_12_6_and_2_hours_his_superior_at_6(debt, ladder):
    for hours in (12, 6, 2):
        step(debt.due_at - timedelta(hours=hours))

    assert told(debt) == [("warn-1", ["Ae"]), ("warn-2", ["Ae", "Am"]), ("warn-3", ["Ae"])]


def test_the_drafter_is_warned_too(client_of, ladder):
    debt = make_debt(client_of, ladder.ae)
    debt.draft_by(ladder.aae)

    step(debt.due_at - timedelta(hours=12))

    assert told(debt) == [("warn-1", ["Ae", "Aae"])]


def test_an_overdue_report_climbs_one_rung_at_a_time_up_to_the_csd(debt):
    step(debt.due_at - timedelta(seconds=1))
    for hours in (0, 4, 8, 24):
        step(after(debt, hours=hours))

    assert told(debt)[3:] == [
        ("breach", ["Am"]),
        ("climb-1", ["Ad"]),
        ("climb-2", ["Gad"]),
        ("top", ["Csd"]),
    ]


def test_a_second_sweep_tells_nobody_again(debt):
    step(after(debt, hours=0))
    step(after(debt, hours=0))

    assert [row.step for row in debt.steps.all()] == ["warn-1", "warn-2", "warn-3", "breach"]


def test_an_empty_rung_is_skipped_and_the_csd_hears_earlier(client_of, ladder):
    client_of.team.filter(person__in=[ladder.am, ladder.gad]).update(until_on=NOW.date())
    ladder.ae.manager = None
    ladder.ae.save()
    ladder.ae.supervised_by.filter(depth__gt=0).delete()
    debt = make_debt(client_of, ladder.ae, NOW + timedelta(days=7))

    for hours in (0, 4, 8, 24):
        step(after(debt, hours=hours))

    assert told(debt)[3:] == [("breach", ["Ad"]), ("climb-1", ["Csd"])]
    assert Obligation.objects.get().next_step_at is None


def test_the_superior_of_the_org_chart_holds_a_rung_the_team_leaves_empty(client_of, ladder):
    client_of.team.exclude(person=ladder.ae).delete()
    debt = make_debt(client_of, ladder.ae)

    step(after(debt, hours=0))

    assert told(debt)[-1] == ("breach", ["Am"])


def test_any_csd_hears_of_a_client_without_a_ladder(ladder):
    loner = make_person("loner", rank="ae")
    client = make_client("LON", "Lone")
    put_on_team(client, loner, "ae")
    debt = make_debt(client, loner)

    step(after(debt, hours=0))

    assert told(debt)[-1] == ("breach", ["Csd"])


def test_with_two_holders_of_a_rung_the_lead_is_told(client_of, ladder):
    second = make_person("second", rank="am")
    put_on_team(client_of, second, "am", is_lead=True)
    debt = make_debt(client_of, ladder.ae)

    step(after(debt, hours=0))

    assert told(debt)[-1] == ("breach", ["Second"])


def test_without_a_lead_all_holders_of_a_rung_are_told(client_of, ladder):
    put_on_team(client_of, make_person("second", rank="am"), "am")
    debt = make_debt(client_of, ladder.ae)

    step(after(debt, hours=0))

    assert told(debt)[-1] == ("breach", ["Am", "Second"])


def test_for_an_absent_holder_the_delegate_and_the_next_rung_are_told_at_once(client_of, ladder):
    deputy = make_person("deputy", rank="am")
    debt = make_debt(client_of, ladder.ae)
    make_absence(ladder.am, debt.due_at.date(), delegate=deputy)

    step(after(debt, hours=0))
    assert told(debt)[-1] == ("breach", ["Deputy", "Ad"])
    assert debt.steps.get(step="breach").told[0]["for"] == "Am"

    step(after(debt, hours=4))
    assert told(debt)[-1] == ("climb-1", ["Gad"])


def test_an_absent_holder_without_a_delegate_is_passed_over(client_of, ladder):
    debt = make_debt(client_of, ladder.ae)
    make_absence(ladder.am, debt.due_at.date())

    step(after(debt, hours=0))

    assert told(debt)[-1] == ("breach", ["Ad"])


def test_the_csds_own_debt_goes_to_the_fallback_address(client_of, ladder):
    profile = AgencyProfile.current()
    profile.fallback_email = "board@northlight.example"
    profile.save()
    debt = make_debt(client_of, ladder.csd)

    step(after(debt, hours=0))

    assert told(debt)[-1] == ("breach", ["board@northlight.example"])
    assert OutgoingMail.objects.filter(to_address="board@northlight.example").count() == 1
    assert Obligation.objects.get().next_step_at is None


def test_after_downtime_every_step_is_recorded_in_order_and_each_person_told_once(debt, ladder):
    back = after(debt, days=8)
    step(back)

    rows = list(debt.steps.all())
    assert [row.step for row in rows] == [
        "warn-1",
        "warn-2",
        "warn-3",
        "breach",
        "climb-1",
        "climb-2",
        "top",
    ]
    assert {row.taken_at for row in rows} == {back}
    assert [row.scheduled_at for row in rows] == sorted(row.scheduled_at for row in rows)
    for person in (ladder.ae, ladder.am, ladder.ad, ladder.gad, ladder.csd):
        assert Notice.objects.filter(person=person).count() == 1
        assert OutgoingMail.objects.filter(person=person).count() == 1


def test_the_inbox_has_one_row_for_a_debt_whatever_happened_to_it(debt, ladder):
    step(debt.due_at - timedelta(hours=12))
    Notice.objects.update(read_at=NOW, done_at=NOW)
    step(after(debt, hours=0))

    notice = Notice.objects.get(person=ladder.ae)
    assert (notice.read_at, notice.done_at, notice.is_late) == (None, None, True)


def test_a_broken_row_is_set_aside_and_delays_nobody(debt, client_of, ladder, monkeypatch):
    broken = make_debt(client_of, ladder.ae, subject="Broken")
    plan_of = sweep_module.plan_of

    def stumble(owed, *rest):
        if owed.pk == broken.pk:
            raise ValueError("no such calendar")
        return plan_of(owed, *rest)

    monkeypatch.setattr(sweep_module, "plan_of", stumble)
    at = after(debt, hours=0)
    step(at)

    assert told(debt)[-1] == ("breach", ["Am"])
    broken.refresh_from_db()
    assert (broken.error, broken.retry_at) == ("no such calendar", at + timedelta(minutes=5))

    monkeypatch.undo()
    step(at + timedelta(minutes=5))
    assert told(broken)[-1] == ("breach", ["Am"])


def test_a_closed_debt_tells_nobody_and_clears_the_inbox(debt, ladder):
    step(debt.due_at - timedelta(hours=12))
    debt.waive(ladder.ad, "Nothing but a handshake", NOW)
    step(after(debt, days=3))

    assert [row.step for row in debt.steps.all()] == ["warn-1"]
    assert Notice.objects.filter(done_at=None).count() == 0


def test_a_moved_deadline_begins_its_steps_anew(debt):
    step(after(debt, hours=0))
    moved_at = after(debt, hours=1)
    debt.move(debt.ended_at + timedelta(hours=4), moved_at)
    step(after(debt, hours=0))

    assert [row.step for row in debt.steps.filter(generation=2)] == ["warn-3", "breach"]


def test_a_moved_deadline_skips_the_warnings_already_past(debt):
    debt.move(debt.ended_at + timedelta(minutes=10), debt.due_at - timedelta(hours=5))

    assert [row.code for row in debt.plan()][0] == "warn-3"


def test_the_debts_of_an_absent_owner_go_to_the_delegate_with_the_same_deadline(debt, ladder):
    deputy = make_person("deputy", rank="ae")
    make_absence(ladder.ae, NOW.date(), delegate=deputy)
    due = debt.due_at

    step(NOW)

    debt.refresh_from_db()
    assert (debt.owner, debt.due_at) == (deputy, due)
    assert debt.history.first().history_user.email == "clock@plates.invalid"


def test_without_a_delegate_they_go_to_the_superior(debt, ladder):
    make_absence(ladder.ae, NOW.date())

    step(NOW)

    debt.refresh_from_db()
    assert debt.owner == ladder.am


def test_the_debts_of_somebody_who_left_go_up(debt, ladder):
    ladder.ae.is_active = False
    ladder.ae.save()

    step(NOW)

    debt.refresh_from_db()
    assert debt.owner == ladder.am


def test_a_debt_of_somebody_taken_off_the_client_goes_to_his_successor(debt, client_of, ladder):
    successor = make_person("successor", rank="ae")
    client_of.team.filter(person=ladder.ae).update(until_on=NOW.date() - timedelta(days=1))
    put_on_team(client_of, successor, "ae")

    step(NOW)

    debt.refresh_from_db()
    assert debt.owner == successor


@pytest.mark.parametrize("debts", [1, 10])
def test_the_sweep_takes_the_same_queries_for_one_debt_and_for_ten(
    debts, client_of, ladder, django_assert_num_queries
):
    for _ in range(debts):
        last = make_debt(client_of, ladder.ae)
    step(NOW)

    with django_assert_num_queries(24):
        step(after(last, hours=0))


def test_an_idle_sweep_costs_six_queries(debt, django_assert_num_queries):
    step(NOW)

    with django_assert_num_queries(6):
        step(NOW)


def test_only_rows_that_are_due_are_touched(debt, client_of, ladder):
    later = make_debt(client_of, ladder.ae, NOW + timedelta(days=5))
    step(after(debt, hours=0))

    assert ObligationStep.objects.filter(obligation=later).count() == 0

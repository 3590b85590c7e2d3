"""The timing of a job on its page, the week's milestones, and what calendar programs read."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Client, ConflictWall, TeamMember
from briefs.figures import milestone_counts
from briefs.models import Job, Milestone, TimingFeed, TimingPlan
from tests.cast import make_client, make_contact, make_team
from tests.page import as_opened

DAY = timedelta(days=1)
WEEK = reverse("briefs:milestones")


@pytest.fixture
def today(client_of):
    return client_of.local_date(timezone.now())


@pytest.fixture
def plan(client_of, ladder, joanna, today):
    return drawn(client_of, ladder, today + 90 * DAY)


def drawn(client, ladder, due_on, template=(), title="Card launch"):
    at = timezone.now()
    job = Job.objects.open_job(client, None, title, ladder.ae, ladder.ae, at)
    return TimingPlan.objects.draw_up(job, due_on, ladder.ae, at, template)


def page_of(plan):
    return reverse("briefs:timing", args=[plan.job_id])


def steps(count, days=1):
    return [
        {"key": f"step-{n}", "name": f"Step {n}", "side": "agency", "days": days}
        for n in range(count)
    ]


def text_of(answer):
    return " ".join(answer.content.decode().split())


# -- The tab --------------------------------------------------------------------------------------


def test_a_plan_is_drawn_up_with_one_click(client_of, ladder, joanna, signed_in, today):
    job = Job.objects.open_job(client_of, None, "Launch", ladder.ae, ladder.ae, timezone.now())
    browser, url = signed_in(ladder.ae), reverse("briefs:timing", args=[job.pk])
    form = reverse("briefs:draw-up-timing", args=[job.pk])
    assert form in browser.get(url).content.decode()
    due_on = browser.get(form).context["form"]["due_on"].value()
    assert browser.post(form, {"due_on": due_on.isoformat()}).status_code == 302
    assert job.timing_plans.get().milestones.count() == 11
    assert browser.post(form, {"due_on": due_on.isoformat()}).status_code == 409
    past = browser.post(form, {"due_on": (today - DAY).isoformat()})
    assert past.status_code == 409


@pytest.mark.parametrize(
    ("who", "status"),
    [("aae", 200), ("csd", 200), ("traffic", 200), ("finance", 404), ("stranger", 404)],
)
def test_timing_is_seen_by_the_team_and_by_traffic(plan, ladder, signed_in, who, status):
    browser = signed_in(getattr(ladder, who))
    assert browser.get(page_of(plan)).status_code == status
    url = reverse("briefs:job-calendar", args=[plan.job_id])
    assert browser.get(url).status_code == status


@pytest.mark.parametrize(("earlier", "is_said"), [(3, True), (0, False)])
def test_a_draft_says_that_the_job_is_due_on_another_day(plan, ladder, signed_in, earlier, is_said):
    plan.job.edit(ladder.ae, timezone.now(), due_on=plan.due_on - earlier * DAY)
    page = signed_in(ladder.ae).get(reverse("briefs:timing", args=[plan.job_id]))
    assert ("until this is agreed" in page.content.decode()) is is_said


def test_the_page_says_by_how_much_a_plan_cannot_be_kept(client_of, ladder, signed_in, today):
    plan = drawn(client_of, ladder, today + 3 * DAY)
    page = signed_in(ladder.ae).get(page_of(plan))
    verdict = page.context["verdict"]
    assert f"it should have begun {verdict.infeasible_by} working days ago" in text_of(page)
    url = reverse("briefs:reschedule-timing", args=[plan.pk])
    signed_in(ladder.ae).post(url, {"due_on": verdict.earliest_due_on.isoformat()})
    assert signed_in(ladder.ae).get(page_of(plan)).context["verdict"].is_feasible


def test_the_tab_costs_the_same_with_one_milestone_and_with_thirty(
    client_of, ladder, signed_in, today, django_assert_num_queries
):
    browser = signed_in(ladder.ae)
    for count in (1, 30):
        plan = drawn(client_of, ladder, today + 30 * DAY, steps(count), f"Job {count}")
        browser.get(page_of(plan))
        with django_assert_num_queries(7):
            browser.get(page_of(plan))


# -- Moving ---------------------------------------------------------------------------------------


def test_the_effect_of_a_move_is_shown_before_anything_is_saved(plan, ladder, signed_in):
    row = plan.milestones.get(key="artwork")
    before = list(plan.milestones.values_list("planned_start", "planned_end"))
    url, browser = reverse("briefs:move-milestone", args=[row.pk]), signed_in(ladder.ae)
    day = row.planned_end + 7 * DAY
    page = browser.get(url, {"day": day.isoformat()})
    changed = [each.key for each in page.context["effect"].changed]
    assert changed == ["artwork", "proofs", "production", "delivery"]
    assert "The work would be due" in text_of(page)
    assert list(plan.milestones.values_list("planned_start", "planned_end")) == before
    assert browser.post(url, {"day": day.isoformat(), "reason": ""}).status_code == 302
    row.refresh_from_db()
    assert row.planned_end >= day


def test_moving_an_agreed_milestone_begins_the_next_version(plan, ladder, signed_in, joanna):
    plan.agree(ladder.am, plan.hash_of(), timezone.now(), contact=joanna)
    row = plan.milestones.get(key="delivery")
    url, browser = reverse("briefs:move-milestone", args=[row.pk]), signed_in(ladder.ae)
    day = (row.planned_end + 7 * DAY).isoformat()
    assert "begins its next version" in text_of(browser.get(url, {"day": day}))
    assert browser.post(url, {"day": day, "reason": ""}).status_code == 409
    assert browser.post(url, {"day": day, "reason": "Paper is late"}).status_code == 302
    draft = plan.job.timing_plans.get(status="draft")
    versions = text_of(browser.get(reverse("briefs:timing-version", args=[draft.pk])))
    assert "Paper is late" in versions
    assert "+5" in versions
    agree = reverse("briefs:agree-timing", args=[draft.pk])
    first = signed_in(ladder.am).get(agree).context["form"].initial
    sent = {"contact": joanna.pk, "on": first["on"], "content_hash": first["content_hash"]}
    assert signed_in(ladder.am).post(agree, sent).status_code == 302
    plan.refresh_from_db()
    assert plan.status == "superseded"


@pytest.mark.parametrize("day", ["", "nonsense", "1900-01-01", "2199-12-31", "2026-02-31"])
def test_a_day_that_makes_no_sense_is_named_at_its_field(plan, ladder, signed_in, day):
    row = plan.milestones.get(key="artwork")
    url = reverse("briefs:move-milestone", args=[row.pk])
    answer = signed_in(ladder.ae).get(url, {"day": day})
    assert answer.status_code in (409, 422)
    assert answer.context["chooser"].errors["day"]
    assert signed_in(ladder.ae).post(url, {"day": day}).status_code in (409, 422)


# -- Changing -------------------------------------------------------------------------------------


def test_a_new_name_leaves_owner_and_what_a_step_waits_for(
    client_of, ladder, joanna, signed_in, today
):
    first, second = steps(2)
    template = [first | {"after": []}, second | {"after": ["step-0"]}]
    plan = drawn(client_of, ladder, today + 90 * DAY, template)
    before, row = plan.milestones.all()
    row.edit(ladder.ae, timezone.now(), contact=joanna, person=None)
    before.drop(ladder.ae, "It is there already.", timezone.now())
    joanna.until_on = today - DAY
    joanna.save()
    browser, url = signed_in(ladder.ae), reverse("briefs:edit-milestone", args=[row.pk])

    named = as_opened(browser.get(url)) | {"name": "Final files"}
    assert browser.post(url, named).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.contact, row.after) == ("Final files", joanna, ["step-0"])

    row.edit(ladder.ae, timezone.now(), contact=None, person=ladder.aae)
    TeamMember.objects.filter(person=ladder.aae).delete()
    refused = browser.post(url, as_opened(browser.get(url)) | {"name": "Proof"})
    assert "does not see the client" in refused.content.decode()
    row.refresh_from_db()
    assert (row.name, row.person) == ("Final files", ladder.aae)


# -- The week -------------------------------------------------------------------------------------


def test_the_week_shows_overdue_first_and_then_what_comes(client_of, ladder, signed_in, today):
    plan = drawn(client_of, ladder, today + 60 * DAY, steps(3))
    first, second, third = plan.milestones.all()
    Milestone.objects.filter(pk=first.pk).update(planned_end=today - DAY)
    Milestone.objects.filter(pk=second.pk).update(planned_end=today)
    groups = signed_in(ladder.ae).get(WEEK).context["groups"]
    assert [(str(name), found) for name, _tone, found in groups] == [
        ("Overdue", [first]),
        ("Today", [second]),
    ]
    done = reverse("briefs:complete-milestone", args=[first.pk])
    assert signed_in(ladder.ae).post(done, {"next": WEEK}).url == WEEK
    assert len(signed_in(ladder.ae).get(WEEK).context["groups"]) == 1
    assert signed_in(ladder.am).get(WEEK).context["groups"] == []
    assert len(signed_in(ladder.am).get(f"{WEEK}?view=team").context["groups"]) == 1
    assert len(signed_in(ladder.traffic).get(f"{WEEK}?view=all").context["groups"]) == 1
    assert signed_in(ladder.finance).get(f"{WEEK}?view=all").context["groups"] == []


def test_the_week_costs_the_same_with_one_milestone_and_with_thirty(
    client_of, ladder, signed_in, today, django_assert_num_queries
):
    browser = signed_in(ladder.ae)
    for count in (1, 29):
        drawn(client_of, ladder, today, steps(count), f"Job {count}")
        browser.get(WEEK)
        with django_assert_num_queries(4):
            browser.get(WEEK)


# -- Calendars ------------------------------------------------------------------------------------


def events(answer):
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return {str(e["uid"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_the_file_of_a_job_holds_its_days_under_keys_that_stay(plan, ladder, signed_in, joanna):
    row = plan.milestones.get(key="concept")
    row.edit(ladder.ae, timezone.now(), name="Concept, first; round 概念 " + "long " * 17 + "end")
    url, browser = reverse("briefs:job-calendar", args=[plan.job_id]), signed_in(ladder.traffic)
    found = events(browser.get(url))
    (key,) = [key for key in found if "-concept@" in key]
    row.refresh_from_db()
    event = found[key]
    assert event["dtstart"].dt == row.planned_end
    assert event["dtend"].dt == row.planned_end + DAY
    assert str(event["summary"]) == row.name
    assert event["dtstamp"].dt.tzinfo is not None
    plan.agree(ladder.am, plan.hash_of(), timezone.now(), contact=joanna)
    draft = plan.revise(ladder.ae, "Formats", timezone.now())
    draft.agree(ladder.am, draft.hash_of(), timezone.now())
    assert key in events(browser.get(url))


def test_a_calendar_address_shows_what_its_owner_may_see_at_that_moment(
    plan, ladder, client, signed_in
):
    made = signed_in(ladder.ae).post(reverse("briefs:renew-timing-feed"))
    assert made.status_code == 302
    feed = TimingFeed.objects.of(ladder.ae)
    client.logout()
    answer = client.get(feed.path)
    assert len(events(answer)) == 11  # his own, and those of his job
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "private" in answer["Cache-Control"]
    assert not answer.cookies
    ConflictWall.objects.create(
        client=plan.client,
        person=ladder.ae,
        reason="His brother works there",
        raised_by=ladder.csd,
        raised_at=timezone.now(),
    )
    assert events(client.get(feed.path)) == {}
    ladder.ae.is_active = False
    ladder.ae.save()
    assert client.get(feed.path).status_code == 404


def test_an_address_dies_when_it_is_renewed_revoked_or_forged(ladder, client, signed_in):
    browser = signed_in(ladder.ae)
    browser.post(reverse("briefs:renew-timing-feed"))
    first = TimingFeed.objects.of(ladder.ae)
    browser.post(reverse("briefs:renew-timing-feed"))
    second = TimingFeed.objects.of(ladder.ae)
    assert client.get(first.path).status_code == 404
    assert client.get(second.path).status_code == 200
    forged = reverse("briefs:timing-feed", args=[f"{second.pk}.{'A' * 43}"])
    assert client.get(forged).status_code == 404
    browser.post(reverse("briefs:revoke-timing-feed"))
    assert client.get(second.path).status_code == 404
    assert client.post(second.path).status_code == 405


# -- The signal -----------------------------------------------------------------------------------


def test_misses_are_counted_per_client_in_one_query(
    client_of, ladder, joanna, today, django_assert_num_queries
):
    at = timezone.now()
    long_ago = at - 40 * DAY
    other = make_team(make_client("ORC", "Orchard"), ladder)
    make_contact(other)
    told = [step | {"is_client_facing": True} for step in steps(2)]
    for client in (client_of, other):
        job = Job.objects.open_job(client, None, "Launch", ladder.ae, ladder.ae, long_ago)
        plan = TimingPlan.objects.draw_up(job, today - 5 * DAY, ladder.ae, long_ago, told)
        plan.agree(ladder.am, plan.hash_of(), long_ago, contact=client.contacts.first())
        plan.milestones.first().complete(ladder.ae, at - 20 * DAY)
    clients = list(Client.objects.all())
    with django_assert_num_queries(1):
        counts = milestone_counts(clients, at)
    assert {key: (row.due, row.late) for key, row in counts.items()} == {
        client_of.pk: (2, 1),
        other.pk: (2, 1),
    }
    (proof,) = counts[client_of.pk].proof
    assert proof.label.endswith("Step 1")
    assert counts[client_of.pk].late_share == 0.5


def test_a_client_without_promised_milestones_has_no_counts(plan, client_of):
    assert milestone_counts([client_of], timezone.now()) == {}
    assert plan.due_on > date(2026, 1, 1)

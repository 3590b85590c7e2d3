"""Jobs on their way: states, stages, order, board, timeline, closing, types."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import ActionItem, Notice, Question, about
from agency.lib.refusal import Refused
from briefs.models import Brief, Job, JobType, TimingPlan
from tests.cast import NOW, make_sent

WHY = "The client waits."
LISTS = ("job-board", "job-timeline", "job-order", "close-jobs", "export-jobs")


def open_job(client, by, title="Card launch", at=NOW, **facts):
    return Job.objects.open_job(client, None, title, by, by, at, **facts)


def delivered(client, people, title="Card launch", at=NOW, **facts):
    job = open_job(client, people.ae, title, at, **facts)
    job.note_briefed(people.am, at, WHY)
    job.await_estimate(people.am, at)
    job.go_live(people.am, at)
    while job.stages.current().exists():
        job.advance(people.ae, at)
    job.deliver(people.ae, at)
    return job


def address(name, job, *further):
    return reverse(f"briefs:{name}", args=[job.pk, *further])


@pytest.fixture
def job(client_of, ladder):
    return open_job(client_of, ladder.ae, job_type=JobType.objects.get(slug="tv"))


# -- Opening ------------------------------------------------------------------------------------


def test_a_job_brings_the_stages_of_its_type(job):
    names = [stage.name for stage in job.stages.all()]
    assert names == [stage["name"] for stage in job.job_type.stages]
    assert [stage.name for stage in job.stages.current()] == ["Brief"]


def test_a_job_like_an_open_one_is_asked_about_once(job, client_of, ladder, signed_in):
    url = f"{reverse('briefs:open-job')}?client={client_of.pk}"
    data = {"title": "Card Launch!", "owner": ladder.ae.pk}
    answer = signed_in(ladder.ae).post(url, data)
    assert answer.status_code == 409
    assert job.number in answer.content.decode()
    assert signed_in(ladder.ae).post(url, data | {"anyway": "on"}).status_code == 302
    assert Job.objects.count() == 2


def test_neither_number_nor_client_of_a_job_ever_changes(job):
    for changed in ({"number": "BRW-26-9999"}, {"client": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(**changed)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk)._raw_delete("default")


def test_the_manager_checks_what_was_opened_below_him(job, ladder, signed_in):
    assert Notice.objects.get(**about(job)).person == ladder.am
    url = address("check-opening", job)
    assert signed_in(ladder.ae).post(url).status_code == 403
    for _twice in range(2):
        assert signed_in(ladder.am).post(url).status_code == 302
    job.refresh_from_db()
    assert (job.checked_by, Notice.objects.filter(done_at=None).count()) == (ladder.am, 0)


# -- States and stages --------------------------------------------------------------------------


def test_a_job_begins_without_a_brief_only_with_a_managers_reason(job, ladder, signed_in):
    url = address("move-job", job, "note_briefed")
    assert signed_in(ladder.ae).post(url, {"reason": WHY}).status_code == 403
    assert signed_in(ladder.am).post(url, {"reason": ""}).status_code == 422
    assert signed_in(ladder.am).post(url, {"reason": WHY}).status_code == 302
    job.refresh_from_db()
    assert (job.status, job.status_reason) == ("briefed", WHY)


def test_a_held_job_goes_on_where_it_stood(job, ladder, signed_in):
    job.note_briefed(ladder.am, NOW, WHY)
    browser = signed_in(ladder.ae)
    assert browser.post(address("move-job", job, "hold"), {"reason": WHY}).status_code == 302
    assert WHY in browser.get(job.get_absolute_url()).content.decode()
    assert browser.post(address("move-job", job, "resume")).status_code == 302
    job.refresh_from_db()
    assert (job.status, job.status_before) == ("briefed", "")
    assert browser.post(address("move-job", job, "resume")).status_code == 409
    assert browser.post(address("move-job", job, "nonsense")).status_code == 404


def test_work_that_is_not_billable_waits_for_no_estimate(client_of, ladder):
    job = open_job(client_of, ladder.ae, is_billable=False)
    job.note_briefed(ladder.am, NOW, WHY)
    assert "go_live" in job.moves_for(ladder.am)
    paid = open_job(client_of, ladder.ae, "Poster")
    paid.note_briefed(ladder.am, NOW, WHY)
    with pytest.raises(Refused, match="waits for its estimate"):
        paid.go_live(ladder.am, NOW)


def test_stages_go_on_and_back_with_a_reason(job, ladder, signed_in):
    browser, back = signed_in(ladder.ae), address("send-job-back", job)
    assert browser.post(address("advance-job", job)).status_code == 302
    assert job.stages.current().get().name == "Script"
    assert browser.post(back, {"reason": ""}).status_code == 422
    assert browser.post(back, {"reason": WHY}).status_code == 302
    assert job.stages.current().get().name == "Brief"
    assert browser.post(back, {"reason": WHY}).status_code == 409
    assert browser.get(address("advance-job", job)).status_code == 405


def test_the_type_changes_while_the_first_stage_lasts(job, ladder):
    job.edit(ladder.ae, NOW, job_type=JobType.objects.get(slug="radio"))
    assert job.stages.last().name == "On air"
    job.advance(ladder.ae, NOW)
    with pytest.raises(Refused, match="can no longer change"):
        job.edit(ladder.ae, NOW, job_type=JobType.objects.get(slug="press"))


# -- Money --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "sees"), [("ae", True), ("planner", False), ("traffic", False)])
def test_departments_see_no_money(job, client_of, ladder, signed_in, who, sees):
    client_of.team.create(person=ladder.planner, role="planning", from_on=NOW.date())
    job.edit(ladder.ae, NOW, budget=424242, client_po="PO-77")
    browser = signed_in(getattr(ladder, who))
    pages = [job.get_absolute_url(), f"/history/job/{job.pk}/"]
    shown = "".join(browser.get(page).content.decode() for page in pages)
    assert ("424" in shown, "PO-77" in shown) == (sees, sees)


# -- Order --------------------------------------------------------------------------------------


def test_the_manager_puts_jobs_in_order(client_of, ladder, signed_in):
    jobs = [open_job(client_of, ladder.ae, title) for title in ("One", "Two", "Three")]
    url = address("rank-job", jobs[2])
    assert signed_in(ladder.ae).post(url, {"to": "up"}).status_code == 403
    browser = signed_in(ladder.am)
    for _click in range(3):
        assert browser.post(url, {"to": "up"}).status_code == 302
    page = browser.get(f"{reverse('briefs:job-order')}?client={client_of.pk}")
    assert [job.title for job in page.context["jobs"]] == ["Three", "One", "Two"]
    assert browser.post(url, {"to": "down"}).status_code == 302
    page = browser.get(reverse("briefs:job-order"))
    assert [job.title for job in page.context["jobs"]] == ["One", "Three", "Two"]
    assert browser.post(url, {"to": "aside"}).status_code == 422


# -- Board, timeline, file ----------------------------------------------------------------------


def test_the_board_has_a_column_a_state_and_of_one_type_a_column_a_stage(job, ladder, signed_in):
    job.advance(ladder.ae, NOW)
    browser, url = signed_in(ladder.ae), reverse("briefs:job-board")
    columns = {c["name"]: c["count"] for c in browser.get(url).context["columns"]}
    assert columns["Opened"] == 1
    columns = browser.get(f"{url}?type={job.job_type_id}").context["columns"]
    assert [c["name"] for c in columns if c["jobs"]] == ["Script"]
    assert columns[-1]["name"] == "All stages done"


def test_the_timeline_shows_the_weeks_of_its_address(client_of, ladder, signed_in):
    now = timezone.now()
    job = open_job(client_of, ladder.ae, at=now, due_on=now.date() + timedelta(days=30))
    browser, url = signed_in(ladder.ae), reverse("briefs:job-timeline")
    page = browser.get(url)
    assert list(page.context["page"]) == [job]
    assert page.context["today"]
    assert list(browser.get(f"{url}?week=2001-01-01").context["page"]) == []
    assert browser.get(f"{url}?week=nonsense").status_code == 200


def test_the_file_holds_the_jobs_of_the_list(job, client_of, ladder, signed_in):
    open_job(client_of, ladder.ae, "=Poster")
    answer = signed_in(ladder.ae).get(f"{reverse('briefs:export-jobs')}?q=poster")
    lines = answer.getvalue().decode("utf-8-sig").strip().split("\r\n")
    assert len(lines) == 2
    assert "'=Poster" in lines[1]


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_with_one_job_and_with_thirty(
    name, client_of, ladder, signed_in, django_assert_max_num_queries
):
    browser, url = signed_in(ladder.ae), reverse(f"briefs:{name}")
    most = 14 if name == "close-jobs" else 8  # closing asks one question a point of its checklist
    delivered(client_of, ladder, due_on=NOW.date())
    open_job(client_of, ladder.ae, "First", due_on=timezone.localdate())
    browser.get(url).getvalue() if name == "export-jobs" else browser.get(url)
    counts = []
    for number in (0, 29):
        for each in range(number):
            open_job(client_of, ladder.ae, f"Job {each}", due_on=timezone.localdate())
        for each in range(number // 10):
            delivered(client_of, ladder, f"Done {each}")
        with django_assert_max_num_queries(most) as asked:
            browser.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# -- Closing ------------------------------------------------------------------------------------


def test_a_job_is_closed_when_nothing_stands_against_it(client_of, ladder, signed_in):
    job = delivered(client_of, ladder)
    browser = signed_in(ladder.ae)
    assert browser.get(address("job-closing", job)).context["is_clear"]
    assert browser.post(address("move-job", job, "close")).status_code == 302
    job.refresh_from_db()
    assert job.closed_at
    assert browser.post(address("move-job", job, "close")).status_code == 409


def test_a_stage_that_is_not_done_keeps_a_job_open(client_of, ladder, signed_in):
    job = delivered(client_of, ladder)
    job.take_back(ladder.ae, WHY, NOW)
    job.go_back(ladder.ae, WHY, NOW)
    job.deliver(ladder.ae, NOW)
    page = signed_in(ladder.ae).get(address("job-closing", job))
    assert "is not done" in page.content.decode()
    with pytest.raises(Refused, match="cannot be closed yet"):
        job.close(ladder.ae, NOW)


def test_what_was_agreed_with_the_client_keeps_a_job_open(client_of, joanna, ladder):
    job = delivered(client_of, ladder)
    report = make_sent(client_of, ladder.ae, joanna)
    report.interaction.jobs.add(job)
    items = ActionItem.objects.filter(**about(report))
    with pytest.raises(Refused, match="Still to do: Deliver route B"):
        job.close(ladder.ae, NOW)
    for item in items:
        item.complete(ladder.ae, NOW)
    job.close(ladder.ae, NOW)
    assert job.status == "closed"


def test_a_milestone_that_is_not_reached_keeps_a_job_open(client_of, ladder):
    job = delivered(client_of, ladder)
    TimingPlan.objects.draw_up(job, NOW.date() + timedelta(days=90), ladder.ae, NOW)
    with pytest.raises(Refused, match="is not reached"):
        job.close(ladder.ae, NOW)


def test_the_monthly_run_closes_what_can_be_closed_and_says_what_cannot(
    client_of, ladder, signed_in
):
    clear, blocked = delivered(client_of, ladder), delivered(client_of, ladder, "Poster")
    blocked.take_back(ladder.ae, WHY, NOW)
    blocked.go_back(ladder.ae, WHY, NOW)
    blocked.deliver(ladder.ae, NOW)
    url, data = reverse("briefs:close-jobs"), {"jobs": [clear.pk, blocked.pk]}
    browser = signed_in(ladder.ae)
    answer = browser.post(url, data)
    assert answer.status_code == 409
    assert [bool(sentence) for _job, sentence in answer.context["outcome"]].count(True) == 1
    clear.refresh_from_db()
    blocked.refresh_from_db()
    assert (clear.status, blocked.status) == ("closed", "delivered")
    assert browser.post(url, {}).status_code == 302


def test_only_a_director_opens_a_closed_job_again(client_of, ladder, signed_in):
    job = delivered(client_of, ladder)
    job.close(ladder.ae, NOW)
    url = address("move-job", job, "reopen")
    assert signed_in(ladder.am).post(url, {"reason": WHY}).status_code == 403
    assert signed_in(ladder.ad).post(url, {"reason": WHY}).status_code == 302
    job.refresh_from_db()
    assert (job.status, job.closed_at) == ("delivered", None)


# -- Types --------------------------------------------------------------------------------------


def test_the_first_types_cover_the_channels_and_the_guide_of_forty_one_days(db):
    assert JobType.objects.get(slug="collateral").working_days == 41
    held = {channel for kind in JobType.objects.all() for channel in kind.channels}
    assert {"tv", "press", "radio", "outdoor", "research", "pr", "packaging"} <= held
    for kind in JobType.objects.all():
        keys = [step["key"] for step in kind.timing_template]
        assert all(key in keys for step in kind.timing_template for key in step["after"])


def test_directors_keep_the_types_and_open_jobs_keep_their_stages(job, ladder, signed_in):
    kind, browser = job.job_type, signed_in(ladder.ad)
    data = {"name": "TV film", "brief_kind": "creative", "stages": "Brief\nScript\nShoot\nEdit"}
    assert browser.post(kind.get_absolute_url(), data).status_code == 302
    kind.refresh_from_db()
    assert [stage["name"] for stage in kind.stages] == ["Brief", "Script", "Shoot", "Edit"]
    assert job.stages.count() == 7
    twice = data | {"stages": "Brief\nbrief"}
    assert browser.post(kind.get_absolute_url(), twice).status_code == 409
    assert signed_in(ladder.am).post(kind.get_absolute_url(), data).status_code == 403


def rows(*steps):
    """Steps of a type's timing as its page sends them: name, days, side, what it waits for."""
    sent = {"lines-TOTAL_FORMS": len(steps) + 1, "lines-INITIAL_FORMS": 0}
    for number, (name, days, side, after) in enumerate(steps):
        facts = {"name": name, "days": days, "side": side, "after": after, "key": ""}
        sent |= {f"lines-{number}-{fact}": value for fact, value in facts.items()}
    return sent | {f"lines-{len(steps)}-side": "agency"}


FILM = {"name": "Trailer", "brief_kind": "creative", "stages": "Brief\nEdit"}
STEPS = ("Cut", 3, "agency", ""), ("Sound", 2, "agency", ""), ("Titles", 4, "agency", "cut")


def add_type(browser, *steps, **facts):
    return browser.post(reverse("briefs:add-job-type"), FILM | facts | rows(*steps))


def test_a_type_added_on_its_page_brings_its_timing_to_the_plans_of_its_jobs(
    client_of, ladder, signed_in
):
    approval = "Client's look", 1, "client", "Sound + Titles"
    add_type(signed_in(ladder.ad), *STEPS, approval)

    kind = JobType.objects.get(name="Trailer")
    cut, sound, titles, look = (step["key"] for step in kind.timing_template)
    assert [step["after"] for step in kind.timing_template] == [[], [cut], [cut], [sound, titles]]
    assert kind.working_days == 8
    job = open_job(client_of, ladder.ae, job_type=kind)
    due_on = client_of.local_date(NOW) + timedelta(days=60)
    plan = TimingPlan.objects.draw_up(job, due_on, ladder.ae, NOW, kind.timing_template)
    assert [step.key for step in plan.milestones.order_by("position")] == [cut, sound, titles, look]


def test_a_type_sent_back_as_its_page_shows_it_stays_as_it_is(ladder, signed_in):
    browser, kind = signed_in(ladder.ad), JobType.objects.get(slug="campaign")
    form = browser.get(kind.get_absolute_url()).context["form"]
    shown = [row.initial for row in form.steps.initial_forms]
    sent = {"lines-TOTAL_FORMS": len(shown), "lines-INITIAL_FORMS": len(shown)}
    for number, row in enumerate(shown):
        sent |= {f"lines-{number}-{name}": value for name, value in row.items() if value}
    answer = browser.post(kind.get_absolute_url(), form.initial | sent)

    before = kind.timing_template
    kind.refresh_from_db()
    assert answer.status_code == 302
    assert kind.timing_template == before
    assert kind.history.count() == 0


def test_a_step_taken_away_goes_and_the_others_keep_their_keys(ladder, signed_in):
    browser = signed_in(ladder.ad)
    add_type(browser, *STEPS)
    kind = JobType.objects.get(name="Trailer")
    sent = rows(*STEPS) | {
        f"lines-{number}-key": step["key"] for number, step in enumerate(kind.timing_template)
    }
    sent |= {"lines-0-DELETE": "on", "lines-1-name": "Sound and music", "lines-2-after": ""}
    browser.post(kind.get_absolute_url(), FILM | sent)

    sound, titles = kind.timing_template[1]["key"], kind.timing_template[2]["key"]
    kind.refresh_from_db()
    assert [(step["key"], step["name"]) for step in kind.timing_template] == [
        (sound, "Sound and music"),
        (titles, "Titles"),
    ]


@pytest.mark.parametrize(
    ("steps", "status", "sentence"),
    [
        ([("Cut", "", "agency", "")], 422, "Working days is missing."),
        ([("Cut", 0, "agency", "")], 422, "greater than or equal to 1"),
        ([("Cut", 3, "nobody", "")], 422, "nobody is not one of the available choices"),
        ([("Cut", 3, "agency", "Shoot")], 409, "no step above it is called that"),
        ([("Cut", 3, "agency", ""), ("CUT", 3, "agency", "")], 409, "Two steps are called CUT."),
        ([(f"Step {n}", 1, "agency", "") for n in range(41)], 409, "More than 40 steps"),
    ],
)
def test_a_timing_that_cannot_be_is_shown_again_with_what_is_wrong(
    ladder, signed_in, steps, status, sentence
):
    answer = add_type(signed_in(ladder.ad), *steps)

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert f'value="{steps[-1][0]}"' in answer.content.decode()
    assert not JobType.objects.filter(name="Trailer").exists()


def test_a_type_asks_in_the_brief_of_its_jobs_for_what_others_do_not(client_of, ladder, signed_in):
    add_type(signed_in(ladder.ad), brief_sections=["lengths"])
    kind = JobType.objects.get(name="Trailer")
    job, other = (open_job(client_of, ladder.ae, job_type=one) for one in (kind, None))

    def keys(job, kind):
        brief = Brief.objects.start(client_of, kind, "Card launch", ladder.ae, NOW, job=job)
        return [section.key for section in brief.shape.sections]

    assert keys(job, "creative")[-3:] == ["judged", "lengths", "attachments"]
    assert "lengths" not in keys(job, "technical")
    assert "lengths" not in keys(other, "creative")


def test_a_brief_that_was_begun_keeps_its_sections_when_the_type_changes(
    client_of, ladder, signed_in
):
    browser = signed_in(ladder.ad)
    add_type(browser, brief_sections=["lengths"])
    kind = JobType.objects.get(name="Trailer")
    job = open_job(client_of, ladder.ae, job_type=kind)
    brief = Brief.objects.start(client_of, "creative", "Card launch", ladder.ae, NOW, job=job)
    browser.post(kind.get_absolute_url(), FILM | {"brief_sections": ["sizes"]})

    brief = Brief.objects.get(pk=brief.pk)
    assert brief.shape.section("lengths")
    assert not brief.shape.section("sizes")
    page = signed_in(ladder.ae).get(reverse("briefs:brief", args=[brief.pk]))
    assert "Lengths and versions" in page.content.decode()


def test_a_retired_type_is_not_offered(job, client_of, ladder, signed_in):
    browser = signed_in(ladder.ad)
    assert browser.post(address("retire-job-type", job.job_type)).status_code == 302
    form = browser.get(f"{reverse('briefs:open-job')}?client={client_of.pk}").context["form"]
    assert job.job_type not in form.fields["job_type"].queryset
    assert (
        job.job_type
        in browser.get(address("edit-job", job)).context["form"].fields["job_type"].queryset
    )
    assert browser.post(address("offer-job-type", job.job_type)).status_code == 302
    job.job_type.refresh_from_db()
    assert job.job_type.retired_at is None


# -- What a job and its client lead to -----------------------------------------------------------


def test_a_job_names_its_purpose_type_next_milestone_and_open_questions(
    client_of, ladder, signed_in
):
    kind = JobType.objects.get(slug="tv")
    job = open_job(client_of, ladder.ae, job_type=kind, why="Win students.")
    due_on = client_of.local_date(NOW) + timedelta(days=90)
    plan = TimingPlan.objects.draw_up(job, due_on, ladder.ae, NOW, kind.timing_template)
    brief = Brief.objects.start(client_of, "creative", "Card launch", ladder.ae, NOW, job=job)
    for text, answer in (("Is the rate spoken?", ""), ("Who signs?", "Joanna.")):
        asked = Question.objects.ask(brief, text, ladder.aae, NOW, assignee=ladder.ae)
        if answer:
            asked.give_answer(ladder.ae, answer, NOW)

    page = signed_in(ladder.ae).get(address("job", job)).content.decode()

    first = plan.milestones.order_by("planned_end").first()
    for words in ("Win students.", kind.name, first.name, "Is the rate spoken?"):
        assert words in page
    assert "Who signs?" not in page


@pytest.mark.parametrize(("slug", "kind"), [("tv", "creative"), ("strategy", "strategy")])
def test_the_brief_of_a_job_is_of_the_kind_its_type_begins_with(
    client_of, ladder, signed_in, slug, kind
):
    job = open_job(client_of, ladder.ae, job_type=JobType.objects.get(slug=slug))
    page = signed_in(ladder.ae).get(reverse("briefs:start-brief"), {"job": job.pk})
    assert page.context["form"].initial["kind"] == kind


def test_a_clients_page_leads_to_its_jobs_and_to_a_strategy(client_of, ladder, signed_in):
    ended = open_job(client_of, ladder.ae, "Ended")
    ended.cancel(ladder.am, WHY, NOW)
    going = open_job(client_of, ladder.ae, "Going on")
    strategy = Brief.objects.start(client_of, "strategy", "Ten years", ladder.ae, NOW)
    browser = signed_in(ladder.ae)
    page = browser.get(address("client-jobs", client_of))
    begin = f"{reverse('briefs:start-brief')}?client={client_of.pk}&kind=strategy"

    assert address("client-jobs", client_of) in browser.get(client_of.get_absolute_url()).text
    assert list(page.context["jobs"]) == [going, ended]
    assert strategy.get_absolute_url() in page.text
    assert begin.replace("&", "&amp;") in page.text
    assert browser.get(begin).context["form"].initial["kind"] == "strategy"


def test_whoever_sees_the_name_sees_the_numbers_and_nothing_of_the_work(
    client_of, ladder, signed_in
):
    job = open_job(client_of, ladder.ae)
    Brief.objects.start(client_of, "strategy", "Ten years", ladder.ae, NOW)
    page = signed_in(ladder.finance).get(address("client-jobs", client_of)).text
    assert job.number in page
    assert "Ten years" not in page
    assert "Start a strategy" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_a_clients_jobs_cost_the_same_however_many(
    client_of, ladder, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        open_job(client_of, ladder.ae, f"Job {number}")
        Brief.objects.start(client_of, "strategy", f"Brief {number}", ladder.ae, NOW)
    browser = signed_in(ladder.ae)
    browser.get(address("client-jobs", client_of))
    with django_assert_num_queries(7):
        browser.get(address("client-jobs", client_of))

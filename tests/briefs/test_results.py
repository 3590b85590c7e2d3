"""What a campaign brought: figures, proposals on the way, the review at the end."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from agency.lib.refusal import Refused
from briefs.models import Adjustment, CampaignReview, Job, Kpi
from tests.briefs.brand_cast import at
from tests.cast import NOW, put_on_team
from tests.page import as_opened

PARTS = ("aimed_at", "happened", "shortcomings", "learnings")


@pytest.fixture
def job(client_of, ladder):
    return Job.objects.open_job(client_of, None, "Card launch", ladder.ae, by=ladder.ae, at=NOW)


def set_up(job, by, name="Recall", target=40, is_less_better=False):
    return Kpi.objects.set_up(
        job, by, NOW, name=name, unit="%", target=Decimal(target), is_less_better=is_less_better
    )


def review(job, by, **parts):
    return CampaignReview.objects.write(job, by, NOW, **(dict.fromkeys(PARTS, "Words.") | parts))


def test_a_figure_is_set_measured_and_judged(job, ladder, signed_in):
    browser = signed_in(ladder.ae)
    sent = {"name": "Aided recall", "unit": "%", "target": "40"}
    assert browser.post(at("add-kpi", job), sent).status_code == 302
    kpi = Kpi.objects.get()
    for actual, day in (("36.5", "2026-03-01"), ("41", "2026-03-08")):
        sent = {"actual": actual, "measured_on": day, "source": "Panel"}
        assert signed_in(ladder.aae).post(at("measure-kpi", kpi), sent).status_code == 302
    page = browser.get(at("job-results", job))
    shown = page.context["kpis"][0]
    assert (shown.newest.actual, shown.is_reached) == (Decimal(41), True)
    assert "36.5" in page.content.decode()


def test_where_less_is_better_the_target_is_a_ceiling(job, ladder):
    kpi = set_up(job, ladder.ae, "Cost per order", 12, is_less_better=True)
    assert kpi.is_reached_by(Decimal(12))
    assert not kpi.is_reached_by(Decimal("12.01"))


def test_a_figure_stands_once_and_is_measured_in_the_past(job, ladder):
    kpi = set_up(job, ladder.ae)
    with pytest.raises(Refused, match="already"):
        set_up(job, ladder.ae, "recall")
    tomorrow = NOW.date() + timedelta(days=1)
    with pytest.raises(Refused, match="still to come"):
        kpi.measure(ladder.ae, NOW, actual=Decimal(1), measured_on=tomorrow, source="")


def test_a_planner_of_the_team_measures_and_proposes_but_sets_no_figure(job, ladder, signed_in):
    put_on_team(job.client, ladder.planner, "planning")
    kpi, browser = set_up(job, ladder.ae), signed_in(ladder.planner)
    sent = {"actual": "1", "measured_on": "2026-03-01"}
    assert browser.post(at("measure-kpi", kpi), sent).status_code == 302
    sent = {"text": "More radio.", "why": "Recall is low."}
    assert browser.post(at("propose-adjustment", job), sent).status_code == 302
    assert browser.get(at("add-kpi", job)).status_code == 403
    assert browser.get(at("edit-kpi", kpi)).status_code == 403


def test_a_manager_answers_a_proposal_and_says_why_it_is_declined(job, ladder, signed_in):
    proposal = Adjustment.objects.propose(job, ladder.ae, NOW, text="More radio.", why="Low.")
    url, browser = at("answer-adjustment", proposal), signed_in(ladder.am)
    answer = browser.post(url, {"outcome": "declined", "answer": ""})
    assert answer.status_code == 409
    assert "Say why" in answer.content.decode()
    assert browser.post(url, {"outcome": "accepted", "answer": "From May."}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decided_by) == ("accepted", ladder.am)
    assert browser.post(url, {"outcome": "declined", "answer": "No"}).status_code == 409


def test_director_and_planner_write_the_review_together(job, ladder, signed_in):
    put_on_team(job.client, ladder.planner, "planning")
    url = at("write-campaign-review", job)
    assert signed_in(ladder.ad).post(url, {"aimed_at": "Ten thousand cards"}).status_code == 302
    sent = {"aimed_at": "Ten thousand cards", "learnings": "Start earlier."}
    assert signed_in(ladder.planner).post(url, sent).status_code == 302
    kept = CampaignReview.objects.get()
    assert (kept.author, kept.planner) == (ladder.ad, ladder.planner)
    assert kept.history.count() == 2
    assert signed_in(ladder.ae).post(url, sent).status_code == 403


def test_what_one_writes_in_the_review_stands_when_the_other_saves_his_part(job, ladder, signed_in):
    put_on_team(job.client, ladder.planner, "planning")
    review(job, ladder.ad, learnings="Start\nearlier.")
    browser, url = signed_in(ladder.planner), at("write-campaign-review", job)
    opened = as_opened(browser.get(url))
    review(job, ladder.ad, happened="Nine thousand cards", learnings="Start much earlier.")

    assert browser.post(url, opened | {"shortcomings": ""}).status_code == 302
    kept = CampaignReview.objects.get()
    texts = [getattr(kept, part) for part in PARTS]
    assert texts == ["Words.", "Nine thousand cards", "", "Start much earlier."]


def test_a_review_is_closed_when_all_of_it_is_written_and_then_stands(job, ladder, signed_in):
    review(job, ladder.am, learnings="")
    url = at("finish-campaign-review", job)
    assert signed_in(ladder.ad).post(url).status_code == 409
    review(job, ladder.am)
    assert signed_in(ladder.am).post(url).status_code == 403
    assert signed_in(ladder.ad).post(url).status_code == 302
    with pytest.raises(Refused, match="it stands"):
        review(job, ladder.ad, learnings="Other words")
    with pytest.raises(DatabaseError), transaction.atomic():
        CampaignReview.objects.update(learnings="Other words")


@pytest.mark.parametrize("who", ["stranger", "finance", "traffic"])
def test_whoever_sees_the_number_alone_finds_no_results(job, ladder, signed_in, who):
    browser = signed_in(getattr(ladder, who))
    assert browser.get(at("job-results", job)).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_results_ask_the_same_for_one_figure_and_for_thirty(
    job, ladder, signed_in, rows, django_assert_num_queries
):
    for number in range(rows):
        kpi = set_up(job, ladder.ae, f"Figure {number}")
        kpi.measure(ladder.ae, NOW, actual=Decimal(1), measured_on=NOW.date(), source="")
        Adjustment.objects.propose(job, ladder.ae, NOW, text="x", why="y")
    browser = signed_in(ladder.ae)
    browser.get(at("job-results", job))
    with django_assert_num_queries(8):
        browser.get(at("job-results", job))

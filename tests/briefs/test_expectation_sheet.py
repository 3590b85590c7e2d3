"""The expectation sheet at kick-off: one click, and what the job knows stands in it."""

from datetime import date
from decimal import Decimal

import pytest

from agency.lib.refusal import WRONG_RANK, Refused
from briefs.models import Brief, Job
from briefs.models.expectation_sheet import make_expectation_sheet
from tests.cast import NOW, make_brand, make_contract


@pytest.fixture
def job(client_of, ladder):
    job = Job.objects.open_job(
        client_of, make_brand(client_of), "Card launch", ladder.ae, by=ladder.am, at=NOW
    )
    job.due_on, job.budget, job.why = date(2026, 6, 30), Decimal("64000"), "12,000 new holders."
    job.save()
    return job


def test_time_money_and_form_stand_in_it_as_the_job_knows_them(job, client_of, ladder):
    make_contract(client_of, rounds_included=3)
    sheet = make_expectation_sheet(job, ladder.ae, NOW)

    written = sheet.latest.sections
    assert written["aim"] == "12,000 new holders."
    assert written["timing"] == "Tuesday 30 June 2026: delivery."
    assert written["cost"].split("\n") == [
        "Budget of the job: EUR 64,000.00.",
        "Rounds of changes included: 3.",
    ]
    assert "Card launch" in written["result"]
    assert (sheet.kind, sheet.job, sheet.latest.is_for_client) == ("expectation", job, True)


def test_twice_makes_one(job, ladder):
    assert make_expectation_sheet(job, ladder.ae, NOW) == make_expectation_sheet(
        job, ladder.am, NOW
    )
    assert Brief.objects.count() == 1


def test_an_assistant_asks_an_executive(job, ladder):
    with pytest.raises(Refused) as refused:
        make_expectation_sheet(job, ladder.aae, NOW)
    assert refused.value.status == WRONG_RANK


def test_one_click_on_the_job_opens_it_to_be_written(job, ladder, signed_in):
    browser = signed_in(ladder.ae)
    assert "Expectation sheet" in browser.get(f"/jobs/{job.pk}/briefs/").content.decode()

    answer = browser.post(f"/jobs/{job.pk}/expectation-sheet/")
    assert answer.url == f"/briefs/{Brief.objects.get().pk}/draft/"
    assert "delivery." in browser.get(answer.url).content.decode()
    assert "/expectation-sheet/" not in browser.get(f"/jobs/{job.pk}/briefs/").content.decode()


def test_it_is_made_by_post_alone_and_not_by_a_stranger(job, ladder, signed_in):
    url = f"/jobs/{job.pk}/expectation-sheet/"
    assert signed_in(ladder.ae).get(url).status_code == 405
    assert signed_in(ladder.stranger).post(url).status_code == 404

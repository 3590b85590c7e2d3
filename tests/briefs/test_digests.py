"""The month's digest of competitors: a draft from the notes, then frozen, printed, reminded of."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections, transaction
from django.template.loader import render_to_string

from accounts.models import Notice, Paper, about
from agency.lib.refusal import Refused
from briefs.models import Brief, Competitor, CompetitorDigest, DigestReminder, Job, ReviewBoard
from tests.briefs.boards import HOUR
from tests.briefs.brand_cast import at, make_note
from tests.cast import NOW, make_brand, make_client, make_ladder, make_team

FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def brand(client_of):
    return make_brand(client_of)


def issue(brand, by, month=FEBRUARY, comment="A quiet month.", when=NOW):
    return CompetitorDigest.objects.issue(brand, by, when, month=month, comment=comment)


def with_notes(brand, ladder):
    make_note(brand, ladder.aae, date(2026, 2, 3), comment="A new card.", next_step="Answer it.")
    make_note(
        brand,
        ladder.aae,
        date(2026, 2, 28),
        kind="spend",
        comment="Radio.",
        spend=Decimal(120_000),
        currency="EUR",
        spend_from=date(2026, 2, 1),
        spend_to=date(2026, 2, 28),
    )
    make_note(brand, ladder.aae, date(2026, 3, 1), comment="Of March.")


def test_a_manager_issues_what_the_notes_of_the_month_say(brand, ladder, signed_in):
    with_notes(brand, ladder)
    browser = signed_in(ladder.am)
    draft = browser.get(at("brand-digest", brand), {"month": "2026-02"}).content.decode()
    assert "A new card." in draft
    assert "Of March." not in draft
    url = f"{at('issue-digest', brand)}?month=2026-02"
    assert browser.post(url, {"comment": "They prepare for spring."}).status_code == 302
    digest = CompetitorDigest.objects.get()
    page = browser.get(digest.get_absolute_url()).content.decode()
    for words in ("They prepare for spring.", "A new card.", "Answer it.", "€120,000.00"):
        assert words in page
    paper = Paper.objects.get(**about(digest))
    assert paper.content == digest.content
    printed = render_to_string("pdf/competitor_digest.html", paper.words)
    assert "They prepare for spring." in printed


def test_what_is_noted_later_does_not_change_it(brand, ladder, signed_in):
    with_notes(brand, ladder)
    digest = issue(brand, ladder.am)
    make_note(brand, ladder.aae, date(2026, 2, 10), comment="Found later.")
    page = signed_in(ladder.ae).get(at("brand-digest", brand), {"month": "2026-02"})
    assert "Found later." not in page.content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        CompetitorDigest.objects.filter(pk=digest.pk).update(comment="Other words")


def test_a_month_that_still_runs_has_no_digest(brand, ladder):
    with pytest.raises(Refused, match="not over"):
        issue(brand, ladder.am, date(2026, 3, 1))


def test_a_digest_is_issued_once(brand, ladder, signed_in):
    issue(brand, ladder.am)
    answer = signed_in(ladder.am).post(
        f"{at('issue-digest', brand)}?month=2026-02", {"comment": "Again"}
    )
    assert answer.status_code == 409
    assert "Again" in answer.content.decode()
    assert CompetitorDigest.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("ae", 403), ("finance", 404), ("stranger", 404)])
def test_an_executive_reads_it_and_does_not_issue_it(brand, ladder, signed_in, who, status):
    digest = issue(brand, ladder.am)
    browser = signed_in(getattr(ladder, who))
    assert browser.post(at("issue-digest", brand), {"comment": "x"}).status_code == status
    reads = browser.get(digest.get_absolute_url()).status_code
    assert reads == (200 if status == 403 else 404)


@pytest.mark.django_db(transaction=True)
def test_of_four_who_issue_at_once_one_wins():
    people = make_ladder()
    brand = make_brand(make_team(make_client(), people))
    gate = threading.Barrier(4)

    def run(_number):
        gate.wait()
        try:
            issue(type(brand).objects.get(pk=brand.pk), people.am)
            return "issued"
        except Refused:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(run, range(4)))
    assert answers == ["issued", "refused", "refused", "refused"]
    assert Paper.objects.count() == 1


# -- The reminder -------------------------------------------------------------------------------

SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_the_executive_is_reminded_once_on_the_first_working_day(brand, ladder):
    Competitor.objects.add(brand, ladder.ae, NOW, name="Harbour Bank")
    make_brand(brand.client, "Without competitors")
    assert DigestReminder.objects.remind_due(SUNDAY) == 0
    assert DigestReminder.objects.remind_due(MONDAY) == 1
    assert DigestReminder.objects.remind_due(MONDAY) == 0
    notice = Notice.objects.get()
    assert (notice.person, notice.is_to_do, notice.done_at) == (ladder.ae, True, None)
    assert notice.url == f"{at('brand-digest', brand)}?month=2026-02"
    issue(brand, ladder.am)
    notice.refresh_from_db()
    assert notice.done_at == NOW


def test_a_digest_that_is_out_needs_no_reminder(brand, ladder):
    Competitor.objects.add(brand, ladder.ae, NOW, name="Harbour Bank")
    issue(brand, ladder.am, when=MONDAY)
    assert DigestReminder.objects.remind_due(MONDAY) == 0


@pytest.mark.parametrize("brands", [1, 30])
def test_reminding_asks_the_same_however_many_brands(
    client_of, ladder, brands, django_assert_num_queries
):
    for number in range(brands):
        one = make_brand(client_of, f"Brand {number}")
        Competitor.objects.add(one, ladder.ae, NOW, name="Harbour Bank")
    about(DigestReminder())  # a process learns the number of a kind of record once
    with django_assert_num_queries(11):
        DigestReminder.objects.remind_due(MONDAY)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_the_same_however_much_was_noted(
    brand, ladder, signed_in, rows, django_assert_num_queries
):
    for number in range(rows):
        make_note(brand, ladder.aae, date(2026, 2, 3), new_competitor=f"Rival {number}")
    browser = signed_in(ladder.ae)
    browser.get(at("brand-digest", brand), {"month": "2026-02"})
    with django_assert_num_queries(8):
        browser.get(at("brand-digest", brand), {"month": "2026-02"})


# -- Beside the work ------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "stands"), [("media", True), ("creative", False)])
def test_the_newest_digest_of_the_brand_stands_beside_its_media_briefs(
    brand, ladder, signed_in, kind, stands
):
    issue(brand, ladder.am, date(2026, 1, 1))
    newest = issue(brand, ladder.am)
    brief = Brief.objects.start(brand.client, kind, "Student card", ladder.ae, NOW, brand=brand)

    page = signed_in(ladder.ae).get(brief.get_absolute_url()).content.decode()

    assert (f'href="{newest.get_absolute_url()}"' in page) is stands
    assert ('class="link" href="/media-options/"' in page) is stands


def test_the_newest_digest_stands_beside_a_board_that_judges_work_for_the_brand(
    brand, ladder, signed_in
):
    newest = issue(brand, ladder.am)
    facts = {"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR, "kind": "creative"}
    board, other = (
        ReviewBoard.objects.plan(
            brand.client, ladder.ae, NOW, chair=ladder.ad, title="Round one", jobs=jobs, **facts
        )
        for jobs in ([make_job(brand, ladder)], [])
    )
    browser = signed_in(ladder.ae)

    assert newest.get_absolute_url() in browser.get(board.get_absolute_url()).content.decode()
    assert newest.get_absolute_url() not in browser.get(other.get_absolute_url()).content.decode()


def make_job(brand, ladder):
    return Job.objects.open_job(
        brand.client, brand, "Student card", ladder.ae, by=ladder.ae, at=NOW
    )

"""A report leaves the house: who may send it, what holds it back, and what it sets off."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from accounts.models import ActionItem, Counter, Notice, OutgoingMail, Paper, SearchEntry
from agency.lib.refusal import WRONG_RANK, WRONG_STATE, Refused
from reports.models import ContactReport, Interaction, Obligation, ReportVersion
from tests.cast import (
    NOW,
    lines_of_a_report,
    make_absence,
    make_accepted,
    make_client,
    make_contact,
    make_debt,
    make_draft,
    make_ladder,
    make_sent,
    make_team,
)

SENT_AT = NOW + timedelta(hours=2)


@pytest.fixture
def draft(client_of, ladder, joanna):
    return make_draft(client_of, ladder.ae, joanna)


def write(report, by, **values):
    version = report.versions.first()
    lines = values.pop("lines", version.lines)
    return report.write(by, version.edit, {}, lines, values, NOW + timedelta(hours=1))


# -- It goes out ----------------------------------------------------------------------------------


def test_a_sent_report_has_its_number_its_paper_and_a_mail_to_everybody(draft, ladder, joanna):
    draft.distribute(ladder.ae, SENT_AT)

    version = draft.versions.get()
    assert draft.number == "BRW/CR/26-001"
    assert (version.distributed_at, version.distributed_by) == (SENT_AT, ladder.ae)
    assert version.content_hash == version.paper.content_hash
    assert version.paper.number == draft.number
    mails = {row.who: row.mail for row in version.recipients.all()}
    assert set(mails) == {joanna, ladder.ae, ladder.am}
    assert all(mail.paper == version.paper and mail.accepted_at is None for mail in mails.values())
    assert {mail.reply_to for mail in mails.values()} == {ladder.ae.email}


def test_sending_does_not_stop_the_clock(draft, ladder):
    draft.distribute(ladder.ae, SENT_AT)

    assert Obligation.objects.get().is_open


def test_the_clock_stops_when_client_and_superior_can_have_it(draft, ladder, joanna):
    draft.distribute(ladder.ae, SENT_AT)
    mails = OutgoingMail.objects.filter(recipient__version__report=draft)
    mails.filter(to_address=joanna.email).update(accepted_at=SENT_AT + timedelta(minutes=1))
    Obligation.objects.settle(NOW)
    assert Obligation.objects.get().is_open

    mails.filter(to_address=ladder.am.email).update(accepted_at=SENT_AT + timedelta(minutes=3))
    Obligation.objects.settle(NOW)

    assert Obligation.objects.get().met_at == SENT_AT + timedelta(minutes=3)


def test_the_number_counts_on_within_client_and_year(client_of, ladder, joanna):
    first = make_sent(client_of, ladder.ae, joanna)
    second = make_sent(client_of, ladder.ae, joanna, NOW + timedelta(days=1))
    next_year = make_sent(client_of, ladder.ae, joanna, NOW + timedelta(days=365))

    assert [report.number for report in (first, second, next_year)] == [
        "BRW/CR/26-001",
        "BRW/CR/26-002",
        "BRW/CR/27-001",
    ]


def test_the_year_of_the_number_is_the_offices(client_of, ladder, joanna):
    # Half past eleven in the night of the year in London, half past midnight in Rome.
    just_after = NOW.replace(year=2026, month=12, day=31, hour=23, minute=30)
    report = make_draft(client_of, ladder.ae, joanna, just_after - timedelta(hours=1))

    report.distribute(ladder.ae, just_after)

    assert report.number == "BRW/CR/27-001"


def test_action_items_come_out_of_the_lines(draft, ladder, joanna):
    draft.distribute(ladder.ae, SENT_AT)

    ours, theirs = ActionItem.objects.order_by("pk")
    assert (ours.text, ours.person, ours.source) == (
        "Deliver route B in 6 formats",
        ladder.ae,
        "BRW/CR/26-001",
    )
    assert theirs.contact == joanna
    assert ours.is_client_visible
    assert ours.about == draft
    assert ours.source_url == draft.get_absolute_url()
    assert ours.key in {line.key for line in draft.versions.get().lines}
    assert ours.history.get().history_user == ladder.ae


def test_an_internal_action_item_is_not_for_the_client(draft, ladder, joanna):
    lines = lines_of_a_report(ladder.ae, joanna)
    lines[3] = lines[3].__class__(**{**lines[3].__dict__, "internal": True})
    write(draft, ladder.ae, lines=lines)

    draft.distribute(ladder.ae, SENT_AT)

    assert ActionItem.objects.get(person=ladder.ae).is_client_visible is False


def test_colleagues_with_something_to_do_are_told(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.ae, joanna)

    report.distribute(ladder.am, SENT_AT)

    notice = Notice.objects.get(person=ladder.ae)
    assert notice.text.startswith("1 action item for you in BRW/CR/26-001")
    assert not Notice.objects.filter(person=ladder.am).exists()


def test_a_sent_report_is_found_by_its_number(draft, ladder):
    draft.distribute(ladder.ae, SENT_AT)

    entry = SearchEntry.objects.get(kind="report")
    assert entry.title == "BRW/CR/26-001 Creative review"


def test_the_history_says_who_sent_it(draft, ladder):
    draft.distribute(ladder.am, SENT_AT)

    assert draft.history.first().history_user == ladder.am
    assert draft.versions.get().history.first().history_date == SENT_AT


def test_the_top_of_the_ladder_has_nobody_above(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.csd, joanna)

    report.distribute(ladder.csd, SENT_AT)
    make_accepted(report, SENT_AT)

    assert report.has_no_superior
    assert Obligation.objects.get().met_at == SENT_AT


# -- What holds it back ---------------------------------------------------------------------------


def refusal_of(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


def nothing_happened():
    return not (
        Paper.objects.exists()
        or OutgoingMail.objects.exists()
        or ActionItem.objects.exists()
        or Counter.objects.filter(key__startswith="contact-report").exists()
    )


@pytest.mark.parametrize(
    ("gone", "field"),
    [
        ({"owner": ""}, "action-owner"),
        ({"due": ""}, "action-due"),
        ({"due": "2026-03-09"}, "action-past"),
        ({"text": ""}, "action-text"),
    ],
)
def test_each_action_item_needs_an_owner_and_a_date(draft, ladder, joanna, gone, field):
    lines = lines_of_a_report(ladder.ae, joanna)
    lines[3] = lines[3].__class__(**{**lines[3].__dict__, **gone})
    write(draft, ladder.ae, lines=lines)

    refusal = refusal_of(lambda: draft.distribute(ladder.ae, SENT_AT))

    assert (refusal.field, refusal.status) == (field, WRONG_STATE)
    assert nothing_happened()


def test_the_relationship_has_to_be_read(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.ae, joanna)
    write(report, ladder.ae, reading=None)

    assert refusal_of(lambda: report.distribute(ladder.ae, SENT_AT)).field == "reading"


def test_an_empty_report_is_none(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.ae, joanna, ready=False)
    write(report, ladder.ae, reading=1)

    assert refusal_of(lambda: report.distribute(ladder.ae, SENT_AT)).field == "content"


def test_nothing_decided_needs_one_sentence_and_no_lines(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.ae, joanna, ready=False)
    words = {"nothing_decided": "We only caught up."}
    report.write(ladder.ae, 0, words, [], {"reading": 1}, SENT_AT)

    report.distribute(ladder.ae, SENT_AT)

    assert report.versions.get().paper.content["nothing_decided"] == "We only caught up."


def test_nothing_decided_and_a_decision_do_not_go_together(draft, ladder):
    version = draft.versions.get()
    draft.write(ladder.ae, 1, {"nothing_decided": "Nothing."}, version.lines, {}, SENT_AT)

    assert refusal_of(lambda: draft.distribute(ladder.ae, SENT_AT)).field == "content"


def test_a_late_report_says_why(draft, ladder):
    late = NOW + timedelta(hours=25)
    assert refusal_of(lambda: draft.distribute(ladder.ae, late)).field == "late_reason"

    write(draft, ladder.ae, late_reason="travel", late_note="Two flights")
    draft.distribute(ladder.ae, late)

    debt = Obligation.objects.get()
    assert (debt.late_reason, debt.late_note) == ("travel", "Two flights")


def test_somebody_of_the_client_who_was_there_has_to_get_it(client_of, ladder):
    mute = make_contact(client_of, "Luis Prieto", email="")
    report = make_draft(client_of, ladder.ae, mute)

    assert refusal_of(lambda: report.distribute(ladder.ae, SENT_AT)).field == "address"
    assert nothing_happened()


def test_a_contact_person_without_an_address_does_not_hold_back_the_others(
    client_of, ladder, joanna
):
    mute = make_contact(client_of, "Luis Prieto", email="")
    report = make_draft(client_of, ladder.ae, joanna, present=[ladder.ae, joanna, mute])

    report.distribute(ladder.ae, SENT_AT)

    row = report.versions.get().recipients.get(contact=mute)
    assert (row.mail, row.outcome) == (None, "unsent")


def test_a_sensitive_report_stays_inside_and_stops_the_clock_there(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.ae, joanna)
    Interaction.objects.update(is_sensitive=True)
    report = ContactReport.objects.get()

    report.distribute(ladder.ae, SENT_AT)
    make_accepted(report, SENT_AT)

    assert {row.who for row in report.versions.get().recipients.all()} == {ladder.ae, ladder.am}
    assert Obligation.objects.get().met_at == SENT_AT


def test_a_contact_that_is_not_over_cannot_be_reported(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.ae, joanna)

    before_the_end = NOW - timedelta(minutes=1)

    assert refusal_of(lambda: report.distribute(ladder.ae, before_the_end)).field == "over"


def test_a_contact_that_fell_away_is_not_reported(draft, ladder):
    Interaction.objects.update(cancelled_at=NOW)

    report = ContactReport.objects.get(pk=draft.pk)

    assert refusal_of(lambda: report.distribute(ladder.ae, SENT_AT)).field == "over"


# -- Who may --------------------------------------------------------------------------------------


def test_an_aae_may_not_send_and_hears_whom_to_ask(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.ae, joanna, by=ladder.aae)

    refusal = refusal_of(lambda: report.distribute(ladder.aae, SENT_AT))

    assert refusal.status == WRONG_RANK
    assert "Ae (AE)" in str(refusal.message)
    assert nothing_happened()


def test_an_aae_who_owes_the_report_may_send_it(client_of, ladder, joanna):
    report = make_draft(client_of, ladder.aae, joanna)

    report.distribute(ladder.aae, SENT_AT)

    assert report.is_distributed


def test_rank_elsewhere_is_no_rank_here(draft, ladder):
    assert refusal_of(lambda: draft.distribute(ladder.stranger, SENT_AT)).status == WRONG_RANK


@pytest.mark.parametrize("name", ["ae", "am", "ad", "gad", "csd"])
def test_an_ae_and_everyone_above_may_send(draft, ladder, name):
    draft.distribute(getattr(ladder, name), SENT_AT)

    assert draft.is_distributed


def test_sending_twice_changes_nothing(draft, ladder):
    draft.distribute(ladder.ae, SENT_AT)
    before = (OutgoingMail.objects.count(), ActionItem.objects.count(), draft.history.count())

    refusal = refusal_of(lambda: draft.distribute(ladder.ae, SENT_AT))

    assert refusal.status == WRONG_STATE
    assert (
        OutgoingMail.objects.count(),
        ActionItem.objects.count(),
        draft.history.count(),
    ) == before
    assert draft.number == "BRW/CR/26-001"


# -- The page -------------------------------------------------------------------------------------


def test_the_question_names_everybody_it_goes_to(draft, ladder, signed_in):
    page = signed_in(ladder.ae).get(f"/reports/{draft.pk}/distribution/").content.decode()

    assert "Joanna Okafor" in page
    assert "Am" in page


def test_one_click_sends(draft, ladder, signed_in):
    draft.interaction.obligation.move(NOW + timedelta(days=3650), NOW)

    answer = signed_in(ladder.ae).post(f"/reports/{draft.pk}/distribution/")

    assert answer.status_code == 302
    assert ContactReport.objects.get().is_distributed


def test_the_page_refuses_whoever_lacks_the_rank(client_of, ladder, joanna, signed_in):
    report = make_draft(client_of, ladder.ae, joanna, by=ladder.aae)

    answer = signed_in(ladder.aae).post(f"/reports/{report.pk}/distribution/")

    assert answer.status_code == WRONG_RANK
    assert not ContactReport.objects.get().is_distributed


def test_strangers_find_nothing(draft, ladder, signed_in):
    browser = signed_in(ladder.stranger)

    for path in ("", "draft/", "draft/preview/", "distribution/", "recipients/", "review/"):
        assert browser.get(f"/reports/{draft.pk}/{path}").status_code == 404
        assert browser.post(f"/reports/{draft.pk}/distribution/").status_code == 404


@pytest.mark.parametrize("path", ["correction/", "correction/drop/"])
def test_acts_without_a_question_are_posted(draft, ladder, signed_in, path):
    assert signed_in(ladder.ae).get(f"/reports/{draft.pk}/{path}").status_code == 405


# -- Races ----------------------------------------------------------------------------------------


def at_once(act, threads=8):
    gate = threading.Barrier(threads)

    def run(number):
        gate.wait()
        try:
            return act(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


@pytest.fixture
def agency():
    people = make_ladder()
    client = make_team(make_client(), people)
    return people, client, make_contact(client)


@pytest.mark.django_db(transaction=True)
def test_eight_hands_send_one_report_and_one_wins(agency):
    people, client, joanna = agency
    report = make_draft(client, people.ae, joanna)

    answers = at_once(
        lambda _n: ContactReport.objects.get(pk=report.pk).distribute(people.ae, SENT_AT)
    )

    assert [type(answer) for answer in answers if answer is not None] == [Refused] * 7
    assert ReportVersion.objects.get().distributed_at == SENT_AT
    assert OutgoingMail.objects.count() == 3
    assert ActionItem.objects.count() == 2
    assert Counter.objects.get(key__startswith="contact-report").value == 1


@pytest.mark.django_db(transaction=True)
def test_eight_reports_of_one_client_get_numbers_without_a_gap(agency):
    people, client, joanna = agency
    reports = [make_draft(client, people.ae, joanna, NOW + timedelta(hours=n)) for n in range(8)]
    at = NOW + timedelta(hours=12)

    answers = at_once(
        lambda n: ContactReport.objects.get(pk=reports[n].pk).distribute(people.ae, at)
    )

    assert answers == [None] * 8
    numbers = sorted(ContactReport.objects.values_list("number", flat=True))
    assert numbers == [f"BRW/CR/26-{n:03d}" for n in range(1, 9)]


def test_the_number_looks_as_the_trade_writes_it(draft, ladder):
    draft.distribute(ladder.ae, SENT_AT)

    assert re.fullmatch(r"[A-Z]{3,4}/CR/\d\d-\d{3}", draft.number)


def test_an_absent_superior_is_stood_in_for(draft, ladder):
    make_absence(ladder.am, SENT_AT.date(), delegate=ladder.ad)

    draft.distribute(ladder.ae, SENT_AT)

    superior = draft.versions.get().recipients.get(is_superior=True)
    assert superior.person == ladder.ad


def test_the_debt_of_another_client_is_untouched(draft, ladder):
    other = make_debt(make_team(make_client("ORC", "Orchard Dairy"), ladder), ladder.ae)

    draft.distribute(ladder.ae, SENT_AT)

    assert Obligation.objects.get(pk=other.pk).report is None

"""Reminders: each once, paused where they must be, kept as they went out; statements of account."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from accounts.models import Notice, OutgoingMail, Paper
from agency.lib.pdf import render
from agency.lib.refusal import WRONG_RANK, Refused
from billing.late_interest import interest
from billing.models import AccountStatement, CollectionCall, Part, ReferenceRate, Reminder
from billing.reminding import next_level
from billing.statement_of_account import account_of
from tests.billing.cast import make_profile
from tests.billing.payment_cast import days_later, make_owing, make_payment, mt940, read_file
from tests.cast import NOW

USUAL = [-3, 1, 15, 30]
DUE = date(2026, 3, 10)


@pytest.fixture
def client_of(client_of):
    make_profile(client_of)
    client_of.invoice_email = "ap@brw.example"
    client_of.save()
    return client_of


@pytest.fixture
def owing(client_of, ladder):
    """1,190.00 EUR, due in thirty days."""
    return make_owing(client_of, ladder)


def bank_known(ladder, days):
    """The statement of that day was read: nothing of ours came in."""
    at = days_later(days)
    content = mt940((1, "X", f"DAY {days}"), day=at.date(), number=f"{days + 1}/1")
    read_file(ladder.finance, content, at)


def sweep(days):
    Reminder.objects.propose_due(days_later(days))


def levels():
    return list(Reminder.objects.order_by("level").values_list("level", "status"))


def test_each_reminder_comes_once_however_often_the_clock_strikes(owing, ladder):
    for day in range(20, 62):
        bank_known(ladder, day)
        sweep(day)
        sweep(day)
        for row in Reminder.objects.proposed():
            row.send(ladder.finance, days_later(day))
    assert levels() == [(level, "sent") for level in range(4)]
    sent = [(row.sent_at - NOW).days - 30 for row in Reminder.objects.order_by("level")]
    assert sent == USUAL
    assert OutgoingMail.objects.filter(to_address="ap@brw.example").count() == 4


def test_a_firm_letter_waits_for_finance_or_the_account_manager(owing, ladder):
    for day in (31, 45):
        bank_known(ladder, day)
        sweep(day)
    assert levels() == [(1, "sent"), (2, "proposed")]
    row = Reminder.objects.proposed().get()
    told = set(Notice.objects.filter(url=row.get_absolute_url()).values_list("person", flat=True))
    assert told == {ladder.finance.pk, ladder.am.pk}

    with pytest.raises(Refused) as refused:
        row.send(ladder.ae, days_later(45))
    assert refused.value.status == WRONG_RANK
    row.send(ladder.am, days_later(45))
    assert (row.status, row.open_then, row.paper.template) == ("sent", 1190, "reminder.html")
    assert owing.number in row.text


def test_nothing_goes_out_on_bank_data_of_four_days_ago(owing, ladder):
    bank_known(ladder, 27)
    sweep(31)
    assert levels() == []
    bank_known(ladder, 28)
    sweep(31)
    assert levels() == [(1, "sent")]


def test_a_disputed_invoice_is_not_reminded_of(owing, ladder):
    bank_known(ladder, 31)
    owing.dispute(ladder.ae, "Not what was ordered", NOW)
    sweep(31)
    assert levels() == []


def test_a_promise_pauses_and_two_broken_ones_raise_the_next_letter(owing, ladder):
    bank_known(ladder, 31)
    promise = {"spoke_with": "Joanna", "said": "This week"}
    for day in (30, 33):
        CollectionCall.objects.log(
            owing, ladder.am, days_later(day), promised_on=days_later(day + 2).date(), **promise
        )
    sweep(31)
    assert levels() == []
    bank_known(ladder, 36)
    sweep(36)
    assert levels() == [(2, "proposed")]


def test_what_is_paid_meanwhile_is_not_sent(owing, ladder):
    for day in (31, 45):
        bank_known(ladder, day)
        sweep(day)
    make_payment(ladder.finance).allocate(
        ladder.finance, days_later(45), [Part(owing, Decimal(1190), Decimal(1190))]
    )
    with pytest.raises(Refused, match="It is paid"):
        Reminder.objects.proposed().get().send(ladder.finance, days_later(45))
    sweep(45)
    assert levels() == [(1, "sent"), (2, "skipped")]


def test_after_the_last_letter_the_directors_hear_of_it(owing, ladder):
    for day in (31, 45, 60):
        bank_known(ladder, day)
        sweep(day)
        for row in Reminder.objects.proposed().filter(level=2):
            row.send(ladder.finance, days_later(day))
    told = Notice.objects.filter(text__contains="after every reminder")
    assert {notice.person for notice in told} == {ladder.ad, ladder.gad, ladder.csd}


@pytest.mark.parametrize(
    ("late", "handled", "broken", "expected"),
    [
        (-4, {}, 0, None),
        (-3, {}, 0, 0),
        (0, {}, 0, 0),
        (1, {0: -3}, 0, 1),
        (40, {}, 0, 1),
        (40, {1: 36}, 0, None),
        (40, {1: 33}, 0, 2),
        (40, {1: 33}, 2, 3),
        (90, {3: 30}, 0, None),
    ],
)
def test_the_next_letter_follows_the_policy_and_never_jumps(late, handled, broken, expected):
    days = {level: DUE + timedelta(days=day) for level, day in handled.items()}
    assert next_level(USUAL, DUE, DUE + timedelta(days=late), days, broken) == expected


def test_interest_is_reckoned_by_half_years_and_never_without_a_rate():
    rates = [(date(2026, 1, 1), Decimal(2)), (date(2026, 7, 1), Decimal(3))]
    found = interest(Decimal(36500), date(2026, 6, 20), date(2026, 7, 10), rates)
    assert (found.amount, found.percent, found.days) == (Decimal("210.00"), 11, 20)
    assert interest(Decimal(100), date(2026, 6, 20), date(2026, 6, 20), rates) is None
    assert interest(Decimal(100), date(2025, 6, 20), date(2026, 6, 20), rates) is None


def test_interest_is_a_proposal_and_changes_nothing_that_is_owed(owing, ladder):
    ReferenceRate.objects.enter(
        ladder.finance, NOW, valid_from=date(2026, 1, 1), percent=Decimal("2.15"), source="ECB"
    )
    for day in (31, 45):
        bank_known(ladder, day)
        sweep(day)
    row = Reminder.objects.proposed().get()
    assert (row.interest, row.interest_percent, row.compensation) == (
        Decimal("4.96"), Decimal("10.15"), 40,
    )  # fmt: skip
    assert owing.open_amount == 1190


def test_a_statement_of_account_shows_what_was_open_on_its_day(owing, client_of, ladder):
    make_payment(ladder.finance, "1000", at=days_later(5)).allocate(
        ladder.finance, days_later(5), [Part(owing, Decimal(1000), Decimal(1000))]
    )
    make_payment(ladder.finance, "50", at=days_later(5), client=client_of)
    (before,) = account_of(client_of, days_later(4).date())
    (after,) = account_of(client_of, days_later(60).date())

    assert ([item.open for item in before.items], before.total) == ([1190], 1190)
    assert ([item.open for item in after.items], after.total) == ([190, -50], 140)
    assert after.buckets == [0, 190, 0, 0, 0]


def test_a_statement_of_account_is_kept_and_mailed_once(owing, client_of, ladder):
    row = AccountStatement.objects.make(client_of, ladder.ae, NOW, on=NOW.date())
    paper = Paper.objects.get(template="statement.html")
    row.send(ladder.am, NOW)
    assert OutgoingMail.objects.get(paper=paper).to_address == "ap@brw.example"
    with pytest.raises(Refused, match="sent already"):
        row.send(ladder.am, NOW)


@pytest.mark.parametrize("template", ["statement.html", "reminder.html"])
def test_letters_and_statements_are_printed(owing, client_of, ladder, template):
    AccountStatement.objects.make(client_of, ladder.ae, NOW, on=NOW.date())
    bank_known(ladder, 31)
    sweep(31)
    paper = Paper.objects.get(template=template)
    html = render_to_string(f"pdf/{template}", paper.words)
    content = render(html, title=paper.title)
    assert content[:5] == b"%PDF-"

"""Who may approve how much: the matrix, a client's own limits, other currencies, people away."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Rank
from agency.lib.refusal import Refused
from billing.models import ApprovalLimit, ExchangeRate, Limited
from tests.cast import NOW, make_absence, make_person, put_on_team

TODAY = date(2026, 3, 10)
FIFTY = Decimal(50_000)


@pytest.fixture(autouse=True)
def _usual_limits(db):
    ApprovalLimit.objects.put_usual()


@pytest.fixture
def dollars(db):
    return ExchangeRate.objects.create(
        currency="EUR", base="USD", day=TODAY, rate=Decimal("1.25"), source="ECB"
    )


def may(user, client, amount, document=Limited.ESTIMATE, currency="EUR"):
    return ApprovalLimit.objects.may_approve(
        document, user, client, Decimal(amount), currency, TODAY
    )


def who(client, amount, document=Limited.ESTIMATE, **asked):
    return ApprovalLimit.objects.who_may(document, client, Decimal(amount), NOW, **asked)


def test_a_manager_approves_estimates_up_to_his_limit_and_not_a_cent_more(client_of, ladder):
    assert may(ladder.am, client_of, 5000)
    assert not may(ladder.am, client_of, "5000.01")
    assert not may(ladder.ae, client_of, 1)


def test_a_director_without_a_limit_approves_anything(client_of, ladder):
    assert may(ladder.gad, client_of, 10**9)
    assert may(ladder.csd, client_of, 10**9)


def test_nobody_approves_for_a_client_he_does_not_serve(client_of, ladder):
    other_am = make_person("other.am", rank=Rank.AM)

    assert not may(other_am, client_of, 1)
    assert not may(ladder.finance, client_of, 1)


def test_a_limit_of_the_client_goes_before_the_usual_one(client_of, ladder):
    own = {(Limited.ESTIMATE, Rank.AM): (Decimal(100), "EUR")}
    ApprovalLimit.objects.set(ladder.csd, NOW, own, client=client_of)

    assert not may(ladder.am, client_of, 101)
    assert may(ladder.ad, client_of, 250_000)


def test_an_amount_in_another_currency_is_compared_by_the_rate_of_the_day(
    client_of, ladder, dollars
):
    assert may(ladder.am, client_of, 6250, currency="USD")
    assert not may(ladder.am, client_of, 6251, currency="USD")


def test_an_amount_that_cannot_be_compared_is_refused_with_the_reason(client_of, ladder):
    with pytest.raises(Refused) as no:
        may(ladder.am, client_of, 10, currency="USD")

    assert str(no.value) == "No exchange rate from USD into EUR is known on 10 Mar 2026."
    assert may(ladder.gad, client_of, 10, currency="USD")


def test_the_discount_is_compared_in_per_cent(client_of, ladder):
    assert may(ladder.am, client_of, 5, Limited.DISCOUNT, currency="USD")
    assert not may(ladder.am, client_of, 6, Limited.DISCOUNT)


def test_the_next_rung_with_a_sufficient_limit_is_named(client_of, ladder):
    assert who(client_of, 4000, author=ladder.ae) == [ladder.am]
    assert who(client_of, FIFTY, author=ladder.ae) == [ladder.ad]
    assert who(client_of, 10**6, author=ladder.ae) == [ladder.gad]


def test_nobody_is_named_for_his_own_paper(client_of, ladder):
    assert who(client_of, 4000, author=ladder.am) == [ladder.ad]


def test_the_paper_of_the_highest_is_read_by_whoever_below_may_approve_so_much(client_of, ladder):
    assert who(client_of, FIFTY, author=ladder.csd) == [ladder.ad]


def test_a_colleague_on_the_same_rung_with_a_higher_limit_may_be_asked(client_of, ladder):
    senior = make_person("senior", rank=Rank.SENIOR_AM, manager=ladder.ad)
    put_on_team(client_of, senior, "am")

    assert who(client_of, 20_000, author=ladder.am) == [senior]


def test_the_delegate_of_somebody_away_is_named_only_if_his_own_limit_is_enough(client_of, ladder):
    other = make_person("other.ad", rank=Rank.AD, manager=ladder.gad)
    make_absence(ladder.ad, TODAY, delegate=other)
    assert who(client_of, FIFTY, author=ladder.ae) == [other]


def test_standing_in_does_not_raise_a_limit(client_of, ladder):
    make_absence(ladder.ad, TODAY, delegate=ladder.am)

    assert who(client_of, FIFTY, author=ladder.ae) == [ladder.gad]
    assert not may(ladder.am, client_of, FIFTY)


def test_a_refusal_says_the_limit_and_whom_to_ask(client_of, ladder):
    with pytest.raises(Refused) as no:
        ApprovalLimit.objects.demand(Limited.ESTIMATE, ladder.am, client_of, FIFTY, "EUR", NOW)

    assert no.value.status == 403
    assert str(no.value) == "Your limit for this is EUR 5,000.00. Ask Ad (AD)."


def test_a_rank_without_a_limit_is_told_so(client_of, ladder):
    with pytest.raises(Refused) as no:
        ApprovalLimit.objects.demand(Limited.ESTIMATE, ladder.ae, client_of, FIFTY, "EUR", NOW)

    assert str(no.value) == "Your rank approves none of this. Ask Ad (AD)."


def test_only_the_csd_sets_limits(ladder):
    for person in (ladder.gad, ladder.finance, ladder.admin):
        with pytest.raises(Refused) as no:
            ApprovalLimit.objects.set(person, NOW, {})
        assert no.value.status == 403


def test_a_limit_is_taken_away_and_a_second_time_changes_nothing(client_of, ladder):
    for _twice in range(2):
        gone = {(Limited.ESTIMATE, Rank.AM): None}
        ApprovalLimit.objects.set(ladder.csd, NOW, gone)

    assert not may(ladder.am, client_of, 1)
    assert ApprovalLimit.history.filter(history_user=ladder.csd).count() == 1


def test_the_same_limits_again_write_no_history(ladder):
    same = {(Limited.ESTIMATE, Rank.AM): (Decimal(5000), "EUR")}
    ApprovalLimit.objects.set(ladder.csd, NOW, same)

    assert ApprovalLimit.history.filter(history_user=ladder.csd).count() == 0


def test_a_higher_rank_may_not_have_a_lower_limit(ladder):
    turned = {
        (Limited.ESTIMATE, Rank.AM): (None, "EUR"),
        (Limited.ESTIMATE, Rank.AD): (Decimal(5), "EUR"),
    }
    with pytest.raises(Refused) as no:
        ApprovalLimit.objects.set(ladder.csd, NOW, turned)

    assert str(no.value) == (
        "Estimate or change order: Account director may not approve less than Account manager."
    )

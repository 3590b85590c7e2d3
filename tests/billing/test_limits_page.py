"""The matrix of limits on its page, for the agency and for one client."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Rank
from billing.models import ApprovalLimit, Limited
from tests.page import as_opened

PAGE = "/money/limits/"


@pytest.fixture(autouse=True)
def _usual_limits(db):
    ApprovalLimit.objects.put_usual()


def most(rank, client=None, document=Limited.ESTIMATE):
    row = ApprovalLimit.objects.filter(rank=rank, client=client, document=document).first()
    return row and row.most


def test_the_csd_changes_limits_in_the_table(signed_in, ladder):
    browser = signed_in(ladder.csd)
    sent = as_opened(browser.get(PAGE))
    sent |= {"estimate-am": "7.500,00", "estimate-ad": "No limit", "estimate-ae": "500"}
    sent |= {"discount-am": ""}
    answer = browser.post(PAGE, sent)

    assert answer.status_code == 302
    assert [most("ae"), most("am"), most("ad")] == [Decimal(500), Decimal(7500), None]
    assert most("am", document=Limited.DISCOUNT) is None
    assert ApprovalLimit.history.filter(history_user=ladder.csd).count() == 4


def test_what_was_opened_and_saved_unchanged_is_the_same(signed_in, ladder):
    browser = signed_in(ladder.csd)
    answer = browser.post(PAGE, as_opened(browser.get(PAGE)))

    assert answer.status_code == 302
    assert ApprovalLimit.history.filter(history_user=ladder.csd).count() == 0


def test_a_form_that_arrives_empty_takes_no_limit_away(signed_in, ladder):
    before = ApprovalLimit.objects.count()
    answer = signed_in(ladder.csd).post(PAGE, {})

    assert answer.status_code == 422
    assert ApprovalLimit.objects.count() == before


@pytest.mark.parametrize("text", ["-5", "many", "1e99", "NaN"])
def test_what_is_no_amount_is_said_beside_it(signed_in, ladder, text):
    browser = signed_in(ladder.csd)
    answer = browser.post(PAGE, as_opened(browser.get(PAGE)) | {"order-ae": text})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "order-ae": ["Enter an amount, “no limit”, or nothing."]
    }


def test_no_discount_is_above_a_hundred_per_cent(signed_in, ladder):
    browser = signed_in(ladder.csd)
    answer = browser.post(PAGE, as_opened(browser.get(PAGE)) | {"discount-gad": "101"})

    assert list(answer.context["form"].errors) == ["discount-gad"]


def test_others_read_the_table_and_do_not_change_it(signed_in, ladder):
    for person in (ladder.aae, ladder.gad, ladder.finance):
        browser = signed_in(person)
        assert browser.get(PAGE).context["can_set"] is False
        assert browser.post(PAGE, {}).status_code == 403


def test_a_client_has_limits_of_its_own_where_they_differ(signed_in, ladder, client_of):
    url, browser = reverse("billing:client-limits", args=[client_of.pk]), signed_in(ladder.csd)
    opened = as_opened(browser.get(url))
    assert browser.post(url, opened | {"estimate-am": "0"}).status_code == 302

    assert most(Rank.AM, client_of) == 0
    assert ApprovalLimit.objects.filter(client=client_of).count() == 1

    browser.post(url, opened | {"estimate-am": ""})
    assert ApprovalLimit.objects.filter(client=client_of).count() == 0


def test_the_table_takes_few_queries(signed_in, ladder, django_assert_num_queries):
    browser = signed_in(ladder.ad)
    browser.get(PAGE)
    with django_assert_num_queries(4):
        browser.get(PAGE)

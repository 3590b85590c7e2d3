"""The pages of payments: files read in, proposals posted, payments split, calls noted."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from billing.models import CollectionCall, Invoice, Payment
from tests.billing.cast import make_profile
from tests.billing.payment_cast import make_owing, make_payment, mt940, read_file

MATCHING_QUERIES = 8


@pytest.fixture
def owing(client_of, ladder):
    make_profile(client_of)
    return make_owing(client_of, ladder)


def at(name, *keys):
    return reverse(f"billing:{name}", args=keys)


def fresh(invoice):
    return Invoice.objects.get(pk=invoice.pk)


def test_a_file_is_read_in_and_the_page_says_what_was_in_it(owing, ladder, signed_in):
    content = mt940((1190, "BRIGHTWATER", owing.payment_reference), (7, "SOMEBODY", "HELLO"))
    file = SimpleUploadedFile("may.sta", content)
    answer = signed_in(ladder.finance).post(at("read-bank-files"), {"files": [file]})

    text = " ".join(answer.content.decode().split())
    assert "2 payments came in: 1 posted by their reference, 1 to match." in text
    assert fresh(owing).open_amount == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "This is a PDF."),
        (b"hello", "This is neither CAMT.053 nor MT940."),
        (mt940((5, "A", "X"), account="DE02120300000000202051"), "No account of ours has"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_a_sentence(
    owing, ladder, signed_in, content, sentence
):
    file = SimpleUploadedFile("a.sta", content)
    answer = signed_in(ladder.finance).post(at("read-bank-files"), {"files": [file]})
    assert answer.status_code in {409, 422}
    assert sentence in answer.content.decode()
    assert Payment.objects.count() == 0


def test_a_proposal_is_posted_with_one_click_but_not_once_it_has_changed(owing, ladder, signed_in):
    (read,) = read_file(ladder.finance, mt940((1190, "SOMEBODY", f"INVOICE {owing.number}")))
    (payment,) = read.payments
    browser = signed_in(ladder.finance)
    line = browser.get(at("payment-matching")).context["lines"][0]
    other = make_payment(ladder.finance, "100", reference=owing.number)

    assert browser.post(at("post-match", other.pk), {"match": line["token"]}).status_code == 409
    assert browser.post(at("post-match", payment.pk), {"match": line["token"]}).status_code == 302
    assert fresh(owing).open_amount == 0


def test_a_payment_is_split_with_a_fee_and_what_does_not_fit_is_said_at_its_field(
    owing, client_of, ladder, signed_in
):
    payment = make_payment(ladder.finance, "1180", client=client_of)
    browser, url = signed_in(ladder.finance), at("allocate-payment", payment.pk)
    amount, fee = f"amount_{owing.pk}", f"fee_{owing.pk}"

    answer = browser.post(url, {amount: "1180.00", fee: "20.00"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (409, [amount])
    assert browser.post(url, {amount: "1180.00", fee: "10.00"}).status_code == 302
    assert fresh(owing).open_amount == 0


def test_the_page_of_matching_costs_the_same_with_one_payment_and_with_thirty(
    owing, ladder, signed_in, django_assert_num_queries
):
    browser = signed_in(ladder.finance)
    make_payment(ladder.finance, "1190", payer="Brightwater Bank SpA")
    browser.get(at("payment-matching"))
    with django_assert_num_queries(MATCHING_QUERIES):
        browser.get(at("payment-matching"))
    for number in range(29):
        make_payment(ladder.finance, Decimal(number + 1), payer=f"Payer {number}")
    with django_assert_num_queries(MATCHING_QUERIES):
        assert len(browser.get(at("payment-matching")).context["lines"]) == 30


def test_a_call_with_a_promise_is_noted_from_the_worklist(client_of, ladder, signed_in):
    make_profile(client_of)
    owing = make_owing(client_of, ladder, at=timezone.now() - timedelta(days=60))
    browser = signed_in(ladder.ae)
    day = timezone.localdate() + timedelta(days=2)
    facts = {"spoke_with": "Joanna", "said": "Next run.", "promised_on": day.isoformat()}
    browser.post(at("log-call", owing.pk), facts)

    (row,) = browser.get(at("unpaid")).context["page"]
    assert (row.promised_on, row.is_broken) == (day, False)
    assert CollectionCall.objects.get().noted_by == ladder.ae


def test_whoever_books_no_payments_finds_nothing_to_match(owing, ladder, signed_in):
    for person, status in ((ladder.ad, 404), (ladder.traffic, 404), (ladder.csd, 200)):
        assert signed_in(person).get(at("payment-matching")).status_code == status
    assert signed_in(ladder.traffic).get(at("payments")).status_code == 404

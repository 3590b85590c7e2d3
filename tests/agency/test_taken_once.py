"""The key that a form carries: whoever sends it twice is led to where the first one went."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import PartnerPerson, SentForm
from accounts.tasks import send_daily_digest
from tests.cast import NOW

PARTNER = {"agency": "Else", "name": "Ida Weber", "once": "key-of-the-page"}


@pytest.fixture
def add(client_of):
    return reverse("accounts:add-partner", args=[client_of.pk])


def names():
    return sorted(PartnerPerson.objects.values_list("name", flat=True))


def test_every_form_of_a_page_has_a_key_of_its_own(add, ladder, signed_in):
    browser = signed_in(ladder.ae)
    pages = [browser.get(add).content.decode() for _time in range(2)]

    keys = [page.split('name="once" value="')[1].split('"')[0] for page in pages]
    assert [len(key) for key in keys] == [16, 16]
    assert keys[0] != keys[1]


def test_a_form_sent_again_takes_effect_once_and_leads_to_the_same_place(add, ladder, signed_in):
    browser = signed_in(ladder.ae)
    answers = [browser.post(add, PARTNER) for _click in range(2)]

    assert names() == ["Ida Weber"]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].url == answers[1].url


def test_a_form_without_a_key_is_taken_as_often_as_it_is_sent(add, ladder, signed_in):
    browser = signed_in(ladder.ae)
    for _click in range(2):
        browser.post(add, {**PARTNER, "once": ""})

    assert names() == ["Ida Weber", "Ida Weber"]


def test_a_form_that_was_changed_after_going_back_is_a_new_one(add, ladder, signed_in):
    browser = signed_in(ladder.ae)
    browser.post(add, PARTNER)
    browser.post(add, {**PARTNER, "name": "Jo Weber"})

    assert names() == ["Ida Weber", "Jo Weber"]


def test_a_form_that_was_refused_may_be_sent_again(add, ladder, signed_in):
    browser = signed_in(ladder.ae)
    answers = [browser.post(add, {**PARTNER, "name": ""}).status_code for _click in range(2)]

    assert answers == [422, 422]
    assert SentForm.objects.count() == 0


def test_a_key_is_of_one_person(add, ladder, signed_in):
    for person in (ladder.ae, ladder.am):
        signed_in(person).post(add, PARTNER)

    assert names() == ["Ida Weber", "Ida Weber"]


def test_a_dialog_is_led_on_as_well(client_of, ladder, signed_in):
    form = {"reason": "They look elsewhere", "once": "key-of-the-page"}
    browser, flag = signed_in(ladder.ae), reverse("flag-client", args=[client_of.pk])
    there = browser.post(flag, form).url
    again = browser.post(flag, form, headers={"HX-Request": "true"})

    assert (again.status_code, again.headers["HX-Redirect"]) == (200, there)
    assert client_of.risk_flags.count() == 1


def test_what_fell_over_is_forgotten_with_all_it_did(add, ladder, signed_in, monkeypatch):
    def add_and_fall(self, *_args, **_words):
        PartnerPerson.objects.create(client_id=add.split("/")[2], agency="Else", name="Half")
        raise RuntimeError

    browser = signed_in(ladder.ae)
    browser.raise_request_exception = False
    monkeypatch.setattr(type(PartnerPerson.objects), "add", add_and_fall, raising=False)
    answer = browser.post(add, PARTNER)

    assert answer.status_code == 500
    assert names() == []
    assert SentForm.objects.count() == 0


def test_old_keys_are_swept_out(db):
    for age in (timedelta(hours=23), timedelta(hours=25)):
        SentForm.objects.create(digest=str(age), sent_at=NOW - age)
    SentForm.objects.forget_old(NOW)
    assert [form.digest for form in SentForm.objects.all()] == ["23:00:00"]

    send_daily_digest()
    assert SentForm.objects.count() == 0

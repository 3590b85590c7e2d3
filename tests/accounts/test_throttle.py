"""Tries to sign in are counted, and no more pass than are allowed, however many race."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.adapter import TRIES_PER_ACCOUNT, TRIES_PER_HOST, host_of
from accounts.models import SignInAttempt
from tests.cast import NOW, make_person

PASSWORD = "plates keep spinning"
SIGN_IN = "/auth/login/"


@pytest.fixture(autouse=True)
def no_demo(settings):
    settings.DEMO = False


@pytest.fixture
def joiner(db):
    person = make_person("nadia.ferrante")
    person.set_password(PASSWORD)
    person.save()
    return person


def try_to_sign_in(client, address, typed="wrong", host="192.0.2.1"):
    return client.post(SIGN_IN, {"login": address, "password": typed}, REMOTE_ADDR=host)


def said(answer):
    return answer.content.decode()


TOO_MANY = "Too many tries"
WRONG = "The address or the password is wrong"


def test_ten_wrong_passwords_are_heard_the_eleventh_is_not(client, joiner):
    for _ in range(TRIES_PER_ACCOUNT):
        assert WRONG in said(try_to_sign_in(client, joiner.email))

    assert TOO_MANY in said(try_to_sign_in(client, joiner.email))
    assert TOO_MANY in said(try_to_sign_in(client, joiner.email, PASSWORD))


def test_an_unknown_address_is_answered_like_a_known_one(client, joiner):
    answers = {
        address: [said(try_to_sign_in(client, address, host=host)) for _ in range(11)]
        for address, host in [(joiner.email, "192.0.2.1"), ("nobody@northlight.ie", "192.0.2.2")]
    }

    heard = [[WRONG if WRONG in page else TOO_MANY for page in pages] for pages in answers.values()]
    assert heard[0] == heard[1] == [WRONG] * 10 + [TOO_MANY]


def test_an_unknown_address_costs_as_many_password_hashes_as_a_known_one(
    client, joiner, monkeypatch
):
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    try_to_sign_in(client, joiner.email)
    known = len(hashed)
    try_to_sign_in(client, "nobody@northlight.ie")

    assert len(hashed) - known == known


def test_one_host_may_try_twenty_times_over_all_accounts(client, joiner):
    for number in range(TRIES_PER_HOST):
        assert WRONG in said(try_to_sign_in(client, f"guess{number}@northlight.ie"))

    assert TOO_MANY in said(try_to_sign_in(client, joiner.email))
    assert WRONG in said(try_to_sign_in(client, joiner.email, host="192.0.2.9"))


def test_a_host_that_is_shut_out_does_not_shut_out_its_victim(client, joiner):
    for number in range(TRIES_PER_HOST + TRIES_PER_ACCOUNT):
        try_to_sign_in(client, f"guess{number}@northlight.ie" if number < 20 else joiner.email)

    answer = try_to_sign_in(client, joiner.email, PASSWORD, host="192.0.2.9")
    assert answer.status_code == 302


def test_a_right_password_gives_its_try_back(client, joiner):
    for _ in range(TRIES_PER_HOST + 1):
        assert try_to_sign_in(client, joiner.email, PASSWORD).status_code == 302
        client.post(reverse("account_logout"))

    assert not SignInAttempt.objects.filter(count__gt=0).exists()


def test_nobody_signed_in_is_disturbed_by_wrong_tries_of_others(client, joiner):
    assert try_to_sign_in(client, joiner.email, PASSWORD).status_code == 302
    stranger = type(client)()
    for _ in range(TRIES_PER_ACCOUNT + 1):
        try_to_sign_in(stranger, joiner.email)

    assert client.get("/profile/").status_code == 200


@pytest.mark.django_db
def test_with_the_next_hour_the_count_begins_anew():
    def admit(at):
        return SignInAttempt.objects.admit(at, {"one": 1})

    assert [bool(admit(NOW)), bool(admit(NOW)), bool(admit(NOW + timedelta(hours=1)))] == [
        True,
        False,
        True,
    ]
    assert SignInAttempt.objects.count() == 1


def test_the_demo_signs_in_as_often_as_it_likes(client, db, settings):
    settings.DEMO = True
    for _ in range(TRIES_PER_HOST + 1):
        assert WRONG in said(try_to_sign_in(client, "csd@northlight.example"))

    assert not SignInAttempt.objects.exists()


def test_what_was_typed_is_not_kept(client, db):
    try_to_sign_in(client, "my-password-typed-here@northlight.ie")

    assert not SignInAttempt.objects.filter(key__contains="typed").exists()


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("192.0.2.77", "192.0.2.77"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("not an address", "not an address"),
    ],
)
def test_a_customer_of_the_newer_network_counts_as_one_host(address, host):
    assert host_of(address) == host


@pytest.mark.django_db(transaction=True)
def test_of_fifty_tries_at_once_ten_pass():
    start = Barrier(50)

    def one(_):
        start.wait()
        try:
            return SignInAttempt.objects.admit(NOW, {"one account": 10}) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(one, range(50))) == 10


@pytest.mark.django_db(transaction=True)
def test_of_thirty_wrong_passwords_sent_at_once_ten_are_heard(joiner):
    start = Barrier(30)

    def one(number):
        start.wait()
        try:
            return said(try_to_sign_in(Client(), joiner.email, host=f"192.0.2.{number}"))
        finally:
            connection.close()

    with ThreadPoolExecutor(30) as pool:
        pages = list(pool.map(one, range(30)))
    assert sum(WRONG in page for page in pages) == TRIES_PER_ACCOUNT
    assert sum(TOO_MANY in page for page in pages) == 30 - TRIES_PER_ACCOUNT


def test_a_password_reset_is_counted_and_says_nothing_of_who_is_known(client, joiner):
    def ask(address):
        return client.post("/auth/password/reset/", {"email": address}, REMOTE_ADDR="192.0.2.5")

    assert ask(joiner.email).status_code == ask("nobody@northlight.ie").status_code == 302
    for _ in range(TRIES_PER_ACCOUNT - 1):
        ask("nobody@northlight.ie")
    assert TOO_MANY in said(ask("nobody@northlight.ie"))

"""Who gets in, with what, and until when."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import NoReverseMatch, reverse

from accounts.models import AgencyProfile, Function, OutgoingMail, Rank, User
from tests.cast import NOW, make_person

PASSWORD = "plates keep spinning"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def no_demo(settings):
    settings.DEMO = False
    cache.clear()
    # Codes change every half minute; here they do not.
    with time_machine.travel(NOW, tick=False):
        yield


def make_joiner(email="nadia.ferrante", **fields):
    person = make_person(email, **{"rank": Rank.AE, **fields})
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def joiner(db):
    return make_joiner()


@pytest.fixture
def director(db):
    return make_joiner("ingrid.sorensen", rank=Rank.CSD)


def sign_in(browser, person, password=PASSWORD):
    return browser.post("/auth/login/", {"login": person.email, "password": password})


def code_of(secret=SECRET):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def is_in(browser):
    return browser.get("/profile/").status_code == 200


# -- Password -----------------------------------------------------------------------------------


def test_somebody_signs_in_with_address_and_password(client, joiner):
    answer = sign_in(client, joiner)

    assert (answer.status_code, answer.url) == (302, "/")
    assert is_in(client)


def test_the_page_somebody_wanted_comes_after_signing_in(client, joiner):
    page = client.get("/people/", follow=True)
    assert 'name="next" value="/people/"' in page.content.decode()

    fields = {"login": joiner.email.upper(), "password": PASSWORD, "next": "/people/"}
    assert client.post("/auth/login/", fields).url == "/people/"


def test_nobody_is_sent_to_another_site_after_signing_in(client, joiner):
    fields = {"login": joiner.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/auth/login/", fields).url == "/"


@pytest.mark.parametrize(
    ("login", "password", "sentence"),
    [
        ("", PASSWORD, "Enter your address."),
        ("no address", PASSWORD, "Enter a valid email address."),
        ("nadia.ferrante@northlight.example", "", "Please fill this in."),
        ("nadia.ferrante@northlight.example", "wrong", "The address or the password is wrong."),
        ("nadia\x00@northlight.example", PASSWORD, "The address or the password is wrong."),
        ("nadia.ferrante@northlight.example", "nul\x00", "Null characters are not allowed."),
        ("x" * 400 + "@northlight.example", PASSWORD, "Enter a valid email address."),
        ("nadia.ferrante@northlight.example", "x" * 1001, "at most 1000 characters"),
        ("张伟@northlight.example", "пароль\u202e", "Enter a valid email address."),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(client, joiner, login, password, sentence):
    page = client.post("/auth/login/", {"login": login, "password": password})

    assert page.status_code == 200
    assert sentence in page.content.decode()


def test_there_is_no_way_to_sign_up_or_to_manage_addresses():
    for name in ("account_signup", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_signing_out_takes_a_post(client, joiner):
    sign_in(client, joiner)
    assert client.get("/auth/logout/").status_code == 200
    assert is_in(client)

    assert client.post("/auth/logout/").url == "/auth/login/"
    assert not is_in(client)


def test_signing_in_writes_no_history(client, joiner):
    before = joiner.history.count()
    sign_in(client, joiner)
    assert joiner.history.count() == before


# -- Reset --------------------------------------------------------------------------------------


def link_in(mail):
    return re.search(r"http://[^/]+(/auth/\S+)", mail.body).group(1)


def test_a_new_password_is_chosen_by_mail(client, joiner):
    client.post("/auth/password/reset/", {"email": joiner.email})
    mail = OutgoingMail.objects.get(person=joiner)
    page = client.get(link_in(mail), follow=True)
    chosen = {"password1": "keep them spinning", "password2": "keep them spinning"}
    done = client.post(page.request["PATH_INFO"], chosen, follow=True)

    assert "The new password is saved" in done.content.decode()
    assert sign_in(Browser(), joiner, "keep them spinning").status_code == 302
    assert "Your password has been chosen anew" in OutgoingMail.objects.latest("pk").body


def test_the_link_works_once(client, joiner):
    client.post("/auth/password/reset/", {"email": joiner.email})
    link = link_in(OutgoingMail.objects.get(person=joiner))
    page = client.get(link, follow=True)
    chosen = {"password1": "keep them spinning", "password2": "keep them spinning"}
    client.post(page.request["PATH_INFO"], chosen)

    assert "no longer works" in Browser().get(link, follow=True).content.decode()


def test_an_unknown_address_gets_no_mail(client, joiner):
    answer = client.post("/auth/password/reset/", {"email": "nobody@northlight.example"})

    assert answer.url == "/auth/password/reset/sent/"
    assert not OutgoingMail.objects.exists()


def test_somebody_who_left_gets_no_mail(client, joiner, director):
    joiner.leave(director, on=NOW.date(), at=NOW)
    OutgoingMail.objects.all().delete()
    client.post("/auth/password/reset/", {"email": joiner.email})

    assert not OutgoingMail.objects.exists()


def test_a_reset_does_not_get_around_the_second_factor(client, joiner):
    TOTP.activate(joiner, SECRET)
    test_a_new_password_is_chosen_by_mail(client, joiner)
    sign_in(client, joiner, "keep them spinning")

    assert not is_in(client)


# -- Sessions -----------------------------------------------------------------------------------


def test_a_new_password_ends_the_sessions_elsewhere_and_not_here(client, joiner):
    elsewhere = Browser()
    sign_in(client, joiner)
    sign_in(elsewhere, joiner)
    client.post(
        "/auth/password/",
        {
            "oldpassword": PASSWORD,
            "password1": "keep them spinning",
            "password2": "keep them spinning",
        },
    )

    assert (is_in(client), is_in(elsewhere)) == (True, False)


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong", "keep them spinning", "keep them spinning", "The password is wrong."),
        (PASSWORD, "short", "short", "too short"),
        (PASSWORD, "keep them spinning", "keep them still", "same password"),
        (PASSWORD, "nadia.ferrante", "nadia.ferrante", "too similar"),
    ],
)
def test_a_password_that_will_not_do_is_refused(client, joiner, old, new, again, sentence):
    sign_in(client, joiner)
    page = client.post(
        "/auth/password/", {"oldpassword": old, "password1": new, "password2": again}
    )

    assert sentence in page.content.decode()
    assert sign_in(Browser(), joiner).status_code == 302


def test_whoever_leaves_is_out_with_the_next_request(client, joiner, director):
    sign_in(client, joiner)
    joiner.leave(director, on=NOW.date(), at=NOW)

    answer = client.get("/profile/")
    assert answer.url == "/auth/login/?next=/profile/"
    assert not Session.objects.exists()


def test_coming_back_revives_no_old_session(client, joiner, director):
    sign_in(client, joiner)
    cookie = client.cookies["sessionid"].value
    joiner.leave(director, on=NOW.date(), at=NOW)
    joiner.come_back(director, at=NOW)
    client.cookies["sessionid"] = cookie

    assert not is_in(client)


def sign_out(browser, _joiner):
    browser.post("/auth/logout/")


def sign_out_elsewhere(_browser, joiner):
    elsewhere = Browser()
    sign_in(elsewhere, joiner)
    elsewhere.post("/profile/sessions/end/")


def choose_a_password_by_mail(_browser, joiner):
    elsewhere = Browser()
    elsewhere.post("/auth/password/reset/", {"email": joiner.email})
    page = elsewhere.get(link_in(OutgoingMail.objects.get(person=joiner)), follow=True)
    chosen = {"password1": "keep them spinning", "password2": "keep them spinning"}
    elsewhere.post(page.request["PATH_INFO"], chosen)


def switch_off(_browser, joiner):
    User.objects.filter(pk=joiner.pk).update(is_active=False)


@pytest.mark.parametrize(
    "act", [sign_out, sign_out_elsewhere, choose_a_password_by_mail, switch_off]
)
def test_a_stolen_cookie_is_worth_nothing_after(act, client, joiner):
    sign_in(client, joiner)
    cookie, thief = client.cookies["sessionid"].value, Browser()
    thief.cookies["sessionid"] = cookie
    assert is_in(thief)

    act(client, joiner)
    thief.cookies["sessionid"] = cookie
    assert not is_in(thief)


def test_somebody_switched_off_is_told_so_only_with_the_right_password(client, joiner):
    User.objects.filter(pk=joiner.pk).update(is_active=False)

    assert "The address or the password is wrong" in sign_in(client, joiner, "no").content.decode()
    assert sign_in(client, joiner).url == "/auth/inactive/"


def test_one_signs_out_everywhere_else(client, joiner):
    elsewhere = Browser()
    sign_in(client, joiner)
    sign_in(elsewhere, joiner)
    assert client.get("/profile/").content.decode().count("Another browser") == 1

    client.post("/profile/sessions/end/")
    assert (is_in(client), is_in(elsewhere)) == (True, False)


# -- Second factor ------------------------------------------------------------------------------


def test_a_second_factor_is_asked_for_once_it_is_set_up(client, joiner):
    TOTP.activate(joiner, SECRET)
    assert sign_in(client, joiner).url == "/auth/second-factor/code/"
    assert not is_in(client)

    client.post("/auth/second-factor/code/", {"code": code_of()})
    assert is_in(client)


def test_a_code_works_once(client, joiner):
    TOTP.activate(joiner, SECRET)
    code = code_of()
    for browser in (client, Browser()):
        sign_in(browser, joiner)
        page = browser.post("/auth/second-factor/code/", {"code": code})

    assert page.status_code == 200
    assert not is_in(browser)


def test_a_recovery_code_works_once(client, joiner):
    TOTP.activate(joiner, SECRET)
    code = RecoveryCodes.activate(joiner).get_unused_codes()[0]
    seen = []
    for browser in (client, Browser()):
        sign_in(browser, joiner)
        browser.post("/auth/second-factor/code/", {"code": code})
        seen.append(is_in(browser))

    assert seen == [True, False]


def test_codes_are_counted_so_nobody_guesses_them(client, joiner):
    TOTP.activate(joiner, SECRET)
    sign_in(client, joiner)
    for _ in range(10):
        client.post("/auth/second-factor/code/", {"code": "000000"})
    page = client.post("/auth/second-factor/code/", {"code": code_of()})

    assert "Too many tries" in page.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize(
    "fields",
    [
        {"rank": Rank.CSD},
        {"rank": Rank.GAD},
        {"rank": "", "function": Function.FINANCE},
        {"rank": "", "function": Function.ADMIN, "is_superuser": True},
    ],
)
def test_whoever_sees_much_must_set_up_a_second_factor_first(client, db, fields):
    person = make_joiner("somebody", **fields)
    sign_in(client, person)

    for url in ("/", "/people/", "/profile/", "/settings/"):
        assert client.get(url).url == "/auth/second-factor/"
    assert "You need a second factor" in client.get("/auth/second-factor/").content.decode()
    assert client.get("/auth/second-factor/app/").status_code == 200

    TOTP.activate(person, SECRET)
    assert is_in(client)


def test_it_is_not_asked_of_others_nor_when_the_agency_does_not_want_it(client, joiner, director):
    sign_in(client, joiner)
    assert is_in(client)

    AgencyProfile.current()
    AgencyProfile.objects.update(second_factor_required=False)
    browser = Browser()
    sign_in(browser, director)
    assert is_in(browser)


def test_the_demo_asks_for_no_second_factor(client, director, settings):
    settings.DEMO = True
    sign_in(client, director)

    assert is_in(client)


def test_who_owes_a_second_factor_may_sign_out(client, director):
    sign_in(client, director)
    assert client.post("/auth/logout/").url == "/auth/login/"


def test_setting_up_the_app_shows_a_picture_and_gives_recovery_codes(
    client, director, django_capture_on_commit_callbacks
):
    sign_in(client, director)
    page = client.get("/auth/second-factor/app/").content.decode()
    secret = re.search(r'id="secret" value="(\w+)"', page).group(1)
    assert "<svg" in page
    assert "style=" not in page

    with django_capture_on_commit_callbacks(execute=True):
        codes = client.post("/auth/second-factor/app/", {"code": code_of(secret)}, follow=True)
    assert codes.request["PATH_INFO"] == "/auth/second-factor/recovery/"
    assert codes.content.decode().count("<li>") == 10
    assert "An authenticator app has been set up" in OutgoingMail.objects.latest("pk").body


def test_who_needs_a_second_factor_does_not_remove_the_last_one(client, director):
    TOTP.activate(director, SECRET)
    sign_in(client, director)
    client.post("/auth/second-factor/code/", {"code": code_of()})
    client.post("/auth/second-factor/app/remove/")

    assert Authenticator.objects.filter(user=director, type="totp").exists()


def test_others_remove_it_as_they_like(client, joiner):
    TOTP.activate(joiner, SECRET)
    sign_in(client, joiner)
    client.post("/auth/second-factor/code/", {"code": code_of()})
    client.post("/auth/second-factor/app/remove/")

    assert not Authenticator.objects.exists()


# -- Passkeys -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("127.0.0.1:8000", "http://localhost:8000/auth/login/"),
        ("127.0.0.1", "http://localhost/auth/login/"),
        ("[::1]:8000", "http://localhost:8000/auth/login/"),
        ("[::1]", "http://localhost/auth/login/"),
    ],
)
def test_under_a_bare_address_the_page_says_where_passkeys_work(client, db, host, says):
    page = client.get("/auth/login/", headers={"host": host}).content.decode()

    assert says in page
    assert "<pass-key" not in page


def test_under_a_name_there_is_a_passkey_button(client, db):
    page = client.get("/auth/login/", headers={"host": "localhost:8000"}).content.decode()
    assert '<pass-key class="needs-script" src="/auth/passkeys/login/">' in page


def test_the_browser_is_told_what_to_sign(client, db):
    answer = client.get(
        "/auth/passkeys/login/", headers={"accept": "application/json", "host": "localhost"}
    )
    assert answer.json()["request_options"]["publicKey"]["rpId"] == "localhost"


NO_CREDENTIALS = ["", "{}", "[]", '"x"', "null", '{"id": 1}', "9" * 5000, "[" * 100_000, "\x00"]


@pytest.mark.parametrize("credential", [*NO_CREDENTIALS, "7", '{"response": []}', "{" * 3000])
def test_what_is_no_passkey_is_refused(client, db, credential):
    client.get("/auth/passkeys/login/", headers={"accept": "application/json"})
    answer = client.post("/auth/passkeys/login/", {"credential": credential})

    assert (answer.status_code, answer.url) == (302, "/auth/login/")


@pytest.mark.parametrize("credential", NO_CREDENTIALS)
def test_what_is_no_new_passkey_is_refused(client, joiner, credential):
    sign_in(client, joiner)
    client.get("/auth/passkeys/add/")
    page = client.post("/auth/passkeys/add/", {"name": "a\x00b", "credential": credential})

    assert page.status_code == 200
    assert not Authenticator.objects.exists()


# -- The engineers' door ------------------------------------------------------------------------


def test_the_admin_is_not_there_by_default(client, joiner):
    sign_in(client, joiner)
    assert client.get("/engineers/").status_code == 404

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from django_htmx.middleware import HtmxDetails

from agency.faults import server_error
from agency.lib.refusal import Refused
from agency.mailbox import MailFolder
from agency.middleware import RefusalAnswers, TrustedProxies, UserClock
from tests.cast import make_person

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def answer(request):
    return HttpResponse("ok")


# -- Headers ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/no-such-page", "/static/img/favicon.svg"])
def test_every_answer_carries_the_browsers_orders(client, address):
    response = client.get(address)
    response.close()
    headers = response.headers

    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert len(headers["X-Request-ID"]) == 12


@pytest.mark.django_db
def test_a_signed_in_page_leaves_no_copy_in_the_browser(client):
    before = client.get("/healthz")
    client.force_login(make_person("ae"), backend="django.contrib.auth.backends.ModelBackend")

    assert "Cache-Control" not in before.headers
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"


def test_forwarded_headers_are_believed_from_our_own_proxies_only(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    seen = {}

    def see(request):
        seen.update(request.META)
        return answer(request)

    middleware = TrustedProxies(see)
    forged = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}

    middleware(RequestFactory().get("/", REMOTE_ADDR="10.0.0.2", **forged))
    assert seen["REMOTE_ADDR"] == "203.0.113.9"
    assert seen["HTTP_X_FORWARDED_PROTO"] == "https"

    seen.clear()
    middleware(RequestFactory().get("/", REMOTE_ADDR="203.0.113.50", **forged))
    assert seen["REMOTE_ADDR"] == "203.0.113.50"
    assert "HTTP_X_FORWARDED_PROTO" not in seen


# -- The person's day ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_session_ends_twelve_hours_after_it_began_however_busy_it_is(client, time_machine):
    began = timezone.now()
    time_machine.move_to(began, tick=False)
    client.force_login(make_person("ae"), backend="django.contrib.auth.backends.ModelBackend")

    time_machine.move_to(began + timedelta(hours=11), tick=False)
    session = client.session
    session["busy"] = True
    session.save()

    assert Session.objects.get().expire_date == began + timedelta(hours=12)
    assert client.get("/healthz").headers.get("Cache-Control") == "no-store"
    time_machine.move_to(began + timedelta(hours=12, seconds=1), tick=False)
    assert "Cache-Control" not in client.get("/healthz").headers


@pytest.mark.django_db
def test_pages_speak_the_language_and_show_the_clock_of_their_reader():
    person = make_person("ae", language="it", time_zone="Asia/Shanghai")
    request = RequestFactory().get("/")
    request.user = person

    def look(request):
        return HttpResponse(f"{timezone.get_current_timezone_name()} {translation.get_language()}")

    response = UserClock(look)(request)

    assert response.content == b"Asia/Shanghai it"
    assert response.headers["Content-Language"] == "it"
    assert timezone.get_current_timezone_name() == "UTC"


# -- Refusals and faults ------------------------------------------------------------------------


def refused(status, *, htmx=False, **typed):
    headers = {"Referer": "http://testserver/reports/7/"} | ({"HX-Request": "true"} if htmx else {})
    request = RequestFactory().post("/", typed, headers=headers)
    request.user = make_person("ae")
    request.htmx = HtmxDetails(request)
    return RefusalAnswers(answer).process_exception(request, Refused("Not now.", status=status))


@pytest.mark.django_db
@pytest.mark.parametrize("status", [403, 409])
def test_a_refusal_says_why_leads_back_and_keeps_what_was_typed(status):
    response = refused(status, note="The launch moves", password="hunter2", csrfmiddlewaretoken="t")
    page = response.content.decode()

    assert response.status_code == status
    assert "<html" in page
    assert "Not now." in page
    assert "The launch moves" in page
    assert "/reports/7/" in page
    assert "hunter2" not in page


@pytest.mark.django_db
def test_a_refusal_of_a_fragment_is_a_fragment():
    response = refused(409, htmx=True)

    assert response.status_code == 409
    assert "Not now." in response.content.decode()
    assert "<html" not in response.content.decode()


def test_any_other_fault_is_not_swallowed():
    request = RequestFactory().get("/")

    assert RefusalAnswers(answer).process_exception(request, ValueError("ours")) is None


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database is locked"), 503),
        (ValueError("a fault of ours"), 500),
    ],
)
def test_a_database_that_is_away_is_told_from_a_fault_of_ours(error, status):
    request = RequestFactory().get("/")
    try:
        raise error
    except (OperationalError, ValueError):
        response = server_error(request)

    assert response.status_code == status
    assert "Traceback" not in response.content.decode()
    assert str(error) not in response.content.decode()


@pytest.mark.django_db
def test_the_sign_in_page_answers_503_while_the_database_is_away(monkeypatch):
    def away(*arguments, **options):
        raise OperationalError("database is locked")

    browser = Client(raise_request_exception=False)
    browser.force_login(make_person("ae"), backend="django.contrib.auth.backends.ModelBackend")
    monkeypatch.setattr("agency.sessions.SessionStore.load", away)

    assert browser.get("/healthz").status_code == 503


# -- Mail of a machine without a mail server ----------------------------------------------------


def test_mail_without_a_server_becomes_a_file_that_mail_programs_open(settings, tmp_path, caplog):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    message = mail.EmailMessage("Contact report", "Dear Joanna", to=["joanna@brightwater.example"])

    assert MailFolder().send_messages([message]) == 1

    (file,) = settings.EMAIL_FILE_PATH.iterdir()
    assert file.suffix == ".eml"
    assert b"To: joanna@brightwater.example" in file.read_bytes()

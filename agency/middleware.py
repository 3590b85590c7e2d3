"""What happens around every request: its number, its headers, its clock, and refusals."""

import json
import logging
import uuid
import zoneinfo
from hashlib import sha256
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import SentForm
from agency.faults import database_away, is_database_away
from agency.lib.link import is_our_page
from agency.lib.once import ONCE
from agency.lib.refusal import Refused
from agency.logs import request_number

logger = logging.getLogger(__name__)
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")
NEVER_SHOWN = {"csrfmiddlewaretoken", ONCE}


class RequestNumber:
    """Number every request, so that its log lines can be found from the page's answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.number = uuid.uuid4().hex[:12]
        token = request_number.set(request.number)
        try:
            response = self.get_response(request)
        finally:
            request_number.reset(token)
        response["X-Request-ID"] = request.number
        return response


class TrustedProxies:
    """Believe forwarded headers only from our own proxies; then the caller's address is real."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.networks = [ip_network(proxy) for proxy in settings.TRUSTED_PROXIES]

    def __call__(self, request):
        if self.is_ours(request.META.get("REMOTE_ADDR", "")):
            self.take_callers_address(request)
        else:
            for header in FORWARDED:
                request.META.pop(header, None)
        return self.get_response(request)

    def take_callers_address(self, request):
        # Each proxy appends whom it saw, so the last address that isn't ours is the caller's.
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        for hop in map(str.strip, reversed(hops)):
            if not is_address(hop):
                return
            request.META["REMOTE_ADDR"] = hop
            if not self.is_ours(hop):
                return

    def is_ours(self, address):
        return is_address(address) and any(ip_address(address) in net for net in self.networks)


class SecurityHeaders:
    """The browser's orders: our own files only, and no copy of a signed-in page."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = written_policy(settings.SECURE_CSP)
        self.framed_policy = written_policy(settings.SECURE_CSP | {"frame-ancestors": ["'self'"]})

    def __call__(self, request):
        response = self.get_response(request)
        framed = response.get("X-Frame-Options") == "SAMEORIGIN"
        policy = self.framed_policy if framed else self.policy
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=()")
        if getattr(request, "is_signed_in", False):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class UploadLimit:
    """A body too large for any form of ours is refused before a byte of it is read or kept."""

    MOST = 256 << 20

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length[:20]) > self.MOST:
            page = render_to_string("errors/413.html", {"request": request})
            return HttpResponse(page, status=413)
        return self.get_response(request)


class UserClock:
    """Show times and words as the person signed in reads them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Noted for SecurityHeaders, which must not ask a database that may be away.
        request.is_signed_in = request.user.is_authenticated
        if not request.is_signed_in:
            return self.get_response(request)
        language = language_of(request.user)
        with timezone.override(zone_of(request.user)), translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class TakenOnce:
    """A form that one page sends twice takes effect once; the repeat is led where the first was.

    The row of a form stands or falls with what the form did, so this is the one transaction around
    a view: a second click waits for the first one's end. Only an answer that leads on is kept. A
    form that was refused, or was changed after going back to its page, is a new one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_keyed = request.method == "POST" and request.POST.get(ONCE)
        if not is_keyed or not request.user.is_authenticated:
            return self.get_response(request)
        with transaction.atomic():
            sent, is_first = SentForm.objects.get_or_create(
                digest=digest_of(request), defaults={"sent_at": timezone.now()}
            )
            return self.taken(request, sent) if is_first else led(request, sent.answer)

    def taken(self, request, sent):
        response = self.get_response(request)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif answer := response.get("HX-Redirect") or response.get("Location"):
            sent.answer = answer
            sent.save(update_fields=["answer"])
        else:
            sent.delete()
        return response


class RefusalAnswers:
    """A refusal by a verb becomes a page that says why and keeps what was typed.

    A database that went away in the middle of a page is told from a fault of ours.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if is_database_away(exception):
            logger.error("The database is away: %s", exception)
            return database_away(request)
        if not isinstance(exception, Refused):
            return None
        is_fragment = bool(getattr(request, "htmx", False))
        template = "components/refusal.html" if is_fragment else "errors/refused.html"
        return render(
            request,
            template,
            {
                "message": exception.message,
                "status": exception.status,
                "typed": typed_in(request),
                "back": back_from(request),
            },
            status=exception.status,
        )


def is_address(text):
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def written_policy(directives):
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def zone_of(user):
    """The person's own zone, else the office's, else the server's."""
    try:
        return zoneinfo.ZoneInfo(getattr(user, "zone", ""))
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return timezone.get_default_timezone()


def language_of(user):
    chosen = getattr(user, "language", "")
    return chosen if translation.check_for_language(chosen or "-") else translation.get_language()


def digest_of(request):
    """Who sent what from which page to where; another token of the same visit changes nothing."""
    typed = {name: texts for name, texts in request.POST.lists() if name != "csrfmiddlewaretoken"}
    said = [request.user.pk, request.get_full_path(), typed]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def led(request, url):
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def typed_in(request):
    """What the person had typed, to be copied from the page that refuses it."""
    return [
        (name, text)
        for name, values in request.POST.lists()
        if name not in NEVER_SHOWN and "password" not in name
        for text in values
        if text.strip()
    ]


def back_from(request):
    """The page the click came from, if it is one of ours."""
    referrer = request.META.get("HTTP_REFERER", "")
    return referrer if is_our_page(referrer, request.get_host()) else "/"

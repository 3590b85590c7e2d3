"""What a client sees by a link: the document and his answer to it, without signing in."""

from functools import wraps
from zoneinfo import ZoneInfo

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts import link_news
from accounts.adapter import host_of
from accounts.forms.client_answer import AnswerForm
from accounts.models import AgencyProfile, Client, ClientLink, DocumentView, SignInAttempt
from accounts.models.client_asking import questions_of
from accounts.models.link_key import NONE_OF_OURS, digest_of
from accounts.views.papers import served
from agency.lib.refusal import Refused

PER_HOST, PER_LINK = 200, 100  # requests an hour
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
GONE, TOO_MANY, NOT_FOUND = 410, 429, 404


def by_link(view):
    """A view of whoever holds the address of a link, in his language and on his clock."""

    @csrf_exempt  # see accounts.forms.client_answer.seal_of
    @wraps(view)
    def guarded(request, token):
        response = answered(request, token, view)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return guarded


def answered(request, token, view):
    if not is_admitted(request, token):
        return render(request, "accounts/client_link_busy.html", status=TOO_MANY)
    link = ClientLink.objects.found(token)
    if link is None or not may_hold(request.user, link):
        return render(request, "accounts/client_link_unknown.html", status=NOT_FOUND)
    link.token = token
    zone = ZoneInfo(link.client.zone)
    with timezone.override(zone), translation.override(link.language):
        response = view(request, link)
        response.headers.setdefault("Content-Language", link.language)
    return response


def is_admitted(request, token):
    """Counted against the host and, where it is one of ours, against the address itself."""
    limits = {f"link from {host_of(request.META.get('REMOTE_ADDR', ''))}": PER_HOST}
    if (digest := digest_of(token)) != NONE_OF_OURS:
        limits[f"link {digest}"] = PER_LINK
    return SignInAttempt.objects.admit(timezone.now(), limits) is not None


def may_hold(user, link):
    """A colleague who is signed in may look if the client is his; he never answers for it."""
    if not user.is_authenticated:
        return True
    return Client.objects.open_to(user).filter(pk=link.client_id).exists()


@require_safe
@by_link
def client_answer(request, link):
    """The document and the answer; to look at it, as mail scanners do, decides nothing."""
    now = timezone.now()
    if not link.shows_document(now):
        return shut(request, link, now)
    if request.user.is_authenticated:
        DocumentView.objects.note(request.user, link.client, link.about, str(link), now)
    elif request.method == "GET":
        link.open(now)
        DocumentView.objects.note_contact(link.contact, link.client, link.about, str(link), now)
    return page(request, link, now, AnswerForm(None, link=link))


@require_POST
@by_link
def approve_by_link(request, link):
    return take(request, link, ClientLink.approve)


@require_POST
@by_link
def decline_by_link(request, link):
    return take(request, link, ClientLink.decline, needs="words")


@require_POST
@by_link
def ask_by_link(request, link):
    return take(request, link, ClientLink.ask, needs="question")


@require_POST
@by_link
def ask_for_newest(request, link):
    """From a page that says that its link is no longer any good; the answer is always the same."""
    refuse_colleague(request.user)
    link.ask_for_newest(timezone.now())
    return render(request, "accounts/client_link_asked.html", frame(link))


@require_safe
@by_link
def client_answer_paper(request, link):
    """The PDF of exactly what is approved."""
    now = timezone.now()
    paper = link.about.client_paper() if link.shows_document(now) else None
    if paper is None or not paper.printed_at:
        raise Http404
    if not request.user.is_authenticated:
        DocumentView.objects.note_contact(link.contact, link.client, paper, str(paper), now)
    return served(paper)


def take(request, link, verb, needs=""):
    """Let `verb` have the answer; a refusal, or what is missing, is shown beside what was typed."""
    refuse_colleague(request.user)
    form, now = AnswerForm(request.POST, link=link, needs=needs), timezone.now()
    if form.is_valid():
        typed = {"name": form.cleaned_data["name"], "content_hash": form.read_hash()}
        if verb == ClientLink.approve and "order_number" in form.cleaned_data:
            typed["order_number"] = form.cleaned_data["order_number"]
        if needs:
            typed[needs] = form.cleaned_data[needs]
        try:
            verb(link, now, **typed, **origin(request))
        except Refused as refusal:
            form.take(refusal)
        else:
            return redirect("accounts:client-answer", link.token)
    link = again(link)
    if not link.shows_document(now):
        return shut(request, link, now)
    return page(request, link, now, form)


def again(link):
    """The row as it is now; what the address was does not change."""
    token, is_current = link.token, link.is_current_key
    link.refresh_from_db()
    link.token, link.is_current_key = token, is_current
    return link


def origin(request):
    return {
        "ip": request.META.get("REMOTE_ADDR") or None,
        "user_agent": request.headers.get("User-Agent", ""),
    }


def refuse_colleague(user):
    if user.is_authenticated:
        raise Refused.rank(_("You are signed in to the agency. Only the client answers here."))


def page(request, link, now, form):
    document = link.about
    paper = document.client_paper()
    context = frame(link) | {
        "words": document.client_words(),
        "document": document.client_document(),
        "changes": document.client_changes(),
        "author": document.client_author(),
        "paper": paper if paper and paper.printed_at else None,
        "answer": link.answer,
        "questions": questions_of(link),
        "said": link_news.said(link.answer) if link.answer else "",
        "form": form,
        "is_colleague": request.user.is_authenticated,
    }
    return render(request, "accounts/client_answer.html", context, status=form.status)


def shut(request, link, now):
    context = frame(link) | {"why": link.why_shut(now)}
    return render(request, "accounts/client_link_shut.html", context, status=GONE)


def frame(link):
    return {"link": link, "token": link.token, "agency_name": AgencyProfile.current().name}

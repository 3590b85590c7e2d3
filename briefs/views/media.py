"""What can be booked, and what is worth knowing: shared by those who work on accounts."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Client, Comment
from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from briefs.forms.media import CommentForm, MediaFilter, MediaForm, TrendFilter, TrendForm
from briefs.models import MediaOption, TrendNote
from briefs.models.media_option import demand_work_on_media, may_add
from briefs.views import market

PAGE = 50


@login_required
@require_safe
def media_options(request):
    """What can be booked now; what is over stands there only when asked for."""
    today, chosen = timezone.localdate(), MediaFilter(request.GET)
    seen = MediaOption.objects.visible_to(request.user).select_related("client")
    page = Paginator(chosen.narrow(seen, today), PAGE).get_page(request.GET.get("page"))
    for option in page.object_list:
        option.is_expired = option.is_over(today)
    context = {"page": page, "filter": chosen, "can_add": may_add(request.user)}
    context["tabs"] = market.tabs("media-options")
    return render(request, "briefs/media_options.html", context)


def option_for(user, pk):
    rows = MediaOption.objects.visible_to(user).select_related("client__office", "added_by")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def media_option(request, pk):
    option = option_for(request.user, pk)
    context = {
        "option": option,
        "is_expired": option.is_over(timezone.localdate()),
        "may": option.can_change(request.user),
        "crumbs": [(_("Media options"), reverse("briefs:media-options")), (str(option), "")],
    }
    return render(request, "briefs/media_option.html", context)


@login_required
def add_media_option(request):
    demand_work_on_media(request.user)
    form = MediaForm(sent(request), clients=Client.objects.open_to(request.user))
    if filled_in(request, form, MediaOption.objects.add, by=request.user, at=timezone.now()):
        return done(request, _("Noted."), to=form.made.get_absolute_url())
    return form_page(request, form, _("New media option"), "briefs:media-options")


@login_required
def edit_media_option(request, pk):
    option, now = option_for(request.user, pk), timezone.now()
    option.demand_keeping(request.user, option.client, now)
    clients = Client.objects.open_to(request.user)
    form = MediaForm(sent(request), clients=clients, initial=MediaForm.facts_of(option))
    if filled_in(request, form, option.edit, by=request.user, at=now):
        return done(request, _("Changed."), to=option.get_absolute_url())
    return form_page(request, form, _("Change %s") % option, "briefs:media-options")


def form_page(request, form, title, listed):
    names = {"briefs:media-options": _("Media options"), "briefs:trends": _("Worth knowing")}
    back = reverse(listed)
    page = {
        "form": form,
        "title": title,
        "yes": _("Save"),
        "back": back,
        "picks": ("client",),
        "crumbs": [(names[listed], back), (title, "")],
    }
    return render(request, "accounts/client_form.html", page, status=form.status)


# -- What is worth knowing ----------------------------------------------------------------------


@login_required
@require_safe
def trends(request):
    chosen = TrendFilter(request.GET)
    notes = chosen.narrow(TrendNote.objects.visible_to(request.user))
    page = Paginator(notes.select_related("client", "author"), PAGE)
    context = {"page": page.get_page(request.GET.get("page")), "filter": chosen}
    context["tabs"] = market.tabs("trends")
    return render(request, "briefs/trends.html", context)


def trend_for(user, pk):
    rows = TrendNote.objects.visible_to(user).select_related("client__office", "author")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def trend(request, pk):
    note = trend_for(request.user, pk)
    trail = [(_("Worth knowing"), reverse("briefs:trends")), (note.title, "")]
    context = {"note": note, "may": note.can_change(request.user), "crumbs": trail}
    context["comments"] = comments_on(note, request.user)
    return render(request, "briefs/trend.html", context)


def comments_on(note, user):
    """What the team said about it; a note for the whole agency is nobody's to discuss here."""
    if note.client is None:
        return []
    note.client.standing, note.client.standing_of = note.client.rung_for(user), user.pk
    comments = list(Comment.objects.of(note).on_page())
    for comment in comments:
        comment.client = note.client
        comment.may_resolve = comment.resolved_at is None and comment.can_resolve(user)
    return comments


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def say_about_trend(request, pk):
    note, user = trend_for(request.user, pk), request.user
    if note.client is None:
        raise Http404
    return ask(
        request,
        note,
        CommentForm(sent(request)),
        lambda typed: Comment.objects.write(
            note, typed["text"], user, timezone.now(), tell=[note.author]
        ),
        title=_("On “%s”") % note.title,
        button=_("Send"),
        done=_("Sent."),
    )


@login_required
def share_trend(request):
    clients = Client.objects.open_to(request.user)
    form = TrendForm(sent(request), clients=clients, initial={"kind": TrendNote.Kind.TREND})
    if filled_in(request, form, TrendNote.objects.share, by=request.user, at=timezone.now()):
        return done(request, _("Shared."), to=form.made.get_absolute_url())
    return form_page(request, form, _("Share something worth knowing"), "briefs:trends")


@login_required
def edit_trend(request, pk):
    note, clients = trend_for(request.user, pk), Client.objects.open_to(request.user)
    note.demand_changing(request.user)
    form = TrendForm(sent(request), clients=clients, initial=TrendForm.facts_of(note))
    if filled_in(request, form, note.edit, by=request.user, at=timezone.now()):
        return done(request, _("Changed."), to=note.get_absolute_url())
    return form_page(request, form, _("Change %s") % note, "briefs:trends")


@login_required
@require_POST
def remove_trend(request, pk):
    trend_for(request.user, pk).remove(request.user, timezone.now())
    return done(request, _("Removed."), to=reverse("briefs:trends"))

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.profile import ProfileForm, ThemeForm
from accounts.views.client_page import filled_in
from agency.lib.device import device
from agency.lib.link import is_our_page


@login_required
def profile(request):
    """How Plates looks and speaks to me, and how I sign in."""
    user = request.user
    now = {name: getattr(user, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=now)
    if filled_in(request, form, user.prefer, at=timezone.now()):
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    sessions = user.usersession_set.filter(session_key__in=alive).order_by("-created_at")
    for session in sessions:
        session.device = device(session.user_agent)
    page = {
        "form": form,
        "sessions": sessions,
        "here": request.session.session_key,
        "factors": user.authenticator_set.order_by("type", "pk"),
    }
    return render(request, "accounts/profile.html", page, status=form.status)


@require_POST
@login_required
def set_theme(request):
    """Light, dark or as the device; the page itself has changed already."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("There is no such appearance."), status=form.status)
    request.user.prefer(at=timezone.now(), theme=form.cleaned_data["theme"])
    if request.htmx:
        return HttpResponse(status=204)
    back = request.META.get("HTTP_REFERER", "")
    return redirect(back if is_our_page(back, request.get_host()) else "accounts:profile")


@require_POST
@login_required
def end_sessions(request):
    """Sign out everywhere else."""
    request.user.end_sessions(but=request.session.session_key)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("accounts:profile")

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Rung
from agency.approvals import VIEWS, queue_of


@login_required
@require_safe
def approvals(request):
    """What waits for a signature, the longest waiting first."""
    wanted = request.GET.get("view")
    view = wanted if wanted in VIEWS else VIEWS[0]
    page = {
        "view": view,
        "lines": queue_of(request.user, view, timezone.now()),
        "tabs": tabs(request.user, view),
    }
    return render(request, "agency/approvals.html", page)


def tabs(user, current):
    names = {
        "mine": _("Waiting for you"),
        "below": _("Where you may step in"),
        "asked": _("What you asked for"),
    }
    if not user.stands_at_least(Rung.AD):
        del names["below"]
    url = reverse("approvals")
    return [
        {
            "label": label,
            "url": url if name == VIEWS[0] else f"{url}?view={name}",
            "current": name == current,
        }
        for name, label in names.items()
    ]

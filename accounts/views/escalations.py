"""Problems carried up the ladder, until they are answered."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import sees_money
from accounts.forms.escalations import AnswerForm
from accounts.models import Escalation
from accounts.views.client_page import sent
from accounts.views.dialogs import ask

PAGE = 50
IN_VIEW = {"open": Q(resolved_at=None), "answered": Q(resolved_at__isnull=False)}


def seen_by(user):
    """What this person may read; a problem of money only where he sees money."""
    rows = Escalation.objects.visible_to(user)
    rows = rows if sees_money(user) else rows.exclude(kind=Escalation.Kind.FINANCIAL)
    return rows.select_related("client__office", "person", "raised_by", "resolved_by")


@login_required
@require_safe
def escalations(request):
    rows = seen_by(request.user)
    view = request.GET.get("view")
    view = view if view in IN_VIEW else "open"
    counts = rows.order_by().aggregate(**{k: Count("pk", filter=q) for k, q in IN_VIEW.items()})
    url = reverse("accounts:escalations")
    labels = {"open": _("To answer"), "answered": _("Answered")}
    context = {
        "page": Paginator(rows.filter(IN_VIEW[view]), PAGE).get_page(request.GET.get("page")),
        "view": view,
        "views": [
            {
                "label": labels[key],
                "url": url if key == "open" else f"{url}?view={key}",
                "count": counts[key],
                "current": key == view,
            }
            for key in IN_VIEW
        ],
    }
    return render(request, "accounts/escalations.html", context)


@login_required
@require_safe
def escalation(request, pk):
    row = get_object_or_404(seen_by(request.user).select_related("about_type"), pk=pk)
    context = {
        "escalation": row,
        "may_answer": row.can_answer(request.user),
        "crumbs": [(_("Escalations"), reverse("accounts:escalations")), (row.subject, "")],
    }
    return render(request, "accounts/escalation.html", context)


@login_required
@require_POST
def acknowledge(request, pk):
    row = get_object_or_404(seen_by(request.user), pk=pk)
    row.acknowledge(by=request.user, at=timezone.now())
    return redirect(row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request, pk):
    row, at = get_object_or_404(seen_by(request.user), pk=pk), timezone.now()
    if request.user.pk != row.person_id:
        row.client.demand(request.user, row.rung, at)
    return ask(
        request,
        row,
        AnswerForm(sent(request)),
        lambda chosen: row.resolve(request.user, chosen["answer"], at),
        title=_("Answer “%s”") % row.subject,
        button=_("Answer"),
        done=_("Answered."),
    )

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.forms.absences import AbsenceForm, may_be_entered_by
from accounts.models import Absence
from accounts.views.client_page import done, filled_in

WEEKS = 8
WEEK = timedelta(days=7)
TERMS = ("starts_on", "ends_on", "delegate", "note")


@login_required
@require_GET
def absences(request):
    """Who is away when, week by week; one's own absences on top."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    coming = Absence.objects.visible_to(request.user).between(today, monday + WEEKS * WEEK)
    rows = list(coming.with_people().order_by("starts_on", "person__name"))
    mine = request.user.absences.upcoming(today).select_related("delegate", "person")
    changeable = Absence.objects.changeable_by(request.user).upcoming(today)
    page = {
        "mine": mine,
        "weeks": by_week(rows, monday),
        "today": today,
        "changeable": set(changeable.values_list("pk", flat=True)),
    }
    return render(request, "accounts/absences.html", page)


def by_week(rows, monday):
    """[(Monday, Sunday, [(absence, does it begin here?)])], weeks without one left out."""
    weeks = [monday + number * WEEK for number in range(WEEKS)]
    spans = [(first, first + WEEK - timedelta(days=1)) for first in weeks]
    found = [
        (
            first,
            last,
            [
                (row, row.starts_on >= first or first == monday)
                for row in rows
                if row.starts_on <= last and row.ends_on >= first
            ],
        )
        for first, last in spans
    ]
    return [week for week in found if week[2]]


@login_required
def enter_absence(request):
    """Days away, one's own or those of somebody below."""
    initial = {"person": request.GET.get("person") or request.user.pk}
    form = AbsenceForm(request.POST or None, by=request.user, initial=initial)
    act = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, Absence.objects.enter, **act):
        return done(request, _("Entered."), to="accounts:absences")
    is_alone = may_be_entered_by(request.user).count() == 1
    return form_page(request, form, title=_("Enter an absence"), yes=_("Enter"), is_alone=is_alone)


@login_required
def absence(request, pk):
    """Change the days or the stand-in of an absence that is not over."""
    row = absence_for(request.user, pk)
    row.demand_rights(request.user)
    now = {name: getattr(row, name) for name in TERMS}
    form = AbsenceForm(request.POST or None, by=request.user, person=row.person, initial=now)
    act = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, row.change, **act):
        return done(request, _("Saved."), to="accounts:absences")
    title = _("Absence of %(name)s") % {"name": row.person.name}
    return form_page(request, form, title=title, yes=_("Save"), absence=row)


@require_POST
@login_required
def cancel_absence(request, pk):
    absence_for(request.user, pk).cancel(by=request.user, at=timezone.now())
    return done(request, _("Taken back."), to="accounts:absences")


def absence_for(user, pk):
    return get_object_or_404(Absence.objects.visible_to(user).with_people(), pk=pk)


def form_page(request, form, *, title, yes, **context):
    page = {
        "form": form,
        "title": title,
        "yes": yes,
        "crumbs": [(_("Absences"), reverse("accounts:absences")), (title, "")],
    }
    return render(request, "accounts/absence_form.html", page | context, status=form.status)

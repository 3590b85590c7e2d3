from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Function, Rung
from agency import my_day

HOME_OF_FUNCTION = {
    Function.FINANCE: "accounts:clients",
    Function.TRAFFIC: "briefs:jobs",
    **dict.fromkeys(
        (
            Function.CREATIVE,
            Function.MEDIA,
            Function.PRODUCTION,
            Function.RESEARCH,
            Function.PLANNING,
        ),
        "briefs:waiting",
    ),
    Function.HR: "accounts:people",
    Function.ADMIN: "accounts:settings",
}


def signs(person):
    """Whether documents ever wait for this person's signature."""
    return person.stands_at_least(Rung.AM) or person.function == Function.PLANNING


@login_required
@require_GET
def start(request):
    """Everyone's home: My day, the board, or what the person's department comes for."""
    person = request.user
    if person.function in HOME_OF_FUNCTION:
        return redirect(HOME_OF_FUNCTION[person.function])
    if person.stands_at_least(Rung.AD):
        return redirect("board")
    return day(request)


@login_required
@require_GET
def day(request):
    """Reports owed, action items, schedule and what waits, on one page."""
    at, person = timezone.now(), request.user
    owed = my_day.reports_owed(person, at)
    items = my_day.items_of(person, at)
    page = {
        "at": at,
        "owed": owed,
        "late": [row for row in owed if row.is_late],
        "items": [group for group in items if group[2]],
        "due_today": len(items[1][2]),
        "signatures": my_day.signatures_of(person, at) if signs(person) else [],
        "milestones": my_day.milestones_of(person, at),
        "unheard": my_day.unheard_by_departments(person, at),
        "unpaid": my_day.unpaid_of(person, at),
        "schedule": my_day.schedule_of(person, at),
        "waiting": my_day.waiting_for(person, at),
        "accounts": my_day.accounts_of(person, at),
    }
    return render(request, "agency/my_day.html", page)

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.forms.settings import AgencyForm, ClosingDayForm, OfficeForm
from accounts.models import AgencyProfile, ClosingDay, Office
from accounts.models.office import WEEKDAYS
from accounts.views.client_page import done, filled_in
from agency.lib.countries import countries

PLACE = ("name", "time_zone", "country", "subdivision", "working_weekdays", "opens_at", "closes_at")


@login_required
def agency_settings(request):
    """The letterhead and the rules of the whole house."""
    request.user.demand_settings()
    profile = AgencyProfile.current()
    now = {name: getattr(profile, name) for name in AgencyForm.base_fields}
    form = AgencyForm(request.POST or None, initial=now)
    act = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, profile.change, **act):
        return done(request, _("Saved."), to="accounts:settings")
    return show(request, "settings", form=form)


@login_required
@require_GET
def offices(request):
    request.user.demand_settings()
    rows = Office.objects.visible_to(request.user).with_people_counted()
    names = dict(countries(get_language()))
    for row in rows:
        row.country_name = names.get(row.country, row.country)
    return show(request, "offices", offices=rows, weekdays=dict(WEEKDAYS))


@login_required
def new_office(request):
    request.user.demand_settings()
    form = OfficeForm(request.POST or None, initial=like_the_last())
    act = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, Office.objects.establish, **act):
        return done(request, _("Added."), to=Office.objects.get(name=form.cleaned_data["name"]))
    return show(request, "office_form", "offices", form=form, title=_("New office"), yes=_("Add"))


def like_the_last():
    """A new office's form begins with what the model takes for granted."""
    return {name: getattr(Office(), name) for name in PLACE if name != "name"}


@login_required
def office(request, pk):
    """Where an office is, when it works, and the next days off that follow from it."""
    request.user.demand_settings()
    row = office_for(request.user, pk)
    form = OfficeForm(request.POST or None, initial={name: getattr(row, name) for name in PLACE})
    act = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, row.change, **act):
        return done(request, _("Saved."), to=row)
    return office_page(request, row, form)


def office_page(request, row, form, closing=None):
    today = row.calendar.local_date(timezone.now())
    return show(
        request,
        "office_form",
        "offices",
        form=form,
        office=row,
        title=row.name,
        yes=_("Save"),
        closing=closing or ClosingDayForm(prefix="closing"),
        closing_days=[day for day in row.closing_days.all() if day.on >= today],
        days_off=row.next_days_off(today, get_language()),
    )


def office_for(user, pk):
    rows = Office.objects.visible_to(user).prefetch_related("closing_days")
    return get_object_or_404(rows, pk=pk)


@require_POST
@login_required
def close_office(request, pk):
    """Close an office on one day beside the public holidays."""
    row = office_for(request.user, pk)
    closing = ClosingDayForm(request.POST, prefix="closing")
    if filled_in(request, closing, row.close_on, by=request.user, at=timezone.now()):
        return done(request, _("Closed on that day."), to=row)
    request.user.demand_settings()
    form = OfficeForm(initial={name: getattr(row, name) for name in PLACE})
    page = office_page(request, row, form, closing)
    page.status_code = closing.status
    return page


@require_POST
@login_required
def reopen_office(request, pk):
    rows = ClosingDay.objects.filter(office__in=Office.objects.visible_to(request.user))
    day = get_object_or_404(rows.select_related("office"), pk=pk)
    office = day.office
    day.reopen(by=request.user, at=timezone.now())
    return done(request, _("Open on that day."), to=office)


def show(request, page, current="", **context):
    form = context.get("form")
    context["links"] = links(current or page)
    status = form.status if form else 200
    return render(request, f"accounts/{page}.html", context, status=status)


def links(current):
    pages = [
        ("settings", "accounts:settings", _("Agency"), "building-2"),
        ("offices", "accounts:offices", _("Offices and holidays"), "map-pin"),
        ("companies", "billing:legal-entities", _("Companies and VAT"), "banknote"),
        ("chains", "briefs:approval-chains", _("Who signs briefs"), "file-check"),
        ("rule", "reports:rule", _("24-hour rule"), "timer"),
        ("outages", "reports:outages", _("Outages"), "triangle-alert"),
        ("people", "accounts:people", _("People"), "users"),
    ]
    return [
        {"label": label, "url": url, "icon": icon, "current": page == current}
        for page, name, label, icon in pages
        if (url := reverse(name))
    ]

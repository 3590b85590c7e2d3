from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Rung
from accounts.views.client_page import done, filled_in, open_client_for, sent
from accounts.views.client_page import show as show_client
from briefs.forms.brands import BudgetForm, CompetitorForm, PlanForm, PrioritiesForm, ProfileForm
from briefs.models import (
    BrandBudget,
    BrandPlan,
    BrandPriorities,
    BrandProfile,
    Brief,
    Competitor,
    Job,
)
from briefs.views.brand_page import address, brand_for, crumbs, show

PAGE = 50
NEWEST_NOTES = 5


@login_required
@require_safe
def client_brands(request, pk):
    client = open_client_for(request.user, pk)
    brands = client.brands.select_related("profile").annotate(
        note_count=Count("competitor_notes", distinct=True),
        job_count=Count("jobs", distinct=True),
    )
    return show_client(
        request,
        client,
        "brands",
        template="briefs/client_brands.html",
        brands=brands.order_by("-is_active", "name"),
    )


@login_required
@require_safe
def brand(request, pk):
    user, brand = request.user, brand_for(request.user, pk)
    today = brand.client.local_date(timezone.now())
    priorities = BrandPriorities.objects.filter(brand=brand).in_force(today).first()
    return show(
        request,
        brand,
        "page",
        today=today,
        next_year=today.year + 1,
        plans=brand.plans.filter(year__in=(today.year, today.year + 1)),
        budget=BrandBudget.objects.visible_to(user).filter(brand=brand, year=today.year).first(),
        priorities=priorities,
        priorities_over=priorities is not None and priorities.is_over(today),
        competitors=list(brand.competitors.with_notes()),
        newest=brand.competitor_notes.select_related("competitor")[:NEWEST_NOTES],
    )


@login_required
@require_safe
def brand_work(request, pk):
    """The jobs and briefs of a brand."""
    brand = brand_for(request.user, pk)
    jobs = Job.objects.filter(brand=brand).select_related("owner")
    page = Paginator(jobs, PAGE).get_page(request.GET.get("page"))
    briefs = Brief.objects.filter(brand=brand).select_related("author", "job")[:PAGE]
    return show(request, brand, "work", page=page, briefs=briefs)


# -- What is written about a brand --------------------------------------------------------------


@login_required
def edit_profile(request, pk):
    brand = demanded(request, pk, Rung.AE)
    kept = getattr(brand, "profile", None)
    known = {name: getattr(kept, name) for name in ProfileForm.base_fields} if kept else {}
    form = ProfileForm(sent(request), initial=known)
    if written(request, form, BrandProfile.objects.write, brand):
        return done(request, _("Changed."), to=address(brand))
    return form_page(request, form, brand, title=_("Profile of %s") % brand)


@login_required
def edit_plan(request, pk):
    brand = demanded(request, pk, Rung.AE)
    kept = brand.plans.filter(year=year_asked(request, brand)).first()
    known = {name: getattr(kept, name) for name in PlanForm.base_fields} if kept else {}
    form = PlanForm(sent(request), initial={"year": year_asked(request, brand)} | known)
    if written(request, form, BrandPlan.objects.write, brand):
        return done(request, _("The plan is written down."), to=address(brand))
    return form_page(request, form, brand, title=_("Plan of %s") % brand)


@login_required
def set_budget(request, pk):
    brand = demanded(request, pk, Rung.AM)
    kept = brand.budgets.filter(year=year_asked(request, brand)).first()
    known = {name: getattr(kept, name) for name in BudgetForm.base_fields} if kept else {}
    start = {"year": year_asked(request, brand), "currency": brand.client.currency}
    form = BudgetForm(sent(request), initial=start | known)
    if written(request, form, BrandBudget.objects.agree, brand):
        return done(request, _("The budget is set."), to=address(brand))
    return form_page(request, form, brand, title=_("Budget of %s") % brand)


@login_required
def set_priorities(request, pk):
    brand = demanded(request, pk, Rung.AE)
    today = brand.client.local_date(timezone.now())
    kept = brand.priorities.in_force(today).first()
    names = PrioritiesForm.base_fields if kept and not kept.is_over(today) else ["text"]
    known = {name: getattr(kept, name) for name in names} if kept else {}
    form = PrioritiesForm(sent(request), initial={"starts_on": today} | known)
    if written(request, form, BrandPriorities.objects.put, brand):
        return done(request, _("The priorities are set."), to=address(brand))
    return form_page(request, form, brand, title=_("What comes first for %s") % brand)


@login_required
def add_competitor(request, pk):
    brand = demanded(request, pk, Rung.AE)
    form = CompetitorForm(sent(request))
    if written(request, form, Competitor.objects.add, brand):
        return done(request, _("Competitor added."), to=address(brand))
    return form_page(
        request, form, brand, title=_("New competitor of %s") % brand, yes=_("Add the competitor")
    )


@login_required
def edit_competitor(request, pk):
    rows = Competitor.objects.visible_to(request.user).select_related("brand__client__office")
    competitor = get_object_or_404(rows, pk=pk)
    brand, now = competitor.brand, timezone.now()
    brand.client.demand(request.user, Rung.AE, now)
    known = {"name": competitor.name, "website": competitor.website}
    form = CompetitorForm(sent(request), initial=known)
    if filled_in(request, form, competitor.edit, by=request.user, at=now):
        return done(request, _("Changed."), to=address(brand))
    return form_page(request, form, brand, title=_("Change %s") % competitor)


def demanded(request, pk, rung):
    brand = brand_for(request.user, pk)
    brand.client.demand(request.user, rung, timezone.now())
    return brand


def written(request, form, verb, brand):
    return filled_in(request, form, verb, brand=brand, by=request.user, at=timezone.now())


def year_asked(request, brand):
    """The year of the form's page: that of today, or another one that was asked for."""
    asked = request.GET.get("year", "")
    is_year = asked.isascii() and asked.isdigit() and len(asked) == len("2026")
    return int(asked) if is_year else brand.client.local_date(timezone.now()).year


def form_page(request, form, brand, *, title, yes=None, back=None, **context):
    page = {
        "form": form,
        "title": title,
        "yes": yes or _("Save"),
        "back": back or address(brand),
        "crumbs": crumbs(brand, (title, "")),
    }
    return render(request, "accounts/client_form.html", page | context, status=form.status)

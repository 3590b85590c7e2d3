from datetime import date

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Paper, Rung, about
from accounts.views.client_page import done, filled_in, sent
from briefs.forms.digests import IssueForm
from briefs.models import CompetitorDigest
from briefs.views.brand_page import brand_for, crumbs, show

MONTHS_BACK = 6


@login_required
@require_safe
def brand_digest(request, pk):
    """A month's digest while it is a draft, and those that were issued."""
    brand, now = brand_for(request.user, pk), timezone.now()
    month = month_asked(request, brand.client.local_date(now))
    digests = list(brand.digests.select_related("issued_by"))
    issued = next((digest for digest in digests if digest.month == month), None)
    draft = None if issued else CompetitorDigest.objects.draft(brand, month, request.user, now)
    return show(
        request,
        brand,
        "digest",
        month=month,
        months=months(brand, month, brand.client.local_date(now), digests),
        digest=issued,
        digests=digests,
        content=issued.content if issued else draft,
        may_issue=brand.client.rung_for(request.user) >= Rung.AM,
        is_over=month < brand.client.local_date(now).replace(day=1),
    )


@login_required
def issue_digest(request, pk):
    """The manager reads the draft once more, writes his word on it and freezes it."""
    brand, now = brand_for(request.user, pk), timezone.now()
    brand.client.demand(request.user, Rung.AM, now)
    month = month_asked(request, brand.client.local_date(now))
    form = IssueForm(sent(request))
    act = {"brand": brand, "by": request.user, "at": now, "month": month}
    if filled_in(request, form, CompetitorDigest.objects.issue, **act):
        return done(request, _("The digest is issued."), to=form.made.get_absolute_url())
    back = f"{reverse('briefs:brand-digest', args=[brand.pk])}?month={month:%Y-%m}"
    words = {"brand": brand.name, "month": date_format(month, "F Y")}
    page = {
        "form": form,
        "title": _("Issue the digest of %(brand)s, %(month)s") % words,
        "back": back,
        "crumbs": crumbs(brand, (_("Digest"), back)),
        "content": CompetitorDigest.objects.draft(brand, month, request.user, now),
    }
    return render(request, "briefs/digest_form.html", page, status=form.status)


@login_required
@require_safe
def competitor_digest(request, pk):
    """A digest as it was issued."""
    rows = CompetitorDigest.objects.visible_to(request.user)
    digest = get_object_or_404(rows.select_related("brand__client__office", "issued_by"), pk=pk)
    trail = crumbs(
        digest.brand,
        (_("Digests"), reverse("briefs:brand-digest", args=[digest.brand_id])),
    )
    paper = Paper.objects.filter(**about(digest)).first()
    context = {"digest": digest, "content": digest.content, "crumbs": trail, "paper": paper}
    return render(request, "briefs/competitor_digest.html", context)


def month_asked(request, today):
    """The first day of the month a page asks for; else of the month before this one."""
    asked = request.GET.get("month", "")
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return month_before(today)
    return month if date(2000, 1, 1) <= month <= today else month_before(today)


def month_before(day, count=1):
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def months(brand, chosen, today, digests):
    """The last months as tabs, each with whether its digest is out."""
    url, out = reverse("briefs:brand-digest", args=[brand.pk]), {each.month for each in digests}
    shown = {month_before(today, back) for back in range(MONTHS_BACK)} | {chosen}
    return [
        {
            "label": date_format(month, "M Y") + (" ✓" if month in out else ""),
            "url": f"{url}?month={month:%Y-%m}",
            "current": month == chosen,
        }
        for month in sorted(shown, reverse=True)
    ]

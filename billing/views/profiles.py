"""How one client is invoiced."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import sees_money
from accounts.views.client_page import client_for, done, filled_in, form_page, sent, show
from agency.lib.countries import countries
from billing.forms.profiles import ProfileForm
from billing.missing import missing
from billing.models import BillingProfile, LegalEntity, RateCard, proposed_tax
from billing.views.companies import act


@login_required
@require_safe
def profile(request, pk):
    client, row = billed(request.user, pk)
    today = client.local_date(timezone.now())
    return show(
        request,
        client,
        "billing",
        template="billing/profile.html",
        profile=row,
        missing=missing(row, today) if row else [],
        unusual=unusual(row) if row else "",
        country=dict(countries(get_language() or "en")).get(row.country) if row else "",
        card=RateCard.objects.for_client(client, today, client.currency),
        can_keep=BillingProfile.objects.can_keep(request.user, client),
    )


@login_required
@require_safe
def profile_panel(request, pk):
    """The same in a few lines, for the client's page."""
    client, row = billed(request.user, pk)
    today = client.local_date(timezone.now())
    context = {"client": client, "profile": row, "missing": missing(row, today) if row else []}
    return render(request, "billing/_profile_panel.html", context)


@login_required
def edit_profile(request, pk):
    """Set up how a client is invoiced, or change it."""
    client, row = billed(request.user, pk)
    BillingProfile.objects.demand_keeping(request.user, client, timezone.now())
    back = reverse("billing:profile", args=[client.pk])
    if row:
        form = ProfileForm(sent(request), initial=ProfileForm.facts_of(row))
        verb, arguments = row.change, act(request)
    else:
        entity = LegalEntity.objects.in_use().order_by("pk").first()
        form = ProfileForm(sent(request), initial=ProfileForm.start(client, entity))
        verb, arguments = BillingProfile.objects.set_up, {"client": client, **act(request)}
    if filled_in(request, form, verb, **arguments):
        return done(request, _("Saved."), to=back)
    title = _("How %s is invoiced") % client
    return form_page(request, form, title=title, yes=_("Save"), back=back, client=client)


def billed(user, pk):
    """The client of the page and its profile, if there is one yet."""
    client = client_for(user, pk)
    if not sees_money(user):
        raise Http404
    rows = BillingProfile.objects.visible_to(user).select_related("entity", "client__office")
    return client, rows.filter(client=client).first()


def unusual(row):
    """A sentence where the tax is another than the two countries suggest; empty otherwise."""
    category, _reason = proposed_tax(row.entity, row.country, row.vat_id)
    if category == row.tax_category:
        return ""
    sentence = _("From %(seller)s to %(buyer)s the usual treatment is “%(usual)s”.")
    facts = {"seller": row.entity.country, "buyer": row.country, "usual": category.label}
    return sentence % facts

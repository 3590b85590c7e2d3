"""What all pages of one brand have in common: who may see them, their head, their tabs."""

from django.db.models import Count, OuterRef, Subquery
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Brand, Client, Rung
from briefs.models import BrandBudget


def brand_for(user, pk):
    """The brand of a page, with its client and where `user` stands for it."""
    mine = Client.objects.filter(pk=OuterRef("client")).with_standing(user)
    brands = Brand.objects.visible_to(user).select_related("client__office", "profile")
    brands = brands.annotate(
        standing=Subquery(mine.values("standing")[:1]),
        job_count=Count("jobs", distinct=True),
        note_count=Count("competitor_notes", distinct=True),
    )
    brand = get_object_or_404(brands, pk=pk)
    known_standing(brand.client, brand.standing, user)
    return brand


def known_standing(client, standing, user):
    """So that no row asks again where the reader stands."""
    client.standing, client.standing_of = standing, user.pk


def show(request, brand, page, /, *, status=200, **context):
    """One page of a brand: its head, its tabs, and what the page itself is about."""
    rung = brand.client.rung_for(request.user)
    head = {
        "brand": brand,
        "client": brand.client,
        "crumbs": crumbs(brand),
        "tabs": tabs(brand, page),
        "can": {
            "note": rung >= Rung.AAE,
            "edit": rung >= Rung.AE,
            "see_budget": BrandBudget.objects.can_see(brand.client, request.user),
            "set_budget": rung >= Rung.AM,
        },
    }
    return render(request, f"briefs/brand_{page}.html", head | context, status=status)


def crumbs(brand, *further):
    client = brand.client
    if further:  # a phone has room for so many
        return [(client.name, client.get_absolute_url()), (brand.name, address(brand)), *further]
    return [
        (_("Clients"), reverse("accounts:clients")),
        (client.name, client.get_absolute_url()),
        (_("Brands"), reverse("briefs:client-brands", args=[client.pk])),
        (brand.name, ""),
    ]


def address(brand):
    return reverse("briefs:brand", args=[brand.pk])


def tabs(brand, current):
    pages = [
        ("page", "briefs:brand", _("Overview")),
        ("work", "briefs:brand-work", _("Jobs and briefs")),
        ("notes", "briefs:brand-notes", _("Competitor notes")),
        ("digest", "briefs:brand-digest", _("Digest")),
    ]
    return [
        {"label": label, "url": reverse(name, args=[brand.pk]), "current": page == current}
        for page, name, label in pages
    ]

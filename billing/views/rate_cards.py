"""Rate cards: what the agency charges everybody, and what it agreed with a client."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import go
from billing.forms.rate_cards import CardFilter, CopyForm, RateCardForm
from billing.models import Group, RateCard, sees_costs
from billing.views.companies import act
from billing.views.ground_page import demand_money, ground_form, show

CARDS_ON_A_PAGE = 40


@login_required
@require_safe
def rate_cards(request):
    demand_money(request.user)
    today = request.user.local_date(timezone.now())
    choice = CardFilter(request.GET)
    cards = RateCard.objects.visible_to(request.user).select_related("client")
    cards = cards.annotate(count=Count("rates"))
    cards = cards.order_by(F("client__name").asc(nulls_first=True), "-valid_from", "-pk")
    page = Paginator(choice.narrow(cards, today), CARDS_ON_A_PAGE)
    return show(
        request,
        "rate_cards",
        "rate-cards",
        page=page.get_page(request.GET.get("page")),
        filter=choice,
        today=today,
        can_add=RateCard.objects.can_keep(request.user),
    )


@login_required
@require_safe
def rate_card(request, pk):
    card = card_for(request.user, pk)
    rates = sorted(card.rates.all(), key=lambda rate: Group.values.index(rate.group))
    groups = [
        (Group(group).label, list(found)) for group, found in groupby(rates, lambda r: r.group)
    ]
    return show(
        request,
        "rate_card",
        "rate-cards",
        card=card,
        groups=groups,
        costs=sees_costs(request.user),
        can_keep_card=card.can_keep(request.user),
        today=request.user.local_date(timezone.now()),
        crumbs=[cards(), (card.name, "")],
    )


@login_required
def add_rate_card(request):
    demand_money(request.user)
    RateCard.objects.demand_keeping(request.user, None, timezone.now())
    today = request.user.local_date(timezone.now())
    form = RateCardForm(sent(request), user=request.user, start={"valid_from": today})
    if filled_in(request, form, RateCard.objects.draw_up, **act(request)):
        return done(request, _("Rate card drawn up."), to=form.made)
    return card_form(request, form, _("New rate card"), cards())


@login_required
def edit_rate_card(request, pk):
    card = card_for(request.user, pk)
    RateCard.objects.demand_keeping(request.user, card.client, timezone.now())
    form = RateCardForm(sent(request), user=request.user, card=card)
    if filled_in(request, form, card.change, **act(request)):
        return done(request, _("Changed."), to=card)
    return card_form(request, form, _("Change %s") % card, (card.name, card.get_absolute_url()))


@login_required
def copy_rate_card(request, pk):
    """The same prices from another day on, as a new card."""
    card = card_for(request.user, pk)
    RateCard.objects.demand_keeping(request.user, card.client, timezone.now())
    form = CopyForm(sent(request), initial={"name": card.name})
    if filled_in(request, form, card.copy, **act(request)):
        return go(request, form.made.get_absolute_url())
    back = (card.name, card.get_absolute_url())
    title = _("The prices of %s from another day on") % card
    return ground_form(request, form, title=title, yes=_("Make the new card"), back=back)


def card_form(request, form, title, back):
    label, url = back
    return show(
        request,
        "rate_card_form",
        "rate-cards",
        form=form,
        title=title,
        back=url,
        crumbs=[(label, url), (title, "")],
    )


def card_for(user, pk):
    rows = RateCard.objects.visible_to(user).select_related("client__office", "contract")
    return get_object_or_404(rows, pk=pk)


def cards():
    return _("Rate cards"), reverse("billing:rate-cards")

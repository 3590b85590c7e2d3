"""The companies of the agency, their bank accounts, and until when their books are closed."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import AgencyProfile
from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from agency.lib.countries import countries
from billing.forms.companies import AccountForm, CloseBooksForm, CompanyForm
from billing.models import BankAccount, LegalEntity
from billing.views.ground_page import demand_reader, ground_form, show


@login_required
@require_safe
def legal_entities(request):
    demand_reader(request.user)
    standing = Q(accounts__closed_on=None, accounts__isnull=False)
    rows = LegalEntity.objects.visible_to(request.user)
    rows = rows.annotate(
        account_count=Count("accounts", filter=standing, distinct=True),
        client_count=Count("profiles", distinct=True),
    )
    names = dict(countries(get_language() or "en"))
    for row in rows:
        row.country_name = names.get(row.country, row.country)
    return show(request, "legal_entities", "legal-entities", entities=rows)


@login_required
@require_safe
def legal_entity(request, pk):
    entity = entity_for(request.user, pk)
    names = dict(countries(get_language() or "en"))
    return show(
        request,
        "legal_entity",
        "legal-entities",
        entity=entity,
        country=names.get(entity.country, entity.country),
        accounts=entity.accounts.order_by("closed_on", "currency", "-is_default", "name"),
        client_count=entity.profiles.count(),
        crumbs=[companies(), (entity.name, "")],
    )


@login_required
def add_legal_entity(request):
    demand_reader(request.user)
    LegalEntity.objects.demand_keeping(request.user)
    profile = AgencyProfile.current()
    start = {"name": profile.legal_name, "currency": "EUR"}
    form = CompanyForm(sent(request), initial=start)
    if filled_in(request, form, LegalEntity.objects.add, **act(request)):
        return done(request, _("Company added."), to=form.made)
    return ground_form(
        request, form, title=_("New company"), yes=_("Add the company"), back=companies()
    )


@login_required
def edit_legal_entity(request, pk):
    entity = entity_for(request.user, pk)
    LegalEntity.objects.demand_keeping(request.user)
    form = CompanyForm(sent(request), initial=CompanyForm.facts_of(entity))
    if filled_in(request, form, entity.change, **act(request)):
        return done(request, _("Changed."), to=entity)
    return ground_form(request, form, title=_("Change %s") % entity, yes=_("Save"), back=of(entity))


@login_required
def close_books(request, pk):
    entity = entity_for(request.user, pk)
    LegalEntity.objects.demand_keeping(request.user)
    form = CloseBooksForm(sent(request), initial={"until": entity.frozen_until})
    return ask(
        request,
        entity,
        form,
        lambda chosen: entity.close_books(request.user, timezone.now(), **chosen),
        title=_("Close the books of %s") % entity,
        button=_("Save"),
        done=_("Saved."),
    )


@login_required
@require_POST
def retire_legal_entity(request, pk):
    entity = entity_for(request.user, pk)
    entity.retire(**act(request))
    return done(request, _("No longer offered for new invoices."), to=entity)


@login_required
@require_POST
def bring_legal_entity_back(request, pk):
    entity = entity_for(request.user, pk)
    entity.bring_back(**act(request))
    return done(request, _("Offered again."), to=entity)


@login_required
def add_bank_account(request, pk):
    entity = entity_for(request.user, pk)
    BankAccount.objects.demand_keeping(request.user)
    start = {"holder": entity.name[:70], "currency": entity.currency}
    form = AccountForm(sent(request), initial=start)
    if filled_in(request, form, BankAccount.objects.add, entity=entity, **act(request)):
        return done(request, _("Account added."), to=entity)
    return ground_form(
        request, form, title=_("New account"), yes=_("Add the account"), back=of(entity)
    )


@login_required
def edit_bank_account(request, pk):
    account = account_for(request.user, pk)
    BankAccount.objects.demand_keeping(request.user)
    form = AccountForm(sent(request), initial=AccountForm.facts_of(account))
    if filled_in(request, form, account.change, **act(request)):
        return done(request, _("Changed."), to=account)
    return ground_form(
        request, form, title=_("Change %s") % account, yes=_("Save"), back=of(account.entity)
    )


@login_required
@require_POST
def make_account_default(request, pk):
    account = account_for(request.user, pk)
    account.make_default(**act(request))
    return done(request, _("Printed on invoices in %s.") % account.currency, to=account)


@login_required
@require_POST
def close_bank_account(request, pk):
    account = account_for(request.user, pk)
    account.close(**act(request))
    return done(request, _("Account closed."), to=account)


def act(request):
    return {"by": request.user, "at": timezone.now()}


def entity_for(user, pk):
    return get_object_or_404(LegalEntity.objects.visible_to(user), pk=pk)


def account_for(user, pk):
    return get_object_or_404(BankAccount.objects.visible_to(user).select_related("entity"), pk=pk)


def companies():
    return _("Companies"), reverse("billing:legal-entities")


def of(entity):
    return entity.name, entity.get_absolute_url()

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.clients import BrandForm, ContractForm, DomainForm
from accounts.models import Brand, ClientDomain, Contract, Rung
from accounts.views.client_page import at, done, filled_in, form_page, open_client_for, sent, show


@login_required
@require_safe
def client_agreement(request, pk):
    client = open_client_for(request.user, pk)
    return show(
        request,
        client,
        "agreement",
        contracts=client.contracts.all(),
        domains=client.domains.all(),
        today=client.local_date(timezone.now()),
    )


@login_required
def add_brand(request, pk):
    client = open_client_for(request.user, pk)
    client.demand(request.user, Rung.AE, timezone.now())
    form, back = BrandForm(sent(request), is_new=True), at("briefs:client-brands", client)
    act = {"client": client, "by": request.user, "at": timezone.now()}
    if filled_in(request, form, Brand.objects.add, **act):
        return done(request, _("Brand added."), to=back)
    return form_page(
        request, form, title=_("New brand"), yes=_("Add the brand"), back=back, client=client
    )


@login_required
def edit_brand(request, pk):
    brand = get_object_or_404(
        Brand.objects.visible_to(request.user).select_related("client"), pk=pk
    )
    client, back = brand.client, reverse("briefs:brand", args=[brand.pk])
    client.demand(request.user, Rung.AE, timezone.now())
    known = {"name": brand.name, "category": brand.category, "is_active": brand.is_active}
    form = BrandForm(sent(request), initial=known)
    if filled_in(request, form, brand.edit, by=request.user, at=timezone.now()):
        return done(request, _("Changed."), to=back)
    return form_page(
        request, form, title=_("Change %s") % brand, yes=_("Save"), back=back, client=client
    )


@login_required
def add_domain(request, pk):
    client = open_client_for(request.user, pk)
    client.demand(request.user, Rung.AE, timezone.now())
    form, back = DomainForm(sent(request)), at("client-agreement", client)
    act = {"client": client, "by": request.user, "at": timezone.now()}
    if filled_in(request, form, ClientDomain.objects.add, **act):
        return done(request, _("Mail domain added."), to=back)
    return form_page(
        request,
        form,
        title=_("New mail domain"),
        yes=_("Add the domain"),
        back=back,
        client=client,
        intro=_("Calendar events with somebody from this domain become contacts of the client."),
    )


@login_required
@require_POST
def remove_domain(request, pk):
    domain = get_object_or_404(ClientDomain.objects.visible_to(request.user), pk=pk)
    back = at("client-agreement", domain.client)
    domain.remove(by=request.user, at=timezone.now())
    return done(request, _("%s removed.") % domain, to=back)


@login_required
def add_contract(request, pk):
    client = open_client_for(request.user, pk)
    client.demand(request.user, Rung.AD, timezone.now())
    form = ContractForm(sent(request), initial=ContractForm.start())
    back = at("client-agreement", client)
    act = {"client": client, "by": request.user, "at": timezone.now()}
    if filled_in(request, form, Contract.objects.add, **act):
        return done(request, _("Contract added."), to=back)
    return form_page(
        request, form, title=_("New contract"), yes=_("Add the contract"), back=back, client=client
    )


@login_required
def edit_contract(request, pk):
    contract = get_object_or_404(
        Contract.objects.visible_to(request.user).select_related("client"), pk=pk
    )
    client, back = contract.client, at("client-agreement", contract.client)
    client.demand(request.user, Rung.AD, timezone.now())
    form = ContractForm(sent(request), initial=ContractForm.terms_of(contract))
    if filled_in(request, form, contract.edit, by=request.user, at=timezone.now()):
        return done(request, _("Changed."), to=back)
    return form_page(
        request, form, title=_("Change the contract"), yes=_("Save"), back=back, client=client
    )

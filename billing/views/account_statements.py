"""What a client owes as of a day: on screen, as a paper, by mail."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import sees_money
from accounts.models import Rung
from accounts.views.client_page import client_for, done, sent
from accounts.views.client_page import show as show_client
from accounts.views.dialogs import ask
from billing.forms.payments import AsOfForm
from billing.models import AccountStatement
from billing.models.of_money import demand_billing, may_bill
from billing.statement_of_account import account_of, bucket_labels


@login_required
@require_safe
def statement(request, pk):
    client = billed(request.user, pk)
    today = client.local_date(timezone.now())
    form = AsOfForm({"on": request.GET.get("on") or today})
    on = form.cleaned_data["on"] if form.is_valid() else today
    accounts = account_of(client, min(on, today))
    for account in accounts:
        account.aged = list(zip(bucket_labels(), account.buckets, strict=True))
    made = AccountStatement.objects.filter(client=client).select_related("made_by")
    return show_client(
        request,
        client,
        "billing",
        template="billing/statement.html",
        accounts=accounts,
        on=min(on, today),
        form=form,
        made=made.prefetch_related("papers")[:10],
        may_make=may_bill(client, request.user, Rung.AE),
        may_send=may_bill(client, request.user, Rung.AM),
    )


@login_required
def make_statement(request, pk):
    client = billed(request.user, pk)
    at = timezone.now()
    demand_billing(client, request.user, Rung.AE, at)
    return ask(
        request,
        AccountStatement(client=client),
        AsOfForm(sent(request), initial={"on": client.local_date(at)}),
        lambda chosen: AccountStatement.objects.make(client, request.user, at, **chosen),
        title=_("Statement of account of %s") % client,
        button=_("Put it on paper"),
        done=_("The PDF is being printed."),
    )


@login_required
@require_POST
def send_statement(request, pk):
    rows = AccountStatement.objects.visible_to(request.user).select_related("client__office")
    row = get_object_or_404(rows, pk=pk)
    row.send(request.user, timezone.now())
    return done(request, _("It goes to %s.") % row.to_address, to=row)


def billed(user, pk):
    """The client whose money may be seen."""
    client = client_for(user, pk)
    if not sees_money(user):
        raise Http404
    return client

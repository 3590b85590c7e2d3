"""Who signs which kind of brief: a setting of the house."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.views.client_page import done, filled_in, sent
from accounts.views.settings import links
from agency.lib.refusal import Refused
from briefs.forms.briefs import ChainForm
from briefs.models import ApprovalChain
from briefs.models.approval_chain import ask_a_director


@login_required
def approval_chains(request):
    user, now = request.user, timezone.now()
    if not ApprovalChain.can_change(user):
        raise Refused.rank(ask_a_director())
    form = ChainForm(sent(request), table=ApprovalChain.objects.table())

    def change(**_fields):
        with transaction.atomic():
            for kind, is_for_client, rungs in form.chosen:
                chains = ApprovalChain.objects
                chains.change(kind, rungs, user, now, is_for_client=is_for_client)

    if filled_in(request, form, change):
        return done(request, _("Saved. What is asked already stays as it was."), to=request.path)
    page = {"form": form, "links": links("chains") if user.can_manage_settings else []}
    return render(request, "briefs/approval_chains.html", page, status=form.status)

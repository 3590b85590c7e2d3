from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import ladder_of
from accounts.forms import fields
from accounts.models import AccountGroup, Band, Client, Heartbeat, Office, RiskFlag, Rung
from agency import risk
from agency.advice import next_thing
from agency.board import ENDS_SOON, Board, account_of, board_of, may_see_board, may_see_fees
from agency.happened import what_happened
from agency.lib.export import csv_answer


class BoardForm(fields.Form):
    """How the board is narrowed: by group, office and contracts that end soon."""

    group = forms.ModelChoiceField(AccountGroup.objects.all(), required=False)
    office = forms.ModelChoiceField(Office.objects.all(), required=False, label=_("Office"))
    ends = forms.BooleanField(required=False)
    account = forms.IntegerField(required=False, min_value=1)
    show = forms.ChoiceField(choices=Band, required=False)

    def keeps(self, row, on):
        """Whether one account is in what was chosen."""
        chosen = self.cleaned_data
        ends_on = row.client.contract_ends_on
        return (
            (not chosen["group"] or row.client.group_id == chosen["group"].pk)
            and (not chosen["office"] or row.client.office_id == chosen["office"].pk)
            and (not chosen["ends"] or bool(ends_on and ends_on <= on + ENDS_SOON))
        )


class FlagForm(fields.Form):
    reason = fields.Line(label=_("What worries you?"), max_length=300)


def board_for(request):
    """The whole board this person sees, what was chosen of it, and the form that chose."""
    if not may_see_board(request.user):
        raise Http404
    form = BoardForm(request.GET)
    form.is_valid()
    for name in form.fields:
        form.cleaned_data.setdefault(name, None)
    at = timezone.now()
    whole = board_of(request.user, at)
    chosen = [row for row in whole.accounts if form.keeps(row, at.date())]
    return whole, Board(chosen, form.cleaned_data["show"] or ""), form, at


@login_required
@require_GET
def board(request):
    """The at-risk accounts, in bands, with the plainest reasons."""
    whole, shown, form, at = board_for(request)
    page = {
        "board": shown,
        "whole": whole,
        "views": saved_views(whole, form, at.date()),
        "offices": sorted({row.client.office for row in whole.accounts}, key=str),
        "chosen": form.cleaned_data,
        "at": at,
        "silent": Heartbeat.objects.silent(at),
        "sees_fees": may_see_fees(request.user),
    }
    key = form.cleaned_data["account"]
    if key and any(row.client.pk == key for row in whole.accounts):
        page |= peek_of(next(row for row in whole.accounts if row.client.pk == key), request, at)
    return render(request, "agency/board.html", page)


def saved_views(whole, form, on):
    """The tabs above the board: everybody, each group, and contracts that end soon."""
    chosen = form.cleaned_data
    groups = sorted({row.client.group for row in whole.accounts if row.client.group}, key=str)
    soon = [
        row
        for row in whole.accounts
        if row.client.contract_ends_on and row.client.contract_ends_on <= on + ENDS_SOON
    ]
    yield {
        "label": _("All groups"),
        "url": "?",
        "count": len(whole.accounts),
        "current": not chosen["group"] and not chosen["ends"],
    }
    for group in groups:
        yield {
            "label": group.name,
            "url": f"?group={group.pk}",
            "count": sum(row.client.group_id == group.pk for row in whole.accounts),
            "current": chosen["group"] == group,
        }
    if soon:
        yield {
            "label": _("Ends in 90 days"),
            "url": "?ends=1",
            "count": len(soon),
            "current": bool(chosen["ends"]),
        }


def peek_of(account, request, at):
    """What the panel beside the board says about one account."""
    ladder = ladder_of(account.client, None, at)
    rungs = [Rung.AD, Rung.AM, Rung.AE]
    return {
        "account": account,
        "people": [(ladder.holders(rung)[0], rung) for rung in rungs if ladder.holders(rung)],
        "next": next_thing(account, ladder),
        "events": what_happened(account.client, at),
        "caps": risk.SIGNAL_CAPS,
        "flag_form": FlagForm(),
    }


@login_required
@require_GET
def board_account(request, pk):
    """One account: the panel beside the board, or a page of its own on a narrow screen."""
    at = timezone.now()
    if not may_see_board(request.user):
        raise Http404
    rows = Client.objects.served().open_to(request.user).with_standing(request.user)
    rows = risk.with_facts(rows, at)
    account = account_of(get_object_or_404(rows, pk=pk), at)
    template = "agency/_peek.html" if request.htmx else "agency/board_account.html"
    sees_fees = account.client.can_see_fee(request.user)
    return render(request, template, {**peek_of(account, request, at), "sees_fees": sees_fees})


@login_required
@require_POST
def flag_client(request, pk):
    client = get_object_or_404(Client.objects.open_to(request.user), pk=pk)
    form = FlagForm(request.POST)
    if not form.is_valid():
        page = {"client": client, "form": form}
        return render(request, "agency/board_flag.html", page, status=422)
    RiskFlag.objects.raise_flag(
        client, by=request.user, reason=form.cleaned_data["reason"], at=timezone.now()
    )
    return redirect("board-account", pk=client.pk)


@login_required
@require_POST
def lift_flag(request, pk):
    flag = get_object_or_404(RiskFlag.objects.visible_to(request.user), pk=pk)
    flag.lift(by=request.user, at=timezone.now())
    return redirect("board-account", pk=flag.client_id)


@login_required
@require_GET
def board_rules(request):
    """How the score is made: signals, caps, bands and floors; read only."""
    if not may_see_board(request.user):
        raise Http404
    page = {
        "caps": risk.SIGNAL_CAPS,
        "names": risk.SIGNAL_NAMES,
        "amber": risk.AMBER_FROM,
        "red": risk.RED_FROM,
        "coverage": risk.ENOUGH_COVERAGE,
        "weights": risk.WEIGHTS_VERSION,
    }
    return render(request, "agency/board_rules.html", page)


@login_required
@require_GET
def export_board(request):
    """Exactly the accounts shown, as a file for a spreadsheet."""
    _whole, shown, _form, at = board_for(request)
    fees = may_see_fees(request.user)
    head = ["Code", "Client", "Group", "Band", "Score", "Since", "Why"]
    rows = (
        [
            row.client.code,
            row.client.name,
            row.client.group.name if row.client.group else "",
            str(row.band_label),
            row.risk.score,
            row.standing.since_on,
            "; ".join(str(reason) for reason in row.risk.reasons),
            *([fee_in_cents(row.client.yearly_fee)] if fees else []),
        ]
        for row in shown.accounts
    )
    head += ["Fee a year"] if fees else []
    return csv_answer(f"at-risk-{at:%Y-%m-%d}.csv", head, rows)


def fee_in_cents(fee):
    """With two decimals whatever the database made of it; nothing where no fee was agreed."""
    return "" if fee is None else f"{fee:.2f}"

"""Whose signature an estimate needs: what the matrix of limits says of the whole document."""

from django.utils.translation import gettext as _

from accounts.models import Signature
from accounts.models.rank import RUNG_OF_RANK, Rank
from agency.lib.refusal import Refused
from billing.models.approval_limit import ApprovalLimit, Total
from billing.usual_limits import Limited


def signature_for(version, at):
    """The lowest rung that may sign, and which ranks of it where not all of them may."""
    able = ranks_that_may(version, at)
    if not able:
        raise Refused(_("Nobody may approve so much. Ask the CSD to set the limits of approval."))
    rung = min(RUNG_OF_RANK[rank] for rank in able)
    of_rung = tuple(rank.value for rank in able if RUNG_OF_RANK[rank] == rung)
    is_whole_rung = Rank(rung_name(rung)) in able
    return Signature(rung=rung, ranks=() if is_whole_rung else of_rung)


def ranks_that_may(version, at):
    """The ranks whose limit is enough for the whole document, the lowest first."""
    client = version.client
    limits = ApprovalLimit.objects.for_client(Limited.ESTIMATE, client)
    total = Total(version.whole, version.currency, client.local_date(at))
    return [rank for rank in Rank if rank in limits and total.is_within(limits[rank])]


def may_sign(version, user, at):
    """Whether his limit is enough, whether or not he wrote it."""
    on = version.client.local_date(at)
    return ApprovalLimit.objects.may_approve(
        Limited.ESTIMATE, user, version.client, version.whole, version.currency, on
    )


def demand_limit(version, by, at):
    """Refuse whoever may not approve so much, naming those who may."""
    ApprovalLimit.objects.demand(
        Limited.ESTIMATE,
        by,
        version.client,
        version.whole,
        version.currency,
        at,
        author=version.estimate.author,
    )


def rung_name(rung):
    """The plain rank of a rung: a senior beside it may have a higher limit."""
    return rung.name.lower()

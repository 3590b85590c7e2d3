from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from accounts.models import Function, Rung, Signature, TeamMember, User
from agency.lib.refusal import Refused
from agency.lib.rows import signed
from briefs.models.brief import Brief

# Reviewed by AM and AD before the client approves; inside the house the manager signs what the
# house is told, the director where the brand is going.
TO_CLIENT = (Rung.AM, Rung.AD)
INSIDE = {Brief.Kind.STRATEGY: (Rung.AD,), Brief.Kind.COMMUNICATION: (Rung.AD,)}


class ApprovalChainQuerySet(models.QuerySet):
    def rungs(self, kind, *, is_for_client):
        """The rungs that sign this kind, one after the other: as set, else as the trade does."""
        for chain in self.filter(kind=kind, is_for_client=is_for_client):
            return tuple(Rung(rung) for rung in chain.rungs)
        return standard(kind, is_for_client)

    def table(self):
        """Every kind with its two chains, inside and to the client, in two queries at most."""
        there = {(chain.kind, chain.is_for_client): tuple(chain.rungs) for chain in self.all()}
        return [
            (kind, *(there.get((kind, way), standard(kind, way)) for way in (False, True)))
            for kind in Brief.Kind
        ]

    def signatures(self, version, at):
        """The signatures one version needs, the planner's among them where the client says so."""
        brief, client = version.brief, version.client
        rungs = self.rungs(brief.kind, is_for_client=version.is_for_client)
        wanted = [Signature(rung=rung) for rung in rungs]
        if brief.kind == Brief.Kind.CREATIVE and client.planner_cosigns:
            refuse_without_planner(client, at)
            wanted.insert(0, Signature(function=Function.PLANNING))
        return wanted

    def change(self, kind, rungs, by, at, *, is_for_client):
        """Say who signs this kind from now on; what is asked already stays as it was asked."""
        if not self.model.can_change(by):
            raise Refused.rank(ask_a_director())
        if not rungs or list(rungs) != sorted(rungs):
            raise Refused(_("Signatures climb; at least one is needed."), field="rungs")
        with transaction.atomic():
            chain = self.filter(kind=kind, is_for_client=is_for_client).first()
            chain = chain or self.model(kind=kind, is_for_client=is_for_client)
            if chain.rungs != list(rungs):
                chain.rungs = [int(rung) for rung in rungs]
                signed(chain, by, at).save()


class ApprovalChain(models.Model):
    """Who signs one kind of brief, one after the other: inside the house, or before the client."""

    kind = models.CharField(max_length=14, choices=Brief.Kind.choices)
    is_for_client = models.BooleanField(default=False)
    rungs = models.JSONField(default=list)

    objects = ApprovalChainQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = gettext_lazy("approval chain")
        constraints = [
            models.UniqueConstraint(fields=["kind", "is_for_client"], name="one_chain_per_kind")
        ]

    def __str__(self):
        return f"{self.kind}: {self.rungs}"

    @staticmethod
    def can_change(user):
        return user.is_active and (user.stands_at_least(Rung.AD) or user.can_manage_settings)


def standard(kind, is_for_client):
    return TO_CLIENT if is_for_client else INSIDE.get(kind, (Rung.AM,))


def refuse_without_planner(client, at):
    places = TeamMember.objects.on(client.local_date(at)).filter(client=client)
    if not places.filter(person__function=Function.PLANNING, person__is_active=True).exists():
        raise Refused(
            _("The planner co-signs for this client, and none is on its team. Ask its manager.")
        )


def ask_a_director():
    csd = User.objects.at_work().filter(rank="csd").first()
    sentence = _("Only an account director or above says who signs what. Ask %(name)s.")
    return sentence % {"name": csd.name if csd else "–"}

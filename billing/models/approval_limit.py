from decimal import Decimal

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import ladder_of, sees_money
from accounts.models import Client, User
from accounts.models.rank import Rank
from agency.lib.amount import amount_text
from agency.lib.refusal import Refused
from agency.lib.rows import signed
from billing.models.columns import Amount, Currency
from billing.models.exchange_rate import ExchangeRate
from billing.models.of_money import of_clients
from billing.usual_limits import USUAL, Limited


class ApprovalLimitQuerySet(models.QuerySet):
    """Who may approve how much. The amount asked about is always that of the whole document,
    with the change orders that were approved: in parts it would slip below every limit.
    """

    def visible_to(self, user):
        """The table is for everybody who sees money; a client's own limits for its team."""
        if not sees_money(user):
            return self.none()
        return self.filter(Q(client=None) | of_clients(user, "client"))

    def agencys(self):
        return self.filter(client=None)

    def for_client(self, document, client):
        """{rank: limit} of one kind of document: a client's own limit goes before the usual."""
        rows = self.filter(Q(client=None) | Q(client=client), document=document)
        return {row.rank: row for row in sorted(rows, key=lambda row: row.client_id or 0)}

    def limit_of(self, document, user, client):
        """The limit that holds for this person's own rank; None where it approves nothing.

        Standing in for somebody does not raise it.
        """
        return self.for_client(document, client).get(user.rank)

    def may_approve(self, document, user, client, amount, currency, on):
        """Whether a person who serves the client may approve a document of this total.

        Refused where the amount cannot be compared with the limit: no rate of exchange is known.
        """
        if not user.is_active or not client.rung_for(user):
            return False
        limit = self.limit_of(document, user, client)
        return limit is not None and Total(amount, currency, on).is_within(limit)

    def who_may(self, document, client, amount, at, *, currency=None, author=None):
        """Whoever of the next filled rung may approve it: [User], empty if nobody can.

        `author` is not asked to approve his own paper; whoever stands beside or above him is asked
        first. For somebody absent his delegate is named, if the delegate's own limit is enough.
        """
        limits = self.for_client(document, client)
        asked = Total(amount, currency or client.currency, client.local_date(at))

        def may(person):
            limit = limits.get(person.rank)
            return person != author and limit is not None and asked.is_within(limit)

        ladder = ladder_of(client, author, at)
        own = (author and ladder.rung_of(author)) or 0
        for _rung, holders in sorted(ladder.filled_above(0), key=lambda step: step[0] < own):
            if able := [person for person in at_work(ladder, filter(may, holders)) if may(person)]:
                return able
        return []

    def demand(self, document, by, client, amount, currency, at, *, author=None):
        """Refuse whoever may not approve so much, naming those who may."""
        on = client.local_date(at)
        if self.may_approve(document, by, client, amount, currency, on):
            return
        able = self.who_may(document, client, amount, at, currency=currency, author=author or by)
        names = ", ".join(f"{person.name} ({person.short_rank})" for person in able)
        limit = self.limit_of(document, by, client) if client.rung_for(by) else None
        sentence = (
            _("Your limit for this is %(limit)s. Ask %(names)s.")
            if limit and limit.most
            else _("Your rank approves none of this. Ask %(names)s.")
        )
        facts = {"limit": limit and limit.most_text, "names": names or _("your director")}
        raise Refused.rank(sentence % facts)

    def demand_keeping(self, by):
        """Refuse whoever does not keep the matrix: that is the client services director."""
        sentence = _("The limits are set by the client services director. Ask %(names)s.")
        by.demand(can_set_limits(by), sentence, User.objects.at_work().filter(rank=Rank.CSD))

    def set(self, by, at, limits, *, client=None):
        """Set limits: {(document, rank): (most, currency)}, or None where there is to be none.

        With a client they are its own, and without a row the agency's hold for it again.
        """
        self.demand_keeping(by)
        refuse_lower_above(limits)
        with transaction.atomic():
            rows = {
                (row.document, row.rank): row
                for row in self.filter(client=client).order_by("pk").select_for_update()
            }
            for (document, rank), limit in limits.items():
                row = rows.get((document, rank))
                if limit is None:
                    if row is not None:
                        signed(row, by, at).delete()
                    continue
                most, currency = limit
                if row is None:
                    row = self.model(document=document, rank=rank, client=client)
                elif (row.most, row.currency) == (most, currency):
                    continue
                row.most, row.currency = most, currency
                signed(row, by, at).save()

    def put_usual(self):
        """Lay down the usual limits for every kind and rank that has none yet."""
        for document, ranks in USUAL.items():
            for rank, most in ranks.items():
                self.get_or_create(
                    document=document, rank=rank, client=None, defaults={"most": most}
                )


class Total:
    """An amount on a day, as it is held against limits in this currency or another."""

    def __init__(self, amount, currency, on):
        self.amount, self.currency, self.on = amount, currency, on
        self.known = {currency: amount}

    def is_within(self, limit):
        """Whether a limit is enough for it; of a discount the amount is its per cent."""
        if limit.most is None:
            return True
        return (self.amount if limit.is_in_percent else self.into(limit.currency)) <= limit.most

    def into(self, base):
        if base not in self.known:
            convert = ExchangeRate.objects.convert
            self.known[base] = convert(self.amount, self.currency, base, self.on)
        return self.known[base]


def at_work(ladder, people):
    """These people, and for each who is away whoever stands in."""
    here = (ladder.delegate_of(each) if ladder.is_absent(each) else each for each in people)
    return list(dict.fromkeys(person for person in here if person is not None))


def can_set_limits(user):
    return user.is_active and (user.is_csd or user.is_superuser)


RANKS = (
    Rank.AE,
    Rank.SENIOR_AE,
    Rank.AM,
    Rank.SENIOR_AM,
    Rank.SUPERVISOR,
    Rank.AD,
    Rank.GAD,
    Rank.CSD,
)


def refuse_lower_above(limits):
    """A rung may not approve less than the one below: nobody could be asked next."""
    for document in Limited:
        below, lower = None, Decimal(0)
        for rank in RANKS:
            limit = limits.get((document, rank))
            if limit is None:
                continue
            most = Decimal("Infinity") if limit[0] is None else limit[0]
            if most < lower:
                sentence = _("%(what)s: %(rank)s may not approve less than %(below)s.")
                facts = {"what": document.label, "rank": rank.label, "below": below.label}
                raise Refused(sentence % facts)
            below, lower = rank, most


class ApprovalLimit(models.Model):
    """How much one rank may approve of one kind of document, for all clients or for one.

    `most` is empty where there is no limit. Without a row the rank approves none of it.
    """

    document = models.CharField(_("document"), max_length=16, choices=Limited.choices)
    rank = models.CharField(_("rank"), max_length=12, choices=Rank.choices)
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="approval_limits"
    )
    most = Amount(_("up to"), null=True, blank=True)
    currency = Currency(_("currency"))

    objects = ApprovalLimitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["document", "client", "most"]
        verbose_name = _("limit of approval")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "rank"], condition=Q(client=None), name="one_limit_per_rank"
            ),
            models.UniqueConstraint(
                fields=["document", "rank", "client"],
                condition=Q(client__isnull=False),
                name="one_limit_per_rank_and_client",
            ),
            models.CheckConstraint(
                condition=Q(most=None) | Q(most__gte=0), name="limit_not_negative"
            ),
        ]

    def __str__(self):
        return f"{self.get_document_display()}, {self.get_rank_display()}: {self.most}"

    @property
    def is_in_percent(self):
        return self.document == Limited.DISCOUNT

    @property
    def most_text(self):
        """The limit in words: "EUR 25,000.00", "10 %", "no limit"."""
        if self.most is None:
            return _("no limit")
        if self.is_in_percent:
            return f"{self.most.normalize():f} %"
        return f"{self.currency} {amount_text(self.most, get_language() or 'en')}"

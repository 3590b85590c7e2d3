"""Read-only sums of this floor: what contacts and reports say about an account's risk."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from statistics import median

from django.db.models import Case, Count, F, FloatField, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.figures import SHOWN_PER_SIGNAL, Proof, Signal, clamp, days_in_words, tenths
from accounts.models import Rung
from reports.models import ContactReport, Interaction, Obligation, ObligationStep

REPORTS_COUNT_FOR = timedelta(days=60)
GAPS_COUNT_FOR = timedelta(days=180)
WEEK = timedelta(days=7)
SHORTEST_GAP = 7
TOLERATED_GAPS = 1.5
REPORTS_WITH_TONE = 3


def annotations(at):
    """What each client row carries along for the signals of this floor, without a query each."""
    held = Interaction.objects.held(at).filter(client=OuterRef("pk")).order_by("-starts_at")
    told_csd = ObligationStep.objects.filter(
        obligation__client=OuterRef("pk"),
        obligation__closed_at=None,
        generation=F("obligation__generation"),
        rung=Rung.CSD,
    )
    return {
        "last_contact_at": Subquery(held.values("ends_at")[:1]),
        "last_contact": Subquery(held.values("pk")[:1]),
        "csd_told_at": Subquery(told_csd.order_by("taken_at").values("taken_at")[:1]),
    }


def signals(clients, at):
    """{client's id: [signals of this floor]}; `clients` are rows with the annotations above."""
    found = defaultdict(list)
    for of in (report_signals, contact_gap_signals, tone_signals):
        for client, signal in of(clients, at).items():
            found[client].append(signal)
    return found


def report_signals(clients, at):
    """24-hour reports late or open: 10·clamp(((late + 2·open) / max(4, due)) / 0.5) over 60 days.

    What has climbed to the CSD and is owed still counts however old it is. Void and waived debts,
    and those a system fault explains, do not count. Two queries.
    """
    debts = Obligation.objects.filter(
        _that_count(clients, at),
        client__in=clients,
        due_at__lte=at,
        voided_at=None,
        waived_at=None,
        is_system_fault=False,
    )
    late, still_open = Q(met_at__gt=F("due_at")), Q(closed_at=None)
    this_week = Q(due_at__gt=at - WEEK)
    counts = (
        debts.order_by()
        .values("client")
        .annotate(
            due=Count("pk"),
            late=Count("pk", filter=late),
            open=Count("pk", filter=still_open),
            week_due=Count("pk", filter=this_week),
            week_late=Count("pk", filter=this_week & (late | still_open)),
        )
    )
    proof = _proof_of_lateness(debts.filter(late | still_open))
    return {row["client"]: _of_debts(row, proof[row["client"]]) for row in counts}


def _that_count(clients, at):
    recent = Q(due_at__gt=at - REPORTS_COUNT_FOR)
    at_csd = [client for client in clients if client.csd_told_at]
    # Asked only where it can matter: either-or doubles the time of both queries.
    return recent | Q(closed_at=None, client__in=at_csd) if at_csd else recent


def _proof_of_lateness(debts):
    owed_first = Case(When(closed_at=None, then=0), default=1)
    pressing = Window(
        RowNumber(), partition_by="client", order_by=[owed_first, F("due_at").desc(), "pk"]
    )
    rows = debts.annotate(place=pressing).filter(place__lte=SHOWN_PER_SIGNAL).order_by("place")
    proof = defaultdict(list)
    for row in rows.values("client", "interaction", "interaction__subject", "report__number"):
        label = row["report__number"] or row["interaction__subject"]
        url = reverse_lazy("reports:interaction", args=[row["interaction"]])
        proof[row["client"]].append(Proof(label, url))
    return proof


def _of_debts(row, proof):
    share = (row["late"] + 2 * row["open"]) / max(4, row["due"])
    points = tenths(10 * clamp(share / 0.5))
    words = _lateness_in_words(row)
    return Signal("reports", "A", points, 10, words, tuple(proof), numbers=row)


def _lateness_in_words(row):
    if row["open"]:
        return ngettext(
            "A report is owed and late", "%(count)d reports are owed and late", row["open"]
        ) % {"count": row["open"]}
    if row["late"]:
        return (
            ngettext(
                "%(late)d of %(due)d report late", "%(late)d of %(due)d reports late", row["due"]
            )
            % row
        )
    return ""


def contact_gap_signals(clients, at):
    """Nobody spoke to the client: 7·clamp((days / max(7, median gap of 180 days) − 1.5) / 1.5).

    The median is asked for only where it can matter: below ten and a half days there are no
    points whatever it is. One query.
    """
    met = [client for client in clients if client.last_contact_at]
    quiet_since = at - timedelta(days=SHORTEST_GAP * TOLERATED_GAPS)
    medians = _median_gaps([client for client in met if client.last_contact_at < quiet_since], at)
    return {
        client.pk: _of_gap(
            (at - client.last_contact_at).days, medians.get(client.pk, 0), client.last_contact
        )
        for client in met
    }


def _median_gaps(clients, at):
    """{client's id: the middle number of days between two days with a contact}."""
    held = Interaction.objects.held(at).filter(
        client__in=clients, starts_at__gt=at - GAPS_COUNT_FOR
    )
    by_client = defaultdict(dict)
    for client, start in held.order_by("client", "starts_at").values_list("client", "starts_at"):
        by_client[client][timezone.localdate(start)] = True
    return {
        client: median((b - a).days for a, b in pairwise(met))
        for client, met in by_client.items()
        if len(met) > 1
    }


def _of_gap(days, usual, contact):
    points = tenths(7 * clamp((days / max(SHORTEST_GAP, usual) - TOLERATED_GAPS) / 1.5))
    words = _("No contact for %(days)s") % {"days": days_in_words(days)} if points else ""
    proof = (Proof(_("last contact"), reverse_lazy("reports:interaction", args=[contact])),)
    return Signal("gap", "C", points, 7, words, proof if points else ())


TONE = Case(
    When(tone__isnull=False, then=F("tone")),
    default=F("reading"),
    output_field=FloatField(),
)


def tone_signals(clients, at):
    """The last three reports felt cool: a mean of −1 or less counts 7 of 10. One query."""
    newest_first = Window(RowNumber(), partition_by="client", order_by=F("distributed_at").desc())
    reports = ContactReport.objects.filter(
        client__in=clients,
        distributed_at__lte=at,
        distributed_at__gt=at - GAPS_COUNT_FOR,
        reading__isnull=False,
    ).annotate(place=newest_first, felt=TONE)
    tones = defaultdict(list)
    rows = reports.filter(place__lte=REPORTS_WITH_TONE).order_by("client", "place")
    for row in rows.values_list("client", "felt", "pk", "number"):
        tones[row[0]].append(row[1:])
    return {client: _of_tone(rows) for client, rows in tones.items()}


def _of_tone(rows):
    mean = sum(felt for felt, _pk, _number in rows) / len(rows)
    is_cool = len(rows) == REPORTS_WITH_TONE and mean <= -1
    if not is_cool:
        return Signal("tone", "E", tenths(0), 10, "", ())
    proof = tuple(
        Proof(number, reverse_lazy("reports:contact-report", args=[pk]))
        for _felt, pk, number in rows
    )
    return Signal("tone", "E", tenths(7), 10, _("The last three contacts felt cooler"), proof)

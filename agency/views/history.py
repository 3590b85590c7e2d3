from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.changes import events_of, names_of
from accounts.models import (
    ActionItem,
    Brand,
    Client,
    ClientDomain,
    ContactPerson,
    Contract,
    PartnerPerson,
    RiskFlag,
    TeamMember,
)
from billing.models import Invoice
from briefs.models import (
    Adjustment,
    BoardSeat,
    BoardWork,
    BrandBudget,
    BrandPlan,
    BrandPriorities,
    BrandProfile,
    Brief,
    BriefingParticipant,
    BriefingSession,
    BriefVersion,
    CampaignReview,
    Competitor,
    CompetitorNote,
    Deliverable,
    Instruction,
    Job,
    JobRequest,
    JobStage,
    Kpi,
    MaterialRequest,
    MediaOption,
    Milestone,
    OutgoingDocument,
    ReviewBoard,
    TimingPlan,
    WeeklyNote,
)
from reports.models import ContactReport, Interaction, Obligation, Participant, ReportVersion

NEWEST = 300
EVENTS_ON_A_PAGE = 40
EVENTS_BESIDE = 10

# kind: the record's model, its relatives as (model, key that points at the record)
KINDS = {
    "client": (
        Client,
        [
            (TeamMember, "client_id"),
            (ContactPerson, "client_id"),
            (PartnerPerson, "client_id"),
            (Brand, "client_id"),
            (Contract, "client_id"),
            (ClientDomain, "client_id"),
            (RiskFlag, "client_id"),
        ],
    ),
    "contact": (Interaction, [(Obligation, "interaction_id"), (Participant, "interaction_id")]),
    "report": (ContactReport, [(ReportVersion, "report_id")]),
    "job": (
        Job,
        [
            (JobStage, "job_id"),
            (TimingPlan, "job_id"),
            (Milestone, "job_id"),
            (Brief, "job_id"),
            (Instruction, "job_id"),
            (MaterialRequest, "job_id"),
            (Deliverable, "job_id"),
            (Kpi, "job_id"),
            (Adjustment, "job_id"),
            (CampaignReview, "job_id"),
        ],
    ),
    "invoice": (Invoice, []),
    "week": (WeeklyNote, []),
    "request": (JobRequest, []),
    "board": (ReviewBoard, [(BoardWork, "board_id"), (BoardSeat, "board_id")]),
    "brand": (
        Brand,
        [
            (BrandProfile, "brand_id"),
            (BrandPlan, "brand_id"),
            (BrandBudget, "brand_id"),
            (BrandPriorities, "brand_id"),
            (Competitor, "brand_id"),
        ],
    ),
    "competitor-note": (CompetitorNote, []),
    "media-option": (MediaOption, []),
    "brief": (Brief, [(BriefVersion, "brief_id")]),
    "briefing": (BriefingSession, [(BriefingParticipant, "session_id")]),
    "item": (ActionItem, []),
    "outgoing": (OutgoingDocument, []),
}
# What stands on the page itself, or is a pointer nobody reads.
NEVER_READ = {
    "id",
    "client",
    "interaction",
    "report",
    "topics",
    "edit",
    "edited_at",
    "edited_by",
    "content_hash",
    "minutes_hash",
    "minutes_edit",
    "paper",
    "about_type",
    "about_id",
    "key",
    "source_url",
    "clock_set_at",
    "generation",
    "logged_at",
    "uid",
    "recurrence",
    "planned_ends_at",
    "obligation",
    "job",
    "priority",
    "position",
    "status_at",
    "status_before",
    "checked_by",
    "left_by",
    "accepted_by",
    "declined_by",
    "source_key",
}
# What the client's page shows of the client only to those who see its fee.
ON_ACCOUNT = {
    "yearly_fee",
    "legal_name",
    "tax_id",
    "billing_address",
    "invoice_email",
    "payment_days",
    "po_required",
}
# Of these, more people see the name than may read what happened.
BY_WORK = (Client, Job)
# What a job costs is kept from departments that see no money.
OF_MONEY = {"budget", "client_po", "is_billable"}
KNOWN_BY_TEXT = ("name", "title", "domain", "reason", "subject")
KNOWN_BY_PERSON = ("person", "contact", "partner")


@login_required
@require_GET
def history(request, kind, pk):
    """Everything that changed on one record and its near relatives: who, when, before, after."""
    if kind not in KINDS:
        raise Http404
    model, relatives = KINDS[kind]
    rows = model.objects
    rows = rows.open_to(request.user) if model in BY_WORK else rows.visible_to(request.user)
    if model is Job:
        rows = rows.select_related("client")
    record = get_object_or_404(rows, pk=pk)
    unseen = NEVER_READ | hidden_from(request.user, record)
    events = changes_of(model, {"id": pk}, _("entered it"), unseen)
    for relative, key in relatives:
        said = _("added %(noun)s") % {"noun": relative._meta.verbose_name}
        events += changes_of(relative, {key: pk}, said, unseen, is_named=True)
    events.sort(key=lambda event: event["at"], reverse=True)
    context = {"record": record, "kind": kind}
    if request.htmx and "page" not in request.GET:
        newest, left = events[:EVENTS_BESIDE], len(events) - EVENTS_BESIDE
        return render(
            request, "agency/_history_beside.html", context | {"events": newest, "left": left}
        )
    page = Paginator(events, EVENTS_ON_A_PAGE).get_page(request.GET.get("page"))
    template = "agency/_history.html" if request.htmx else "agency/history.html"
    return render(request, template, context | {"page": page})


def hidden_from(user, record):
    """Fields of a client and its relatives that this person must not read about."""
    if isinstance(record, Client) and not record.can_see_fee(user):
        return ON_ACCOUNT
    if isinstance(record, Job) and not record.can_see_money(user):
        return OF_MONEY
    if isinstance(record, Brand) and not BrandBudget.objects.can_see(record.client, user):
        return {"amount", "currency"}
    return set()


def changes_of(model, chosen, begun, unseen, *, is_named=False):
    """The events of all records of one model that are `chosen`, in a constant number of queries."""
    rows = model.history.filter(**chosen).select_related("history_user")
    rows = list(rows.order_by("id", "-history_date", "-history_id")[:NEWEST])
    unseen = unseen | raw(model)
    names = names_of(rows, unseen, KNOWN_BY_PERSON if is_named else ())
    events = []
    for _key, of_record in groupby(rows, key=lambda row: row.id):
        of_record = list(of_record)
        label = label_of(of_record[0], names) if is_named else ""
        events += events_of(of_record, begun, unseen, names, label)
    return events


def raw(model):
    """Fields that hold lists and tables as the machine keeps them; nobody reads those."""
    fields = model._meta.concrete_fields
    return {field.name for field in fields if isinstance(field, models.JSONField)}


def label_of(row, names):
    """By what a relative is known: a name of its own, or that of the person it points at."""
    for field in KNOWN_BY_TEXT:
        if getattr(row, field, ""):
            return getattr(row, field)
    for field in KNOWN_BY_PERSON:
        key = getattr(row, f"{field}_id", None)
        if key and (field, key) in names:
            return names[field, key]
    return ""

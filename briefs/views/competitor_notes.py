from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.fields import key_of
from accounts.models import Attachment, Brand, Client, Rung
from accounts.views.client_page import done, filled_in, sent
from agency.lib.export import csv_answer
from briefs import brand_figures
from briefs.forms.competitor_notes import BrandOfNoteForm, NoteFilter, NoteForm
from briefs.models import CompetitorNote
from briefs.views import market
from briefs.views.brand_page import brand_for, crumbs, known_standing, show
from briefs.views.brands import form_page

PAGE = 50


@login_required
@require_safe
def competitor_notes(request):
    """What the competitors of all one's clients did."""
    context = listed(request, NoteFilter(request.GET, request.user))
    context |= {"can_note": request.user.rung, "tabs": market.tabs("competitor-notes")}
    return render(request, "briefs/competitor_notes.html", context)


@login_required
@require_safe
def brand_notes(request, pk):
    brand = brand_for(request.user, pk)
    chosen = NoteFilter(request.GET, request.user, brand)
    return show(request, brand, "notes", **listed(request, chosen, brand))


def listed(request, chosen, brand=None):
    """The notes of one page, and what was spent according to all that the filter leaves."""
    notes = chosen.narrow(seen(request.user, brand))
    page = Paginator(notes.on_page(request.user), PAGE).get_page(request.GET.get("page"))
    for note in page.object_list:
        known_standing(note.client, note.standing, request.user)
        note.may = note.can_change(request.user)
    spent = brand_figures.spend_by_competitor(notes)
    return {
        "page": page,
        "filter": chosen,
        "spent": spent,
        "totals": brand_figures.totals(spent),
        "export_url": export_url(request, brand),
    }


def seen(user, brand=None):
    notes = CompetitorNote.objects.visible_to(user)
    return notes.filter(brand=brand) if brand else notes


def export_url(request, brand):
    asked = request.GET.copy()
    asked.pop("page", None)
    if brand:
        asked["brand"] = brand.pk
    return f"{reverse('briefs:export-competitor-notes')}?{asked.urlencode()}"


@login_required
@require_safe
def export_notes(request):
    """Exactly the notes that the filter leaves, as a file."""
    brand = None
    if pk := request.GET.get("brand"):
        brand = get_object_or_404(Brand.objects.visible_to(request.user), pk=key_of(pk))
    chosen = NoteFilter(request.GET, request.user, brand)
    notes = chosen.narrow(seen(request.user, brand))
    notes = notes.select_related("brand__client", "competitor", "author")
    head = [
        _("Seen on"), _("Client"), _("Brand"), _("Competitor"), _("Kind"), _("What happened"),
        _("Source"), _("Link"), _("Spend"), _("Currency"), _("Spent from"), _("Spent until"),
        _("Proposed next step"), _("Author"),
    ]  # fmt: skip
    return csv_answer("competitor-notes.csv", head, map(cells, notes))


def cells(note):
    return [
        note.seen_on.isoformat(),
        note.client.name,
        note.brand.name,
        note.competitor.name,
        str(note.get_kind_display()),
        note.comment,
        note.source,
        note.link,
        "" if note.spend is None else f"{note.spend:.2f}",
        note.currency,
        note.spend_from.isoformat() if note.spend_from else "",
        note.spend_to.isoformat() if note.spend_to else "",
        note.next_step,
        note.author.name,
    ]


@login_required
def note_competitor(request):
    """Two steps without script: against which brand, then what; from a brand's page one."""
    user, now = request.user, timezone.now()
    if not (pk := request.GET.get("brand")):
        return choose_brand(request)
    brand = brand_for(user, key_of(pk))
    brand.client.demand(user, Rung.AAE, now)
    known = {"seen_on": brand.client.local_date(now), "currency": brand.client.currency}
    form = NoteForm(sent(request), brand=brand, initial=known)
    act = {"brand": brand, "by": user, "at": now}
    back = reverse("briefs:brand-notes", args=[brand.pk])
    if filled_in(request, form, CompetitorNote.objects.note, **act):
        return done(request, _("Noted."), to=back)
    return form_page(
        request, form, brand, title=_("New note: %s") % brand, yes=_("Keep the note"), back=back
    )


def choose_brand(request):
    clients = Client.objects.served_by(request.user, Rung.AAE)
    brands = Brand.objects.filter(client__in=clients.values("pk"), is_active=True)
    form = BrandOfNoteForm(
        request.GET if "brand" in request.GET else None, brands=brands.select_related("client")
    )
    form.is_valid()
    page = {"form": form, "title": _("New competitor note")}
    return render(request, "briefs/competitor_note_brand.html", page, status=form.status)


def note_for(user, pk):
    note = get_object_or_404(CompetitorNote.objects.visible_to(user).on_page(user), pk=pk)
    known_standing(note.client, note.standing, user)
    return note


@login_required
@require_safe
def competitor_note(request, pk):
    note = note_for(request.user, pk)
    Attachment.objects.put_beside([note])
    notes_url = reverse("briefs:brand-notes", args=[note.brand_id])
    trail = crumbs(note.brand, (_("Competitor notes"), notes_url), (str(note.competitor), ""))
    context = {
        "note": note,
        "crumbs": trail,
        "may": note.can_change(request.user),
        "item": note.step_taken,
        "may_take": bool(note.next_step) and note.client.rung_for(request.user) >= Rung.AE,
        "may_attach": Attachment.objects.can_attach(note.client, request.user),
    }
    return render(request, "briefs/competitor_note.html", context)


@login_required
@require_POST
def take_step(request, pk):
    """What was proposed becomes an action item."""
    note = note_for(request.user, pk)
    note.take_step(request.user, timezone.now())
    return done(request, _("It is an action item now."), to=note.get_absolute_url())


@login_required
def edit_note(request, pk):
    note, now = note_for(request.user, pk), timezone.now()
    note.demand_changing(request.user, now)
    form = NoteForm(sent(request), brand=note.brand, initial=NoteForm.facts_of(note))
    if filled_in(request, form, note.edit, by=request.user, at=now):
        return done(request, _("Changed."), to=note.get_absolute_url())
    title = _("Change the note on %s") % note.competitor
    return form_page(request, form, note.brand, title=title, back=note.get_absolute_url())


@login_required
@require_POST
def remove_note(request, pk):
    note = note_for(request.user, pk)
    note.remove(request.user, timezone.now())
    return done(request, _("Removed."), to=redirect("briefs:brand-notes", note.brand_id).url)

"""What the search answers: records by kind, the latest first, and what one can do from here."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Band, RiskSnapshot, SearchEntry
from agency.lib.words import tokens

KIND_ICONS = {
    SearchEntry.Kind.CLIENT: "building-2",
    SearchEntry.Kind.JOB: "briefcase",
    SearchEntry.Kind.BRIEF: "clipboard-list",
    SearchEntry.Kind.ESTIMATE: "calculator",
    SearchEntry.Kind.CONTACT: "calendar",
    SearchEntry.Kind.REPORT: "notebook-pen",
    SearchEntry.Kind.INVOICE: "receipt-text",
    SearchEntry.Kind.PERSON: "user-round",
}


def records(user, text, most, kind=""):
    """[(kind, its entries)] without the kinds that have none; without words the latest of each."""
    kinds = [kind] if kind else SearchEntry.Kind.values
    found = list(SearchEntry.objects.found(user, text, kinds, most))
    groups = [(kind, [entry for entry in found if entry.kind == kind]) for kind in kinds]
    return [(SearchEntry.Kind(kind), entries) for kind, entries in groups if entries]


def suggestions(user, text, most):
    """The groups of the command box: records, then commands."""
    groups = records(user, text, most)
    shown = [
        {"title": kind.label, "items": [row(entry) for entry in entries]}
        for kind, entries in groups
    ]
    clients = dict(groups).get(SearchEntry.Kind.CLIENT, [])
    put_plates(user, clients, shown)
    if doings := commands(user, text, clients):
        shown.append({"title": _("Do"), "items": doings})
    return shown


def row(entry):
    return {
        "label": entry.title,
        "url": entry.url,
        "meta": entry.detail,
        "icon": KIND_ICONS[entry.kind],
    }


def put_plates(user, clients, shown):
    """A client's row leads with its plate, for those who see how accounts stand."""
    if not clients or not user.rung:
        return
    bands = dict(
        RiskSnapshot.objects.filter(client__in=[entry.client_id for entry in clients])
        .order_by("client", "on")
        .values_list("client", "band")
    )
    (rows,) = [group["items"] for group in shown if group["title"] == SearchEntry.Kind.CLIENT.label]
    for entry, item in zip(clients, rows, strict=True):
        if band := bands.get(entry.client_id):
            item.update(band=band, band_label=Band(band).label)


def commands(user, text, clients):
    """What one can do: with the first client found, and whatever command the words begin."""
    typed = tokens(text)
    doings = [doing for doing in every_command(user) if begins(typed, doing["label"])]
    if typed and clients and user.rung:
        first = clients[0]
        url = f"{reverse('reports:log-interaction')}?client={first.client_id}"
        label = _("Log a meeting with %(client)s") % {"client": first.title}
        doings.insert(0, {"label": label, "url": url, "icon": "plus", "meta": ""})
    return doings


def every_command(user):
    if user.rung:
        yield command(_("Log a meeting or call"), "plus", "reports:log-interaction", "C")
        yield command(_("Import a calendar"), "calendar-plus", "reports:import-calendar")
        yield command(_("Open a new job"), "briefcase", "briefs:open-job")
    yield command(_("Open the inbox"), "inbox", "accounts:inbox", "G I")
    yield command(_("Enter an absence"), "umbrella", "accounts:enter-absence")


def command(label, icon, name, key=""):
    return {"label": label, "url": reverse(name), "icon": icon, "meta": key}


def begins(typed, label):
    """Whether each word typed begins one of the label's."""
    words = tokens(label)
    return all(any(word.startswith(part) for word in words) for part in typed)

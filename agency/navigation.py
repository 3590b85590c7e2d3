"""What surrounds every page: home, sections, counts, pinned clients. One query, if asked for."""

from dataclasses import dataclass
from functools import partial

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.access import clients_named, sees_money
from accounts.models import (
    ActionItem,
    AgencyProfile,
    Approval,
    Band,
    Client,
    Function,
    Notice,
    RiskSnapshot,
    Rung,
    User,
)
from agency.lib.counted import counted
from agency.templatetags.plates import initials
from agency.views.start import HOME_OF_FUNCTION, signs
from billing.models.of_cost import sees_costs
from reports.models import Obligation

MOST_PINS = 12
# Departments that work on accounts; the others neither hold meetings nor owe anything to a client.
OFF_THE_WORK = {Function.FINANCE, Function.TRAFFIC, Function.HR, Function.ADMIN}
NO_CLIENTS = {Function.HR, Function.ADMIN}
ON_THE_WORK = ("briefs:briefs", "briefs:review-boards", "briefs:competitor-notes")
GROUND = tuple(
    f"billing:{name}"
    for name in ("approval-limits", "legal-entities", "tax-rates", "exchange-rates")
)
# In the order of the section.
MONEY = ("billing:estimates", "billing:invoices", "billing:payments")
# For finance, and for who stands above all clients.
BOOKS = ("billing:exports",)
COSTS = tuple(
    f"billing:{name}" for name in ("supplier-bills", "payment-runs", "expenses", "suppliers")
)
MARKET = ("briefs:media-options", "briefs:trends", "briefs:weeks")

OF_PAYMENTS = ("billing:payment-matching", "billing:unpaid")


def navigation(request):
    """The template variable `nav`; nothing for a visitor and for a fragment, which has no frame."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or is_fragment(request):
        return {}
    return {"nav": SimpleLazyObject(partial(frame, request, user))}


def is_fragment(request):
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def frame(request, user):
    rows = counts_and_pins(user, timezone.now())
    counts = rows[0]
    home = Place.home(user, counts)
    inbox = Place(_("Inbox"), "inbox", "accounts:inbox", count=counts["to_do"])
    groups = [
        (title, [place for place in places if place.url != home.url])
        for title, places in sections(user, counts)
    ]
    here = nearest(request.path, [home, inbox, *(p for _title, places in groups for p in places)])
    log_url = reverse("reports:log-interaction") if user.rung else ""
    return {
        "agency_name": counts["agency_name"] or AgencyProfile._meta.get_field("name").default,
        "home": home.item(here),
        "inbox": inbox.item(here),
        "groups": [
            {"title": title, "items": [place.item(here) for place in places]}
            for title, places in groups
            if places
        ],
        "pinned": [pinned(user, row) for row in rows if row["is_named"]][:MOST_PINS],
        "tabs": tabs(user, home, inbox, here, log_url),
        "person": person(user),
        "log_url": log_url,
        "search_url": reverse("search"),
        "suggest_url": reverse("search-suggest"),
    }


@dataclass(frozen=True)
class Place:
    """One link of the navigation."""

    label: str
    icon: str
    name: str
    key: str = ""
    count: int = 0
    hot: bool = False
    # Pages elsewhere that belong to it as well.
    further: tuple = ()

    @classmethod
    def home(cls, user, counts):
        """Where this person's day begins; the start page sends there too."""
        if name := HOME_OF_FUNCTION.get(user.function):
            return next(place for place in every_place(counts) if place.name == name)
        if user.stands_at_least(Rung.AD):
            return cls(_("At-risk accounts"), "layout-grid", "board")
        return cls(_("My day"), "sun", "start", count=counts["late"], hot=True)

    @property
    def url(self):
        return reverse(self.name)

    def item(self, here):
        return {
            "url": self.url,
            "label": self.label,
            "icon": self.icon,
            "key": self.key,
            "count": self.count,
            "hot": self.hot,
            "current": self == here,
        }


def every_place(counts):
    yield Place(_("Clients"), "building-2", "accounts:clients", "c")
    yield Place(_("Meetings and calls"), "calendar", "reports:interactions", "m")
    yield Place(_("Contact reports"), "notebook-pen", "reports:contact-reports", "r")
    yield Place(_("Jobs"), "briefcase", "briefs:jobs", "j")
    yield Place(_("Briefs"), "clipboard-list", "briefs:briefs", "e")
    yield Place(_("Review boards"), "palette", "briefs:review-boards", "k")
    yield Place(_("Market notes"), "megaphone", "briefs:competitor-notes", "n", further=MARKET)
    yield Place(_("Milestones"), "calendar-check", "briefs:milestones", "l")
    yield Place(_("What waits for you"), "hourglass", "briefs:waiting", "w")
    yield Place(_("With the client"), "send", "accounts:with-the-client", "t")
    yield Place(_("Estimates"), "calculator", "billing:estimates", "y")
    yield Place(_("Check an e-invoice"), "receipt-text", "billing:check-einvoice")
    yield Place(_("Invoices"), "receipt-text", "billing:invoices", "o")
    yield Place(_("Exports"), "download", "billing:exports", further=("billing:revenue-accounts",))
    yield Place(_("Payments"), "coins", "billing:payments", further=OF_PAYMENTS)
    yield Place(_("Rates and rules"), "scale", "billing:rate-cards", "x", further=GROUND)
    yield Place(_("Costs"), "banknote", "billing:purchase-orders", further=COSTS)
    yield Place(_("Hours"), "clock", "billing:time", "h")
    yield Place(_("Expenses"), "receipt-text", "billing:expenses")
    yield Place(_("Escalations"), "chevrons-up", "accounts:escalations")
    yield Place(_("People"), "users", "accounts:people", "p")
    yield Place(_("Settings"), "settings", "accounts:settings", "s")
    yield Place(_("My day"), "sun", "my-day", "d", count=counts["late"], hot=True)
    yield Place(_("At-risk accounts"), "layout-grid", "board", "b")
    yield Place(_("Approvals"), "file-check", "approvals", "v", counts["approvals"])
    yield Place(_("Action items"), "square-check", "reports:action-items", "a", counts["items"])


def sections(user, counts):
    """[(title, places)]: only what this person's work has a use for."""
    place = {place.name: place for place in every_place(counts)}
    own, work, house = [], [], [place["accounts:people"]]
    money = money_of(user, place)
    if user.stands_at_least(Rung.AD):
        own.append(place["my-day"])
    if signs(user):
        own.append(place["approvals"])
    if user.stands_at_least(Rung.AM):
        own.append(place["accounts:escalations"])
    if user.function == Function.TRAFFIC:
        own.append(place["briefs:waiting"])
    if user.function not in OFF_THE_WORK:
        own.append(place["reports:action-items"])
    if user.function not in OFF_THE_WORK or user.function == Function.TRAFFIC:
        own.append(place["briefs:milestones"])
    if user.rung and not user.stands_at_least(Rung.AD):
        own.append(place["board"])
    if user.function not in NO_CLIENTS:
        work.append(place["accounts:clients"])
    if user.function not in OFF_THE_WORK:
        work += [place["reports:interactions"], place["reports:contact-reports"]]
    if user.function not in NO_CLIENTS:
        work.append(place["briefs:jobs"])
    if user.function not in OFF_THE_WORK:
        work += [place[name] for name in ON_THE_WORK]
    if user.rung:
        work.append(place["accounts:with-the-client"])
    if user.function not in NO_CLIENTS:
        work.append(place["billing:time"])
    if user.can_manage_settings:
        house.append(place["accounts:settings"])
    return [("", own), (_("Work"), work), (_("Money"), money), (_("Agency"), house)]


def money_of(user, place):
    """The places of money, for those who see any: assistants find their expenses there."""
    if not sees_money(user):
        return []
    costs = "billing:purchase-orders" if sees_costs(user) else "billing:expenses"
    names = [*MONEY, costs]
    if user.function == Function.FINANCE or user.is_csd:
        names += BOOKS
    if user.function == Function.FINANCE:
        names.append("billing:check-einvoice")
    return [place[name] for name in (*names, "billing:rate-cards")]


def nearest(path, places):
    """The place under one of whose addresses the page's own lies; of several the longest."""
    for place in places:
        if path == place.url:
            return place
    known = [(address, place) for place in places for address in addresses(place)]
    under = [pair for pair in known if path.startswith(pair[0])]
    return max(under, key=lambda pair: len(pair[0]), default=(None, None))[1]


def addresses(place):
    """Where a place begins; home is one page, and everything else lies under its address."""
    if place.name == "start":
        return [reverse("my-day")]
    return [reverse(name) for name in (place.name, *place.further)]


def tabs(user, home, inbox, here, log_url):
    """The five of a narrow window; the last opens everything."""
    clients = Place(_("Clients"), "building-2", "accounts:clients")
    row = [
        {**home.item(here), "label": _("At risk") if home.name == "board" else home.label},
        {**inbox.item(here), "dot": bool(inbox.count)},
    ]
    if log_url:
        row.append({"label": _("New"), "icon": "plus", "url": log_url, "current": False})
    if user.function not in NO_CLIENTS and home.name != clients.name:
        is_here = here is not None and here.name == clients.name
        row.append({**clients.item(None), "current": is_here})
    return [*row, {"label": _("More"), "icon": "menu", "url": ""}]


def person(user):
    return {
        "name": user.name,
        "initials": initials(user.name),
        "title": user.paper_title,
        "url": reverse("accounts:profile"),
        "absence_url": reverse("accounts:absences"),
        "settings_url": reverse("accounts:settings") if user.can_manage_settings else "",
    }


def counts_and_pins(user, at):
    """The numbers beside the links and the agency's name, on a row for each pin; at least one."""
    debts = Obligation.objects.visible_to(user).owed_by(user).overdue(at)
    latest = RiskSnapshot.objects.filter(client=OuterRef("pins__client")).order_by("-on")
    is_named = Q(pins__isnull=False) & clients_named(user, "pins__client")
    rows = User.objects.filter(pk=user.pk).values(
        late=counted(debts),
        to_do=counted(Notice.objects.visible_to(user).waiting(at).to_do()),
        approvals=counted(approvals_for(user)),
        items=counted(ActionItem.objects.visible_to(user).open().filter(person=user)),
        agency_name=Subquery(AgencyProfile.objects.values("name")[:1]),
        client=F("pins__client"),
        label=F("pins__client__name"),
        is_named=ExpressionWrapper(is_named, BooleanField()),
        band=Subquery(latest.values("band")[:1]),
    )
    return list(rows.order_by("pins__position", "pins"))


def approvals_for(user):
    return Approval.objects.lying_with(user) if signs(user) else Approval.objects.none()


def pinned(user, row):
    """A client kept at hand, with the band of its latest snapshot for those who see it."""
    band = row["band"] if user.rung and row["band"] else ""
    return {
        "url": Client(pk=row["client"]).get_absolute_url(),
        "label": row["label"],
        "band": band,
        "band_label": Band(band).label if band else "",
    }

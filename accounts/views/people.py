from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.changes import events_of
from accounts.forms.people import (
    JoiningForm,
    LeavingForm,
    MoveForm,
    PeopleFilter,
    PersonForm,
)
from accounts.models import (
    Absence,
    AgencyProfile,
    Client,
    Function,
    Supervision,
    TeamMember,
    User,
)
from accounts.org_chart import by_department, effect_of_move, is_overloaded, nodes_of
from accounts.views.client_page import done, filled_in

FACTS = (
    "name",
    "email",
    "function",
    "rank",
    "title",
    "phone",
    "office",
    "time_zone",
    "language",
    "joined_on",
)
PREFERENCES = ("theme", "hotkeys", "is_staff")
PAGE = 50
HISTORY = 100
MOST_DEPARTED = 500


@login_required
@require_GET
def people(request):
    """Everybody by manager, how much each serves, and who is away."""
    today = timezone.localdate()
    everybody = User.objects.visible_to(request.user).select_related("office", "manager")
    everybody = list(everybody)
    staff = [person for person in everybody if person.is_active]
    places = TeamMember.objects.filter(client__in=Client.objects.visible_to(request.user))
    absences = Absence.objects.running(today).select_related("delegate")
    nodes = nodes_of(
        staff,
        loads=places.loads(today),
        absences={absence.person_id: absence for absence in absences},
        limits=AgencyProfile.current(),
    )
    managers = {person.pk: person.manager_id for person in everybody}
    form = PeopleFilter(request.GET)
    shown = form.narrow(nodes)
    in_use = {person.function for person in staff}
    rows = [(label, node) for label, nodes in by_department(shown, managers) for node in nodes]
    shown_rows = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page = {
        "form": form,
        "page": shown_rows,
        "departments": [
            (label, [node for _label, node in rows])
            for label, rows in groupby(shown_rows, key=itemgetter(0))
        ],
        "count": len(shown),
        "away": sum(1 for node in shown if node.absence),
        "offices": sorted({person.office for person in staff if person.office}, key=str),
        "functions": [(code, label) for code, label in Function.choices if code in in_use],
    }
    return render(request, "accounts/people.html", page)


@login_required
@require_GET
def departed(request):
    """Who no longer works here, for those who keep the people."""
    request.user.demand_people()
    gone = User.objects.visible_to(request.user).departed().select_related("office")
    page = {"people": gone.order_by("-left_on", "name")[:MOST_DEPARTED]}
    return render(request, "accounts/people_departed.html", page)


def person_for(user, pk):
    """A person, with what every page of a person asks: is it somebody below the viewer?"""
    limits = AgencyProfile.objects.all()
    people = User.objects.visible_to(user).select_related("office", "manager")
    people = people.annotate(
        is_below=Exists(Supervision.objects.filter(boss=user, person=OuterRef("pk"))),
        load_limit=Coalesce(Subquery(limits.values("load_limit")[:1]), 2),
        key_load_limit=Coalesce(Subquery(limits.values("key_load_limit")[:1]), 1),
    )
    return get_object_or_404(people, pk=pk)


def rights(user, somebody):
    return {
        "manage": user.can_manage_people,
        "follow": user == somebody or user.can_manage_people or somebody.is_below,
    }


def show(request, somebody, page, **context):
    """One page of a person: the head, the tabs, and what the page itself is about."""
    can = rights(request.user, somebody)
    tabs = [("person", _("Overview")), ("person-history", _("History"))]
    head = {
        "person": somebody,
        "can": can,
        "crumbs": [(_("People"), reverse("accounts:people")), (somebody.name, "")],
        "menu": menu(somebody, can, request.user),
        "tabs": [
            {"label": label, "url": at(name, somebody), "current": name == page}
            for name, label in tabs
            if can["follow"]
        ],
    }
    return render(request, f"accounts/{page.replace('-', '_')}.html", head | context)


def menu(somebody, can, user):
    items = []
    if can["follow"] and somebody.is_active:
        url = f"{reverse('accounts:enter-absence')}?person={somebody.pk}"
        items.append({"label": _("Enter an absence"), "url": url, "icon": "umbrella"})
    if can["manage"] and somebody.is_active:
        move, leave = at("move-person", somebody), at("person-leaving", somebody)
        items.append({"label": _("Move under somebody else"), "url": move, "icon": "network"})
        if somebody != user:
            items.append({"label": _("Enter the leaving"), "url": leave, "icon": "user-minus"})
    return items


def at(name, somebody):
    return reverse(f"accounts:{name}", args=[somebody.pk])


@login_required
@require_GET
def person(request, pk):
    """One colleague: how to reach, which clients, who is below, when away."""
    somebody, today = person_for(request.user, pk), timezone.localdate()
    seen = TeamMember.objects.filter(client__in=Client.objects.visible_to(request.user))
    places = list(seen.filter(person=somebody).on(today).select_related("client"))
    serves = {place.client for place in places if place.rung and place.client.is_served}
    keys = sum(1 for client in serves if client.is_key_account)
    page = {
        "places": places,
        "is_overloaded": is_overloaded(somebody, len(serves), keys, limits=somebody),
        "clients": len(serves),
        "below": somebody.reports_to_me.at_work(),
        "absences": somebody.absences.upcoming(today).select_related("delegate"),
        "today": today,
    }
    if somebody.left_on:
        page["vacant"] = somebody.vacant_places().filter(pk__in=seen.values("pk"))
        page["promised"] = somebody.stands_in.upcoming(today).select_related("person")
    return show(request, somebody, "person", **page)


@login_required
@require_GET
def person_history(request, pk):
    """Who changed what on this person, for the person, those above and human resources."""
    somebody = person_for(request.user, pk)
    if not rights(request.user, somebody)["follow"]:
        request.user.demand_people()
    rows = somebody.history.select_related("history_user").order_by("-history_id")[:HISTORY]
    begun = _("entered %(name)s") % {"name": somebody.name}
    events = events_of(rows, begun=begun, unseen=PREFERENCES)
    return show(request, somebody, "person-history", events=events)


@login_required
def join(request):
    """Take somebody into the agency."""
    request.user.demand_people()
    form = JoiningForm(request.POST or None, initial=newcomer(request))
    act = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, User.objects.join, **act):
        newest = User.objects.get(email=form.cleaned_data["email"])
        sentence = _("%(name)s can choose a password by mail now.") % {"name": newest.name}
        return done(request, sentence, to=newest)
    page = {"title": _("New person"), "yes": _("Add"), "back": reverse("accounts:people")}
    return form_page(request, form, **page)


def newcomer(request):
    """What a new person's form begins with."""
    return {
        "office": request.user.office_id,
        "function": Function.ACCOUNT,
        "language": settings.LANGUAGE_CODE,
        "joined_on": timezone.localdate(),
    }


@login_required
def edit_person(request, pk):
    request.user.demand_people()
    somebody = person_for(request.user, pk)
    latest = somebody.history.latest("history_id").history_id
    now = {name: getattr(somebody, name) for name in FACTS} | {"seen": latest}
    form = PersonForm(request.POST or None, initial=now)
    act = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, somebody.edit, **act):
        return done(request, _("Saved."), to=somebody)
    form.accept_latest(latest)
    page = {"title": _("Edit %(name)s") % {"name": somebody.name}, "yes": _("Save")}
    return form_page(request, form, back=somebody.get_absolute_url(), person=somebody, **page)


@login_required
def move_person(request, pk):
    """Choose another manager, see who will see what, then move."""
    request.user.demand_people()
    somebody = person_for(request.user, pk)
    typed = request.POST or request.GET or None
    form = MoveForm(typed, person=somebody, initial={"manager": somebody.manager})
    act = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, somebody.move_under, **act):
        return done(request, _("Moved. It counts from the next click on."), to=somebody)
    page = {"person": somebody, "form": form}
    if request.method == "GET" and form.is_bound and form.is_valid():
        manager = form.cleaned_data["manager"]
        page |= {"manager": manager, "effects": effects_for(request.user, somebody, manager)}
    crumbs = [(_("People"), reverse("accounts:people")), (somebody.name, at("person", somebody))]
    page["crumbs"] = [*crumbs, (_("Move"), "")]
    return render(request, "accounts/person_move.html", page, status=form.status)


def effects_for(user, somebody, manager):
    """The effects of a move, with those clients by name that the viewer may see."""
    effects = effect_of_move(somebody, manager)
    known = set(Client.objects.visible_to(user).values_list("pk", flat=True))
    return [
        {
            "person": effect.person,
            "gains": [client for client in effect.gains if client.pk in known],
            "loses": [client for client in effect.loses if client.pk in known],
            "gains_unseen": any(client.pk not in known for client in effect.gains),
            "loses_unseen": any(client.pk not in known for client in effect.loses),
        }
        for effect in effects
    ]


@login_required
def person_leaving(request, pk):
    """Enter that somebody has left, after a look at what that opens."""
    request.user.demand_people()
    somebody = person_for(request.user, pk)
    form = LeavingForm(request.POST or None, initial={"on": timezone.localdate()})
    act = {"by": request.user, "at": timezone.now()}
    if filled_in(request, form, somebody.leave, **act):
        return done(request, _("%(name)s has left.") % {"name": somebody.name}, to=somebody)
    seen = TeamMember.objects.filter(client__in=Client.objects.visible_to(request.user))
    today = timezone.localdate()
    page = {
        "person": somebody,
        "form": form,
        "places": seen.filter(person=somebody).not_over(today).select_related("client"),
        "below": somebody.reports_to_me.at_work(),
        "promised": somebody.stands_in.upcoming(today).select_related("person"),
        "crumbs": [
            (_("People"), reverse("accounts:people")),
            (somebody.name, at("person", somebody)),
            (_("Leaving"), ""),
        ],
    }
    return render(request, "accounts/person_leaving.html", page, status=form.status)


@require_POST
@login_required
def take_back(request, pk):
    """Let somebody who left work here again."""
    somebody = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    somebody.come_back(by=request.user, at=timezone.now())
    sentence = _("%(name)s is back and can choose a password by mail.")
    return done(request, sentence % {"name": somebody.name}, to=somebody)


def form_page(request, form, *, title, yes, back, person=None):
    """A form about a person on a page of its own."""
    crumbs = [(_("People"), reverse("accounts:people")), (title, "")]
    if person:
        crumbs.insert(1, (person.name, person.get_absolute_url()))
    page = {"form": form, "title": title, "yes": yes, "back": back, "crumbs": crumbs}
    return render(request, "accounts/person_form.html", page, status=form.status)

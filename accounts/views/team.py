from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms.team import EndForm, HandOverForm, PlaceForm, PlaceTermsForm
from accounts.ladder import steps_of
from accounts.models import Function, TeamMember, TeamRole, User
from accounts.models.team import ONE_DAY
from accounts.views.client_page import at, done, filled_in, form_page, open_client_for, sent, show

A_YEAR = timedelta(days=365)


@login_required
@require_safe
def client_team(request, pk):
    client = open_client_for(request.user, pk)
    today = client.local_date(timezone.now())
    places = client.team.not_over(today - A_YEAR).with_absence(today).select_related("person")
    places = list(places.order_by("-is_lead", "from_on", "pk"))
    now = [place for place in places if place.covers(today)]
    return show(
        request,
        client,
        "team",
        steps=steps_of(client, now),
        others=[place for place in now if not place.rung],
        coming=[place for place in places if place.from_on > today],
        gone=[place for place in places if place.until_on and place.until_on < today],
        gaps=client.gaps(today, places),
        staffs_directors=client.can_staff(request.user, TeamRole.AD),
    )


@login_required
def assign_to_team(request, pk):
    client, now = open_client_for(request.user, pk), timezone.now()
    client.demand_staffing(request.user, None, now)
    today = client.local_date(now)
    start = {"role": request.GET.get("role", TeamRole.AE), "from_on": today}
    form = PlaceForm(sent(request), initial=start, **colleagues(request.user, today))
    act = {"client": client, "by": request.user, "at": now}
    if filled_in(request, form, TeamMember.objects.assign, **act):
        chosen = form.cleaned_data
        day = max(today, chosen["from_on"])
        return placed(request, client, chosen["person"], _("%s is on the team."), today, day)
    return form_page(
        request,
        form,
        title=_("New place on the team"),
        yes=_("Put on the team"),
        back=at("client-team", client),
        client=client,
        picks=("person",),
    )


@login_required
def edit_place(request, pk):
    place, client, now = place_for(request.user, pk)
    client.demand_staffing(request.user, place.role, now)
    known = {"is_lead": place.is_lead, "load_percent": place.load_percent}
    form, back = PlaceTermsForm(sent(request), initial=known), at("client-team", client)
    if filled_in(request, form, place.edit, by=request.user, at=now):
        return done(request, _("Changed."), to=back)
    return form_page(request, form, title=str(place), yes=_("Save"), back=back, client=client)


@login_required
def end_place(request, pk):
    place, client, now = place_for(request.user, pk)
    client.demand_staffing(request.user, place.role, now)
    today = client.local_date(now)
    form, back = EndForm(sent(request), initial={"on": today}), at("client-team", client)
    if filled_in(request, form, place.end, by=request.user, at=now):
        lacks = [gap.sentence for gap in client.gaps(today)]
        return done(request, _("The place ends."), *lacks, to=back)
    return form_page(
        request,
        form,
        title=_("End the place of %s") % place,
        yes=_("End the place"),
        back=back,
        client=client,
        intro=_("From the day after, the client is open to this person no longer."),
    )


@login_required
def hand_over_place(request, pk):
    place, client, now = place_for(request.user, pk)
    client.demand_staffing(request.user, place.role, now)
    today = client.local_date(now)
    form = HandOverForm(sent(request), initial={"on": today}, **colleagues(request.user, today))
    if filled_in(request, form, place.hand_over, by=request.user, at=now):
        chosen = form.cleaned_data
        day = max(today, chosen["on"] + ONE_DAY)
        return placed(request, client, chosen["to"], _("Handed over to %s."), today, day)
    return form_page(
        request,
        form,
        title=_("Hand over the place of %s") % place,
        yes=_("Hand over"),
        back=at("client-team", client),
        client=client,
        picks=("to",),
    )


def place_for(user, pk):
    places = TeamMember.objects.visible_to(user).select_related("person")
    place = get_object_or_404(places, pk=pk)
    # With the person's standing, so that the page asks for it once.
    place.client = open_client_for(user, place.client_id)
    return place, place.client, timezone.now()


def colleagues(user, today):
    return {
        "people": User.objects.at_work().visible_to(user).exclude(function=Function.ADMIN),
        "loads": TeamMember.objects.loads(today),
    }


def placed(request, client, person, sentence, today, begins_on):
    """Back to the team, with what to mind: too many clients for one, a level nobody holds."""
    lacks = [gap.sentence for gap in client.gaps(today)]
    warning = TeamMember.objects.load_warning(person, begins_on)
    return done(request, sentence % person.name, warning, *lacks, to=at("client-team", client))

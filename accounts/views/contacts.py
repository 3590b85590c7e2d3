from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms.contacts import ContactForm, PartnerForm
from accounts.forms.team import EndForm
from accounts.ladder import pairs_of
from accounts.models import ContactPerson, PartnerPerson, Rung
from accounts.models.contact import RUNG_OF_LEVEL
from accounts.views.client_page import at, done, filled_in, form_page, open_client_for, sent, show


@login_required
@require_safe
def client_people(request, pk):
    client = open_client_for(request.user, pk)
    today = client.local_date(timezone.now())
    contacts = list(client.contacts.all())
    partners = list(client.partners.all())
    return show(
        request,
        client,
        "people",
        levels=levels(contacts, pairs_of(client.team.on(today).select_related("person")), today),
        partners=[person for person in partners if not person.has_left(today)],
        gone=[person for person in contacts + partners if person.has_left(today)],
        is_empty=not contacts,
    )


def levels(contacts, pairs, today):
    """The client's people level by level, with those of the agency who speak with each."""
    return [
        {
            "label": level.label,
            "rung": rung.label,
            "partners": ", ".join(pairs.get(rung, [])),
            "people": [
                person
                for person in contacts
                if person.level == level and not person.has_left(today)
            ],
        }
        for level, rung in RUNG_OF_LEVEL.items()
    ]


@login_required
def add_contact(request, pk):
    client = open_client_for(request.user, pk)
    client.demand(request.user, Rung.AE, timezone.now())
    form, back = ContactForm(sent(request)), at("client-people", client)
    act = {"client": client, "by": request.user, "at": timezone.now()}
    if filled_in(request, form, ContactPerson.objects.add, **act):
        return done(request, _("Contact person added."), to=back)
    return form_page(
        request,
        form,
        title=_("New contact person"),
        yes=_("Add the person"),
        back=back,
        client=client,
    )


@login_required
def edit_contact(request, pk):
    contact, client = of_client(request.user, ContactPerson, pk)
    return edit_person(request, contact, client, ContactForm)


@login_required
def end_contact(request, pk):
    return end_person(request, *of_client(request.user, ContactPerson, pk))


@login_required
def add_partner(request, pk):
    client = open_client_for(request.user, pk)
    client.demand(request.user, Rung.AE, timezone.now())
    form, back = PartnerForm(sent(request)), at("client-people", client)
    act = {"client": client, "by": request.user, "at": timezone.now()}
    if filled_in(request, form, PartnerPerson.objects.add, **act):
        return done(request, _("Person of a partner agency added."), to=back)
    return form_page(
        request,
        form,
        title=_("New person of a partner agency"),
        yes=_("Add the person"),
        back=back,
        client=client,
    )


@login_required
def edit_partner(request, pk):
    partner, client = of_client(request.user, PartnerPerson, pk)
    return edit_person(request, partner, client, PartnerForm)


@login_required
def end_partner(request, pk):
    return end_person(request, *of_client(request.user, PartnerPerson, pk))


def of_client(user, model, pk):
    person = get_object_or_404(model.objects.visible_to(user), pk=pk)
    person.client = open_client_for(user, person.client_id)
    return person, person.client


def edit_person(request, person, client, form_class):
    client.demand(request.user, Rung.AE, timezone.now())
    form = form_class(sent(request), initial=form_class.facts_of(person))
    back = at("client-people", client)
    if filled_in(request, form, person.edit, by=request.user, at=timezone.now()):
        return done(request, _("Changed."), to=back)
    title = _("Change %s") % person
    return form_page(request, form, title=title, yes=_("Save"), back=back, client=client)


def end_person(request, person, client):
    client.demand(request.user, Rung.AE, timezone.now())
    today, back = client.local_date(timezone.now()), at("client-people", client)
    form = EndForm(sent(request), initial={"on": today})
    if filled_in(request, form, person.end, by=request.user, at=timezone.now()):
        return done(request, _("Noted. Reports keep the name."), to=back)
    return form_page(
        request,
        form,
        title=_("%s leaves") % person,
        yes=_("Note the last day"),
        back=back,
        client=client,
    )

"""The departments that work beside the account people, and who of them serves a client."""

from django.utils.translation import gettext_lazy as _

from accounts.access import clients_served
from accounts.models import Client, Function, TeamMember, User
from agency.lib.refusal import Refused

DEPARTMENTS = (
    Function.CREATIVE,
    Function.MEDIA,
    Function.PRODUCTION,
    Function.RESEARCH,
    Function.PLANNING,
    Function.TRAFFIC,
)
CHOICES = [(one.value, one.label) for one in DEPARTMENTS]


def people_of(department, client, at):
    """Who of a department is on the client's team today."""
    places = TeamMember.objects.on(client.local_date(at)).filter(client=client)
    people = User.objects.at_work().filter(function=department, serves__in=places)
    return people.select_related("office").distinct().order_by("name")


def works_for(user, department, client):
    """Whether this person works in the department and serves the client."""
    is_of_it = user.is_active and user.function == department
    return is_of_it and Client.objects.filter(clients_served(user), pk=client.pk).exists()


def demand_people(department, client, at):
    """Refuse what would lie with a department of which nobody would ever see it."""
    if not people_of(department, client, at).exists():
        sentence = _("Nobody of %(department)s is on the team of %(client)s.")
        facts = {"department": Function(department).label, "client": client.name}
        raise Refused(sentence % facts, field="department")


def demand_department(by, department, client, at):
    """Refuse whoever is not of the department that is asked, naming who is."""
    if works_for(by, department, client):
        return
    names = ", ".join(person.name for person in people_of(department, client, at)[:3])
    sentence = _("This waits for %(department)s of the client's team. Ask %(names)s.")
    facts = {"department": Function(department).label, "names": names or "–"}
    raise Refused.rank(sentence % facts)

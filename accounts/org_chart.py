"""The chart of the agency: who stands under whom, who serves how much, what a move changes."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Value

from accounts.access import clients_open, today
from accounts.models import Absence, Client, Function, Rung, User
from accounts.models.supervision import below, upwards

DEEPEST = 7  # as far as the page indents


@dataclass
class Node:
    """One person on the chart, with those below who are shown, and how deep it stands."""

    person: User
    depth: int = 0
    clients: int = 0
    is_overloaded: bool = False
    absence: Absence | None = None
    below: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Effect:
    """What a move changes for one person: clients gained, clients lost, by name."""

    person: User
    gains: list[Client]
    loses: list[Client]


def nodes_of(people, loads, absences, limits):
    """The people as nodes without their order, from rows fetched before.

    `loads` is {person's id: (clients, key accounts)}, `absences` {person's id: absence}, `limits`
    the agency's profile.
    """
    nodes = []
    for person in people:
        clients, keys = loads.get(person.pk, (0, 0))
        nodes.append(
            Node(
                person=person,
                clients=clients,
                is_overloaded=is_overloaded(person, clients, keys, limits),
                absence=absences.get(person.pk),
            )
        )
    return nodes


def is_overloaded(person, clients, keys, limits):
    """Whether somebody serves more than the agency wants; directors oversee, they do not serve."""
    if person.stands_at_least(Rung.AD):
        return False
    return clients > limits.load_limit or keys > limits.key_load_limit


def by_department(nodes, managers):
    """[(department, its people from the head down)], each under the nearest boss who is shown.

    `managers` is {person's id: manager's id} of everybody, those who have left too.
    """
    by_person = {node.person.pk: node for node in nodes}
    heads = defaultdict(list)
    for node in sorted(nodes, key=seniority):
        chain = upwards(node.person.manager_id, managers)
        shown = [boss for boss in chain if boss in by_person]
        if shown and node.person.pk not in chain:
            by_person[shown[0]].below.append(node)
        else:
            heads[node.person.function].append(node)
    return [
        (label, [row for head in heads[code] for row in downwards(head)])
        for code, label in Function.choices
        if code in heads
    ]


def downwards(node, depth=0):
    """A node and all below it, each knowing how deep it stands."""
    node.depth = min(depth, DEEPEST)
    yield node
    for one in node.below:
        yield from downwards(one, depth + 1)


def seniority(node):
    return -(node.person.rung or 0), node.person.name


def effect_of_move(person, manager):
    """Who would see other clients than today if `person` stood under `manager`.

    It asks the one access rule twice, with the people everyone answers for now and then.
    """
    now = dict(User.objects.values_list("pk", "manager_id"))
    then = now | {person.pk: manager.pk if manager else None}
    touched = set(upwards(now[person.pk], now)) ^ set(upwards(then[person.pk], then))
    stands_in = defaultdict(set)
    running = Absence.objects.running(today()).exclude(delegate=None)
    for delegate, absent in running.values_list("delegate", "person"):
        stands_in[delegate].add(absent)
    touched |= {delegate for delegate, absent in stands_in.items() if absent & touched}
    people = User.objects.at_work().filter(pk__in=touched).order_by("name").in_bulk()
    if not people:
        return []
    seen_now = _seen(people, stands_in, below(now))
    seen_then = _seen(people, stands_in, below(then))
    effects = [
        Effect(
            boss,
            gains=_by_name(seen_then[key] - seen_now[key]),
            loses=_by_name(seen_now[key] - seen_then[key]),
        )
        for key, boss in people.items()
    ]
    return [effect for effect in effects if effect.gains or effect.loses]


def _seen(people, stands_in, covered):
    seen = defaultdict(set)
    queries = []
    for key, boss in people.items():
        answers_for = set().union(*(covered[one] for one in {key} | stands_in[key]))
        clients = Client.objects.filter(clients_open(boss, covered=answers_for)).order_by()
        queries.append(clients.annotate(seen_by=Value(key)))
    for client in queries[0].union(*queries[1:], all=True):
        seen[client.seen_by].add(client)
    return seen


def _by_name(clients):
    return sorted(clients, key=lambda client: client.name)

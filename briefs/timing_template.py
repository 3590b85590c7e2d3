"""What a new plan begins with: the milestones of the job's type, else those of any campaign.

A template is [{"key", "name", "side": agency | client, "days": working days, "is_client_facing",
"after": [keys of steps above]}]. On a page "after" is in names, and empty where a step waits for
the one above it.
"""

import re
from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from accounts.models import ContactPerson
from agency.lib.refusal import Refused

LONGEST_KEY, LONGEST_NAME = 40, 80
LONGEST_STEP = 250  # working days: a year
MOST_STEPS = 40
AGENCY, CLIENT = "agency", "client"
AND = " + "  # between the names of the steps that one waits for


def usual(key, name, days, side=AGENCY, *, is_client_facing=False):
    return {
        "key": key,
        "name": name,
        "days": days,
        "side": side,
        "is_client_facing": is_client_facing or side == CLIENT,
    }


# The published guide for collateral: 41 working days (domain.md section 3, R25).
USUAL = (
    usual("concept", noop("Concept"), 5),
    usual("internal-review", noop("Internal review"), 2),
    usual("presentation", noop("Presentation to the client"), 1, is_client_facing=True),
    usual("client-input", noop("Client's comments"), 2, CLIENT),
    usual("revisions", noop("Revisions"), 2),
    usual("estimate", noop("Estimate"), 3, is_client_facing=True),
    usual("client-approval", noop("Client's approval"), 2, CLIENT),
    usual("artwork", noop("Artwork"), 8),
    usual("proofs", noop("Proofs approved"), 2, CLIENT),
    usual("production", noop("Production"), 12),
    usual("delivery", noop("Delivery"), 2, is_client_facing=True),
)


def first_milestones(plan, template, today):
    """The unsaved milestones of a new plan; without a template, one after the other.

    `template` is [{key, name, side, days, is_client_facing, after}] as a job's type holds it.
    Agency steps belong to the job's owner, client steps to whoever decides there.
    """
    rows = template or chained(USUAL)
    owners = {AGENCY: {"person": plan.job.owner}, CLIENT: {"contact": decider(plan.client, today)}}
    return [
        plan.milestones.model(
            plan=plan,
            job=plan.job,
            client=plan.client,
            position=position,
            key=row["key"],
            name=_(row["name"]),
            days=row["days"],
            side=row["side"],
            after=list(row.get("after", ())),
            is_client_facing=row.get("is_client_facing", False),
            **owners[row["side"]],
        )
        for position, row in enumerate(rows, start=1)
    ]


def chained(rows):
    before = []
    for row in rows:
        yield row | {"after": before}
        before = [row["key"]]


def decider(client, day):
    """Whom of the client a step of his waits for: who decides, else who is there."""
    people = client.contacts.on(day)
    return people.filter(role=ContactPerson.Role.DECISION_MAKER).first() or people.first()


def steps_of(kind):
    """The template of a type as its page shows it; `None` for a type to come."""
    template = kind.timing_template if kind else []
    names = {step["key"]: step["name"] for step in template}
    above, steps = [], []
    for step in template:
        after = step.get("after", [])
        waits_for = "" if list(after) == above else AND.join(names[key] for key in after)
        steps.append({**step, "after": waits_for})
        above = [step["key"]]
    return steps


def template_of(steps, before=()):
    """The template out of what a page sent, a step a row; one of `before` keeps its key."""
    if len(steps) > MOST_STEPS:
        refuse(_("More than %(most)s steps nobody can follow.") % {"most": MOST_STEPS})
    free = {step["key"] for step in before}
    taken, keys, template = set(free), {}, []
    for step in steps:
        name = step["name"]
        if name.casefold() in keys:
            refuse(_("Two steps are called %(name)s.") % {"name": name})
        key = step["key"] if step["key"] in free else key_for(name, taken)
        after = awaited(step, keys) or [row["key"] for row in template[-1:]]
        facts = {fact: step[fact] for fact in ("name", "side", "days", "is_client_facing")}
        template.append({"key": key, **facts, "after": after})
        free.discard(key)
        taken.add(key)
        keys[name.casefold()] = key
    return template


def awaited(step, keys):
    """The keys of the steps above that this one names; `keys` by name in small letters."""
    typed = step["after"].casefold()
    names = [typed] if typed in keys else [name.strip() for name in typed.split(AND.strip())]
    for name in filter(None, names):
        if name not in keys:
            sentence = _("%(step)s waits for “%(name)s”, and no step above it is called that.")
            refuse(sentence % {"step": step["name"], "name": name})
    return list(dict.fromkeys(keys[name] for name in names if name))


def refuse(sentence):
    raise Refused(sentence)


def key_for(name: str, taken: Collection[str]) -> str:
    """A short name for a milestone that stays the same through all versions."""
    plain = re.sub(r"\W+", "-", name.lower()).strip("-")[: LONGEST_KEY - 4] or "milestone"
    key, number = plain, 2
    while key in taken:
        key, number = f"{plain}-{number}", number + 1
    return key

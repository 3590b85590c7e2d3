"""Whom a report goes to by the rule of the house, and what somebody changed about that."""

from accounts.access import Ladders
from accounts.models import Client, User
from reports.models.people import CONTACT, PARTNER, PERSON
from reports.models.recipient import Recipient, column_of

TO, CC = Recipient.Place.TO, Recipient.Place.CC


def propose(sheet):
    """Bring the list of an open version up to date; what people added or took off stays."""
    version, wanted = sheet.version, _wanted(sheet)
    there = {row.key: row for row in version.recipients.all()}
    gone = [row.pk for key, row in there.items() if key not in wanted and _may_go(row, sheet)]
    new, changed = [], []
    for key, place in wanted.items():
        row = there.get(key)
        if row is None:
            new.append(Recipient(version=version, **column_of(key), **place))
        elif _bring_up_to_date(row, place):
            changed.append(row)
    for key, row in there.items():
        if key not in wanted and row.is_by_hand and _bring_up_to_date(row, NO_DUTY):
            changed.append(row)
    Recipient.objects.filter(pk__in=gone).delete()
    Recipient.objects.bulk_create(new)
    Recipient.objects.bulk_update(changed, ["place", "is_left_out", *DUTIES])


DUTIES = ("is_superior", "is_client_participant")
NO_DUTY = dict.fromkeys(DUTIES, False)


def _may_go(row, sheet):
    """What nobody put there by hand; of a sensitive report, everyone outside the agency."""
    return not row.is_by_hand or (sheet.is_sensitive and row.person_id is None)


def _bring_up_to_date(row, place):
    wanted = dict(place)
    if row.is_by_hand:
        wanted.pop("place", None)
    if wanted.get("is_superior"):
        wanted["is_left_out"] = False
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _wanted(sheet):
    """{key of a person: his place and why}, the stronger place first."""
    wanted = {}
    for key, place, duty in (*_by_the_rule(sheet), *_of_the_version_before(sheet)):
        known = wanted.setdefault(key, {"place": place, **NO_DUTY})
        known["place"] = TO if TO in (place, known["place"]) else CC
        for name in duty:
            known[name] = True
    return wanted


def _by_the_rule(sheet):
    people, inside = sheet.people, sheet.is_sensitive
    for row in people.present:
        if not row.is_present or row.pk is None:
            continue
        if row.side == PERSON and _may_read(row, sheet):
            yield row.key, TO if inside else CC, ()
        elif row.side == CONTACT and not inside:
            yield row.key, TO, ("is_client_participant",)
        elif row.side == PARTNER and not inside:
            yield row.key, CC, ()
    for row in people.around:
        if row.side == CONTACT and not inside and row.mark in (TO, CC):
            yield row.key, row.mark, ()
    for row in people.team:
        if row.is_lead:
            yield row.key, CC, ()
    for superior in superiors(sheet):
        yield f"{PERSON}:{superior.pk}", CC, ("is_superior",)


def _may_read(row, sheet):
    """A colleague gets by mail what he may see on the screen, and nothing else."""
    if row.pk in {member.pk for member in sheet.people.team}:
        return True
    person = User.objects.get(pk=row.pk)
    return Client.objects.open_to(person).filter(pk=sheet.report.client_id).exists()


def _of_the_version_before(sheet):
    """A correction goes to everyone who got the version it replaces."""
    if not sheet.version.is_correction:
        return
    before = sheet.report.versions.get(number=sheet.version.number - 1)
    for row in before.recipients.all():
        yield row.key, row.place, ("is_client_participant",) * row.is_client_participant


def superiors(sheet):
    """Who stands above those who answer for the contacts, as the ladders are filled now."""
    owners = {debt.owner_id: debt.owner for debt in sheet.debts}
    owners = owners or {sheet.report.author_id: sheet.report.author}
    ladders = Ladders([sheet.report.client_id], owners.keys(), sheet.at)
    found = [
        ladders.of(sheet.report.client_id, owner.pk).superior_of(owner) for owner in owners.values()
    ]
    return [superior for superior in found if superior is not None]

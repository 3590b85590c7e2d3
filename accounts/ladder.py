"""The ladder of one client as it is filled today, for the pages that show it."""

from dataclasses import dataclass

from accounts.access import Ladders
from accounts.models import Rung


@dataclass(frozen=True)
class Step:
    """One rung: who holds it by a place on the team, and who steps in where nobody does."""

    rung: Rung
    places: list
    stand_ins: list


class PlacedLadders(Ladders):
    """The ladder of one client from places that were read already."""

    def __init__(self, client, team, person):
        self.teams, self.people, self.absences = {client.pk: team}, [person], {}


def steps_of(client, places):
    """The six rungs from the top, from the places of one client that hold today.

    Reads the people above whoever answers for the reports, and the CSDs where nobody is one.
    """
    team = [place for place in places if place.rung and place.person.is_active]
    owner = answering(team)
    ladder = PlacedLadders(client, team, owner).of(client.pk, owner)
    return [step(ladder, rung) for rung in reversed(Rung)]


def answering(team):
    """The id of whoever answers for the reports: the AE, else the next above, else anybody."""
    ranked = sorted(team, key=lambda place: (place.rung < Rung.AE, place.rung, not place.is_lead))
    return ranked[0].person_id if ranked else None


def step(ladder, rung):
    there = [place for place in ladder.team if place.rung == rung]
    return Step(rung, there, [] if there else ladder.holders(rung))


def pairs_of(places):
    """{rung: names of those who hold it}, the lead first, from the places of today."""
    paired = {}
    for place in sorted(places, key=lambda place: not place.is_lead):
        if place.rung and place.person.is_active:
            paired.setdefault(place.rung, []).append(place.person.name)
    return paired

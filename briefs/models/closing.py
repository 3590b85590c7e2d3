"""What stands between a delivered job and its closing, each in words and with a link to it."""

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Blocker:
    """One thing to settle before a job is closed."""

    text: str
    url: str


@dataclass(frozen=True)
class Check:
    """One point of the checklist: what it says when it is settled, and what is not."""

    settled: str
    blockers: list = field(default_factory=list)


# (sentence when it is settled, find). A floor above adds its own when it is loaded: an invoice or
# a report may stand against closing, and briefs knows neither.
POINTS = []


def ask_also(settled):
    """Let closing ask one more function: of jobs and a moment it yields (job's key, Blocker).

    Many jobs at once, so that a list of them costs no more than one.
    """

    def put(find):
        POINTS.append((settled, find))
        return find

    return put


def blockers_of(jobs, at):
    """{job's key: [Blocker]} of everything that stands against closing each of these jobs."""
    found = defaultdict(list)
    for _settled, find in POINTS:
        for key, blocker in find(jobs, at):
            found[key].append(blocker)
    return found


def checklist_of(job, at):
    """Every point of the closing checklist of one job, settled or not."""
    return [
        Check(settled, [blocker for _key, blocker in find([job], at)]) for settled, find in POINTS
    ]

"""What stands between a delivered job and its closing, each in words and with a link to it."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from accounts.models import Approval, about


@dataclass(frozen=True)
class Blocker:
    """One thing to settle before a job is closed."""

    text: str
    url: str


# Each takes (job, at) and yields blockers. A floor above adds its own when it is loaded: an
# invoice or a report may stand against closing, and briefs knows neither.
ASKED = []


def ask_also(find):
    """Let closing ask one more function for what stands against it."""
    ASKED.append(find)
    return find


def blockers_of(job, at):
    """Everything that stands against closing this job, in order; empty if nothing does."""
    return [blocker for find in ASKED for blocker in find(job, at)]


@ask_also
def standing_approvals(job, at):
    """Versions of its briefs that still wait for a signature."""
    versions = [
        version
        for brief in job.briefs.prefetch_related("versions")
        for version in brief.versions.all()
    ]
    for version in versions:
        waiting = Approval.objects.filter(**about(version)).waiting().count()
        if waiting:
            sentence = ngettext(
                "%(brief)s waits for %(count)d signature.",
                "%(brief)s waits for %(count)d signatures.",
                waiting,
            )
            yield Blocker(
                sentence % {"brief": version, "count": waiting}, version.get_absolute_url()
            )

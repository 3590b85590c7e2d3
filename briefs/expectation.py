"""What an expectation sheet says before anybody has typed a word: all that the job knows already.

Row 89 of the trade's rules: set realistic expectations, then meet them. The sheet is made at
kick-off with one click, so it begins with time, money and form as they stand on that day.
"""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from briefs.lines import money_text
from briefs.models.milestone import Milestone


def expected_of(job, at) -> dict[str, str]:
    """{section's key: text} for the sheet of a job, in the client's language."""
    client = job.client
    steps = list(Milestone.objects.current().filter(job=job).order_by("position", "pk"))
    with translation.override(client.language):
        sections = {
            "aim": job.why,
            "timing": _timing(job, steps),
            "cost": _cost(job, at),
            "result": _result(job),
            "client_part": _client_part(steps),
            "changes": _changes(job),
        }
    return {key: text for key, text in sections.items() if text}


def _timing(job, steps):
    lines = [f"{_day(step.planned_end)}: {step.name}" for step in steps if step.is_client_facing]
    if job.due_on:
        lines.append(_("%(day)s: delivery.") % {"day": _day(job.due_on)})
    return "\n".join(lines)


def _cost(job, at):
    lines = []
    if job.budget is not None:
        amount = money_text(job.budget, job.client.currency)
        lines.append(_("Budget of the job: %(amount)s.") % {"amount": amount})
    contract = job.client.contracts.filter(starts_on__lte=job.client.local_date(at)).first()
    if contract:
        words = {"rounds": contract.rounds_included}
        lines.append(_("Rounds of changes included: %(rounds)d.") % words)
    return "\n".join(lines)


def _result(job):
    kind = str(job.job_type) if job.job_type else ""
    return "\n".join(filter(None, [f"{kind}: {job.title}" if kind else job.title, job.description]))


def _client_part(steps):
    theirs = [step for step in steps if step.side == Milestone.Side.CLIENT]
    return "\n".join(f"{_day(step.planned_end)}: {step.name}" for step in theirs)


def _changes(job):
    words = {"client": job.client.name, "owner": job.owner.name}
    return (
        _(
            "A change of aim, time or cost is agreed in writing before the work goes on. "
            "%(owner)s says what it does to time and cost; %(client)s approves it."
        )
        % words
    )


def _day(day):
    return date_format(day, pgettext("day in full", "l j F Y"))

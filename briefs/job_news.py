"""What people are told about jobs: a request to open, an opening to check, a state that matters."""

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import ladder_of
from accounts.models import Notice, Rung, about
from briefs.models.job_states import Status

# What the owner hears when somebody else did it.
TELLING = {Status.ON_HOLD, Status.CANCELLED, Status.DELIVERED, Status.CLOSED}


def tell_of_opening(job, by, at):
    """The account manager checks what was opened below him."""
    if job.checked_at is None:
        for person in holders(job.client, Rung.AM, by, at):
            with translation.override(person.language):
                words = {"job": job, "client": job.client.name}
                text = _("Job opened, to check: %(job)s (%(client)s)") % words
                reason = _("because %(name)s opened it") % {"name": by.name}
                tell(job, person, text, reason, at, is_to_do=True)


def tell_of_state(job, by, at):
    """Its owner hears that it was held, cancelled, delivered, closed or opened again."""
    owner = job.owner
    if owner == by or (job.status not in TELLING and not job.status_reason):
        return
    with translation.override(owner.language):
        words = {"name": by.name, "job": job, "status": job.get_status_display()}
        text = _("%(job)s: %(status)s, says %(name)s") % words
        if job.status_reason:
            text = f"{text}. {job.status_reason}"
        tell(job, owner, text, _("because the job is yours"), at)


def tell_of_request(request, by, at):
    """Whoever may open it: the client's account executive, else the next one above."""
    for person in holders(request.client, Rung.AE, by, at):
        with translation.override(person.language):
            words = {"title": request.title, "client": request.client.name}
            text = _("Job to open: %(title)s (%(client)s)") % words
            reason = _("because %(name)s entered the request") % {"name": by.name}
            tell(request, person, text, reason, at, is_to_do=True)


def tell_of_answer(request, by, at):
    """Nobody has to look any more; whoever entered it hears what became of it."""
    close(request, at)
    person = request.entered_by
    if person == by:
        return
    with translation.override(person.language):
        if request.job_id:
            text = _("%(title)s is a job now: %(number)s") % {
                "title": request.title,
                "number": request.job.number,
            }
        else:
            words = {"title": request.title, "reason": request.decline_reason}
            text = _("No job: %(title)s. %(reason)s") % words
        tell(request, person, text, _("because you entered the request"), at)


def holders(client, rung, by, at):
    """Who holds the rung or the next filled one above, without whoever did it himself."""
    climb = ladder_of(client, by, at).climb(rung - 1, but=by)
    return list(dict.fromkeys(told.person for told in climb.told)) if climb else []


def close(record, at):
    Notice.objects.filter(**about(record), done_at=None).update(done_at=at)


def tell(record, person, text, reason, at, *, is_to_do=False):
    notice = Notice(
        person=person,
        client=record.client,
        text=text[:300],
        reason=reason[:300],
        url=record.get_absolute_url(),
        is_to_do=is_to_do,
        created_at=at,
        **about(record),
    )
    Notice.objects.tell([notice])

"""The points of the closing checklist that this floor knows of."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ActionItem, Approval
from briefs.models.brief_version import BriefVersion
from briefs.models.closing import Blocker, ask_also
from briefs.models.deliverable import Deliverable
from briefs.models.instruction import Instruction
from briefs.models.job_stage import JobStage
from briefs.models.material_request import MaterialRequest
from briefs.models.milestone import Milestone
from briefs.models.review_board import ReviewBoard as Board


@ask_also(gettext_lazy("Every stage is done."))
def stages(jobs, at):
    """Jobs that were delivered in the middle of their stages."""
    for stage in JobStage.objects.current().filter(job__in=jobs).select_related("job"):
        sentence = _("The stage “%(stage)s” is not done.") % {"stage": stage.name}
        yield stage.job_id, Blocker(sentence, stage.job.get_absolute_url())


@ask_also(gettext_lazy("No brief waits for a signature."))
def approvals(jobs, at):
    versions = {
        version.pk: version
        for version in BriefVersion.objects.filter(brief__job__in=jobs).select_related("brief")
    }
    kind = ContentType.objects.get_for_model(BriefVersion)
    waiting = Approval.objects.waiting().filter(about_type=kind, about_id__in=list(versions))
    for approval in waiting:
        version = versions[approval.about_id]
        sentence = _("%(brief)s waits for a signature of %(signer)s.")
        words = {"brief": version, "signer": approval.signer}
        yield version.brief.job_id, Blocker(sentence % words, version.get_absolute_url())


@ask_also(gettext_lazy("Every milestone is reached or dropped."))
def milestones(jobs, at):
    rows = Milestone.objects.current().filter(job__in=jobs, done_on=None, dropped_at=None)
    for milestone in rows.select_related("job"):
        sentence = _("The milestone “%(name)s” is not reached.") % {"name": milestone.name}
        yield milestone.job_id, Blocker(sentence, milestone.get_absolute_url())


@ask_also(gettext_lazy("The client has given what was asked for."))
def materials(jobs, at):
    for row in MaterialRequest.objects.open().filter(job__in=jobs):
        sentence = _("“%(title)s” was asked of the client and is not there.")
        yield row.job_id, Blocker(sentence % {"title": row.title}, row.get_absolute_url())


@ask_also(gettext_lazy("Every instruction is done."))
def instructions(jobs, at):
    for row in Instruction.objects.open().filter(job__in=jobs):
        sentence = _("The instruction “%(title)s” is open.") % {"title": row.title}
        yield row.job_id, Blocker(sentence, row.get_absolute_url())


@ask_also(gettext_lazy("Every deliverable is accepted."))
def deliverables(jobs, at):
    for row in Deliverable.objects.open().filter(job__in=jobs):
        sentence = _("The deliverable “%(title)s” is not accepted.") % {"title": row.title}
        yield row.job_id, Blocker(sentence, row.get_absolute_url())


@ask_also(gettext_lazy("Every review board is held and minuted."))
def boards(jobs, at):
    over = [Board.Status.MINUTES_APPROVED, Board.Status.CLOSED, Board.Status.CANCELLED]
    for board, key in boards_of(jobs, Board.objects.exclude(status__in=over)):
        sentence = _("The board “%(title)s” is not finished.") % {"title": board.title}
        yield key, Blocker(sentence, board.get_absolute_url())


@ask_also(gettext_lazy("Nothing that a board agreed is left to do."))
def next_actions(jobs, at):
    of_board = {}
    for board, key in boards_of(jobs, Board.objects.all()):
        of_board.setdefault(board.pk, []).append(key)
    kind = ContentType.objects.get_for_model(Board)
    for item in ActionItem.objects.open().filter(about_type=kind, about_id__in=list(of_board)):
        sentence = _("Still to do: %(text)s") % {"text": item.text}
        for key in of_board[item.about_id]:
            yield key, Blocker(sentence, item.source_url)


def boards_of(jobs, boards):
    """(board, job's key) of these boards that have to do with the jobs: one query."""
    rows = Board.jobs.through.objects.filter(job__in=jobs, reviewboard__in=boards)
    return [(row.reviewboard, row.job_id) for row in rows.select_related("reviewboard")]

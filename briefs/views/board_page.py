"""What all pages of one review board have in common: who may see it, its head, its tabs."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import sees_money
from accounts.models import Attachment, Rung
from briefs.models import TARGET, BoardScore, BoardWork, CompetitorDigest, ReviewBoard


def board_for(user, pk):
    return with_standing(
        user, get_object_or_404(ReviewBoard.objects.visible_to(user).on_page(user), pk=pk)
    )


def work_for(user, pk):
    """A work, with its board as a page of the board has it."""
    works = BoardWork.objects.visible_to(user).select_related(
        "presentation__noted_by", "job", "decided_by"
    )
    work = get_object_or_404(works.with_scores(), pk=pk)
    work.board = board_for(user, work.board_id)
    return work


def with_standing(user, board):
    """Tell the board's client what was asked together with it, so that nobody asks again."""
    board.client.standing_of, board.client.standing = user.pk, board.standing
    return board


def works_of(board, user, at):
    """The work of a board with all that its page says of it, and of this person's score."""
    scores = Prefetch("scores", BoardScore.objects.select_related("member"))
    rows = board.works.select_related("job", "presentation", "decided_by", "board__client")
    works = list(rows.with_scores().prefetch_related("makers", scores))
    for work in works:
        work.board = board
        work.my_score = next((s.score for s in work.scores.all() if s.member_id == user.pk), None)
        work.may_score = work.can_be_scored_by(user, at)
    Attachment.objects.put_beside(works)
    return works


def show(request, board, page="page", *, status=200, **context):
    """One page of a board: its head, its tabs, and what the page itself is about."""
    user, now = request.user, timezone.now()
    works = works_of(board, user, now)
    board._prefetched_objects_cache["works"] = works
    step = board.standing_approval
    head = {
        "board": board,
        "works": works,
        "brief": board.brief_version,
        "sections": sections_of(board.brief_version, user),
        "pack_lacks": next(board.pack_lacks(), "") if board.is_coming else "",
        "stages": stages_of(board),
        "step": step,
        "can_sign": bool(step and step.can_decide(user)),
        "digest": CompetitorDigest.objects.latest_of(brand_of(board)),
        "crumbs": crumbs(board) if page == "page" else crumbs(board, (context.pop("here"), "")),
        "can": rights(board, user),
        "is_timely": board.has_begun(now),
        "target": TARGET,
    }
    return render(request, f"briefs/board_{page}.html", head | context, status=status)


def stages_of(board):
    """The way of a board from plan to rest, each stage done, next or later."""
    state, sent = board.Status, board.minutes_submitted_at
    done = {
        state.PLANNED: 2 if board.pack_submitted_at else 1,
        state.PACK_APPROVED: 3,
        state.HELD: 4,
        state.MINUTES_DRAFT: 5 if sent else 4,
        state.MINUTES_APPROVED: 6,
        state.CLOSED: 7,
    }.get(board.status, 0)
    labels = (
        _("Planned"), _("Pack with the AD"), _("Pack approved"), _("Held"),
        _("Minutes with the AM"), _("Minutes approved"), _("Closed"),
    )  # fmt: skip
    states = ["done" if n < done else "next" if n == done else "" for n in range(len(labels))]
    return [{"label": label, "state": one} for label, one in zip(labels, states, strict=True)]


def sections_of(version, user):
    """What a brief says to this reader, in its order: (section, text)."""
    if version is None:
        return []
    asked = version.brief.shape.sections_for(money=sees_money(user))
    said = [(section, version.sections.get(section.key, "")) for section in asked]
    return [(section, text) for section, text in said if text]


def brand_of(board):
    """Whose brand the board judges work for: its brief's, else that of its first job with one."""
    of_brief = board.brief_version.brief.brand_id if board.brief_version else None
    return of_brief or next((job.brand_id for job in board.jobs.all() if job.brand_id), None)


def rights(board, user):
    keeps, sits = board.can_keep(user), user in board.people
    return {
        "keep": keeps,
        "change": keeps and board.is_coming,
        "begin": keeps or sits,
        "decide": board.can_decide(user),
        "confirm": user in board.chairs or board.client.rung_for(user) >= Rung.AM,
    }


def crumbs(board, *further):
    return [
        (_("Review boards"), reverse("briefs:review-boards")),
        (board.client.name, board.client.get_absolute_url()),
        (board.title, board.get_absolute_url() if further else ""),
        *further,
    ]

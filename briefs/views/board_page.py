"""What all pages of one review board have in common: who may see it, its head, its tabs."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.models import BoardScore, BoardWork, CompetitorDigest, ReviewBoard
from briefs.sections import shape_of


def board_for(user, pk):
    return with_standing(
        user, get_object_or_404(ReviewBoard.objects.visible_to(user).on_page(user), pk=pk)
    )


def work_for(user, pk):
    """A work, with its board as a page of the board has it."""
    works = BoardWork.objects.visible_to(user).select_related("presentation", "job", "previous")
    work = get_object_or_404(works, pk=pk)
    work.board = board_for(user, work.board_id)
    return work


def with_standing(user, board):
    """Tell the board's client what was asked together with it, so that nobody asks again."""
    board.client.standing_of, board.client.standing = user.pk, board.standing
    return board


def works_of(board):
    """The work of a board with all that its page says of it."""
    scores = Prefetch("scores", BoardScore.objects.select_related("member"))
    rows = board.works.select_related("job", "presentation", "decided_by", "previous")
    return list(rows.with_scores().prefetch_related("makers", scores))


def show(request, board, page="page", *, status=200, **context):
    """One page of a board: its head, its tabs, and what the page itself is about."""
    user, now = request.user, timezone.now()
    works = works_of(board)
    board._prefetched_objects_cache["works"] = works
    head = {
        "board": board,
        "works": works,
        "brief": board.brief_version,
        "sections": sections_of(board.brief_version),
        "pack_lacks": next(board.pack_lacks(), ""),
        "step": board.standing_approval,
        "digest": CompetitorDigest.objects.latest_of(brand_of(board)),
        "crumbs": crumbs(board),
        "can": rights(board, user),
        "is_timely": board.has_begun(now),
    }
    head["can_sign"] = bool(head["step"] and head["step"].can_decide(user))
    return render(request, f"briefs/board_{page}.html", head | context, status=status)


def sections_of(version):
    """What a brief says, in its order: (section, text)."""
    if version is None:
        return []
    shape = shape_of(version.brief.kind)
    said = [(section, version.sections.get(section.key, "")) for section in shape.sections]
    return [(section, text) for section, text in said if text]


def brand_of(board):
    """Whose brand the board judges work for: its brief's, else that of its first job with one."""
    of_brief = board.brief_version.brief.brand_id if board.brief_version else None
    return of_brief or next((job.brand_id for job in board.jobs.all() if job.brand_id), None)


def rights(board, user):
    keeps = board.can_keep(user)
    return {
        "keep": keeps,
        "change": keeps and board.is_coming,
        "sits": user in board.people,
        "decide": board.can_decide(user),
    }


def crumbs(board, *further):
    return [
        (_("Review boards"), reverse("briefs:review-boards")),
        (board.client.name, board.client.get_absolute_url()),
        (board.title, board.get_absolute_url() if further else ""),
        *further,
    ]
